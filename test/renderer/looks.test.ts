import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import * as sample from './sample.ts';
import { morning, startWindows, wrongs } from './window.ts';
import type { Windows } from './window.ts';

let windows: Windows;
beforeAll(async () => {
  windows = await startWindows();
});
afterEach(async () => {
  await windows.reset();
});
afterAll(async () => {
  await windows.stop();
});

const sizes = [
  [1366, 768],
  [1280, 800],
  [1024, 768],
  [1024, 600],
  [1920, 1080],
] as const;
const noOne = { frontId: 'c2', carts: [sample.cart('c2', 'A')], undo: null };

/** Elements of the page that stand outside of the window or of `within`, by their text. */
const outside = (page: Page, selector: string): Promise<readonly string[]> =>
  page.locator(selector).evaluateAll((elements) =>
    elements
      .filter((element) => {
        const box = element.getBoundingClientRect();
        return box.width === 0 || box.left < 0 || box.top < 0 || box.right > innerWidth || box.bottom > innerHeight;
      })
      .map((element) => element.textContent),
  );

describe('the vendor’s screen', () => {
  it('shows 24 goods whole and without scrolling at every full size', async () => {
    const page = await windows.open('vendor');
    for (const [width, height] of sizes.filter(([, high]) => high > 600)) {
      await page.setViewportSize({ width, height });
      const tiles = page.locator('[data-product]');
      expect(await tiles.count()).toBe(24);
      const cut = await tiles.evaluateAll((all) => {
        const frame = all[0]?.closest('main')?.getBoundingClientRect();
        return all.filter((tile) => tile.getBoundingClientRect().bottom > (frame?.bottom ?? 0) + 0.5).length;
      });
      expect(cut, `${width}×${height}`).toBe(0);
    }
  });

  it('keeps weight, total and tenders whole at every size', async () => {
    const page = await windows.open('vendor');
    for (const [width, height] of sizes) {
      await page.setViewportSize({ width, height });
      expect(
        await outside(page, 'output, [data-payable], [data-tender], footer, nav > button'),
        `${width}×${height}`,
      ).toEqual([]);
      const overflow = await page
        .locator('section[data-state] *, [role=tablist] *, [data-tender]')
        .evaluateAll((all) =>
          all
            .filter((one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== 'inline')
            .map((one) => one.textContent),
        );
      expect(overflow, `${width}×${height}`).toEqual([]);
    }
  });

  it('keeps every means of paying off the number pad at every size', async () => {
    const page = await windows.open('vendor');
    await page.locator('[data-tender=more]:not([aria-disabled=true])').click();
    const sheet = page.locator('[data-panel=more]');
    await sheet.waitFor();
    await page.keyboard.press('5');
    expect(await sheet.locator('[data-take]').count()).toBe(6);
    for (const [width, height] of sizes) {
      await page.setViewportSize({ width, height });
      const wrong = await sheet.locator('[data-take]').evaluateAll((keys) =>
        keys.flatMap((key) => {
          const box = key.getBoundingClientRect();
          const room = key.closest('[data-panel]')?.getBoundingClientRect();
          const x = box.left + box.width / 2;
          const isMine = key.contains(document.elementFromPoint(x, box.top + box.height / 2));
          const isIn = room !== undefined && box.bottom <= room.bottom && box.right <= room.right;
          const isCut = key.scrollWidth > key.clientWidth + 1 || key.scrollHeight > key.clientHeight + 1;
          return isMine && isIn && !isCut ? [] : [key.textContent];
        }),
      );
      expect(wrong, `${width}×${height}`).toEqual([]);
    }
  });

  it('says on its line what was weighed while the scale’s verification was over', async () => {
    const lines = sample.fullCart.lines.map((line, at) => ({ ...line, unverified: at === 0 }));
    windows.core.set({ carts: { frontId: 'c1', carts: [{ ...sample.fullCart, lines }], undo: null } });
    const page = await windows.open('vendor');
    expect(await page.locator('[data-line]').allTextContents()).toEqual([
      expect.stringContaining('未检定'),
      expect.not.stringContaining('未检定'),
      expect.not.stringContaining('未检定'),
    ]);
    expect(await wrongs(page)).toEqual([]);
  });

  it('has keys of at least 64 px at every size', async () => {
    const page = await windows.open('vendor');
    for (const [width, height] of sizes) {
      await page.setViewportSize({ width, height });
      const small = await page.locator('button:visible').evaluateAll((keys) =>
        keys
          .map((key) => ({ word: key.getAttribute('aria-label') ?? key.textContent, box: key.getBoundingClientRect() }))
          .filter(({ box }) => box.width < 63.5 || box.height < 63.5)
          .map(({ word, box }) => `${word} ${Math.round(box.width)}×${Math.round(box.height)}`),
      );
      expect(small, `${width}×${height}`).toEqual([]);
    }
  });

  it('is filled only when the load may be sold', async () => {
    const page = await windows.open('vendor');
    const field = page.locator('aside section[data-state]').first();
    expect(await field.getAttribute('data-state')).toBe('live');
    for (const reason of [
      'no_scale',
      'overload',
      'below_zero',
      'loaded_start',
      'residue',
      'below_min',
      'overdue',
    ] as const) {
      windows.core.set({ weighing: sample.blocked(reason, reason === 'no_scale' ? null : 38) });
      await page.locator(`[data-reason=${reason}]`).waitFor();
    }
    windows.core.set({ weighing: sample.blocked('unstable', 1380) });
    await page.getByText('未稳定').waitFor();
    expect(await field.getAttribute('data-state')).toBe('hollow');
    windows.core.set({ weighing: sample.emptyPan });
    await page.getByText('0.000').waitFor();
    expect(await field.getAttribute('data-state')).toBe('hollow');
  });

  it('does not move what is below the weighing field, whatever the scale says', async () => {
    const page = await windows.open('vendor', 1024, 600);
    const top = () =>
      page
        .locator('[role=tablist] button')
        .first()
        .evaluate((tab) => tab.getBoundingClientRect().top);
    const before = await top();
    for (const weighing of [
      sample.emptyPan,
      sample.armed,
      sample.changedLoad,
      sample.blocked('residue', 38),
      sample.blocked('below_min', 65, { product: sample.armed.product }),
      sample.blocked('overload', 16_000),
      sample.blocked('no_scale', null),
    ]) {
      windows.core.set({ weighing });
      await page.waitForFunction(
        (state) => document.querySelector(`aside section[data-state="${state}"]`) !== null,
        weighing.state === 'blocked' ? 'blocked' : weighing.changed ? 'live' : 'hollow',
      );
      expect(await top()).toBe(before);
    }
  });

  it('makes 置零 the largest key when a residue is on the pan, and names the scale’s own key where it can’t', async () => {
    const page = await windows.open('vendor');
    windows.core.set({ weighing: sample.blocked('residue', 38) });
    const zero = page.getByRole('button', { name: '置零' });
    await zero.waitFor();
    const areas = await page.locator('button:visible').evaluateAll((keys) =>
      keys.map((key) => ({
        word: key.textContent,
        area: key.getBoundingClientRect().width * key.getBoundingClientRect().height,
      })),
    );
    expect(areas.toSorted((a, b) => b.area - a.area)[0]?.word).toBe('置零');
    windows.core.set({ weighing: sample.blocked('residue', 38, { canZero: false }) });
    await page.getByText('请按秤上的“置零”键').waitFor();
    expect(await zero.count()).toBe(0);
  });

  it('says plainly that it is training, simulated or offline', async () => {
    windows.core.set({ status: { ...sample.status, mode: 'training', link: 'never' } });
    const page = await windows.open('vendor');
    expect(await page.locator('footer').textContent()).toContain('训练模式，不是交易');
    windows.core.set({ status: { ...sample.status, mode: 'simulated', link: 'offline', pendingUpload: 12 } });
    await page.getByText('断网，照常卖 · 12 笔待传').waitFor();
    expect(await page.locator('footer').textContent()).toContain('模拟');
  });

  it('says what is going wrong with the till in the status bar, and in the menu what to do; never over the tiles', async () => {
    windows.core.set({
      status: {
        ...sample.status,
        health: [
          { code: 'disk_reserve', salesLeft: 1200 },
          { code: 'flush_slow', p50Ms: 61, p99Ms: 730 },
        ],
      },
    });
    const page = await windows.open('vendor');
    await page.locator('footer').getByText('磁盘满了，还能卖约 1200 笔 · 另有 1 项').waitFor();
    const foot = await page.locator('footer').boundingBox();
    for (const badge of await page.locator('[data-health]').all()) {
      const box = await badge.boundingBox();
      expect(box?.y).toBeGreaterThanOrEqual(foot?.y ?? 0);
      expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual((foot?.y ?? 0) + (foot?.height ?? 0));
    }
    for (const [width, height] of sizes) {
      await page.setViewportSize({ width, height });
      expect(await outside(page, 'footer, [data-health]'), `${width}×${height}`).toEqual([]);
    }
    await page.keyboard.press('F10');
    const list = page.getByLabel('这台收银机');
    await list.waitFor();
    expect(await list.locator('[data-note]').count()).toBe(2);
    expect(await list.textContent()).toContain('请删掉电脑上不用的文件');
    expect(await wrongs(page)).toEqual([]);
  });

  it('shows what to give back for the next notes after a cash sale', async () => {
    windows.core.set({ last: sample.lastWithHints });
    const page = await windows.open('vendor');
    expect(await page.getByLabel('上一笔').textContent()).toContain('付 50找26.20付 100找76.20');
  });

  it('shows Chinese on a machine without a Chinese font', async () => {
    const page = await windows.open('vendor');
    expect(
      await page.evaluate(() =>
        [...document.fonts].some((font) => font.family.includes('Noto Sans SC') && font.status === 'loaded'),
      ),
    ).toBe(true);
  });
});

describe('every page', () => {
  const panels = [
    ['F2', 'find'],
    ['F3', 'portion'],
    ['F8', 'more'],
    ['F10', 'menu'],
  ] as const;
  it.each(['bright', 'dark', 'contrast'] as const)('passes axe in the %s theme', async (theme) => {
    const vendor = await windows.open('vendor', 1366, 768, { theme });
    await vendor.locator('[data-tender=more][aria-disabled=false]').waitFor();
    expect(await wrongs(vendor), 'vendor').toEqual([]);
    for (const [key, panel] of panels) {
      await vendor.keyboard.press(key);
      await vendor.locator(`[data-panel=${panel}]`).waitFor();
      expect(await wrongs(vendor), `vendor, ${panel}`).toEqual([]);
    }
    await vendor.keyboard.press('Escape');
    windows.core.set({
      weighing: sample.blocked('residue', 38, { product: sample.armed.product }),
      carts: noOne,
      status: { ...sample.status, unsure: 1, link: 'offline', pendingUpload: 3, mode: 'training' },
    });
    await vendor.locator('[data-reason=residue]').waitFor();
    expect(await wrongs(vendor), 'vendor, residue').toEqual([]);
    const customer = await windows.open('customer', 1366, 768, { theme });
    expect(await wrongs(customer), 'customer').toEqual([]);
    windows.core.set({ weighing: sample.taken, carts: morning.carts });
    await customer.locator('[data-phase=weighing]').waitFor();
    expect(await wrongs(customer), 'customer, weighing').toEqual([]);
    windows.core.set({ weighing: sample.emptyPan });
    await customer.locator('[data-phase=due]').waitFor();
    expect(await wrongs(customer), 'customer, due').toEqual([]);
    expect(await wrongs(await windows.open('bench', 1366, 768, { theme })), 'bench').toEqual([]);
    expect(windows.complaints).toEqual([]);
  });

  it('passes axe in English and in elder mode', async () => {
    expect(await wrongs(await windows.open('vendor', 1366, 768, { language: 'en' }))).toEqual([]);
    expect(await wrongs(await windows.open('vendor', 1024, 768, { size: 'elder' }))).toEqual([]);
  });
});

describe('bad input for looks', () => {
  /** A browser's zoom leaves a window of 1366×768 so many pixels. */
  const zoomed = [
    ['125 %', 1093, 614],
    ['150 %', 911, 512],
  ] as const;
  it.each(zoomed)(
    'sells at a browser zoom of %s: weight, total and tenders whole, targets of 44 px',
    async (_zoom, width, height) => {
      const page = await windows.open('vendor', width, height);
      expect(await outside(page, 'output, [data-payable], [data-tender], footer')).toEqual([]);
      const wrong = await page.locator('button:visible').evaluateAll((keys) =>
        keys
          .map((key) => ({ word: key.getAttribute('aria-label') ?? key.textContent, box: key.getBoundingClientRect() }))
          .filter(({ box }) => box.width < 44 || box.height < 44)
          .map(({ word, box }) => `${word} ${Math.round(box.width)}×${Math.round(box.height)}`),
      );
      expect(wrong).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      await page.locator('[data-tender=more]:not([aria-disabled=true])').click();
      await page.locator('[data-panel=more]').waitFor();
      expect(await page.locator('[data-panel] [data-take]').count()).toBe(6);
    },
  );

  it('tells a sellable load from another by more than colour where the system forces its own', async () => {
    const page = await windows.open('vendor');
    await page.emulateMedia({ forcedColors: 'active' });
    const edge = () =>
      page
        .locator('aside section[data-state]')
        .first()
        .evaluate((field) => getComputedStyle(field).borderTopStyle + getComputedStyle(field).borderTopWidth);
    const live = await edge();
    windows.core.set({ weighing: sample.blocked('residue', 38) });
    await page.locator('[data-reason=residue]').waitFor();
    expect(await edge()).not.toBe(live);
  });

  it('moves nothing where somebody wants no motion', async () => {
    const page = await windows.open('vendor');
    const moving = () =>
      page.evaluate(
        () =>
          [...document.querySelectorAll('*')].filter((one) => {
            const { animationName, animationDuration, transitionDuration } = getComputedStyle(one);
            const runs = (time: string): boolean => time.split(',').some((each) => Number.parseFloat(each) > 0.001);
            return (animationName !== 'none' && runs(animationDuration)) || runs(transitionDuration);
          }).length,
      );
    expect(await moving()).toBe(0);
  });
});

describe('the shopper’s screen', () => {
  it.each([
    [1366, 768],
    [1024, 600],
  ] as const)('is read by a shopper of 75 at %i×%i', async (width, height) => {
    const page = await windows.open('customer', width, height);
    const size = (selector: string) =>
      page
        .locator(selector)
        .first()
        .evaluate((element) => Number.parseFloat(getComputedStyle(element).fontSize));
    expect(await size('[data-net]')).toBeGreaterThanOrEqual(72);
    expect(await size('[data-due]')).toBeGreaterThanOrEqual(96);
    for (const figure of await page.locator('section[data-state] b').all())
      expect(
        await figure.evaluate((element) => Number.parseFloat(getComputedStyle(element).fontSize)),
      ).toBeGreaterThanOrEqual(72);
    expect(
      await page
        .getByText('番茄')
        .first()
        .evaluate((element) => Number.parseFloat(getComputedStyle(element).fontSize)),
    ).toBeGreaterThanOrEqual(48);
    expect(await outside(page, '[data-net], [data-due], footer')).toEqual([]);
    windows.core.set({ weighing: sample.emptyPan });
    await page.locator('[data-phase=due]').waitFor();
    expect(await size('[data-due]')).toBeGreaterThanOrEqual(96);
    expect(await outside(page, '[data-due], footer')).toEqual([]);
    windows.core.set({ carts: noOne });
    await page.locator('[data-phase=thanks]').waitFor();
    expect(await size('h1')).toBeGreaterThanOrEqual(96);
    // For who wants no paper: the code of the receipt, whole and of whole pixels.
    const url = `https://market.example/r/${'A'.repeat(135)}`;
    windows.core.set({ shopper: { ...sample.shopper, receipt: { no: '17-1-212', payableFen: 2140, url, at: 1 } } });
    const code = page.locator(`[data-qr="${url}"]`);
    await code.waitFor();
    expect((await code.boundingBox())?.width).toBeGreaterThanOrEqual(280);
    expect(await outside(page, '[data-qr], main h1, main p, footer')).toEqual([]);
  });

  it.each([
    [1366, 768],
    [1024, 600],
  ] as const)(
    'shows prices, capped goods, licence, test and scale, and the right to weigh again at %i×%i',
    async (width, height) => {
      windows.core.set({ weighing: sample.emptyPan, carts: noOne });
      const page = await windows.open('customer', width, height);
      for (const words of ['今日价', '平价专柜', '证照有效', '农残检测合格', '有效至 2027-06-30', '市场南门 · 免费'])
        await page.getByText(words).waitFor();
      expect(await outside(page, 'main li, main h1, main h2, footer')).toEqual([]);
    },
  );

  it('thanks for the sale and gives way to the next load', async () => {
    const page = await windows.open('customer');
    windows.core.set({ carts: noOne });
    await page.getByText('谢谢惠顾').waitFor();
    expect(await page.locator('main').textContent()).toContain('¥21.40');
    windows.core.set({ weighing: sample.emptyPan });
    windows.core.set({ weighing: sample.loaded });
    await page.locator('[data-phase=weighing]').waitFor();
  });

  it('shows today’s prices when nobody is served', async () => {
    windows.core.set({ carts: noOne, weighing: sample.emptyPan });
    const page = await windows.open('customer');
    const text = await page.locator('main').textContent();
    expect(text).toContain('今日价');
    expect(text).toContain('平价专柜');
  });

  it('takes no input', async () => {
    const page = await windows.open('customer');
    expect(await page.locator('button, input, a').count()).toBe(0);
  });
});
