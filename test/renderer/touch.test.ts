import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { CDPSession, Page } from 'playwright-core';
import * as sample from './sample.ts';
import { startWindows } from './window.ts';
import type { Windows } from './window.ts';

let windows: Windows;
beforeAll(async () => {
  windows = await startWindows();
});
afterEach(() => windows.reset());
afterAll(() => windows.stop());

/** A glass with ten fingers on it, below the page: what Chromium makes of contacts is part of what is tested. */
interface Glass {
  readonly page: Page;
  /** The contacts that are down from now on; a finger keeps its number while it moves. */
  readonly put: (
    ...contacts: readonly { readonly x: number; readonly y: number; readonly id: number }[]
  ) => Promise<void>;
  readonly tap: (selector: string) => Promise<void>;
  readonly at: (selector: string) => Promise<{ x: number; y: number }>;
}
async function glass(): Promise<Glass> {
  const page = await windows.open('vendor');
  const session: CDPSession = await page.context().newCDPSession(page);
  await session.send('Emulation.setTouchEmulationEnabled', { enabled: true, maxTouchPoints: 10 });
  let down = 0;
  const put: Glass['put'] = async (...contacts) => {
    const type = contacts.length === 0 ? 'touchEnd' : contacts.length > down ? 'touchStart' : 'touchMove';
    down = contacts.length;
    await session.send('Input.dispatchTouchEvent', { type, touchPoints: contacts.map((one) => ({ ...one })) });
  };
  const at: Glass['at'] = async (selector) => {
    const box = await page.locator(selector).first().boundingBox();
    if (box === null) throw new Error(`${selector} is not there`);
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  };
  return {
    page,
    put,
    at,
    // Both are on their way before the first is answered: how long the finger stays does not hang on how busy this machine is.
    tap: async (selector) => {
      const finger = { ...(await at(selector)), id: 0 };
      await Promise.all([put(finger), put()]);
    },
  };
}
const given = (name: string): number => windows.core.calls.filter((call) => call.name === name).length;
const TOMATO = '[data-product=p0201]';
const CUCUMBER = '[data-product=p0202]';
const CASH = '[data-tender=cash]';
const notice = (page: Page) => page.getByLabel('上一笔').getByRole('status');

describe('S21: wet screens and gloves', () => {
  it('acts on release inside the key, not on the touch and not when the finger slid off', async () => {
    const { page, put, at, tap } = await glass();
    const tomato = { ...(await at(TOMATO)), id: 0 };
    await put(tomato);
    await page.locator(`${TOMATO}[data-pressed]`).waitFor();
    expect(given('goods.tap')).toBe(0);
    await put();
    await expect.poll(() => given('goods.tap')).toBe(1);
    await put(tomato);
    await put({ ...(await at(CUCUMBER)), id: 0 });
    await put();
    await tap(CUCUMBER);
    await expect.poll(() => given('goods.tap')).toBe(2);
    expect(windows.core.calls.at(-1)?.args).toEqual({ productId: 'p0202' });
  });

  it('darkens a key with the touch, not with the release, and not for what is no finger', async () => {
    const { page, put, at } = await glass();
    const dark = page.locator('[data-pressed]');
    const tomato = { ...(await at(TOMATO)), id: 0 };
    await put(tomato);
    expect(await dark.getAttribute('data-product')).toBe('p0201');
    expect(await dark.evaluate((key) => getComputedStyle(key, '::after').backgroundColor)).not.toBe('rgba(0, 0, 0, 0)');
    await put();
    await dark.waitFor({ state: 'detached' });
    await put({ x: 40, y: 500, id: 1 });
    await put({ x: 40, y: 500, id: 1 }, tomato);
    expect(await page.locator('[data-pressed][data-product]').count()).toBe(0);
    await put();
  });

  it('ignores a touch while a second contact is down, whichever leaves first', async () => {
    const { put, at, tap } = await glass();
    const palm = { x: 40, y: 500, id: 1 };
    const finger = { ...(await at(TOMATO)), id: 0 };
    await put(palm);
    await put(palm, finger);
    await put();
    await put(finger);
    await put(finger, palm);
    await put();
    await tap(CUCUMBER);
    await expect.poll(() => given('goods.tap')).toBe(1);
    expect(windows.core.calls.at(-1)?.args).toEqual({ productId: 'p0202' });
  });

  it('stops for two seconds after six contacts in half a second, and says to wipe', async () => {
    const { page, put, at, tap } = await glass();
    const drop = await at('main');
    await windows.stand(page);
    for (let i = 0; i < 6; i++) {
      await put({ x: drop.x, y: drop.y - 200 + i, id: 0 });
      await page.clock.runFor(45);
      await put();
      await page.clock.runFor(45);
    }
    await notice(page).getByText('屏幕有水，请擦').waitFor();
    await tap(TOMATO);
    // Keys of a keyboard are never water.
    await page.keyboard.press('F4');
    await expect.poll(() => given('scale.zero')).toBe(1);
    const before = given('goods.tap');
    await page.clock.runFor(2_100);
    await notice(page).waitFor({ state: 'detached' });
    expect(given('goods.tap')).toBe(before);
    await tap(TOMATO);
    await expect.poll(() => given('goods.tap')).toBe(before + 1);
  });

  it('says so of a contact that is held three seconds, for as long as it lies there, and no press comes of it', async () => {
    const { page, put, at } = await glass();
    await windows.stand(page);
    await put({ ...(await at(TOMATO)), id: 0 });
    await page.clock.runFor(2_900);
    expect(await notice(page).count()).toBe(0);
    await page.clock.runFor(200);
    await notice(page).getByText('屏幕有水，请擦').waitFor();
    await page.clock.runFor(4_000);
    expect(await notice(page).count()).toBe(1);
    await put();
    await page.clock.runFor(2_100);
    await notice(page).waitFor({ state: 'detached' });
    expect(given('goods.tap')).toBe(0);
  });

  it('擦屏 locks touch for ten seconds, and a finger that came down meanwhile presses nothing after', async () => {
    const { page, put, at, tap } = await glass();
    await page.keyboard.press('F10');
    await page.locator('[data-menu=wipe]').waitFor();
    await windows.stand(page);
    await tap('[data-menu=wipe]');
    await notice(page).getByText('擦屏 10 秒').waitFor();
    await tap(TOMATO);
    await page.clock.runFor(8_000);
    await put({ ...(await at(TOMATO)), id: 0 });
    await page.clock.runFor(2_200);
    await notice(page).waitFor({ state: 'detached' });
    await put();
    expect(given('goods.tap')).toBe(0);
    await tap(TOMATO);
    await expect.poll(() => given('goods.tap')).toBe(1);
  });

  it('no tender acts within 300 ms of appearing, of moving, or of meaning another shopper', async () => {
    const { page, tap } = await glass();
    const isDeaf = (deaf: boolean) => page.locator(`${CASH}[aria-disabled=${deaf}]`).waitFor();
    await isDeaf(false);
    await windows.stand(page);
    windows.core.set({
      carts: { frontId: 'c3', carts: [sample.fullCart, sample.heldCart], undo: null },
    });
    await isDeaf(true);
    await tap(CASH);
    await page.clock.runFor(310);
    await isDeaf(false);
    expect(given('sale.complete')).toBe(0);
    await page.setViewportSize({ width: 1024, height: 600 });
    await isDeaf(true);
    await tap(CASH);
    await page.clock.runFor(310);
    await isDeaf(false);
    expect(given('sale.complete')).toBe(0);
    await tap(CASH);
    await expect.poll(() => given('sale.complete')).toBe(1);
  });
});
