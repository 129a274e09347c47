import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import type { ScanView } from '../../shared/view.ts';
import * as sample from './sample.ts';
import { startWindows, wrongs } from './window.ts';
import type { Windows } from './window.ts';

let windows: Windows;
beforeAll(async () => {
  windows = await startWindows();
});
afterEach(async () => {
  const complaints = [...windows.complaints];
  await windows.reset();
  expect(complaints).toEqual([]);
});
afterAll(async () => {
  await windows.stop();
});

const CODE = '6901234567892';
const PAYMENT = '134567890123456789';
const scans = () => windows.core.calls.filter((call) => call.name === 'scan.read').map((call) => call.args);
const settled = async (page: Page): Promise<void> => {
  await page.clock.runFor(100);
};

/** A vendor's window whose time goes on only as the test says: the pace of keys is exact however busy this machine is. */
async function openVendor(): Promise<Page> {
  const page = await windows.open('vendor');
  await windows.stand(page);
  return page;
}
async function scan(page: Page, text: string, paceMs = 5): Promise<void> {
  for (const key of text) {
    await page.keyboard.press(key);
    await page.clock.runFor(paceMs);
  }
  await page.keyboard.press('Enter');
}
async function type(page: Page, text: string): Promise<void> {
  for (const key of text) {
    await page.keyboard.press(key);
    await page.clock.runFor(120);
  }
}
const typedPlu = (page: Page) => page.locator('footer').textContent();

describe('a scanner that is a keyboard', () => {
  it('is read from anywhere, and its keys do nothing else', async () => {
    const page = await openVendor();
    await scan(page, CODE);
    await settled(page);
    expect(scans()).toEqual([{ text: CODE, aim: null }]);
    await page.locator('[data-product]').first().focus();
    await scan(page, 'A-77/1');
    await settled(page);
    expect(scans()).toEqual([
      { text: CODE, aim: null },
      { text: 'A-77/1', aim: null },
    ]);
    expect(windows.core.calls.map((call) => call.name)).toEqual(['scan.read', 'scan.read']);
    expect(await typedPlu(page)).not.toContain('号 ');
  });

  it('never lets a payment code into a field, nor onto the screen', async () => {
    const page = await openVendor();
    await page.keyboard.press('F2');
    const field = page.locator('[data-panel=find] input');
    await field.waitFor();
    await type(page, 'bc');
    const seen: string[] = [];
    for (const key of PAYMENT) {
      await page.keyboard.press(key);
      await page.clock.runFor(8);
      seen.push(await field.inputValue(), (await page.locator('body').innerText()).replace(/\s/g, ''));
    }
    await page.keyboard.press('Enter');
    await settled(page);
    expect(scans()).toEqual([{ text: PAYMENT, aim: null }]);
    expect(seen.some((text) => text.includes(PAYMENT.slice(0, 4)))).toBe(false);
    expect(await field.inputValue()).toBe('bc');
  });

  it('gives a person every key back: numbers, fields, amounts', async () => {
    const page = await openVendor();
    await type(page, '101');
    expect(await typedPlu(page)).toContain('101');
    await page.keyboard.press('Enter');
    await settled(page);
    expect(windows.core.calls.map((call) => [call.name, call.args])).toEqual([['goods.tap', { productId: 'p0101' }]]);
    await page.locator('[data-payable]').click();
    await type(page, '20.5');
    // The last digit and Enter in one go.
    await page.keyboard.press('0');
    await page.keyboard.press('Enter');
    await settled(page);
    expect(windows.core.calls.at(-1)).toMatchObject({ name: 'cart.agree', args: { totalFen: 2050 } });
    await page.keyboard.press('Escape');
    await page.keyboard.press('F2');
    await page.locator('[data-panel=find] input').waitFor();
    await type(page, 'qcx');
    await page.keyboard.press('Backspace');
    expect(await page.locator('[data-panel=find] input').inputValue()).toBe('qc');
  });

  it('is read whole right after a key that ends a wait early, and at its slowest pace', async () => {
    const page = await openVendor();
    await page.keyboard.press('7');
    await page.clock.runFor(20);
    await page.keyboard.press('Control+a');
    await page.clock.runFor(5);
    await scan(page, CODE);
    await settled(page);
    await scan(page, CODE, 50);
    await settled(page);
    expect(scans()).toEqual([
      { text: CODE, aim: null },
      { text: CODE, aim: null },
    ]);
  });

  it('may be read in the middle of typing, and while a finger is on another keyboard', async () => {
    const page = await openVendor();
    await page.keyboard.press('F2');
    const field = page.locator('[data-panel=find] input');
    await field.waitFor();
    await page.keyboard.press('b');
    await page.clock.runFor(40);
    for (const [i, key] of Array.from(CODE).entries()) {
      if (i === 4) await page.keyboard.down('c');
      await page.keyboard.press(key);
      await page.clock.runFor(5);
    }
    await page.keyboard.press('Enter');
    await page.keyboard.up('c');
    await settled(page);
    expect(scans()).toEqual([{ text: CODE, aim: null }]);
    expect(await field.inputValue()).toBe('bc');
  });

  it('holds nothing back while an input method composes', async () => {
    const page = await openVendor();
    await page.keyboard.press('F2');
    const field = page.locator('[data-panel=find] input');
    await field.waitFor();
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Input.imeSetComposition', { text: 'qing', selectionStart: 4, selectionEnd: 4 });
    const taken = await page.evaluate(() => {
      const press = (init: KeyboardEventInit) =>
        !(document.activeElement ?? document.body).dispatchEvent(
          new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init }),
        );
      return Array.from('1234567', () => press({ key: 'Process', code: 'Digit1' })).concat(
        Array.from('1234567', (key) => press({ key, isComposing: true })),
      );
    });
    expect(taken).not.toContain(true);
    await devtools.send('Input.insertText', { text: '青菜' });
    await settled(page);
    expect(await field.inputValue()).toBe('青菜');
    expect(scans()).toEqual([]);
  });
});

