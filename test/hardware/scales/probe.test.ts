import { afterEach, describe, expect, test } from 'vitest';
import { createProbe } from '../../../hardware/scale/probe.ts';
import { createSerial } from '../../../hardware/scale/serial.ts';
import { createTcp } from '../../../hardware/scale/tcp.ts';
import { createPtyCable, createTcpCable } from '../../../hardware/virtual/cable.ts';
import type { Cable } from '../../../hardware/virtual/cable.ts';
import { createPan } from '../../../hardware/virtual/pan.ts';
import { createVirtualScale } from '../../../hardware/virtual/scale.ts';
import { scaleTwins } from '../../../hardware/virtual/twins.ts';
import { scaleProtocols } from '../../../shared/scale.ts';
import { settleWays } from '../../../shared/scale-finding.ts';
import { deps, now } from '../listening.ts';
import { eventually } from '../../setup/patience.ts';

const open: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.stop();
});
const twins = scaleProtocols.filter((one) => one !== 'hid-pos');

/** A probe of the port at this end of a cable. */
function probeOf(cable: Cable) {
  const connection = cable.connection();
  if (connection.kind === 'hid') throw new Error('a cable is no USB');
  const path = connection.kind === 'serial' ? connection.path : `${connection.host}:${connection.port}`;
  const probe = createProbe({
    port: { kind: connection.kind, path, usb: null, about: '' },
    open: (line) =>
      connection.kind === 'serial' ? createSerial({ path, ...line }, deps) : createTcp(connection, deps),
    now,
    onChange: () => {},
  });
  open.push({ stop: () => probe.close() });
  return probe;
}

async function scaleOn(cable: Cable | null, protocol: (typeof twins)[number]) {
  if (cable === null) throw new Error('this system has no pseudo terminals');
  const pan = createPan({ now, maxG: 15_000, eG: 5 });
  const scale = createVirtualScale({ pan, twin: scaleTwins[protocol](pan), cable, now, onSaid: () => {} });
  open.push(scale);
  return { pan, scale, probe: probeOf(cable) };
}

describe('looking for a scale on a port', () => {
  test.each(twins.filter((one) => one !== 'ai-json'))(
    'finds %s on a serial port and names it',
    async (protocol) => {
      const { probe } = await scaleOn(await createPtyCable(), protocol);
      await probe.run();
      expect(probe.look().state).toBe('found');
      expect(probe.look().scales.map((one) => one.protocol)).toContain(protocol);
    },
    40_000,
  );

  test('finds an AI scale behind its adapter', async () => {
    const { probe } = await scaleOn(await createTcpCable(), 'ai-json');
    await probe.run();
    expect(probe.look().scales.map((one) => one.protocol)).toEqual(['ai-json']);
  });

  test('leaves the digits of a D2 open until a known weight lies on it', async () => {
    const { probe, pan } = await scaleOn(await createPtyCable(), 'd2');
    pan.load(1235);
    await probe.run();
    const ways = () => probe.look().scales[0]?.ways ?? [];
    expect(ways().length).toBeGreaterThan(1);
    await eventually(() => expect(settleWays(ways(), 1235)).toMatchObject({ way: { weightG: 1235 } }));
    expect(settleWays(ways(), 1235)).toMatchObject({ way: { variant: { digits: 'reversed', unit: 'kg' } } });
    expect(settleWays(ways(), 777)).toBe('none');
  });

  test('says that nobody answers, and that what speaks is no scale', async () => {
    const cable = await createPtyCable();
    if (cable === null) throw new Error('this system has no pseudo terminals');
    open.push(cable);
    const probe = probeOf(cable);
    const chatter = setInterval(() => cable.send(Uint8Array.from([0x55, 0xaa, 0x00, 0x13])), 50);
    await probe.run();
    clearInterval(chatter);
    expect(probe.look()).toMatchObject({ state: 'noise', scales: [] });
    const quiet = await createPtyCable();
    if (quiet !== null) open.push(quiet);
    const other = quiet === null ? probe : probeOf(quiet);
    await other.run();
    expect(other.look()).toMatchObject({ state: 'silent', scales: [] });
  });

  test('says that there is no such port', async () => {
    const probe = createProbe({
      port: { kind: 'serial', path: '/dev/ttyUSB99', usb: null, about: '' },
      open: (line) => createSerial({ path: '/dev/ttyUSB99', ...line }, deps),
      now,
      onChange: () => {},
    });
    await probe.run();
    expect(probe.look().state).toBe('gone');
  });
});
