import { afterEach, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { openStall } from './stall.ts';
import type { Stall } from './stall.ts';

let stall: Stall;
afterEach(() => stall.stop());

const MINUTE = 60_000;
const key = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
/** What has come out whole, sheet by sheet. */
const sheets = (): readonly string[] =>
  stall.bench
    .view()
    .printer.paper.map((row) => (row.kind === 'text' ? row.text : row.kind))
    .join('\n')
    .split('cut')
    .slice(0, -1);
/** Sells tomatoes and asks for paper; its printed number. */
async function sellWithPaper(page: Page, grams: number): Promise<string> {
  await page.locator('[data-weighing="ready"]').waitFor();
  stall.bench.load(grams);
  await page.locator('main').getByRole('button', { name: /^番茄/ }).first().click();
  await page.getByRole('listitem').filter({ hasText: '番茄' }).first().waitFor();
  stall.bench.load(0);
  await key(page, /^现金/).click();
  await page.getByText('还没有货').waitFor();
  await key(page, '打小票').click();
  await page.getByText('排队打印').waitFor();
  return (await page.locator('[data-last]').getAttribute('data-last')) ?? '';
}

test('S18: paper asked for on an empty printer is listed after two minutes; with paper again only what is fresh prints by itself, the rest by a touch', async () => {
  stall = await openStall();
  await stall.start({ enrol: true });
  stall.bench.printerFault('paper_out');
  let page = await stall.open('vendor');
  const old = [await sellWithPaper(page, 1245), await sellWithPaper(page, 800)];
  await stall.kill();

  await stall.start({ aheadMs: 3 * MINUTE });
  page = await stall.open('vendor');
  const fresh = await sellWithPaper(page, 500);
  await page.locator('footer').getByRole('button', { name: '未打印 2 张 · 可补' }).click();
  const row = (no: string) => page.locator(`[data-unprinted="${no}"]`);
  for (const no of old) await row(no).getByText('缺纸').waitFor();
  expect(await row(fresh).count()).toBe(0);

  stall.bench.printerFault('none');
  await expect.poll(sheets).toHaveLength(1);
  expect(sheets()[0]).toContain(fresh);
  await row(old[0] ?? '')
    .getByRole('button', { name: '补打' })
    .click();
  await expect.poll(sheets).toHaveLength(2);
  expect(sheets()[1]).toContain(old[0]);
  // It was never on its way to the paper, so it is no reprint.
  expect(sheets()[1]).not.toContain('重打印');
  await row(old[1] ?? '')
    .getByRole('button', { name: '不用了' })
    .click();
  await page.getByText('要的小票都打出来了').waitFor();
  expect(await page.locator('footer').getByText('未打印').count()).toBe(0);
});