const choice: NonNullable<ScanView['choice']> = {
  id: 'choice-1',
  name: '青菜',
  netG: 1234,
  amountFen: 739,
  payableFen: 2140,
};

describe('what the core makes of a code', () => {
  it('asks in the cart what a code is that may be either, and leaves goods and tenders free', async () => {
    const page = await windows.open('vendor');
    windows.core.set({ scan: { no: 1, outcome: { ok: true, value: { did: 'choose' } }, choice } });
    const asked = page.locator('[data-choice]');
    await asked
      .getByRole('button', { name: /卖 青菜\s*1\.234 kg ¥7\.39/ })
      .and(page.locator('[aria-disabled=false]'))
      .click();
    expect(windows.core.calls).toMatchObject([{ name: 'scan.choose', args: { choiceId: 'choice-1', as: 'goods' } }]);
    const box = await asked.boundingBox();
    const goods = await page.locator('main').boundingBox();
    expect((goods?.x ?? 0) + (goods?.width ?? 0)).toBeLessThanOrEqual(box?.x ?? 0);
    expect(await wrongs(page)).toEqual([]);
    await page.locator('[data-product]').first().click();
    windows.core.set({ scan: { no: 2, outcome: { ok: true, value: { did: 'dropped' } }, choice: null } });
    await asked.waitFor({ state: 'detached' });
  });

  it('says why not in the strip, asks for a price, and says that a code was there a moment ago', async () => {
    const page = await windows.open('vendor');
    windows.core.set({
      scan: { no: 1, outcome: { ok: false, refusal: { code: 'pay_not_offered' } }, choice: null },
    });
    await page.getByRole('alert').filter({ hasText: '请收现金' }).waitFor();
    windows.core.set({ scan: { no: 2, outcome: { ok: true, value: { did: 'again' } }, choice: null } });
    await page.getByRole('alert').filter({ hasText: '没有再记一次' }).waitFor();
    const productId = sample.product('莲藕').id;
    const refusal = { code: 'no_price' as const, productId, unit: 'weight' as const };
    windows.core.set({ scan: { no: 3, outcome: { ok: false, refusal }, choice: null } });
    await page.locator('[data-panel=price]').waitFor();
  });

  it('shows a sale found by its receipt in the place of the last one, with the way back', async () => {
    const page = await windows.open('vendor');
    windows.core.set({ last: { ...sample.lastSale, saleId: 's0', no: '17-1-9', looked: true } });
    await page.getByText('查到的小票').waitFor();
    await page.getByRole('button', { name: '打小票' }).click();
    await page.getByRole('button', { name: '回到上一笔' }).click();
    for (const wanted of ['sale.print', 'sale.look'])
      expect(windows.core.calls.some((call) => call.name === wanted)).toBe(true);
  });
});
