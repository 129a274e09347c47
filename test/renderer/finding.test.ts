import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Call } from '../../shared/contract.ts';
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

async function called(name: string, count = 1): Promise<Call> {
  for (;;) {
    const call = windows.core.calls.filter((one) => one.name === name)[count - 1];
    if (call !== undefined) return call;
    await new Promise((resolve) => {
      setTimeout(resolve, 10);
    });
  }
}

const ids = ['番茄', '黄瓜', '茄子', '丝瓜'].map((name) => sample.product(name).id);

describe('S9: likely goods', () => {
  it('have an edge where their tile is, and a strip under the weight; no tile moves', async () => {
    windows.core.set({ weighing: sample.loaded });
    const page = await windows.open('vendor');
    const places = () =>
      page
        .locator('main [data-product]')
        .evaluateAll((tiles) =>
          tiles.map((tile) => [tile.getAttribute('data-product'), tile.getBoundingClientRect().top]),
        );
    await page.locator('output[data-net="1245"]').waitFor();
    const before = await places();
    windows.core.set({ likely: { ids } });
    const strip = page.getByRole('group', { name: '可能是' });
    await strip.waitFor();
    expect(await strip.getByRole('button').allTextContents()).toHaveLength(4);
    // 丝瓜 is not among the vendor's 24.
    expect(await page.locator('main [data-likely]').count()).toBe(3);
    expect(await places()).toEqual(before);
    await strip.getByRole('button', { name: /丝瓜/ }).click();
    expect((await called('goods.tap')).args).toEqual({ productId: sample.product('丝瓜').id });
  });

  it('stand inside the weighing field at every size, in keys of 64 px', async () => {
    windows.core.set({ weighing: sample.loaded, likely: { ids } });
    const page = await windows.open('vendor');
    for (const [width, height] of [
      [1366, 768],
      [1280, 800],
      [1024, 768],
      [1024, 600],
      [1920, 1080],
    ] as const) {
      await page.setViewportSize({ width, height });
      const field = await page.locator('section[data-strip]').boundingBox();
      for (const key of await page.locator('aside [data-likely]').all()) {
        const box = await key.boundingBox();
        expect(box?.height, `${width}×${height}`).toBeGreaterThanOrEqual(63.5);
        expect(box?.width).toBeGreaterThanOrEqual(63.5);
        expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual((field?.y ?? 0) + (field?.height ?? 0));
      }
    }
    expect(await wrongs(page)).toEqual([]);
  });

  it('leave the strip to the line once it is taken', async () => {
    windows.core.set({ weighing: sample.loaded, likely: { ids } });
    const page = await windows.open('vendor');
    await page.locator('aside [data-likely]').first().waitFor();
    windows.core.set({ weighing: sample.taken, likely: { ids: [] } });
    await page.locator('aside [data-likely]').first().waitFor({ state: 'detached' });
  });
});

describe('S10: prices at market speed', () => {
  const cabbage = sample.product('青菜');

  it('a price from now on can be taken back for 5 s, as a change of its own', async () => {
    const page = await windows.open('vendor');
    await page.getByRole('button', { name: '番茄 ¥8.40/kg，点一下改价' }).click();
    await page.locator('[data-panel=price]').waitFor();
    await page.keyboard.type('9');
    const enter = page
      .getByRole('button', { name: '从现在起', exact: true })
      .and(page.locator('[aria-disabled=false]'));
    await enter.waitFor();
    // Its five seconds stand still, however slow this machine is.
    await windows.stand(page);
    await enter.click();
    await page.getByText('番茄 从现在起 ¥9.00').waitFor();
    await page.getByRole('button', { name: '撤销', exact: true }).click();
    expect((await called('goods.price', 2)).args).toEqual({
      productId: sample.product('番茄').id,
      price: { priceFen: 840, basisG: 1000 },
      scope: 'from_now',
      sure: true,
    });
  });

  it('今日价 moves on after each entry, shows yesterday’s price, and leaves the rest in one touch', async () => {
    windows.core.answer('prices.today', () => ({
      ok: true,
      value: {
        changes: [
          {
            at: Date.UTC(2026, 10, 23, 0),
            seller: '王',
            productId: cabbage.id,
            name: '青菜',
            price: { priceFen: 600, basisG: 1000 },
            previous: { priceFen: 550, basisG: 1000 },
          },
        ],
        averages: { day: '2026-11-22', goods: [{ productId: cabbage.id, perKgFen: 560, perPieceFen: null }] },
      },
    }));
    const page = await windows.open('vendor');
    await page.keyboard.press('F10');
    await page.getByRole('button', { name: '今日价', exact: true }).click();
    const board = page.locator('[data-panel=prices]');
    await board.locator(`[data-price-of=${cabbage.id}]`, { hasText: '¥5.50' }).waitFor();
    await board.locator(`[data-price-of=${cabbage.id}]`, { hasText: '市场 ¥5.60' }).waitFor();
    const [first, second] = [sample.goods.grid[0] ?? '', sample.goods.grid[1] ?? ''];
    await page.keyboard.type('6.2');
    await page.keyboard.press('Enter');
    expect((await called('goods.price')).args).toMatchObject({ productId: first, price: { priceFen: 620 } });
    await board.locator(`[data-price-of=${second}][aria-pressed=true]`).waitFor();
    await page.keyboard.press('Enter');
    await board.locator(`[data-price-of=${second}][data-done]`).waitFor();
    expect(await wrongs(page)).toEqual([]);
    await board.getByRole('button', { name: '都不变', exact: true }).click();
    await board.waitFor({ state: 'detached' });
    expect(windows.core.calls.filter(({ name }) => name === 'goods.price')).toHaveLength(1);
  });
});

