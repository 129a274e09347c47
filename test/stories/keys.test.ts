import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { WEDGE_GAP_MS } from '../../shared/wedge.ts';
import { openStall } from './stall.ts';
import type { Stall } from './stall.ts';

/** Sales without a hand on the screen: the terminal, its window and its devices are the real ones. */

let stall: Stall;
let page: Page;
beforeAll(async () => {
  stall = await openStall({ payments: 'simulated' });
  await stall.start({ enrol: true });
  page = await stall.open('vendor');
  await page.locator('[data-weighing="ready"]').waitFor();
  await page.evaluate(() => {
    document.addEventListener(
      'pointerdown',
      () => {
        document.body.dataset['touched'] = '';
      },
      true,
    );
  });
});
afterAll(() => stall.stop());

/** As a person types: keys that come faster are a scanner's. */
const press = async (...keys: readonly string[]): Promise<void> => {
  for (const key of keys) await page.keyboard.press(key, { delay: WEDGE_GAP_MS + 10 });
};
const line = (name: string) => page.locator('[data-line]').filter({ hasText: name });
const last = (payable: string) => page.locator('[data-last]', { hasText: payable });
const due = async (): Promise<string> =>
  ((Number(await page.locator('[data-payable]').getAttribute('data-payable')) || 0) / 100).toFixed(2);

/** Receipts that came out. */
const cuts = (): number => stall.bench.view().printer.paper.filter(({ kind }) => kind === 'cut').length;

test('on a keyboard alone: by number and by name, a line taken back, the total agreed, change, and the receipt', async () => {
  const before = cuts();
  const plu = async (id: string): Promise<string> =>
    (await page.locator(`[data-product=${id}] [aria-hidden]`).nth(1).textContent()) ?? '';
  const tomato = await plu('p0201');

  stall.bench.load(1245);
  await page.locator('output[data-net]', { hasText: '1.24' }).waitFor();
  await press(...Array.from(tomato), 'Enter');
  await line('番茄').waitFor();
  stall.bench.load(0);
  await page.locator('[data-weighing="ready"]').waitFor();

  // By name, before the load: pinyin initials, the first one found is taken.
  await press('F2');
  await page.locator('[data-panel=find] input').waitFor();
  await press('h', 'g');
  await page.locator('[data-panel=find]').getByText('黄瓜').first().waitFor();
  await press('Enter');
  await page.locator('[data-panel]').waitFor({ state: 'detached' });
  stall.bench.load(800);
  await line('黄瓜').waitFor();
  stall.bench.load(0);
  await page.locator('[data-weighing="ready"]').waitFor();

  await press('Delete');
  await line('黄瓜').waitFor({ state: 'detached' });
  await press('u');
  await line('黄瓜').waitFor();

  await press('t');
  await page.locator('[data-panel]').waitFor();
  await press('1', '0');
  await press('Enter');
  await page.locator('[data-payable="1000"]').waitFor();
  await press('F8');
  await page.locator('[data-panel=more]').waitFor();
  await press('5', '0');
  await page.getByText('找 ¥40.00').waitFor();
  await expect.poll(() => page.locator('[data-take=cash]').getAttribute('aria-disabled')).toBe('false');
  await press('Enter');
  await last('10.00').waitFor();
  await press('p');
  await expect.poll(cuts).toBe(before + 1);
  expect(await page.evaluate(() => document.body.dataset['touched'])).toBeUndefined();
});

test('on a number pad alone, its 17 keys with NumLock off or on (S21)', async () => {
  const before = cuts();
  const tomato = (await page.locator('[data-product=p0201] [aria-hidden]').nth(1).textContent()) ?? '';
  const digits = (number: string): readonly string[] => Array.from(number, (digit) => `Numpad${digit}`);

  // NumLock is off: the system calls these keys End, Home and arrows.
  stall.bench.load(1245);
  await page.locator('output[data-net]', { hasText: '1.24' }).waitFor();
  await press(...digits('9'), 'NumpadSubtract', ...digits(tomato), 'NumpadEnter');
  await line('番茄').waitFor();
  stall.bench.load(0);
  await page.locator('[data-weighing="ready"]').waitFor();

  // 3 yuan of ginger or whatever lies in the bowl, without a scale; a wrong digit first.
  await press('NumpadDecimal');
  await page.locator('[data-panel=portion]').waitFor();
  await press(...digits('8'), 'NumpadSubtract', ...digits('3'), 'NumpadEnter');
  await expect.poll(() => page.locator('[data-line]').count()).toBe(2);
  // Taken back again: 0 and Enter.
  await press(...digits('0'), 'NumpadEnter');
  await expect.poll(() => page.locator('[data-line]').count()).toBe(1);

  const total = await due();
  await press('NumpadMultiply');
  await page.locator('[data-panel=more]').waitFor();
  await press('NumpadSubtract');
  await page.locator('[data-panel]').waitFor({ state: 'detached' });
  await press('NumpadAdd');
  await last(total).waitFor();
  // And its receipt: 0 and +, now with NumLock on.
  await press('0', '+');
  await expect.poll(cuts).toBe(before + 1);
  expect(await page.evaluate(() => document.body.dataset['touched'])).toBeUndefined();
});

test('on a number pad alone: a part in cash and the rest by QR, the sheet of who is still to pay, the long receipt, and a void', async () => {
  const sheet = (name: string) => page.locator(`[data-panel="${name}"]`);
  const portion = async (digit: string): Promise<void> => {
    await press('NumpadDecimal');
    await sheet('portion').waitFor();
    await press(`Numpad${digit}`, 'NumpadEnter');
    await sheet('portion').waitFor({ state: 'detached' });
  };
  const pressable = (button: string) => page.locator(`${button}[aria-disabled="false"]`).waitFor();
  await portion('8');
  await pressable('[data-tender="more"]');
  await press('NumpadMultiply');
  await sheet('more').waitFor();
  await press('Numpad3');
  await pressable('[data-take="cash"]');
  await press('NumpadAdd');
  await page.locator('[data-part]').waitFor();
  await pressable('[data-take="qr"]');
  await press('NumpadDivide');
  await page.locator('[data-pending]').waitFor();
  await sheet('more').waitFor({ state: 'detached' });

  // The code of the shopper's phone can be typed; gone before the money shows, it is let go.
  await press('Numpad0', 'NumpadDivide');
  await sheet('pay').waitFor();
  await press('NumpadMultiply');
  await page.locator('[data-entry]').waitFor();
  await press('NumpadSubtract');
  await sheet('pay').waitFor({ state: 'detached' });
  await press('Numpad0', 'NumpadDivide');
  await pressable('[data-pay="release"]');
  await press('NumpadDivide');
  await last('8.00').waitFor();

  const before = cuts();
  await portion('2');
  await pressable('[data-tender="cash"]');
  await press('NumpadAdd');
  await last('2.00').waitFor();
  await press('Numpad0', 'NumpadMultiply');
  await expect.poll(cuts).toBe(before + 1);
  await pressable('[data-keys="V"]');
  await press('Numpad0', 'NumpadDecimal');
  await page.getByText('已作废').waitFor();
  expect(await page.evaluate(() => document.body.dataset['touched'])).toBeUndefined();
});
