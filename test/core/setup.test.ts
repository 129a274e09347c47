import { afterEach, describe, expect, it } from 'vitest';
import type { Scanner } from '../../hardware/ports.ts';
import { startTestMarket, type TestMarket } from './market.ts';
import { createStall, until, type Stall } from './stall.ts';

let stall: Stall;
let market: TestMarket | null = null;
afterEach(async () => {
  await stall.close();
  await market?.stop();
  market = null;
});
const due = async () => (await stall.see('setup')).due;

describe('the first run', () => {
  it('is due on a new till that no flag has told what it is, and over once it was gone through', async () => {
    stall = createStall({ firstRun: true });
    await stall.open();
    expect(await due()).toBe(true);
    await stall.restart();
    expect(await due()).toBe(true);
    await stall.must('setup.finish', {});
    await stall.restart();
    expect(await due()).toBe(false);
  });

  it('is not due where flags say it, nor on a till that has a past', async () => {
    stall = createStall();
    await stall.open();
    expect(await due()).toBe(false);
    await stall.must('drawer.open', {});
    await stall.core().stop();
    const again = createStall({ firstRun: true, dir: stall.dir, secrets: stall.secrets });
    await again.open();
    stall = again;
    expect(await due()).toBe(false);
  });

  it('puts the goods of the chosen trade on the tiles, also after a restart', async () => {
    stall = createStall({ firstRun: true });
    await stall.open();
    const first = async () => {
      const { grid, products } = await stall.see('goods');
      return products.find(({ id }) => id === grid[0])?.name;
    };
    const greens = await first();
    await stall.must('setup.trade', { trade: 'fish' });
    const fish = await first();
    expect(fish).not.toBe(greens);
    await stall.restart();
    expect(await first()).toBe(fish);
    expect(await stall.call('setup.trade', { trade: 'gold' })).toMatchObject({ ok: false });
  });

  it('joins with the code that a scanner of its own reads', async () => {
    market = await startTestMarket();
    const listeners = new Set<Parameters<Scanner['onScan']>[0]>();
    const scanner: Scanner = {
      about: { name: { zh: '枪', en: 'scanner' }, port: 'test', verifiedOnDevice: false },
      state: () => 'online',
      onState: () => () => {},
      onScan: (listener) => {
        listeners.add(listener);
        return () => {
          listeners.delete(listener);
        };
      },
      start: () => {},
      stop: () => Promise.resolve(),
    };
    stall = createStall({ firstRun: true, server: market.url, devices: { scanner } });
    await stall.open();
    for (const listener of listeners) listener({ text: 'WRONG-CODE1', aim: null });
    await until(
      async () => (await stall.see('setup')).scanned,
      (scanned) => scanned === 'failed',
    );
    for (const listener of listeners) listener({ text: 'GOOD-CODE', aim: null });
    await until(
      async () => (await stall.see('setup')).scanned,
      (scanned) => scanned === 'joined',
    );
    expect(await stall.see('status')).toMatchObject({ mode: 'live' });
  });
});
