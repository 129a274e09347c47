import { afterEach, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { scanInto } from './hand.ts';
import { openStall } from './stall.ts';
import type { Stall } from './stall.ts';

/** The first run of a till that nobody has told what it is, in the real window before the real till and market. */

let stall: Stall;
afterEach(() => stall.stop());

/** A touch, counted. */
const counting = (page: Page) => {
  let touches = 0;
  return {
    touch: async (name: string | RegExp): Promise<void> => {
      touches += 1;
      await page.getByRole('button', { name, exact: typeof name === 'string' }).click();
    },
    touches: () => touches,
  };
};
const step = (page: Page, name: string) => page.locator(`[data-step="${name}"]`);
const tiles = (page: Page) => page.locator('main').getByRole('button', { name: /¥|点此定价/ });

test('first run: the code under the scanner, the trade, the devices and a test sale with a known weight, in at most eight touches', async () => {
  stall = await openStall();
  await stall.start({ firstRun: true });
  const page = await stall.open('vendor');
  const { touch, touches } = counting(page);
  await step(page, 'join').waitFor();
  // A scanner that is a keyboard reads the market's slip.
  // It hears once its field has the focus: the page may stand before its listeners do.
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('INPUT');
  await scanInto(page, await stall.code());

  await step(page, 'trade').waitFor();
  await touch('蔬菜');
  await step(page, 'devices').waitFor();
  await page.locator('[data-state="online"]', { hasText: '秤' }).waitFor();
  await page.locator('[data-state="online"]', { hasText: '打印机' }).waitFor();
  await touch('下一步');

  await step(page, 'sale').waitFor();
  await touch('0.500 kg');
  stall.bench.load(500);
  await page.getByText('秤准').waitFor();
  await touch('试卖一笔');
  await page.getByText('卖成了').waitFor();
  stall.bench.load(0);
  const paper = (): string =>
    stall.bench
      .view()
      .printer.paper.map((row) => (row.kind === 'text' ? row.text : row.kind))
      .join('\n');
  await expect.poll(paper).toContain('训练');
  // The bag of such goods is tared by itself.
  expect(paper()).toContain('净重 0.495kg');
  await touch('开始卖货');

  await tiles(page).first().waitFor();
  expect(touches()).toBeLessThanOrEqual(8);
  expect(touches()).toBe(5);
  expect(await page.locator('[data-training]').count()).toBe(0);

  // It is over for good, and what was tried is no sale.
  await stall.kill();
  await stall.start({ firstRun: true });
  const again = await stall.open('vendor');
  await tiles(again).first().waitFor();
  expect(await again.locator('footer').innerText()).toContain('12');
  expect(await stall.db.query('select 1 from journal')).toEqual([]);
});

test('first run: the trade puts its own goods on the tiles, and a power cut goes on where it was', async () => {
  stall = await openStall();
  await stall.start({ firstRun: true });
  let page = await stall.open('vendor');
  await step(page, 'join').waitFor();
  await page.getByRole('button', { name: '跳过这步' }).click();
  await page.getByRole('button', { name: '水产', exact: true }).click();
  await step(page, 'devices').waitFor();
  await stall.kill();
  await stall.start({ firstRun: true });
  page = await stall.open('vendor');
  await step(page, 'join').waitFor();
  await page.getByRole('button', { name: '都跳过，直接卖' }).click();
  await tiles(page).first().waitFor();
  await page
    .locator('main')
    .getByRole('button', { name: /鲫鱼|鲈鱼|草鱼|带鱼/ })
    .first()
    .waitFor();
  // Nothing that was skipped makes trade of it.
  await page.locator('[data-training]').waitFor();
});

test('first run: a wrong code is said and nothing is lost; a scale that is off is said and does not stop anybody', async () => {
  stall = await openStall();
  await stall.start({ firstRun: true });
  const page = await stall.open('vendor');
  await step(page, 'join').waitFor();
  await page.getByLabel('登记码').fill('AAAAA-BBBBB');
  await page.keyboard.press('Enter');
  await page.getByText('登记码不对，请照着重打').waitFor();
  await page.getByRole('button', { name: '跳过这步' }).click();
  await page.getByRole('button', { name: '跳过这步' }).click();
  await page.getByRole('button', { name: '下一步' }).click();
  await page.getByRole('button', { name: '0.500 kg' }).click();
  stall.bench.load(480);
  await page.getByText('差 20 g（少）').waitFor();
  await page.getByRole('button', { name: '跳过这步' }).click();
  await tiles(page).first().waitFor();
});
