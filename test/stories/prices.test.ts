import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { DownDocument } from '../../market/feed.ts';
import { openVendor } from './hand.ts';
import type { Hand } from './hand.ts';
import { openStall } from './stall.ts';
import type { Stall } from './stall.ts';

/** Prices at market speed (S10) and prices that the market has capped, in the real window. */

let stall: Stall;
let hand: Hand;
beforeAll(async () => {
  stall = await openStall();
  await stall.start({ enrol: true });
  hand = await openVendor(stall);
});
afterAll(() => stall.stop());
beforeEach(async () => {
  await hand.page.keyboard.press('Escape');
  await hand.lift();
});

const sheet = () => hand.page.locator('[data-panel="price"]');
const enter = (scope: 'once' | 'from_now') =>
  hand.page.locator(`[data-enter="${scope}"][aria-disabled="false"]`).click();
const shown = (name: string, price: string) =>
  hand.page
    .locator('main [data-product]', { hasText: price })
    .filter({ has: hand.page.getByText(name, { exact: true }) });
const idOf = async (name: string): Promise<string> => (await hand.tile(name).getAttribute('data-product')) ?? '';
/** The weighing field's price, touched to change it. */
const openPrice = (name: string) => hand.key(new RegExp(`^${name} .*点一下改价$`)).click();

/** The market caps a product by weight, fen per kilogram. */
const cap = (productId: string, fenPerKg: number): DownDocument => ({
  collection: 'policy',
  scope: 'market',
  doc: {
    id: `cap:${productId}`,
    kind: 'cap',
    productId,
    weightPrice: { priceFen: fenPerKg, basisG: 1_000 },
    piecePrice: null,
    validFrom: null,
    validUntil: null,
    market: null,
  } as DownDocument['doc'],
});

test('S10: a tile without a price asks for it on its first tap, then sells; from now on it has one', async () => {
  await hand.tile('莲藕').getByText('点此定价').waitFor();
  await hand.tile('莲藕').click();
  await sheet().waitFor();
  await hand.type('9.6');
  await enter('from_now');
  // And waits for its load, as it would have with a price.
  await hand.page.locator('[data-state="armed"]', { hasText: '莲藕' }).waitFor();
  stall.bench.load(1_000);
  await hand.line('莲藕').waitFor();
  await hand.lift();
  await hand.cash();
  await shown('莲藕', '9.60').waitFor();
  const change = (await hand.books('price_change', 1))[0]?.body;
  expect(change).toMatchObject({ price: { priceFen: 960, basisG: 1_000 }, previous: null });
  expect((await hand.books('sale', 1))[0]?.body.lines).toMatchObject([{ priceFen: 960, priceSource: 'stall' }]);
});

test('S10: 这一单 is for one line only; 从现在起 holds, and is taken back within five seconds by one touch', async () => {
  await hand.tile('番茄').click();
  await openPrice('番茄');
  await hand.type('7');
  await enter('once');
  await sheet().waitFor({ state: 'detached' });
  stall.bench.load(1_005);
  await hand.line('¥7.00').waitFor();
  await hand.lift();
  await hand.sell(1_005, '番茄');
  await hand.line('¥8.40').waitFor();
  await hand.cash();
  expect(
    (await hand.books('sale', 2))[1]?.body.lines.map(({ priceFen, priceSource }) => [priceFen, priceSource]),
  ).toEqual([
    [700, 'manual'],
    [840, 'market'],
  ]);
  await hand.tile('番茄').click();
  await openPrice('番茄');
  await hand.type('9');
  // Its five seconds stand still, however slow this machine is.
  await hand.page.clock.install();
  await hand.page.clock.pauseAt(Date.now() + 60_000);
  await enter('from_now');
  await hand.key('撤销').click();
  await hand.page.clock.resume();
  await shown('番茄', '8.40').waitFor();
  // Both are in the log of prices: nothing is unwritten.
  expect((await hand.books('price_change', 3)).slice(1).map(({ body }) => body.price.priceFen)).toEqual([900, 840]);
  await hand.tile('番茄').click();
});

