import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDevices } from '../../hardware/devices.ts';
import type { Scale } from '../../hardware/ports.ts';
import { createPtyCable } from '../../hardware/virtual/cable.ts';
import { createPan } from '../../hardware/virtual/pan.ts';
import type { Pan } from '../../hardware/virtual/pan.ts';
import { createVirtualScale } from '../../hardware/virtual/scale.ts';
import { scaleTwins, type TwinProtocol } from '../../hardware/virtual/twins.ts';
import type { JournalEntry, SaleEntry } from '../../shared/records/journal.ts';
import type { ListedPort } from '../../shared/scale-port.ts';
import {
  createStall,
  fakeScale,
  plate as fakePlate,
  greens,
  price,
  quiet,
  storedIn,
  until,
  payCash,
  type Stall,
} from './stall.ts';

/** Scales on pseudo terminals, which the till is told are plugged in; it has to find them by their bytes. */
const open: { stop(): Promise<void> }[] = [];
let ports: (() => ListedPort)[] = [];
let stall: Stall;
const now = () => Date.now();

async function plugIn(protocol: TwinProtocol, location: string) {
  const cable = await createPtyCable();
  if (cable === null) throw new Error('this system has no pseudo terminals');
  const pan = createPan({ now, maxG: 15_000, eG: 5 });
  open.push(createVirtualScale({ pan, twin: scaleTwins[protocol](pan), cable, now, onSaid: () => {} }));
  const path = (): string => {
    const connection = cable.connection();
    return connection.kind === 'serial' ? connection.path : '';
  };
  const usb = { vendorId: '1a86', productId: '7523', serialNumber: '', location };
  const port = (): ListedPort => ({ kind: 'serial', path: path(), about: 'USB2.0-Serial', usb });
  ports.push(port);
  return { pan, cable, path, port };
}

const finderOfPorts = () => {
  const { finder = null } = openDevices(
    { scale: null, printer: null, display: null, scanner: null },
    { now, log: quiet, ports: () => Promise.resolve(ports.map((port) => port())) },
  );
  return finder;
};

beforeEach(async () => {
  ports = [];
  stall = createStall({ devices: { scale: null, finder: finderOfPorts() } });
  await stall.open();
  await stall.must('goods.price', { productId: greens, price: price(300), scope: 'from_now', sure: true });
});
afterEach(async () => {
  await stall.close();
  for (const one of open.splice(0).reverse()) await one.stop();
});

const plate = { serial: 'A123', maxG: 15_000, eG: 5 };
const scales = () => stall.see('scales');
const weighing = () => stall.see('weighing');
async function find(path: string | null = null) {
  await stall.must('scale.find', { path });
  const view = await until(scales, ({ finding }) => finding !== null && !finding.looking);
  return view.finding?.ports ?? [];
}
async function sell(pan: Pan, grams: number) {
  await until(weighing, ({ state }) => state === 'ready');
  pan.load(grams);
  await until(weighing, ({ state, netG }) => state === 'live' && netG === grams);
  await stall.must('goods.tap', { productId: greens });
  pan.load(0);
  await until(weighing, ({ state }) => state === 'ready');
}
const linesOf = async () => (await stall.see('carts')).carts.flatMap((cart) => cart.lines);

