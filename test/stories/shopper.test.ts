import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Locator, Page } from 'playwright-core';
import { openVendor } from './hand.ts';
import type { Hand } from './hand.ts';
import { openStall } from './stall.ts';
import type { Stall } from './stall.ts';

/** Hands, eyes, people (S22, S23, S25): the shopper's own screen, a face, and a market that waits until it is asked. */

let stall: Stall;
let hand: Hand;
let shopper: Page;
beforeAll(async () => {
  stall = await openStall();
  await stall.start({ enrol: true });
  hand = await openVendor(stall);
  shopper = await stall.open('customer');
});
afterAll(() => stall.stop());
beforeEach(() => hand.lift());

/** Pixels of the letters themselves. */
const px = (what: Locator): Promise<number> =>
  what.first().evaluate((one) => Number.parseFloat(getComputedStyle(one).fontSize));
const phase = (name: string) => shopper.locator(`[data-phase="${name}"]`);

test('S22: on the shopper’s screen weight, unit price and amount are 72 px and more, the name 48, the total 96, on both sizes', async () => {
  await hand.sell(800, '黄瓜');
  for (const [width, height] of [
    [1_366, 768],
    [1_024, 600],
  ] as const) {
    await shopper.setViewportSize({ width, height });
    await hand.put(1_245);
    await hand.tile('番茄').click();
    await shopper.locator('[data-net="1240"]').waitFor();
    expect(await px(shopper.locator('[data-net]'))).toBeGreaterThanOrEqual(72);
    for (const figure of ['8.40', '10.42'])
      expect(await px(shopper.locator('b', { hasText: figure }))).toBeGreaterThanOrEqual(72);
    expect(await px(shopper.locator('main section > div', { hasText: '番茄' }))).toBeGreaterThanOrEqual(48);
    expect(await px(shopper.locator('[data-due]'))).toBeGreaterThanOrEqual(96);
    await hand.lift();
    await phase('due').waitFor();
    expect(await px(shopper.locator('[data-due]'))).toBeGreaterThanOrEqual(96);
    // Nothing of it is beyond the edge.
    expect(
      await shopper.evaluate(() => [
        document.documentElement.scrollWidth <= innerWidth,
        document.documentElement.scrollHeight <= innerHeight,
      ]),
    ).toEqual([true, true]);
    await hand.key('删掉番茄').click();
  }
  await hand.cash();
});

test('S22: 谢谢 is there after the money and gives way to the next load at once', async () => {
  await hand.sell(500, '番茄');
  await hand.cash();
  await phase('thanks').getByText('谢谢惠顾').waitFor();
  stall.bench.load(900);
  await phase('weighing').waitFor();
  await shopper.locator('[data-net="900"]').waitFor();
});

test('S23: another face is one touch: each shopper’s cart stays, and the books say who sold', async () => {
  await hand.key(/菜单/).click();
  await hand.key(/^人员/).click();
  await hand.key('加帮手').click();
  await hand.page.locator('[data-panel="add-helper"]').getByRole('button', { name: '爱人', exact: true }).click();
  await hand.page.locator('[data-panel="people"]').getByRole('button', { name: /爱人/ }).waitFor();
  await hand.page.keyboard.press('Escape');
  await hand.sell(500, '番茄');
  await hand.key(/^下一位/).click();
  await hand.sell(600, '黄瓜');
  await hand.page.locator('nav').getByRole('button', { name: /爱人/ }).click();
  await hand.page
    .locator('nav')
    .getByRole('button', { name: /换人卖.*王/ })
    .waitFor();
  await hand.line('黄瓜').waitFor();
  await hand.cash();
  await hand.page.locator('[role="tab"][data-sign="A"]').click();
  await hand.line('番茄').waitFor();
  await hand.cash();
  expect((await hand.books('sale', 4)).slice(2).map(({ seller }) => seller)).toEqual(['爱人', '爱人']);
});

test('S25: a notice of the market covers no tile and interrupts nobody; after a minute without a touch it is a badge, and it goes when it was read', async () => {
  // A window of its own, whose clock stands and can be put on.
  const page = await stall.open('vendor');
  await page.locator('main [data-product]').first().waitFor();
  await page.clock.install();
  await page.clock.pauseAt(Date.now() + 60_000);
  await page.keyboard.press('Shift');
  await stall.tell({
    collection: 'notices',
    scope: 'market',
    doc: { id: 'n1', kind: 'alert', title: '明天停水', text: '九点到十一点', at: Date.now(), validUntil: null } as {
      id: string;
    },
  });
  const places = () =>
    page
      .locator('main [data-product]')
      .evaluateAll((tiles) => tiles.slice(0, 24).map((tile) => JSON.stringify(tile.getBoundingClientRect())));
  const before = await places();
  // It has come down: the shopper of the vendor's other window can be served on.
  await hand.sell(400, '番茄');
  await hand.cash();
  await hand.books('sale', 5);
  expect(await page.locator('[data-notices]').count()).toBe(0);
  await expect
    .poll(async () => {
      await page.clock.fastForward(61_000);
      return page.locator('[data-notices="1"]').count();
    })
    .toBe(1);
  expect(await places()).toEqual(before);
  expect(await page.locator('[data-panel], [role="dialog"]').count()).toBe(0);
  await page.locator('[data-notices]').click();
  await page.getByText('明天停水').waitFor();
  await page.getByRole('button', { name: '都知道了' }).click();
  await page.locator('[data-notices]').waitFor({ state: 'detached' });
  await page.close();
});