test('S10: only a price outside the guard band is asked about, once, and the same key means it', async () => {
  await hand.tile('黄瓜').click();
  await openPrice('黄瓜');
  await hand.type('72');
  await enter('from_now');
  await sheet()
    .getByText(/^平常是 .*没打错？$/)
    .waitFor();
  await hand.key('没错，从现在起').waitFor();
  // Corrected, it is none to ask about.
  await hand.key('退一格').click();
  await hand.key('从现在起').click();
  await sheet().waitFor({ state: 'detached' });
  await shown('黄瓜', '7.00').waitFor();
  await hand.tile('黄瓜').click();
});

test('S10: 今日价 leaves all prices as they are in one touch, and goes on to the next after each entry', async () => {
  await hand.key(/菜单/).click();
  await hand.key('今日价').click();
  const rows = hand.page.locator('[data-price-of]');
  await rows.first().waitFor();
  expect(await rows.count()).toBeGreaterThanOrEqual(30);
  const ids = await rows.evaluateAll((all) => all.map((row) => row.getAttribute('data-price-of')));
  await hand.type('6.2');
  await hand.page.locator('[data-enter="price"]').click();
  await hand.page.locator(`[data-price-of="${ids[1]}"][aria-pressed="true"]`).waitFor();
  await hand.page.locator(`[data-price-of="${ids[0]}"]`, { hasText: '6.20' }).waitFor();
  const before = (await hand.books('price_change', 5)).length;
  await hand.page.locator('[data-enter="all_same"]').click();
  await hand.page.locator('[data-panel]').waitFor({ state: 'detached' });
  expect(await hand.books('price_change', before)).toHaveLength(before);
});

test('平价: a cap of the market is marked and holds every way in; it may go down and never up', async () => {
  await hand.tile('大白菜').getByText('限价').waitFor();
  await hand.tile('大白菜').click();
  await openPrice('大白菜');
  await hand.type('4');
  await enter('once');
  await hand.page.getByRole('alert').getByText('市场限价 ¥3.60，请定在限价以内').waitFor();
  await hand.page.keyboard.press('Escape');
  await openPrice('大白菜');
  await hand.type('3.2');
  await enter('from_now');
  await shown('大白菜', '3.20').waitFor();
  stall.bench.load(1_005);
  await hand.line('大白菜').waitFor();
  await hand.lift();
  await hand.cash();
  expect((await hand.books('sale', 3))[2]?.body.lines).toMatchObject([{ priceFen: 320 }]);
});

test('平价: a cap that comes down in the middle of a sale holds for the next tap and brings no line up; the shopper’s total never rises', async () => {
  await hand.sell(1_005, '茄子');
  const before = await hand.due();
  const id = await idOf('茄子');
  await stall.tell(cap(id, 500));
  // The vendor is told why this shopper pays less now.
  await hand.page.getByText(/^市场限价：茄子 ¥5\.00\/kg，少收 ¥\d+\.\d\d$/).waitFor();
  await shown('茄子', '5.00').waitFor();
  expect(await hand.due()).toBeLessThanOrEqual(before);
  await hand.sell(1_005, '茄子');
  await hand.line('¥5.00').first().waitFor();
  await stall.tell(cap(id, 650));
  await shown('茄子', '6.50').waitFor();
  await hand.cash();
  const lines = (await hand.books('sale', 4))[3]?.body.lines;
  expect(lines?.map(({ priceFen, capped }) => [priceFen, capped])).toEqual([
    [500, true],
    [500, true],
  ]);
});

test('S10: one basis everywhere: switched, each price is asked for anew on its first tap, and nothing is converted', async () => {
  const shopper = await stall.open('customer');
  await hand.key(/菜单/).click();
  await hand.key('设置').click();
  await hand.key('元/500 g').click();
  await hand.page.keyboard.press('Escape');
  await hand.page.keyboard.press('Escape');
  await hand.tile('番茄').getByText('点此定价').waitFor();
  await hand.tile('番茄').click();
  await sheet().getByText('元/500 g').waitFor();
  await hand.type('4.2');
  await enter('from_now');
  stall.bench.load(1_005);
  await hand.line('番茄').waitFor();
  await shown('番茄', '4.20').getByText('/500 g').waitFor();
  await shopper.getByText('/500 g').first().waitFor();
  await hand.lift();
  await hand.cash();
  await hand.key('打小票').click();
  await expect.poll(() => hand.paper()).toContain('4.20元/500g');
  expect((await hand.books('sale', 5))[4]?.body.lines).toMatchObject([{ priceFen: 420, basisG: 500, amountFen: 840 }]);
  await shopper.close();
});