describe('finding a scale', () => {
  it('names what answers, and uses it from then on and after a start', async () => {
    const { pan, path } = await plugIn('os2', '1-2');
    const found = await find();
    expect(found).toMatchObject([
      {
        port: { path: path() },
        state: 'found',
        scales: [{ protocol: 'os2', line: { baudRate: 9600, dataBits: 8, parity: 'none' }, ways: [{ variant: {} }] }],
      },
    ]);
    await stall.must('scale.choose', { id: 'scale-1', path: path(), protocol: 'os2', plate });
    expect((await scales()).finding).toBe(null);
    await sell(pan, 505);
    expect(await linesOf()).toMatchObject([{ netG: 500 }]);
    expect(storedIn<JournalEntry>(stall.dir, 'journal').map((entry) => entry.body)).toContainEqual(
      expect.objectContaining({ kind: 'override', what: 'scale_config', subjectId: 'scale-1' }),
    );
    await stall.restart();
    await until(weighing, ({ state }) => state === 'ready');
    expect((await stall.see('devices')).scale).toMatchObject({ plate: { id: 'scale-1', ...plate, protocol: 'os2' } });
  });

  it('asks for a known weight where the frames do not tell how they are read', async () => {
    const { pan, path } = await plugIn('d2', '1-2');
    pan.load(1235);
    await find();
    const where = { path: path(), protocol: 'd2' };
    const choice = { ...where, id: 'scale-1', plate } as const;
    expect(await stall.call('scale.choose', choice)).toMatchObject({ refusal: { code: 'scale_ambiguous' } });
    await until(
      () => stall.call('scale.settle', { ...where, grams: 800 }),
      (reply) => !reply.ok && reply.refusal.code === 'weight_fits_none',
    );
    await stall.must('scale.settle', { ...where, grams: 1250 });
    await stall.must('scale.choose', choice);
    await until(weighing, ({ grossG }) => grossG === 1235);
  });

  it('looks at a port named by hand that is in no list', async () => {
    const { path } = await plugIn('st-gs', '1-2');
    ports = [];
    expect(await find(path())).toMatchObject([{ state: 'found', scales: [{ protocol: 'st-gs' }] }]);
    await stall.must('scale.find_end', {});
    expect((await scales()).finding).toBe(null);
  });

  it('refuses a nameplate that no scale has, and a scale that does not answer any more', async () => {
    const { path } = await plugIn('st-gs', '1-2');
    await find();
    const where = { id: 'scale-1', path: path(), protocol: 'st-gs' } as const;
    expect(await stall.call('scale.choose', { ...where, plate: { ...plate, eG: 1000 } })).toMatchObject({
      refusal: { code: 'plate_impossible' },
    });
    await stall.must('scale.find_end', {});
    expect(await stall.call('scale.choose', { ...where, plate })).toMatchObject({
      refusal: { code: 'scale_not_found' },
    });
  });

  it('finds its adapter again under another name, without a hand', async () => {
    const { pan, cable, path } = await plugIn('os2', '1-2');
    await find();
    const before = path();
    await stall.must('scale.choose', { id: 'scale-1', path: before, protocol: 'os2', plate });
    await until(weighing, ({ state }) => state === 'ready');
    await cable.unplug();
    await until(weighing, ({ reason }) => reason === 'no_scale');
    const holder = await createPtyCable();
    if (holder !== null) open.push(holder);
    await cable.plug();
    expect(path()).not.toBe(before);
    await sell(pan, 505);
  });
});

