import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { ScaleConnection } from '../../hardware/devices.ts';
import { createMtSics } from '../../hardware/scale/mt-sics.ts';
import { createOs2 } from '../../hardware/scale/os2.ts';
import { createScale } from '../../hardware/scale/scale.ts';
import { createSerial } from '../../hardware/scale/serial.ts';
import { createTcp } from '../../hardware/scale/tcp.ts';
import { createPtyCable, createTcpCable } from '../../hardware/virtual/cable.ts';
import type { Cable } from '../../hardware/virtual/cable.ts';
import { createMtSicsTwin } from '../../hardware/virtual/mt-sics-twin.ts';
import { createOs2Twin } from '../../hardware/virtual/os2-twin.ts';
import { createPan } from '../../hardware/virtual/pan.ts';
import { createVirtualScale } from '../../hardware/virtual/scale.ts';
import { deps, listen, now, plate } from './listening.ts';
import { eventually } from '../setup/patience.ts';

const open: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.stop();
});

const pseudoTerminal = async (): Promise<Cable> => {
  const cable = await createPtyCable();
  if (cable === null) throw new Error('this system has no pseudo terminals');
  open.push({ stop: () => cable.stop() });
  return cable;
};

/**
 * A cable whose name at the terminal stays the same, whatever pseudo terminal is behind it. `hang`: whoever has it open hears nothing any
 * more and is told of no loss, as at an adapter whose driver hangs; who opens it anew has the line.
 */
async function ptyCable(): Promise<{ cable: Cable; path: string; readonly hang: () => Promise<void> }> {
  let cable = await pseudoTerminal();
  let hear: (bytes: Uint8Array) => void = () => {};
  const dir = mkdtempSync(joinPath(tmpdir(), 'scale-'));
  const path = joinPath(dir, 'tty');
  const link = (): void => {
    const to = cable.connection();
    if (to.kind === 'serial') symlinkSync(to.path, path);
    cable.onData((bytes) => hear(bytes));
  };
  link();
  open.push({ stop: () => Promise.resolve(rmSync(dir, { recursive: true })) });
  return {
    path,
    hang: async () => {
      cable.onData(() => {});
      rmSync(path, { force: true });
      cable = await pseudoTerminal();
      link();
    },
    cable: {
      connection: () => cable.connection(),
      send: (bytes) => {
        cable.send(bytes);
      },
      onData: (listener) => {
        hear = listener;
      },
      stop: () => cable.stop(),
      async unplug() {
        rmSync(path, { force: true });
        await cable.unplug();
      },
      async plug() {
        await cable.plug();
        link();
      },
    },
  };
}

const streamTo = (connection: ScaleConnection) => {
  if (connection.kind === 'serial') return createSerial(connection, deps);
  if (connection.kind === 'tcp') return createTcp(connection, deps);
  throw new Error('no cable');
};

async function stall(
  protocol: 'os2' | 'mt-sics',
  transport: 'pty' | 'tcp',
  twinOptions: { check?: 'data' | 'all'; statusByte?: boolean; withoutTare?: boolean } = {},
) {
  const { cable, path, hang } =
    transport === 'pty' ? await ptyCable() : { cable: await createTcpCable(), path: null, hang: null };
  const pan = createPan({ now, maxG: plate.maxG, eG: plate.eG });
  const twin = protocol === 'os2' ? createOs2Twin(pan, twinOptions) : createMtSicsTwin(pan, twinOptions);
  const virtual = createVirtualScale({ pan, twin, cable, now, onSaid: () => {} });
  open.push(virtual);
  const stream = streamTo(path === null ? cable.connection() : { kind: 'serial', path });
  const scale =
    protocol === 'os2'
      ? createScale({ plate, stream, codec: createOs2(), ...deps })
      : createScale({ plate, stream, codec: createMtSics(), ...deps });
  return { pan, twin, virtual, cable, scale, hang };
}

describe.each([
  ['os2', 'pty'],
  ['os2', 'tcp'],
  ['mt-sics', 'pty'],
  ['mt-sics', 'tcp'],
] as const)('a %s scale over %s', (protocol, transport) => {
  test('a load is read while it settles and when it is stable', async () => {
    const { pan, scale } = await stall(protocol, transport);
    const { readings, seen } = listen(scale, open);
    await seen(0);
    pan.load(1234);
    await seen(1235);
    expect(readings.some((reading) => reading.stable === false)).toBe(true);
    expect(readings.filter((reading) => reading.stable && reading.weightG !== 0 && reading.weightG !== 1235)).toEqual(
      [],
    );
    expect(scale.state()).toBe('online');
    expect(scale.counters().bad).toBe(0);
  });

  test('overload carries no weight', async () => {
    const { pan, scale } = await stall(protocol, transport);
    const { seen, readings } = listen(scale, open);
    pan.load(16_000);
    await seen(null, false);
    expect(readings.at(-1)?.overload).toBe(true);
  });

  test('after an unplug the weight stops at once, and comes back by itself', async () => {
    const { pan, cable, scale } = await stall(protocol, transport);
    const { readings, states, seen, becomes } = listen(scale, open);
    pan.load(500);
    await seen(500);
    await cable.unplug();
    await becomes('absent');
    const before = readings.length;
    expect(await scale.zero()).toBe('timeout');
    pan.load(700);
    await cable.plug();
    await seen(700);
    expect(readings.length).toBeGreaterThan(before);
    expect(states).toEqual(
      ['opening', 'online', 'opening', 'absent', 'online'].flatMap((state, at) =>
        at === 4 ? ['opening', 'online'] : [state],
      ),
    );
  });
});

