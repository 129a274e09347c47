import { afterEach, beforeEach, expect, it } from 'vitest';
import { openHabits } from '../../electron/core/goods/habits.ts';
import type { JournalEntry } from '../../shared/records/journal.ts';
import { startTestMarket, type TestMarket } from './market.ts';
import { chicory, greens, openJoinedStall, price, quiet, storedIn, until, type Stall } from './stall.ts';

let market: TestMarket;
let stall: Stall;
beforeEach(async () => {
  market = await startTestMarket();
  stall = await openJoinedStall(market);
  for (const productId of [greens, chicory])
    await stall.must('goods.price', { productId, price: price(300), scope: 'from_now', sure: true });
});
afterEach(async () => {
  await stall.close();
  await market.stop();
});

async function sell(productId: string, netG: number): Promise<void> {
  stall.put(0);
  stall.put(netG);
  await stall.must('goods.tap', { productId });
  stall.put(0);
  const { carts, frontId } = await stall.see('carts');
  const payableFen = carts.find((cart) => cart.id === frontId)?.payableFen ?? 0;
  const tenders = [{ kind: 'cash' as const, amountFen: payableFen, tenderedFen: null }];
  await stall.must('sale.complete', { cartId: frontId, payableFen, tenders, concedeFen: 0, paper: 'none' });
}
const named = async (): Promise<readonly string[]> => (await stall.see('likely')).ids;

it('S9: names what the load is likely to be, from what was sold here, and is quiet otherwise', async () => {
  await sell(greens, 300);
  await sell(chicory, 2_000);
  await until(named, () => true);
  // Learned behind the sales, once a second.
  await until(
    async () => {
      stall.put(0);
      stall.put(1_900);
      return named();
    },
    (ids) => ids.length === 2,
  );
  expect(await named()).toEqual([chicory, greens]);
  stall.put(0);
  expect(await named()).toEqual([]);
  stall.put(305);
  expect(await named()).toEqual([greens, chicory]);
  await stall.must('goods.tap', { productId: greens });
  expect(await named(), 'the line is taken').toEqual([]);
  stall.put(0);
  await stall.must('goods.tap', { productId: greens });
  expect(await named(), 'a product is armed').toEqual([]);
});

it('S9: does not change what it named while the load lies there', async () => {
  await sell(greens, 300);
  stall.put(0);
  stall.scale.frame(500, true, [{ plu: null, name: '鸡毛菜', percent: 90 }]);
  const first = await named();
  expect(first[0]).toBe(chicory);
  stall.scale.frame(505, true, [{ plu: null, name: '青菜', percent: 99 }]);
  expect(await named()).toEqual(first);
  stall.scale.frame(530, false);
  stall.scale.frame(900, true);
  expect(await named()).toEqual(first);
});

it('keeps what it has learned over a restart', async () => {
  await sell(greens, 300);
  await until(
    async () => {
      stall.put(0);
      stall.put(300);
      return named();
    },
    (ids) => ids.length === 1,
  );
  stall.put(0);
  await stall.restart();
  const [kept] = storedIn<{ id: string; value: { habits: readonly { id: string }[] } }>(stall.dir, 'settings').filter(
    ({ id }) => id === 'habits',
  );
  expect(kept?.value.habits.map(({ id }) => id)).toEqual([greens]);
  stall.put(0);
  stall.put(300);
  expect(await named()).toEqual([greens]);
});

it('a line that was another product first says so, so that the mistake is not suggested again', async () => {
  stall.put(0);
  stall.put(400);
  await stall.must('goods.tap', { productId: chicory });
  await stall.must('goods.tap', { productId: greens });
  const { carts, frontId } = await stall.see('carts');
  const cart = carts.find((one) => one.id === frontId);
  stall.put(0);
  const payableFen = cart?.payableFen ?? 0;
  const tenders = [{ kind: 'cash' as const, amountFen: payableFen, tenderedFen: null }];
  await stall.must('sale.complete', { cartId: frontId, payableFen, tenders, concedeFen: 0, paper: 'none' });
  const sale = storedIn<{ kind: string; body: { lines: { productId: string; marks: string[] }[] } }>(
    stall.dir,
    'journal',
  ).find(({ kind }) => kind === 'sale');
  expect(sale?.body.lines).toMatchObject([{ productId: greens, marks: ['product_changed'] }]);
});

it('learns anew from the journal where its cache is lost, and from another terminal’s nothing', async () => {
  await sell(greens, 300);
  const entries = storedIn<JournalEntry>(stall.dir, 'journal');
  const journal = {
    head: () => ({ terminal: 17, epoch: 1, seq: entries.length, hash: '', perpetualFen: 0 }),
    epochs: () => Promise.resolve([1]),
    lastSeq: () => Promise.resolve(entries.length),
    range: (from: number, to: number) => Promise.resolve(entries.filter(({ seq }) => seq >= from && seq <= to)),
  };
  let kept: unknown = null;
  const settings = {
    read: () => Promise.resolve(kept as null),
    write: (_name: string, value: unknown) => {
      kept = value;
      return Promise.resolve();
    },
    remove: () => Promise.resolve(),
  };
  const anew = await openHabits({ settings, journal, log: quiet });
  await anew.follow();
  expect([...anew.habits().keys()]).toEqual([greens]);
  await anew.save();
  const other = await openHabits({
    settings,
    journal: { ...journal, head: () => ({ terminal: 18, epoch: 1, seq: 0, hash: '', perpetualFen: 0 }) },
    log: quiet,
  });
  await other.follow();
  expect(other.habits().size).toBe(0);
});