describe('two scales', () => {
  async function both() {
    const first = await plugIn('os2', '1-2');
    const second = await plugIn('st-gs', '1-3');
    await find();
    await stall.must('scale.choose', { id: 'scale-1', path: first.path(), protocol: 'os2', plate });
    await find();
    const other = { ...plate, serial: 'B456' };
    await stall.must('scale.choose', { id: 'scale-2', path: second.path(), protocol: 'st-gs', plate: other });
    return { first, second };
  }

  it('sell by the chosen one, and the other weighs again beside it', async () => {
    const { first, second } = await both();
    await until(weighing, ({ state }) => state === 'ready');
    second.pan.load(495);
    await until(scales, ({ reweigh }) => reweigh?.weightG === 495 && reweigh.stable);
    expect((await weighing()).state).toBe('ready');
    await sell(first.pan, 505);
    expect(await linesOf()).toHaveLength(1);
  });

  it('sell by the other one after a touch, once its pan has shown zero, and the line says which it was', async () => {
    const { second } = await both();
    second.pan.load(300);
    await until(scales, ({ reweigh }) => reweigh?.weightG === 300);
    await stall.must('scale.sell_by', { id: 'scale-2' });
    await until(weighing, ({ reason }) => reason === 'loaded_start');
    second.pan.load(0);
    await sell(second.pan, 505);
    const page = await stall.must('evidence.list', { before: null, lineId: null, limit: 1 });
    expect(page.rows).toMatchObject([{ scaleId: 'scale-2' }]);
    const { frontId, carts } = await stall.see('carts');
    const payableFen = carts.find((cart) => cart.id === frontId)?.payableFen ?? 0;
    await payCash(stall, frontId, payableFen);
    const sale = storedIn<JournalEntry>(stall.dir, 'journal').find((one): one is SaleEntry => one.kind === 'sale');
    expect(sale?.body.lines[0]).toMatchObject({ scaleSerial: 'B456', marks: ['scale-2'] });
  });

  it('weigh a sold line again on the other one: what lies there at rest counts, and it is named (复秤)', async () => {
    const { first, second } = await both();
    await sell(first.pan, 505);
    const { frontId, carts } = await stall.see('carts');
    const payableFen = carts.find((cart) => cart.id === frontId)?.payableFen ?? 0;
    const { saleId } = await payCash(stall, frontId, payableFen);
    const wish = { saleId, lineNo: 1, foundG: null, scaleName: '', scaleEG: null, accuracy: 'better' } as const;
    // Nothing lies on either.
    expect(await stall.call('sale.reweigh', wish)).toMatchObject({ refusal: { code: 'not_sellable' } });
    // It goes back into its container: 5 g of the line's tare, 440 g of goods.
    second.pan.load(445);
    await until(scales, ({ reweigh }) => reweigh?.weightG === 445 && reweigh.stable);
    expect(await stall.must('sale.reweigh', wish)).toMatchObject({ shortG: 60, verdict: 'short' });
    const last = storedIn<JournalEntry>(stall.dir, 'journal').at(-1);
    expect(last?.body).toMatchObject({
      kind: 'reweigh',
      foundG: 440,
      source: 'scale',
      soldOn: { name: 'A123' },
      foundOn: { name: 'B456', eG: 5 },
    });
    second.pan.shake();
    expect(
      await until(
        () => stall.call('sale.reweigh', wish),
        (reply) => !reply.ok,
      ),
    ).toMatchObject({ refusal: { code: 'not_sellable', reason: 'unstable' } });
  });
});

describe('scales named by flags', () => {
  const named = (serial: string, id: 'scale-1' | 'scale-2'): Scale => ({
    ...fakeScale(now),
    plate: { ...fakePlate, id, serial },
  });
  const configs = (dir: string) =>
    storedIn<JournalEntry>(dir, 'journal').flatMap(({ body }) =>
      body.kind === 'override' && body.what === 'scale_config' ? [[body.subjectId, body.detail]] : [],
    );

  it('are entries of the journal when they are not what they were at the last start, like those chosen by hand', async () => {
    await stall.close();
    const dir = mkdtempSync(join(tmpdir(), 'stall-flags-'));
    const keys = new Map<string, Uint8Array>();
    const secrets = {
      load: (name: string) => Promise.resolve(keys.get(name) ?? null),
      save: (name: string, bytes: Uint8Array) => Promise.resolve(void keys.set(name, bytes)),
    };
    const startWith = async (scale: Scale | null, second: Scale | null): Promise<void> => {
      const till = createStall({ dir, secrets, devices: { scale, second } });
      const core = await till.open();
      await core.stop();
    };
    try {
      await startWith(named('A1', 'scale-1'), null);
      await startWith(named('A1', 'scale-1'), null);
      expect(configs(dir)).toEqual([]);
      await startWith(named('A2', 'scale-1'), named('B1', 'scale-2'));
      await startWith(named('A2', 'scale-1'), null);
      expect(configs(dir)).toEqual([
        ['scale-1', 'os2 15000/5 A2 by flag'],
        ['scale-2', 'os2 15000/5 B1 by flag'],
        ['scale-2', 'none'],
      ]);
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });
});