describe.each(['os2', 'mt-sics'] as const)('a %s scale', (protocol) => {
  test('a residue is zeroed from here, a heavy load is refused', async () => {
    const { pan, scale } = await stall(protocol, 'pty');
    const { seen } = listen(scale, open);
    pan.load(20);
    await seen(20);
    expect(await scale.zero()).toBe('done');
    await seen(0);
    pan.load(5000);
    await seen(4980);
    expect(await scale.zero()).toBe('refused');
  });

  test('a scale that is switched off is silent, and its weight is gone', async () => {
    const { virtual, scale } = await stall(protocol, 'pty');
    const { seen, becomes } = listen(scale, open);
    await seen(0);
    virtual.fault({ kind: 'silent' });
    await becomes('silent');
    virtual.fault({ kind: 'none' });
    await becomes('online');
  });

  test('a line that is open and says nothing any more is opened anew', async () => {
    const { pan, scale, hang } = await stall(protocol, 'pty');
    const { seen, becomes } = listen(scale, open);
    pan.load(500);
    await seen(500);
    await hang?.();
    await becomes('silent');
    pan.load(700);
    await eventually(() => expect(scale.state()).toBe('online'));
    await seen(700);
    expect(scale.counters().reopened).toBeGreaterThan(0);
  });

  test('answers in pieces are put together', async () => {
    const { pan, virtual, scale } = await stall(protocol, 'pty');
    virtual.fault({ kind: 'pieces', size: 4, gapMs: 3 });
    const { seen } = listen(scale, open);
    pan.load(2500);
    await seen(2500);
    expect(scale.counters().bad).toBe(0);
  });

  test('noise and cut answers are counted and never make a weight', async () => {
    const { pan, virtual, scale } = await stall(protocol, 'pty');
    const { readings, seen } = listen(scale, open);
    pan.load(2500);
    await seen(2500);
    const from = readings.length;
    virtual.fault({ kind: 'cut', every: 5 });
    await eventually(() => expect(scale.counters().bad + scale.counters().resync).toBeGreaterThan(2));
    virtual.fault({ kind: 'noise', every: 7 });
    await eventually(() => expect(readings.length).toBeGreaterThan(from + 5));
    expect(readings.slice(from).every((reading) => reading.weightG === 2500)).toBe(true);
  });
});

describe('an OS2 scale', () => {
  test('flipped bits never make a weight', async () => {
    const { pan, virtual, scale } = await stall('os2', 'pty');
    const { readings, seen } = listen(scale, open);
    pan.load(2500);
    await seen(2500);
    const from = readings.length;
    virtual.fault({ kind: 'garbled', every: 4 });
    await eventually(() => expect(scale.counters().bad).toBeGreaterThan(3));
    expect(readings.slice(from).every((reading) => reading.weightG === 2500 && reading.stable)).toBe(true);
  });

  test('with the other check rule and a status byte is understood', async () => {
    const { pan, scale } = await stall('os2', 'pty', { check: 'all', statusByte: true });
    const { seen } = listen(scale, open);
    pan.load(2500);
    await seen(2500);
    expect(scale.counters()).toMatchObject({ bad: 0, resync: 0 });
  });

  test('that speaks unasked is heard', async () => {
    const { pan, twin, scale } = await stall('os2', 'pty');
    twin.hear(Uint8Array.from(Buffer.from('<PB>\t')));
    const { seen } = listen(scale, open);
    pan.load(2500);
    await seen(2500);
  });

  test('with the wrong parity gives no weight at all', async () => {
    const { virtual, scale } = await stall('os2', 'pty');
    virtual.fault({ kind: 'parity', parity: 'even' });
    const { readings, becomes } = listen(scale, open);
    await becomes('silent');
    expect(readings).toEqual([]);
  });
});

describe('an MT-SICS scale', () => {
  test('tells the tare of its own key with the net weight', async () => {
    const { pan, scale } = await stall('mt-sics', 'tcp');
    const { readings, seen } = listen(scale, open);
    pan.load(100);
    await seen(100);
    pan.tare();
    pan.load(1100);
    await seen(1000);
    expect(readings.at(-1)?.tareG).toBe(100);
    // Never an empty pan in between: net and tare belong together.
    expect(readings.every((reading) => (reading.weightG ?? 0) + (reading.tareG ?? 0) > 0 || reading.tareG === 0)).toBe(
      true,
    );
  });

  test('a clone without the tare command weighs all the same', async () => {
    const { pan, scale } = await stall('mt-sics', 'tcp', { withoutTare: true });
    const { readings, seen } = listen(scale, open);
    pan.load(2500);
    await seen(2500);
    expect(readings.at(-1)?.tareG).toBe(null);
  });
});

describe('what is not there', () => {
  test('a port that does not exist is absent, and stopping leaves nothing behind', async () => {
    const scale = createScale({
      plate,
      stream: createSerial({ path: joinPath(tmpdir(), 'no-such-port') }, deps),
      codec: createOs2(),
      ...deps,
    });
    const { becomes } = listen(scale, open);
    await becomes('absent');
    await scale.stop();
    await scale.stop();
    expect(scale.state()).toBe('absent');
  });

  test('a listener that throws disturbs neither the scale nor the others', async () => {
    const { pan, scale } = await stall('os2', 'tcp');
    scale.onReading(() => {
      throw new Error('broken listener');
    });
    const { seen } = listen(scale, open);
    pan.load(500);
    await seen(500);
  });
});
