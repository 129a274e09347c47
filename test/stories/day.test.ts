import { afterEach, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import type { JournalEntry } from '../../shared/records/journal.ts';
import { sellTomatoes } from './hand.ts';
import { openStall } from './stall.ts';
import type { Stall } from './stall.ts';

let stall: Stall;
afterEach(() => stall.stop());

const key = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
const closes = async (): Promise<readonly unknown[]> =>
  (
    await stall.db.query<{ entry: JournalEntry }>(`select entry from journal where kind = 'day_close' order by seq`)
  ).map(({ entry }) => entry.body);

test('S24: a clean day is closed in three touches; what is sold after it is said, and a count goes with the next close', async () => {
  stall = await openStall();
  await stall.start({ enrol: true });
  const page = await stall.open('vendor');
  await sellTomatoes(stall, page, 1245);
  await sellTomatoes(stall, page, 600);
  await key(page, '菜单').click();
  await key(page, '日结').click();
  await page.getByText('今天卖了').waitFor();
  if (process.env['STALL_PICTURES'] !== undefined)
    await page.screenshot({ path: `${process.env['STALL_PICTURES']}/vendor-day.png` });
  await key(page, '确认日结').click();
  await page.getByText('已日结，第 1 号').waitFor();
  await expect.poll(closes).toMatchObject([{ zNo: 1, auto: false, sales: 2, countedFen: null }]);

  await page.locator('[data-panel="day"]').getByRole('button', { name: '关', exact: true }).click();
  await sellTomatoes(stall, page, 500);
  await key(page, '菜单').click();
  await key(page, '日结').click();
  await key(page, '填一个数').click();
  for (const digit of ['1', '5', '.', '5'])
    await page.locator('[data-panel="day_count"]').getByRole('button', { name: digit, exact: true }).click();
  await key(page, '就是这个数').click();
  await page.getByText(/数了 ¥15.50/).waitFor();
  await key(page, '打日结单').click();
  await expect
    .poll(() =>
      stall.bench
        .view()
        .printer.paper.map((row) => (row.kind === 'text' ? row.text : ''))
        .join('\n'),
    )
    .toContain('当日小计 X');
  await key(page, '确认日结').click();
  await page.getByText('已日结，第 2 号').waitFor();
  await expect.poll(closes).toMatchObject([{ zNo: 1 }, { zNo: 2, sales: 3, countedFen: 1_550 }]);
});

/** 按份: something for this amount, without the scale. */
async function portion(page: Page, yuan: string): Promise<void> {
  await key(page, /^按份/).first().click();
  const sheet = page.locator('[data-panel="portion"]');
  await sheet.waitFor();
  for (const sign of yuan) await page.keyboard.press(sign);
  await page.locator('[data-enter="portion"]').click();
  await sheet.waitFor({ state: 'detached' });
}
const post = (url: string, body: object): Promise<Response> =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
/** A shopper's phone opens a code and pays with the simulated wallet. */
async function pay(url: string): Promise<void> {
  await fetch(url, { headers: { 'user-agent': 'MicroMessenger/8.0.50' } });
  expect(await (await post(`${url}/simulated`, { wallet: 'wechat' })).json()).toEqual({ result: 'paid' });
}
/** The stall's printed code is paid. */
async function sticker(amountFen: number): Promise<void> {
  const { path } = (await (await post(`${stall.marketUrl}/s/12/orders`, { amountFen })).json()) as { path: string };
  await pay(`${stall.marketUrl}${path}`);
}
const inMarket = async (kind: string): Promise<readonly JournalEntry[]> =>
  (await stall.db.query<{ entry: JournalEntry }>(`select entry from journal where kind = $1 order by seq`, [kind])).map(
    ({ entry }) => entry,
  );

test('a day with a wrong key, a late payment and a miscount is closed in at most twelve touches, each difference explained', async () => {
  stall = await openStall({ payments: 'simulated' });
  await stall.start({ enrol: true });
  const page = await stall.open('vendor');
  const shopper = await stall.open('customer', { width: 1024, height: 600 });
  await page.locator('[data-tender="scan"]').waitFor();
  const cash = (): Promise<void> => page.locator('[data-tender="cash"]:not([aria-disabled="true"])').click();

  await portion(page, '12');
  await cash();
  await page.getByText('还没有货').waitFor();
  // Paid by the printed code after the key 现金 was touched: nobody's money.
  await portion(page, '23');
  await cash();
  await page.getByText('还没有货').waitFor();
  await sticker(2_300);
  // Let go before the money shows.
  await portion(page, '6');
  await page.locator('[data-tender="scan"]:not([aria-disabled="true"])').click();
  await page.locator('[data-pending]').waitFor();
  const url = (await shopper.locator('svg[data-qr]').getAttribute('data-qr')) ?? '';
  await page.locator('[data-release]:not([aria-disabled="true"])').click();
  await page.locator('[data-owed="unpaid"]').waitFor();

  let touches = 0;
  const touch = async (name: string, within: string | null = null): Promise<void> => {
    await page
      .locator(within ?? 'body')
      .getByRole('button', { name, exact: within !== null })
      .click();
    touches += 1;
  };
  await touch('菜单');
  await touch('日结');
  await page.getByText('未到账 1 笔 ¥6.00').last().waitFor();
  await page.getByText('1 处对不上，原因找到了').waitFor();
  if (process.env['STALL_PICTURES'] !== undefined)
    await page.screenshot({ path: `${process.env['STALL_PICTURES']}/day-differences.png` });
  await pay(url);
  await page.locator('[data-panel="day"]').getByText('未到账 1 笔 ¥6.00').waitFor({ state: 'detached' });
  await touch('改成已到账');
  await page.locator('[data-wrong]').waitFor({ state: 'detached' });
  await page.getByText('应有 ¥12.00').waitFor();
  await touch('填一个数');
  for (const digit of ['1', '1', '.', '5']) await touch(digit, '[data-panel="day_count"]');
  await touch('就是这个数');
  await page.getByText(/数了 ¥11.50 · 差 -?−?¥?-?0.50/).waitFor();
  await touch('确认日结');
  await page.getByText('已日结，第 1 号').waitFor();
  expect(touches).toBeLessThanOrEqual(12);

  await expect
    .poll(closes)
    .toMatchObject([{ zNo: 1, auto: false, sales: 3, payableFen: 4_100, countedFen: 1_150, expectedFen: 1_200 }]);
  const [wrong] = (await inMarket('sale')).filter(
    ({ body }) => body.kind === 'sale' && body.tenders[0]?.amountFen === 2_300,
  );
  expect((await inMarket('correction')).map(({ body }) => body)).toMatchObject([
    {
      saleId: wrong?.id,
      before: [{ kind: 'cash', state: 'cash', amountFen: 2_300 }],
      after: [{ kind: 'static_code', state: 'confirmed', channel: 'sim-wechat', amountFen: 2_300 }],
    },
  ]);
  expect(await inMarket('confirmation')).toHaveLength(1);
  const taken = await stall.db.query<{ taken_subject: string }>(
    `select taken_subject from payment_orders where terminal = 0`,
  );
  expect(taken).toEqual([{ taken_subject: wrong?.id }]);
});
