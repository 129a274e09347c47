import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDevices } from '../../hardware/devices.ts';
import { startVirtualStall, type VirtualStall } from '../../hardware/virtual/stall.ts';
import { chicory, createStall, greens, price, quiet, storedIn, until, type Stall } from './stall.ts';

/** A computing scale through its own driver, on a pseudo terminal. */
let virtual: VirtualStall;
let stall: Stall;
beforeEach(async () => {
  virtual = await startVirtualStall({ now: Date.now, protocol: 'dialog-06', columns: 32, serverUrl: null });
});
afterEach(async () => {
  await stall.close();
  await virtual.stop();
});

const weighing = () => stall.see('weighing');
const lines = async () => (await stall.see('carts')).carts.flatMap((cart) => cart.lines);
async function open(loadG: number): Promise<void> {
  virtual.bench.load(loadG);
  const { scale } = openDevices(virtual.config, { now: Date.now, log: quiet });
  stall = createStall({ devices: { scale } });
  await stall.open();
  for (const [productId, fen] of [
    [greens, 300],
    [chicory, 400],
  ] as const)
    await stall.must('goods.price', { productId, price: price(fen), scope: 'from_now', sure: true });
}

describe('a Dialog 06 scale', () => {
  it('sells nothing after power-on until its pan was seen at rest below Min; then it sells, and the evidence says what was seen', async () => {
    await open(1005);
    expect(await stall.must('goods.tap', { productId: greens })).toEqual({ did: 'armed' });
    await until(weighing, ({ netG }) => netG === 1000);
    expect(await weighing()).toMatchObject({ state: 'blocked', reason: 'loaded_start' });
    expect(await lines()).toEqual([]);
    virtual.bench.load(0);
    // It tells no weight there, so none is shown.
    expect(await until(weighing, ({ state }) => state === 'ready')).toMatchObject({ netG: null, zero: false });
    virtual.bench.load(505);
    expect(await until(lines, (all) => all.length > 0)).toMatchObject([{ netG: 500, amountFen: 300 }]);
    expect(storedIn(stall.dir, 'evidence')).toMatchObject([{ zeroBefore: false, stableBy: 'rule', netG: 500 }]);
  });

  it('has a load that lies there worked out with the price of what is touched, and never sells it at another', async () => {
    await open(0);
    await until(weighing, ({ state }) => state === 'ready');
    await stall.must('goods.tap', { productId: greens });
    virtual.bench.load(505);
    await until(lines, (all) => all.length > 0);
    virtual.bench.load(0);
    await until(weighing, ({ state }) => state === 'ready');
    virtual.bench.load(1005);
    await until(weighing, ({ state, netG }) => state === 'live' && netG === 1005);
    // It was weighed at the last price.
    expect(await stall.must('goods.tap', { productId: chicory })).toEqual({ did: 'armed' });
    const taken = await until(lines, (all) => all.length > 1);
    expect(taken[0]).toMatchObject({ productId: chicory, netG: 1000, price: price(400) });
  });
});
