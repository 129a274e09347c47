import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { handOf } from './hand.ts';
import type { Hand } from './hand.ts';
import { openStall } from './stall.ts';
import type { Stall } from './stall.ts';

/** The queue, the bargain and the money (S6 to S9, S14), in the real window. */

let stall: Stall;
let hand: Hand;
beforeAll(async () => {
  stall = await openStall();
  await stall.start({ enrol: true });
  hand = handOf(stall, await stall.open('vendor'));
  await hand.tile('番茄').waitFor();
});
afterAll(() => stall.stop());
beforeEach(() => hand.lift());

const tab = (sign: string) => hand.page.locator(`[role="tab"][data-sign="${sign}"]`);
const next = () => hand.key(/^下一位/).click();

test('S6: six shoppers at once as tabs with sign, amount and first item; a seventh is told why not, and each cart keeps its own', async () => {
  const goods = ['番茄', '黄瓜', '茄子', '青椒', '冬瓜', '土豆'] as const;
  for (const [index, name] of goods.entries()) {
    if (index > 0) await next();
    await hand.sell(500 + 100 * index, name);
  }
  // Sign and amount on each; the first item too, where there are no more than fit.
  for (const sign of 'ABCDEF') expect(await tab(sign).innerText()).toMatch(/¥?\d+\.\d\d/);
  await next();
  await hand.page.locator('[data-tone="error"]').waitFor();
  const shopper = await stall.open('customer');
  await tab('C').click();
  await hand.line('茄子').waitFor();
  // The sign and the goods are on the shopper's screen too.
  await shopper.getByText('茄子').first().waitFor();
  await shopper.getByText('C', { exact: true }).first().waitFor();
  await shopper.close();
  // Paying one leaves the others as they were.
  await hand.cash();
  for (const [sign, name] of [
    ['A', '番茄'],
    ['B', '黄瓜'],
    ['D', '青椒'],
    ['E', '冬瓜'],
    ['F', '土豆'],
  ] as const) {
    await tab(sign).click();
    await hand.line(name).waitFor();
    await hand.cash();
  }
  const sales = await hand.books('sale', 6);
  expect(sales.map(({ body }) => body.lines.map(({ name }) => name))).toEqual([
    ['茄子'],
    ['番茄'],
    ['黄瓜'],
    ['青椒'],
    ['冬瓜'],
    ['土豆'],
  ]);
});

test('S7: bargaining downward is free for the total and for a line, and its own 让价; raising is refused; cash below the total lets off the rest in one touch', async () => {
  await hand.sell(1_005, '番茄');
  await hand.sell(1_005, '黄瓜');
  const before = await hand.due();
  await hand.page.locator('[data-payable]').click();
  await hand.type('15');
  await hand.page.locator('[data-enter="agree"][aria-disabled="false"]').click();
  await hand.page.locator('[data-due="1500"]').waitFor();
  await hand.page.locator('[data-payable]').click();
  await hand.type('99');
  await hand.page.locator('[data-panel="agree"] [data-tone="short"]').waitFor();
  expect(await hand.page.locator('[data-enter="agree"]').getAttribute('aria-disabled')).toBe('true');
  await hand.key('关').click();
  // The line, in the same way.
  await hand.line('黄瓜').getByRole('button').first().click();
  await hand.type('7');
  await hand.page.locator('[data-enter="agree"][aria-disabled="false"]').click();
  await hand.line('黄瓜').getByText(/让 \d/).waitFor();
  const due = await hand.due();
  expect(due).toBeLessThan(before);
  // Handed over a little less.
  await hand.tender('more');
  await hand.type('15');
  await hand.page.locator('[data-take="concede"][aria-disabled="false"]').click();
  await hand.page.getByText('还没有货').waitFor();
  const sale = (await hand.books('sale', 7))[6]?.body;
  expect(sale?.payableFen).toBe(1_500);
  expect(sale?.concessionFen).toBe((sale?.goodsFen ?? 0) - 1_500 - (sale?.roundingFen ?? 0));
});

test('S8: the amount due is fixed with its rounding, and no tender changes it', async () => {
  await hand.sell(1_125, '番茄');
  const due = await hand.due();
  expect(due % 10).toBe(0);
  await hand.tender('more');
  await hand.page.locator('[data-panel="more"]').waitFor();
  expect(await hand.due()).toBe(due);
  await hand.page
    .locator('[data-take="card"]')
    .innerText()
    .then((text) => expect(text).toContain((due / 100).toFixed(2)));
  await hand.page.locator('[data-take="other"][aria-disabled="false"]').click();
  await hand.page.getByText('还没有货').waitFor();
  expect((await hand.books('sale', 8))[7]?.body.tenders).toMatchObject([
    { kind: 'other', state: 'external', amountFen: due },
  ]);
});

test('S9: 24 tiles without scrolling at 1366×768 and 1024×768, in the vendor’s own order; nothing moves while a day goes on', async () => {
  const places = () =>
    hand.page.locator('main [data-product]').evaluateAll((tiles) =>
      tiles.slice(0, 24).map((tile) => {
        const { left, top, right, bottom } = tile.getBoundingClientRect();
        return { id: tile.getAttribute('data-product'), left, top, right, bottom };
      }),
    );
  for (const [width, height] of [
    [1_366, 768],
    [1_024, 768],
  ] as const) {
    await hand.page.setViewportSize({ width, height });
    const shown = await places();
    expect(shown).toHaveLength(24);
    expect(shown.every(({ bottom, right }) => bottom <= height && right <= width)).toBe(true);
  }
  await hand.page.setViewportSize({ width: 1_366, height: 768 });
  const before = await places();
  for (const name of ['青菜', '小葱', '番茄']) {
    await hand.put(700);
    await hand.tile(name).click();
    await hand.lift();
  }
  expect(await places()).toEqual(before);
  await hand.cash();
});

test('S14: a part in cash, the rest by a card of another machine: shown as due until zero, kept as its own word, and a cart with money in it can’t be emptied', async () => {
  await hand.sell(2_005, '番茄');
  await hand.tender('more');
  await hand.type('10');
  await hand.page.locator('[data-take="cash"][aria-disabled="false"]').click();
  await hand.page.locator('[data-part]').waitFor();
  await hand.page.getByText('还差').first().waitFor();
  await hand.key('删掉番茄').click();
  await hand.page.locator('[data-tone="error"]').waitFor();
  await hand.line('番茄').waitFor();
  await hand.page.locator('[data-take="card"][aria-disabled="false"]').click();
  await hand.page.getByText('还没有货').waitFor();
  const part = (await hand.books('part_payment', 1))[0];
  const sale = (await hand.books('sale', 10))[9];
  expect(sale?.body.parts).toEqual([part?.id]);
  expect(sale?.body.tenders.map(({ kind, state }) => [kind, state])).toEqual([
    ['cash', 'cash'],
    ['card', 'external'],
  ]);
  // A card alone: 更多, 刷卡.
  await hand.sell(500, '黄瓜');
  await hand.tender('more');
  await hand.page.locator('[data-take="card"][aria-disabled="false"]').click();
  await hand.page.getByText('还没有货').waitFor();
  expect((await hand.books('sale', 11))[10]?.body.tenders).toMatchObject([{ kind: 'card', state: 'external' }]);
  // Never 未到账: it is somebody else's word, and says so.
  await hand.page.getByText('刷卡/其他').waitFor();
});
