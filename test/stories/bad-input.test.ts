import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { WEDGE_GAP_MS } from '../../shared/wedge.ts';
import type { DownDocument } from '../../market/feed.ts';
import { openVendor, scanInto } from './hand.ts';
import type { Hand } from './hand.ts';
import { openStall } from './stall.ts';
import type { Stall } from './stall.ts';

/** What nobody means to do, and what a market and a machine do at the wrong moment: nothing is sold by it, and nothing is lost. */

let stall: Stall;
let hand: Hand;
const open = async (): Promise<void> => {
  hand = await openVendor(stall);
};
beforeAll(async () => {
  stall = await openStall();
  await stall.start({ enrol: true });
  await open();
});
afterAll(() => stall.stop());
beforeEach(async () => {
  await hand.page.keyboard.press('Escape');
  await hand.lift();
});

const TOFU = '6901234567892';
const alert = (text: string | RegExp) => hand.page.getByRole('alert').getByText(text);
const sales = async (count: number) => (await hand.books('sale', count)).map(({ body }) => body);
/** As a person types: keys that come faster are a scanner's. */
const press = async (page: Page, ...keys: readonly string[]): Promise<void> => {
  for (const key of keys) await page.keyboard.press(key, { delay: WEDGE_GAP_MS + 10 });
};
/** The digits of a tile's number. */
const pluOf = async (name: string): Promise<readonly string[]> =>
  Array.from((await hand.tile(name).locator('[aria-hidden]').nth(1).textContent()) ?? '');

test('double taps: a tile tapped twice is one line, money taken twice is one sale', async () => {
  await hand.put(1_005);
  await hand.tile('番茄').dblclick();
  await hand.line('番茄').waitFor();
  await hand.lift();
  expect(await hand.line(/./).count()).toBe(1);
  await hand.page.locator('[data-tender="cash"][aria-disabled="false"]').dblclick();
  await hand.page.getByText('还没有货').waitFor();
  expect(await sales(1)).toMatchObject([{ payableFen: 840 }]);
});

test('ghost taps: with water on the glass beside a finger nothing is sold, and a drop that stays says 屏幕有水，请擦', async () => {
  await hand.sell(1_005, '番茄');
  const session = await hand.page.context().newCDPSession(hand.page);
  await session.send('Emulation.setTouchEmulationEnabled', { enabled: true, maxTouchPoints: 10 });
  const box = await hand.page.locator('[data-tender="cash"][aria-disabled="false"]').boundingBox();
  const cash = { x: (box?.x ?? 0) + 20, y: (box?.y ?? 0) + 20, id: 0 };
  const touch = (
    type: 'touchStart' | 'touchMove' | 'touchEnd',
    ...touchPoints: { x: number; y: number; id: number }[]
  ) => session.send('Input.dispatchTouchEvent', { type, touchPoints });
  // A drop lies on the weight while the finger comes and goes.
  const weight = await hand.page.locator('section[aria-label="称重"] output').boundingBox();
  const drop = { x: (weight?.x ?? 0) + 40, y: (weight?.y ?? 0) + 20, id: 1 };
  await touch('touchStart', drop);
  await touch('touchStart', drop, cash);
  await touch('touchMove', drop);
  await touch('touchEnd');
  // One that stays for three seconds is water.
  await touch('touchStart', drop);
  await hand.page.getByText('屏幕有水，请擦').waitFor();
  await touch('touchEnd');
  await hand.page.getByText('屏幕有水，请擦').waitFor({ state: 'detached' });
  await session.send('Emulation.setTouchEmulationEnabled', { enabled: false });
  await session.detach();
  expect(await hand.line('番茄').count()).toBe(1);
  await hand.cash();
  expect(await sales(2)).toHaveLength(2);
});

test('two keyboards, two windows: both take the money of one cart at once, and it is sold once; what one types never shows in the other', async () => {
  const other = await stall.open('vendor');
  await hand.sell(1_005, '黄瓜');
  await other.locator('[data-line]').waitFor();
  await press(other, ...(await pluOf('番茄')).slice(0, 2));
  expect(await hand.page.locator('footer').innerText()).not.toContain('号 ');
  await press(other, 'Escape');
  await Promise.all(
    [hand.page, other].map((page) => page.locator('[data-tender="cash"][aria-disabled="false"]').waitFor()),
  );
  await Promise.all([hand.page.keyboard.press('F9'), other.keyboard.press('F9')]);
  for (const page of [hand.page, other]) await page.getByText('还没有货').waitFor();
  expect(await sales(3)).toHaveLength(3);
  await other.close();
});

test('two keyboards into one window: digits that mix make a number nobody has; it is said, and nothing is sold', async () => {
  await press(hand.page, '9', '9', '9', '9', '9', 'Enter');
  await alert('没有这样货，请从格子或找货里选').waitFor();
  expect(await hand.line(/./).count()).toBe(0);
});

