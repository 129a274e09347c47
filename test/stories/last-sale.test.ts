import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openVendor } from './hand.ts';
import type { Hand } from './hand.ts';
import { openStall } from './stall.ts';
import type { Stall } from './stall.ts';

/** What a vendor does with a sale once it is over (S18, S19), and money given back from its original. */

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

const strip = () => hand.page.getByLabel('上一笔');
const cuts = (): number => stall.bench.view().printer.paper.filter(({ kind }) => kind === 'cut').length;
/** 按份: something for this amount, by the keys of a keyboard. */
async function portion(yuan: string): Promise<void> {
  await hand.key(/^按份/).first().click();
  for (const sign of yuan) await hand.page.keyboard.press(sign);
  await hand.page.locator('[data-enter="portion"][aria-disabled="false"]').click();
  await hand.page.locator('[data-panel]').waitFor({ state: 'detached' });
}

test('S19: after cash the strip says what to give back for the likely notes, without a touch', async () => {
  await portion('23.8');
  await hand.cash();
  await strip().getByText('付 50').waitFor();
  expect((await strip().innerText()).replaceAll(/\s/g, '')).toContain('付50找26.20付100找76.20');
});

test('S18: paper when it is asked for: none comes by itself, then one touch; a change of the rule prints each', async () => {
  const before = cuts();
  await portion('3');
  await hand.cash();
  await hand.key('打小票').waitFor();
  expect(cuts()).toBe(before);
  await hand.key('打小票').click();
  await expect.poll(cuts).toBe(before + 1);
  await hand.key('重打').click();
  await expect
    .poll(() => hand.paper().slice(hand.paper().lastIndexOf('cut', hand.paper().length - 5)))
    .toContain('重打印');
  await hand.key(/菜单/).click();
  await hand.key('设置').click();
  await hand.key('每笔打').click();
  await hand.page.keyboard.press('Escape');
  await hand.page.keyboard.press('Escape');
  const after = cuts();
  await portion('4');
  await hand.cash();
  await expect.poll(cuts).toBe(after + 1);
  await hand.key(/菜单/).click();
  await hand.key('设置').click();
  await hand.key('要才打').click();
});

test('S18: a printer that died in the middle of a receipt asks in one line and covers nothing; the next sale goes on beside it', async () => {
  await portion('5');
  await hand.cash();
  // Its line dies with half of the next receipt.
  stall.printer.dieAfter(200);
  await hand.key('长票').click();
  await strip().getByText('那张小票可能已经打出来了').waitFor();
  expect(await hand.page.locator('[data-panel], [role="dialog"]').count()).toBe(0);
  await hand.sell(500, '番茄');
  await hand.cash();
  await hand.key('不用了').click();
  await strip().getByText('那张小票可能已经打出来了').waitFor({ state: 'detached' });
});

test('a refund starts from its receipt under the scanner: a part of one line first, then the rest from history, each to where it came from', async () => {
  await hand.sell(1_005, '番茄');
  await hand.sell(1_005, '黄瓜');
  await hand.cash();
  const before = cuts();
  await hand.key('打小票').click();
  const qrs = () => stall.bench.view().printer.paper.flatMap((row) => (row.kind === 'qr' ? [row.data] : []));
  const no = (await hand.page.locator('[data-last]').getAttribute('data-last')) ?? '';
  await expect.poll(cuts).toBe(before + 1);
  const receipt = qrs().at(-1) ?? '';
  // Another shopper meanwhile.
  await portion('2');
  await hand.cash();
  stall.bench.scan(receipt);
  await hand.page.locator(`[data-last="${no}"]`).waitFor();
  await strip().getByText('查到的小票').waitFor();
  await strip().getByRole('button', { name: '退款' }).click();
  await hand.page.locator('[data-enter="refund"]').waitFor();
  const sheet = hand.page.locator('[data-panel]');
  await sheet.getByRole('button', { name: /番茄/ }).click();
  await hand.type('0.4');
  await hand.page.locator('[data-enter="refund"][aria-disabled="false"]').click();
  // Done, and the goods are there again.
  await strip().getByText('部分退款').waitFor();
  const [first] = await hand.books('refund', 1);
  expect(first?.body).toMatchObject({ amountFen: 336 });
  await hand.page.keyboard.press('Escape');
  await hand.page.locator('[data-panel]').waitFor({ state: 'detached' });

  await hand.key(/菜单/).click();
  await hand.key('历史').click();
  await hand.page.locator('[data-sale]', { hasText: '番茄' }).first().click();
  await sheet.getByRole('button', { name: '退款' }).click();
  for (const name of [/番茄/, /黄瓜/]) await sheet.getByRole('button', { name }).click();
  await hand.page.locator('[data-enter="refund"][aria-disabled="false"]').click();
  await hand.page.locator('[data-later="refund"]').nth(1).waitFor();
  const sale = (await hand.books('sale', 7)).find(({ body }) => body.lines.length === 2);
  const backs = await hand.books('refund', 2);
  expect(backs.reduce((sum, { body }) => sum + body.amountFen, 0)).toBe(sale?.body.payableFen);
});
