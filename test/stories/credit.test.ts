import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openVendor } from './hand.ts';
import type { Hand } from './hand.ts';
import { openStall } from './stall.ts';
import type { Stall } from './stall.ts';

/** Restaurants on credit (S11), in the real window; the cable to the market is cut in the middle. */

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

const NAME = '老李饭店';
const sheet = (name: string) => hand.page.locator(`[data-panel="${name}"]`);
const cuts = (): number =>
  hand
    .paper()
    .split('\n')
    .filter((row) => row === 'cut').length;
const take = (what: string) => hand.page.locator(`[data-take="${what}"][aria-disabled="false"]`).click();
const onCredit = async (): Promise<void> => {
  await hand.tender('more');
  await take('credit');
};

test('S11: opened in the middle of a sale, the account takes it on credit, and two slips ask for a signature', async () => {
  await hand.sell(2_005, '番茄');
  const before = cuts();
  await onCredit();
  await hand.key('新赊账户').click();
  await hand.page.getByLabel('名字').fill(NAME);
  for (const sign of '30') await sheet('edit-account').getByRole('button', { name: sign, exact: true }).click();
  await hand.page.locator('[data-enter="account"][aria-disabled="false"]').click();
  await hand.page.locator('[data-enter="choose"]').click();
  await hand.page.locator(`[data-whose="${NAME}"]`).waitFor();
  // From now on this restaurant has its own price.
  await hand.tile('番茄').click();
  await hand.key(/^番茄 .*点一下改价$/).click();
  await hand.type('8');
  await hand.page.locator('[data-enter="account_price"][aria-disabled="false"]').click();
  await sheet('price').waitFor({ state: 'detached' });
  await hand.tile('番茄').click();
  const due = await hand.due();
  await onCredit();
  await hand.page.getByText('还没有货').waitFor();
  await expect.poll(cuts).toBe(before + 2);
  expect(hand.paper()).toContain(NAME);
  expect(hand.paper()).toMatch(/签[字名收]/);
  const sale = (await hand.books('sale', 1))[0]?.body;
  expect(sale?.tenders).toMatchObject([{ kind: 'credit', state: 'credit', amountFen: due }]);
});

test('S11: without the market, one touch on the regular arms the last order at its own prices; the limit warns and does not block', async () => {
  stall.bench.network('offline');
  await hand.page.locator('[data-link="offline"]').waitFor();
  await hand.page.locator(`[data-regular="${NAME}"]`).click();
  await hand.page.locator('[data-ordered]', { hasText: '番茄' }).waitFor();
  // Armed by the order: the load is taken by itself.
  stall.bench.load(2_005);
  await hand.line('¥8.00').waitFor();
  await hand.page.locator('[data-ordered]').waitFor({ state: 'detached' });
  await hand.lift();
  await hand.page.locator('[data-above]', { hasText: '超出额度' }).first().waitFor();
  await onCredit();
  await hand.page.getByText('还没有货').waitFor();
});

test('S11: what is paid back, also in part and in cash, is money received and never turnover; the owner’s block ends credit, not the sale', async () => {
  await hand.key(/菜单/).click();
  await hand.key('赊账户').click();
  await hand.page.locator('[data-enter="repay"][aria-disabled="false"]').click();
  for (const sign of '10') await sheet('repay').getByRole('button', { name: sign, exact: true }).click();
  await take('cash');
  await hand.page.getByText(/老李饭店还了 ¥10\.00，现欠 ¥\d/).waitFor();
  await hand.key('改').click();
  await hand.key('不再赊').click();
  await hand.page.locator('[data-enter="account"][aria-disabled="false"]').click();
  await sheet('accounts').waitFor();
  await hand.page.keyboard.press('Escape');
  await hand.page.locator('[data-panel]').waitFor({ state: 'detached' });

  await hand.page.locator(`[data-regular="${NAME}"]`).click();
  stall.bench.load(2_005);
  await hand.line('番茄').waitFor();
  await hand.lift();
  await onCredit();
  await hand.page
    .getByRole('alert')
    .getByText(/已欠 .*请收现金/)
    .waitFor();
  await hand.page.keyboard.press('Escape');
  await hand.cash();

  stall.bench.network('online');
  const sales = await hand.books('sale', 3);
  expect(sales.map(({ body }) => body.tenders.map(({ kind }) => kind))).toEqual([['credit'], ['credit'], ['cash']]);
  expect(sales[1]?.body.lines).toMatchObject([{ priceFen: 800, priceSource: 'account' }]);
  const [repayment] = await hand.books('repayment', 1);
  expect(repayment?.body).toMatchObject({ tender: { kind: 'cash', amountFen: 1_000 } });
  // Turnover is what was sold: the repayment moves nothing.
  const total = sales.reduce((sum, { body }) => sum + body.payableFen, 0);
  expect(sales.at(-1)).toMatchObject({ perpetualFen: total });
  await hand.key(/菜单/).click();
  await hand.key('日结').click();
  await sheet('day')
    .getByText(`¥${(total / 100).toFixed(2)}`)
    .first()
    .waitFor();
});