test('a scan in the middle of typing: the goods are sold, and the number that was begun is still there', async () => {
  const plu = await pluOf('番茄');
  await press(hand.page, ...plu.slice(0, -1));
  await scanInto(hand.page, TOFU);
  await hand.line('老豆腐').waitFor();
  await press(hand.page, ...plu.slice(-1), 'Enter');
  await hand.page.locator('[data-state="armed"]', { hasText: '番茄' }).waitFor();
  // In a sheet as well: the amount stays what was typed.
  await hand.key(/^按份/).first().click();
  await press(hand.page, '1', '2');
  await scanInto(hand.page, TOFU);
  // The same code so soon after is told to be the same.
  await alert('刚扫过这个码，没有再记一次').or(hand.line('2 块')).first().waitFor();
  await hand.page.locator('[data-enter="portion"]', { hasText: '¥12.00' }).waitFor();
  await press(hand.page, 'Escape');
  await hand.tile('番茄').click();
  await hand.cash();
  expect((await sales(4))[3]?.lines).toMatchObject([{ kind: 'piece', name: '老豆腐' }]);
});

test('an input method that composes: its Enter and its digits sell nothing and search nothing until the word is there', async () => {
  await hand.sell(505, '番茄');
  await hand.page.evaluate(() => {
    for (const key of ['F9', 'Enter', '1', '0'])
      document.body.dispatchEvent(
        new KeyboardEvent('keydown', { key, code: key, isComposing: true, bubbles: true, cancelable: true }),
      );
  });
  await press(hand.page, 'F2');
  const sheet = hand.page.locator('[data-panel="find"]');
  await sheet.waitFor();
  const session = await hand.page.context().newCDPSession(hand.page);
  await session.send('Input.imeSetComposition', { text: 'huanggua', selectionStart: 8, selectionEnd: 8 });
  await session.send('Input.dispatchKeyEvent', {
    type: 'keyDown',
    key: 'Process',
    code: 'Enter',
    windowsVirtualKeyCode: 229,
  });
  await session.send('Input.dispatchKeyEvent', {
    type: 'keyUp',
    key: 'Process',
    code: 'Enter',
    windowsVirtualKeyCode: 229,
  });
  await sheet.waitFor();
  await session.send('Input.imeSetComposition', { text: '', selectionStart: 0, selectionEnd: 0 });
  await session.send('Input.insertText', { text: '黄瓜' });
  await sheet.locator('[data-product]').getByText('黄瓜', { exact: true }).first().waitFor();
  await press(hand.page, 'Enter');
  await hand.page.locator('[data-state="armed"]', { hasText: '黄瓜' }).waitFor();
  await session.detach();
  expect(await hand.line(/./).count()).toBe(1);
  await hand.tile('黄瓜').click();
  await hand.cash();
  expect(await sales(5)).toHaveLength(5);
});

test('a product withdrawn while it is in a cart: what was weighed is still paid; it is on no tile, and armed it takes no load', async () => {
  await hand.sell(1_005, '茄子');
  await hand.tile('茄子').click();
  await hand.page.locator('[data-state="armed"]', { hasText: '茄子' }).waitFor();
  const id = (await hand.tile('茄子').getAttribute('data-product')) ?? '';
  const [row] = await stall.db.query<{ doc: DownDocument['doc'] }>(
    `select doc from documents where collection = 'products' and id = '${id}'`,
  );
  if (row === undefined) throw new Error('the market lists no aubergine');
  const withdrawn = { ...row.doc, withdrawn: true };
  await stall.tell({ collection: 'products', scope: 'market', doc: withdrawn });
  await hand.tile('茄子').waitFor({ state: 'detached' });
  await hand.put(800);
  expect(await hand.line(/./).count()).toBe(1);
  await hand.lift();
  await hand.cash();
  expect((await sales(6))[5]?.lines).toMatchObject([{ name: '茄子', netG: 1_000 }]);
});

test('a browser zoom and a screen of 1024 × 600: weight, total and tenders stay in sight, and a sale goes through', async () => {
  for (const [width, height] of [
    [1_024, 600],
    [Math.floor(1_366 / 1.25), Math.floor(768 / 1.25)],
    [Math.floor(1_366 / 0.8), Math.floor(768 / 0.8)],
  ] as const) {
    await hand.page.setViewportSize({ width, height });
    await hand.sell(805, '番茄');
    for (const what of ['section[aria-label="称重"]', '[data-due]', '[data-tender="cash"]', '[data-tender="more"]']) {
      const box = await hand.page.locator(what).first().boundingBox();
      expect(box, `${what} at ${width}`).not.toBeNull();
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(width);
      expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(height);
    }
    await hand.cash();
  }
  await hand.page.setViewportSize({ width: 1_366, height: 768 });
  expect(await sales(9)).toHaveLength(9);
});

test('a wall clock that jumps: back by two days it is said and selling goes on; the books keep their order, and right again it is quiet', async () => {
  await stall.quit();
  await stall.start({ aheadMs: -2 * 86_400_000 });
  await open();
  await hand.page.locator('[data-health="clock_back"]').getByText('时钟不对').waitFor();
  await hand.ready();
  await hand.sell(505, '番茄');
  await hand.cash();
  await hand.books('sale', 10);
  await stall.quit();
  await stall.start({ aheadMs: 30 * 86_400_000 });
  await open();
  await hand.ready();
  await hand.sell(505, '番茄');
  await hand.cash();
  const entries = await stall.db.query<{ seq: string; entry: { prevHash: string; hash: string; at: number } }>(
    'select seq, entry from journal order by epoch, seq',
  );
  await hand.books('sale', 11);
  expect(entries.every(({ entry }, at) => at === 0 || entry.prevHash === entries[at - 1]?.entry.hash)).toBe(true);
});
