import { afterEach, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import type { JournalEntry } from '../../shared/records/journal.ts';
import { sellTomatoes } from './hand.ts';
import { openStall } from './stall.ts';
import type { Stall } from './stall.ts';

let stall: Stall;
afterEach(() => stall.stop());

const key = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
/** The last entry of this kind, as the market has it. */
const inMarket = async (kind: string): Promise<JournalEntry> => {
  let found: JournalEntry | undefined;
  await expect
    .poll(async () => {
      [found] = (
        await stall.db.query<{ entry: JournalEntry }>(
          `select entry from journal where kind = '${kind}' order by seq desc`,
        )
      ).map((row) => row.entry);
      return found?.kind;
    })
    .toBe(kind);
  if (found === undefined) throw new Error(kind);
  return found;
};
const paperText = (): string =>
  stall.bench
    .view()
    .printer.paper.map((row) => (row.kind === 'text' ? row.text : row.kind))
    .join('\n');

test('S19: 现金 → 收款码 in two touches, and a void of the last sale in one; the market has both', async () => {
  stall = await openStall();
  await stall.start({ enrol: true });
  const page = await stall.open('vendor');
  await sellTomatoes(stall, page, 1245);
  await key(page, '改收款').click();
  await page.locator('[data-correct]').first().waitFor();
  await key(page, '收款码').click();
  expect((await inMarket('correction')).body).toMatchObject({ after: [{ kind: 'static_code', state: 'unproven' }] });
  await page.getByText('未到账').first().waitFor();
  await page.locator('[data-keys="V"][aria-disabled="false"]').click();
  const sale = await inMarket('sale');
  expect((await inMarket('void')).body).toMatchObject({ saleId: sale.id });
  await page.getByText('已作废').waitFor();
});

test('a sale of the history is weighed again by law, refunded by the difference and then by a part, each with its slip', async () => {
  stall = await openStall();
  await stall.start({ enrol: true });
  const page = await stall.open('vendor');
  await sellTomatoes(stall, page, 1245);
  await key(page, '菜单').click();
  await key(page, '历史').click();
  await page.locator('[data-sale]').first().waitFor();
  await page.locator('[data-sale]').first().click();
  await key(page, '复秤').first().click();
  for (const digit of '1.180') await page.locator('main').getByRole('button', { name: digit, exact: true }).click();
  await page.locator('[data-enter="reweigh"]').click();
  await page.getByText('短秤').waitFor();
  await page.locator('[data-enter="back"]').click();
  const reweigh = await inMarket('reweigh');
  expect(reweigh.body).toMatchObject({ foundG: 1180, verdict: 'short', band: 'low', limitG: 40 });
  const back = await inMarket('refund');
  expect(back.body).toMatchObject({ reweighId: reweigh.id });
  await expect.poll(paperText).toContain('短秤');
  await page.locator('[data-later="refund"]').waitFor();
  await page.locator('[data-panel="sale"]').getByRole('button', { name: '退款' }).click();
  // Of a sale of one thing there is nothing to choose.
  await page.locator('[data-enter="refund"][aria-disabled="false"]').click();
  await page.locator('[data-later="refund"]').nth(1).waitFor();
  await expect.poll(paperText).toContain('退款');
});

test('我的收入: what came in by hour and product, and the margin once a purchase price is known', async () => {
  stall = await openStall();
  await stall.start({ enrol: true });
  const page = await stall.open('vendor');
  await sellTomatoes(stall, page, 1245);
  await key(page, '菜单').click();
  await key(page, '我的收入').click();
  await page.locator('[data-panel="earnings"]').getByText('¥10.40').first().waitFor();
  await key(page, '按货').click();
  await page.locator('[data-product="番茄"]').click();
  await page.locator('main').getByRole('button', { name: '5', exact: true }).click();
  await page.locator('[data-enter="cost"]').click();
  await page.getByText('¥10.40 里毛利').waitFor();
  await page.locator('[data-panel="earnings"]').getByText('¥4.20', { exact: true }).waitFor();

  await key(page, '月账').click();
  const month = page.locator('[data-panel="month"]');
  await month.getByRole('row', { name: /1\.24\d? ?kg.*¥10\.40 ¥6\.20 ¥4\.20/ }).waitFor();
  if (process.env['STALL_PICTURES'] !== undefined)
    await page.screenshot({ path: `${process.env['STALL_PICTURES']}/month.png` });
  await month.getByRole('button', { name: '按货' }).click();
  await month.locator('[data-row="番茄"]').getByText('¥4.20').waitFor();
  await month.getByRole('button', { name: '打月账' }).click();
  await expect.poll(paperText).toMatch(/月账 \d{4}-\d\d[^]*毛利 +4\.20元[^]*番茄/);

  await month.getByRole('button', { name: '带走' }).click();
  const takeaway = page.locator('[data-panel="takeaway"]');
  await takeaway.getByRole('button', { name: '写到 books' }).click();
  await takeaway.getByText('写好了 5 个表').waitFor();
  if (process.env['STALL_PICTURES'] !== undefined)
    await page.screenshot({ path: `${process.env['STALL_PICTURES']}/takeaway.png` });
});
