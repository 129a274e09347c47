import { afterEach, describe, expect, it } from 'vitest';
import { createClient } from '../../renderer/client.ts';
import { openSocket } from '../../renderer/socket.ts';
import { createTopicStore } from '../../renderer/store.ts';
import { startFakeCore } from './fake.ts';
import type { FakeCore } from './fake.ts';
import * as sample from './sample.ts';

const first = {
  weighing: sample.emptyPan,
  carts: { frontId: 'c1', carts: [sample.fullCart], undo: null },
  goods: sample.goods,
  last: null,
  status: sample.status,
  stall: sample.stall,
};
const running: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const stop of running.splice(0).toReversed()) await stop();
});

async function openWindow() {
  const core: FakeCore = await startFakeCore('.', first);
  running.push(() => core.stop());
  const store = createTopicStore();
  let made = 0;
  const client = createClient(openSocket(`${core.url('vendor').replace('http', 'ws')}ws`), store, () => `id-${++made}`);
  running.push(() => {
    client.stop();
  });
  /** Waits until the window's state passes. */
  const seen = (passes: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const off = store.subscribe(() => {
        if (!passes()) return;
        off();
        resolve();
      });
      if (passes()) {
        off();
        resolve();
      }
    });
  await seen(() => store.getState().no >= 0);
  return { core, store, client, seen };
}

describe('a window and its core', () => {
  it('starts with everything it may see', async () => {
    const { store } = await openWindow();
    expect(store.getState().topics.stall).toEqual(sample.stall);
    expect(store.getState().line).toBe('open');
  });

  it('follows the core event by event', async () => {
    const { core, store, seen } = await openWindow();
    core.set({ weighing: sample.taken });
    await seen(() => store.getState().topics.weighing?.state === 'taken');
    expect(store.getState().topics.weighing).toEqual(sample.taken);
  });

  it('asks for everything again when an event was lost', async () => {
    const { core, store, seen } = await openWindow();
    core.skip();
    core.set({ last: sample.lastSale, weighing: sample.taken });
    await seen(() => store.getState().topics.last !== null);
    expect(store.getState().topics.last).toEqual(sample.lastSale);
    expect(store.getState().topics.weighing).toEqual(sample.taken);
  });

  it('comes back by itself with the present state when the line breaks', async () => {
    const { core, store, seen } = await openWindow();
    core.drop();
    await seen(() => store.getState().line === 'lost');
    core.set({ last: sample.lastSale });
    await seen(() => store.getState().line === 'open');
    expect(store.getState().topics.last).toEqual(sample.lastSale);
  });

  it('asks again under the same id when the line broke before the answer', async () => {
    const { core, client } = await openWindow();
    let cut = false;
    core.answer('sale.complete', async () => {
      if (!cut) {
        cut = true;
        core.drop();
        await new Promise(() => {});
      }
      return { ok: true, value: { saleId: 's9', no: '17-1-9', payableFen: 2140, changeFen: null } };
    });
    const outcome = await client.call('sale.complete', {
      cartId: 'c1',
      payableFen: 2140,
      tenders: [{ kind: 'cash', amountFen: 2140, tenderedFen: null }],
      concedeFen: 0,
      paper: 'default',
    });
    expect(outcome).toMatchObject({ ok: true, value: { saleId: 's9' } });
    const ids = core.calls.filter((call) => call.name === 'sale.complete').map((call) => call.id);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  });

  it('gives every command an id of its own and passes a refusal on', async () => {
    const { core, client } = await openWindow();
    core.answer('goods.tap', () => ({ ok: false, refusal: { code: 'load_already_sold' } }));
    expect(await client.call('goods.tap', { productId: 'p0101' })).toEqual({
      ok: false,
      refusal: { code: 'load_already_sold' },
    });
    await client.call('cart.next', {});
    expect(new Set(core.calls.map((call) => call.id)).size).toBe(2);
  });
});
