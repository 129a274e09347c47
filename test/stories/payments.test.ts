import { afterEach, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import type { Tender } from '../../shared/records/goods.ts';
import { codeOn, paidPage, pay, proofOn, urlOn } from './shopper-phone.ts';
import { openStall } from './stall.ts';
import type { Stall } from './stall.ts';

/**
 * Being paid, through everything that is real: the vendor's and the shopper's windows, the terminal as a process of its own whose cable can be
 * pulled, the market with its gateway, simulated channels that speak their protocols, and the page behind the QR on a shopper's phone.
 */

let stall: Stall;
afterEach(() => stall.stop());

const key = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
const cartTab = (page: Page, sign: string) => page.locator(`[data-sign="${sign}"]`);
const strip = (page: Page, text: RegExp) => page.getByLabel('上一笔').getByText(text).waitFor();
/** 按份: something for this amount, without the scale. */
async function sell(page: Page, yuan: string): Promise<void> {
  await key(page, /^按份/).first().click();
  const sheet = page.locator('[data-panel="portion"]');
  await sheet.waitFor();
  for (const sign of yuan) await page.keyboard.press(sign);
  await page.locator('[data-enter="portion"]').click();
  await sheet.waitFor({ state: 'detached' });
}
async function showQr(page: Page): Promise<string> {
  const pending = page.locator('[data-pending]');
  const seen = (await pending.count()) > 0 ? await pending.getAttribute('data-pending') : '';
  await page.locator('[data-tender="scan"]:not([aria-disabled="true"])').click();
  await page.locator(`[data-pending]:not([data-pending="${seen}"])`).waitFor();
  return (await page.locator('[data-pending]').getAttribute('data-pending')) ?? '';
}
const cash = (page: Page) => page.locator('[data-tender="cash"]:not([aria-disabled="true"])').click();

async function offline(page: Page, isOffline: boolean): Promise<void> {
  stall.bench.network(isOffline ? 'offline' : 'online');
  await page.locator(`[data-link="${isOffline ? 'offline' : 'online'}"]`).waitFor();
}
const tendersInMarket = async (count: number): Promise<readonly Tender[]> => {
  let tenders: readonly Tender[] = [];
  await expect
    .poll(async () => {
      const rows = await stall.db.query<{ entry: { body: { tenders: Tender[] } } }>(
        `select entry from journal where kind = 'sale' order by seq`,
      );
      tenders = rows.flatMap(({ entry }) => entry.body.tenders);
      return tenders.length;
    })
    .toBe(count);
  return tenders;
};
const confirmations = () =>
  stall.db.query<{ entry: { body: object } }>(`select entry from journal where kind = 'confirmation'`);

async function open(): Promise<{ readonly page: Page; readonly shopper: Page }> {
  stall = await openStall({ payments: 'simulated' });
  await stall.start({ enrol: true });
  const page = await stall.open('vendor');
  const shopper = await stall.open('customer', { width: 1024, height: 600 });
  await page.locator('[data-tender="scan"]').waitFor();
  return { page, shopper };
}

test('S6 a QR waits while two others are served, and its money takes no focus', async () => {
  const { page, shopper } = await open();
  await sell(page, '12');
  await showQr(page);
  const url = await urlOn(shopper);
  expect(await cartTab(page, 'A').getAttribute('data-state')).toBe('wait');
  for (const yuan of ['3', '4']) {
    await sell(page, yuan);
    await cash(page);
    await page.getByText('还没有货').waitFor();
  }
  await sell(page, '5');
  await pay(url);
  await strip(page, /A 已到账 ¥12.00/);
  expect(await page.locator('[data-payable]').getAttribute('data-payable')).toBe('500');
  const tenders = await tendersInMarket(3);
  expect(tenders).toMatchObject([
    { kind: 'cash' },
    { kind: 'cash' },
    { kind: 'dynamic_qr', state: 'confirmed', channel: 'sim-wechat', amountFen: 1_200 },
  ]);
});

test('S17: the cable is cut: the scanned proof of the shopper’s phone finds its order among all that wait, 已到账 as any other; the ledger agrees when it is back', async () => {
  const { page, shopper } = await open();
  await offline(page, true);
  await sell(page, '12');
  await showQr(page);
  const url = await urlOn(shopper);
  await pay(url);
  const proof = await proofOn(stall, url, await paidPage(url));
  // Another shopper's cart waits too, and hers is the one in hand.
  await sell(page, '7');
  await showQr(page);
  await cartTab(page, 'B').click();
  await page.locator('[data-panel="pay"]').waitFor();
  stall.bench.scan(proof);
  await strip(page, /A 已到账 ¥12.00/);
  expect(await cartTab(page, 'B').getAttribute('data-state')).toBe('wait');
  await offline(page, false);
  expect(await tendersInMarket(1)).toMatchObject([{ state: 'proven_offline' }]);
  await expect.poll(async () => (await confirmations()).length).toBe(1);
  expect((await confirmations())[0]?.entry.body).toMatchObject({ state: 'confirmed' });
});

test('S17: the same with the digits typed, tried against the chosen cart alone; three wrong ones shut the keypad, and cash is taken', async () => {
  const { page, shopper } = await open();
  await offline(page, true);
  const typed = async (code: string): Promise<void> => {
    for (const digit of code)
      await page.locator('[data-entry]').getByRole('button', { name: digit, exact: true }).click();
  };
  await sell(page, '12');
  await showQr(page);
  const url = await urlOn(shopper);
  await pay(url);
  const code = codeOn(await paidPage(url));
  await cartTab(page, 'A').click();
  await page.locator('[data-pay="code"]').click();
  await typed(code);
  await strip(page, /A 已到账 ¥12.00/);

  await sell(page, '7');
  await showQr(page);
  await cartTab(page, 'B').click();
  await page.locator('[data-pay="code"]').click();
  // Right for A, wrong for B.
  for (const [left, digits] of [
    [2, code],
    [1, '1000000'],
  ] as const) {
    await typed(digits);
    await page.getByText(`还可以试 ${left} 次`).first().waitFor();
  }
  await typed('1000000');
  await page
    .locator('[data-entry]')
    .getByText(/请扫凭证码/)
    .waitFor();
  await page.locator('[data-panel="pay"]').getByRole('button', { name: /关/ }).click();
  await cartTab(page, 'B').click();
  await page.locator('[data-pay="cash"]:not([aria-disabled="true"])').click();
  await page.locator('[data-pending]').waitFor({ state: 'detached' });
  await offline(page, false);
  expect(await tendersInMarket(2)).toMatchObject([{ state: 'proven_offline' }, { kind: 'cash', amountFen: 700 }]);
});

test('S12 cash while the QR is open commits at once; what was paid all the same goes back and is told', async () => {
  const { page, shopper } = await open();
  await offline(page, true);
  await sell(page, '9');
  await showQr(page);
  const url = await urlOn(shopper);
  await pay(url);
  await cartTab(page, 'A').click();
  await page.locator('[data-pay="cash"]:not([aria-disabled="true"])').click();
  await page.locator('[data-pending]').waitFor({ state: 'detached' });
  await offline(page, false);
  await page.getByRole('button', { name: '知道了' }).waitFor();
  await strip(page, /A 又到账 ¥9.00/);
  expect(await tendersInMarket(1)).toMatchObject([{ kind: 'cash' }]);
});

test('S16 S15 gone before the money shows; sticker money finds its sale, and several ask 是哪一单', async () => {
  const { page } = await open();
  const sticker = async (amountFen: number): Promise<void> => {
    const post = (path: string, body: object) =>
      fetch(`${stall.marketUrl}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const { path } = (await (await post('/s/12/orders', { amountFen })).json()) as { path: string };
    await pay(`${stall.marketUrl}${path}`);
  };
  await sell(page, '6');
  await showQr(page);
  await page.locator('[data-release="A"]:not([aria-disabled="true"])').click();
  await page.locator('[data-owed="unpaid"]').getByText('未到账 1 笔 ¥6.00').waitFor();
  await sticker(600);
  await strip(page, /先放行的 A ¥6.00 到账了/);
  await page.locator('[data-owed="unpaid"]').waitFor({ state: 'detached' });

  await sell(page, '8');
  await key(page, /^下一位/).click();
  await sell(page, '8');
  await sticker(800);
  await page.locator('[data-claim="B"]').click();
  await strip(page, /B 已到账 ¥8.00/);
  expect(await tendersInMarket(2)).toMatchObject([
    { kind: 'dynamic_qr', state: 'unproven' },
    { kind: 'static_code', state: 'confirmed', channel: 'sim-wechat' },
  ]);
});

test('S17: the vendor reads plain words for money, and none of its finer states', async () => {
  const { page, shopper } = await open();
  await sell(page, '3');
  await cash(page);
  await strip(page, /^现金$/);
  await sell(page, '4');
  await page.locator('[data-tender="more"]:not([aria-disabled="true"])').click();
  await page.locator('[data-take="card"]:not([aria-disabled="true"])').click();
  await strip(page, /^刷卡\/其他$/);
  await sell(page, '5');
  await showQr(page);
  await pay(await urlOn(shopper));
  await strip(page, /^已到账$/);
  await sell(page, '6');
  await showQr(page);
  await page.locator('[data-release]:not([aria-disabled="true"])').click();
  await strip(page, /^未到账$/);
  expect(await page.locator('body').innerText()).not.toMatch(/confirmed|proven|external|已证明|已确认/);
  expect((await tendersInMarket(4)).map(({ state }) => state)).toEqual(['cash', 'external', 'confirmed', 'unproven']);
});