describe('S9: the vendor’s own order', () => {
  const order = async (count: number) =>
    ((await called('settings.set', count)).args as { grid: readonly string[] }).grid;
  const [first = '', second = '', third = ''] = sample.goods.grid;

  it('is changed by dragging', async () => {
    const page = await windows.open('vendor');
    await page.keyboard.press('F10');
    await page.getByRole('button', { name: '摆货', exact: true }).click();
    const from = await page.locator(`[data-arrange=${first}]`).boundingBox();
    const to = await page.locator(`[data-arrange=${third}]`).boundingBox();
    await page.mouse.move((from?.x ?? 0) + 20, (from?.y ?? 0) + 20);
    await page.mouse.down();
    await page.mouse.move((to?.x ?? 0) + 20, (to?.y ?? 0) + 20, { steps: 8 });
    await page.mouse.up();
    expect((await order(1)).slice(0, 3)).toEqual([second, third, first]);
    expect(await wrongs(page)).toEqual([]);
  });

  it('is changed by two keys, and with the arrows of a keyboard alone', async () => {
    const page = await windows.open('vendor');
    await page.keyboard.press('F10');
    await page.getByRole('button', { name: '摆货', exact: true }).click();
    await page.locator(`[data-arrange=${second}]`).click();
    await page.getByRole('button', { name: '往前', exact: true }).click();
    expect((await order(1)).slice(0, 2)).toEqual([second, first]);
    await page.locator(`[data-arrange=${first}]`).focus();
    await page.keyboard.press('ArrowDown');
    expect((await order(2)).indexOf(first)).toBe(6);
    await page.getByRole('button', { name: '拿掉', exact: true }).click();
    expect(await order(3)).not.toContain(first);
  });
});

it('S21: a finger that went down on a find never sells what typing put under it', async () => {
  const page = await windows.open('vendor');
  await page.keyboard.press('F2');
  const field = page.locator('[data-panel=find] input');
  await field.waitFor();
  const hit = page.locator('[data-panel=find] [data-product]').first();
  await page.keyboard.type('q');
  await expect.poll(() => field.inputValue()).toBe('q');
  const pressed = await hit.getAttribute('data-product');
  const box = await hit.boundingBox();
  await page.mouse.move((box?.x ?? 0) + 30, (box?.y ?? 0) + 30);
  await page.mouse.down();
  await page
    .locator('[data-panel=find]')
    .getByRole('button', { name: 'J', exact: true })
    .evaluate((key: HTMLElement) => {
      key.click();
    });
  await expect.poll(() => hit.getAttribute('data-product')).not.toBe(pressed);
  await page.mouse.up();
  const under = await hit.getAttribute('data-product');
  await hit.click();
  expect((await called('goods.tap')).args).toEqual({ productId: under });
  expect(windows.core.calls.filter(({ name }) => name === 'goods.tap')).toHaveLength(1);
});

it('S1: an armed product is pinned in one touch, with a key that stands inside the field at every size', async () => {
  windows.core.set({ weighing: sample.armed });
  const page = await windows.open('vendor');
  const pin = page.getByRole('button', { name: '连称', exact: true });
  for (const [width, height] of [
    [1366, 768],
    [1024, 768],
    [1024, 600],
  ] as const) {
    await page.setViewportSize({ width, height });
    const field = await page.locator('section[data-weighing]').boundingBox();
    const box = await pin.boundingBox();
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual((field?.x ?? 0) + (field?.width ?? 0));
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual((field?.y ?? 0) + (field?.height ?? 0));
    expect(box?.height).toBeGreaterThanOrEqual(63.5);
  }
  await pin.click();
  expect((await called('goods.pin')).args).toEqual({ productId: sample.product('土豆').id, on: true });
  windows.core.set({ weighing: { ...sample.armed, pinnedId: sample.product('土豆').id } });
  await page.locator('button[aria-pressed=true]', { hasText: '连称' }).waitFor();
  expect(await wrongs(page)).toEqual([]);
});
