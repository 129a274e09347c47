import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openVendor, scanInto } from './hand.ts';
import type { Hand } from './hand.ts';
import { paymentCode } from './shopper-phone.ts';
import { openStall } from './stall.ts';
import type { Stall } from './stall.ts';

/** Where a scanned code goes (S13), in the real window, before the real market with a simulated channel. */

let stall: Stall;
let hand: Hand;
beforeAll(async () => {
  stall = await openStall({ payments: 'simulated' });
  await stall.start({ enrol: true });
  hand = await openVendor(stall);
  await hand.page.locator('[data-tender="scan"]').waitFor();
});
afterAll(() => stall.stop());
beforeEach(async () => {
  await hand.page.keyboard.press('Escape');
  await hand.lift();
});

/** 青菜, number 101, as a label scale prints it: 1.234 kg; and ¥7.39 with its weight, which may be a payment code as well. */
const LABEL = '2100101012341';
const LABEL_OR_PAYMENT = '260010100739012345';

const told = (text: RegExp) => hand.page.getByLabel('上一笔').getByText(text).waitFor();
const choice = () => hand.page.locator('[data-choice]');
const choose = (name: RegExp) => choice().locator('button[aria-disabled="false"]', { hasText: name }).click();

test('S13: a payment code charges the cart in front with no button, whichever scanner reads it; without goods it asks for them', async () => {
  expect(await hand.page.locator('[data-tender]').allInnerTexts()).toEqual(['现金', '顾客扫我', '更多']);
  stall.bench.scan(await paymentCode(stall));
  await hand.page.getByRole('alert').getByText('这是付款码，请先称货，再扫').waitFor();
  await hand.sell(1_005, '番茄');
  stall.bench.scan(await paymentCode(stall));
  await hand.page.getByText('还没有货').waitFor();
  await told(/已到账/);
  // A scanner that types as a keyboard.
  await hand.sell(1_005, '黄瓜');
  await scanInto(hand.page, await paymentCode(stall));
  await hand.page.getByText('还没有货').waitFor();
  expect((await hand.books('sale', 2)).map(({ body }) => body.tenders)).toMatchObject([
    [{ kind: 'payment_code', state: 'confirmed', channel: 'sim-wechat', amountFen: 840 }],
    [{ kind: 'payment_code', state: 'confirmed', channel: 'sim-wechat' }],
  ]);
});

test('S13: the label of another scale is goods, also in the middle of a sale; a number nobody has is said', async () => {
  await hand.sell(1_005, '番茄');
  stall.bench.scan(LABEL);
  await hand.line('青菜').getByText('1.234 kg').waitFor();
  await hand.line('青菜').getByText('标签').waitFor();
  stall.bench.scan('2109999012341');
  await hand.page.getByRole('alert').getByText('没有货号 9999').waitFor();
  await hand.cash();
  expect((await hand.books('sale', 3))[2]?.body.lines.map(({ name, netG }) => [name, netG])).toEqual([
    ['番茄', 1_000],
    ['青菜', 1_234],
  ]);
});

test('S13: a code that may be a label and a payment needs one touch, which says what it is; untouched it is neither', async () => {
  await hand.sell(1_005, '番茄');
  const due = await hand.due();
  stall.bench.scan(LABEL_OR_PAYMENT);
  await choice().waitFor();
  expect(await hand.page.locator('[data-line]').count()).toBe(1);
  expect(await hand.due()).toBe(due);
  await choose(/青菜/);
  await hand.line('青菜').waitFor();
  await choice().waitFor({ state: 'detached' });
  await hand.cash();
  expect((await hand.books('sale', 4))[3]?.body.tenders).toMatchObject([{ kind: 'cash' }]);
  // On an empty cart nobody pays: it is goods at once.
  stall.bench.scan(LABEL);
  await hand.line('青菜').waitFor();
  expect(await choice().count()).toBe(0);
  await hand.cash();
});
