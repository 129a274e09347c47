import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import type { Call } from '../../shared/contract.ts';
import * as sample from './sample.ts';
import { startWindows } from './window.ts';
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

/** The next call of that name, also one that came already. */
async function called(name: string, count = 1): Promise<Call> {
  for (;;) {
    const calls = windows.core.calls.filter((call) => call.name === name);
    const call = calls[count - 1];
    if (call !== undefined) return call;
    await new Promise((resolve) => {
      setTimeout(resolve, 10);
    });
  }
}
const key = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const exactCash = {
  cartId: 'c1',
  payableFen: 2140,
  tenders: [{ kind: 'cash', amountFen: 2140, tenderedFen: null }],
  concedeFen: 0,
  paper: 'default',
};

describe('selling by touch', () => {
  it('is two touches: the goods, then cash', async () => {
    const page = await windows.open('vendor');
    await page.locator(`[data-product=${sample.product('黄瓜').id}]`).click();
    expect((await called('goods.tap')).args).toEqual({ productId: sample.product('黄瓜').id });
    await page.locator('[data-tender=cash]').click();
    expect((await called('sale.complete')).args).toEqual(exactCash);
  });

  it('books a sale once, however often 现金 is touched while it is being booked', async () => {
    windows.core.answer('sale.complete', () => new Promise(() => {}));
    const page = await windows.open('vendor');
    await page.locator('[data-tender=cash]').click();
    await called('sale.complete');
    await page.locator('[data-tender=cash]').click({ force: true });
    await page.locator('[data-tender=cash]').click({ force: true });
    await key(page, '叶菜').click();
    expect(windows.core.calls.filter((call) => call.name === 'sale.complete')).toHaveLength(1);
  });

  it('asks for a price on the first tap of goods without one, and goes on with the sale', async () => {
    const lotus = sample.product('莲藕').id;
    let priced = false;
    windows.core.answer('goods.tap', () =>
      priced
        ? { ok: true, value: { did: 'armed' } }
        : { ok: false, refusal: { code: 'no_price', productId: lotus, unit: 'weight' } },
    );
    windows.core.answer('goods.price', () => {
      priced = true;
      return { ok: true, value: {} };
    });
    const page = await windows.open('vendor');
    await page.locator(`[data-product=${lotus}]`).click();
    for (const digit of ['1', '2', '.', '5'])
      await page.locator('[data-panel=price]').getByRole('button', { name: digit, exact: true }).click();
    await key(page, '从现在起').click();
    expect((await called('goods.price')).args).toEqual({
      productId: lotus,
      price: { priceFen: 1250, basisG: 1000 },
      scope: 'from_now',
      sure: false,
    });
    await called('goods.tap', 2);
    expect(await page.locator('[data-panel]').count()).toBe(0);
  });

  it('asks a second time only outside of the guard band', async () => {
    windows.core.answer('goods.price', (call) =>
      (call.args as { sure: boolean }).sure
        ? { ok: true, value: {} }
        : { ok: false, refusal: { code: 'price_out_of_guard', minFen: 500, maxFen: 800, basisG: 1000 } },
    );
    const page = await windows.open('vendor');
    await page.getByRole('button', { name: '番茄 ¥8.40/kg，点一下改价' }).click();
    await page.locator('[data-panel=price]').waitFor();
    await page.keyboard.type('84');
    await key(page, '这一单').click();
    await page.getByText('平常是 ¥5.00/kg 到 ¥8.00/kg，没打错？').waitFor();
    await key(page, '没错，这一单').click();
    expect((await called('goods.price', 2)).args).toMatchObject({
      price: { priceFen: 8400, basisG: 1000 },
      scope: 'once',
      sure: true,
    });
  });

  it('agrees a lower total, and refuses a higher one before it is sent', async () => {
    const page = await windows.open('vendor');
    await page.locator('[data-payable]').click();
    await page.locator('[data-panel=agree]').waitFor();
    await page.keyboard.type('25');
    await page.getByText('只能往下谈').waitFor();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Backspace');
    await page.keyboard.press('Backspace');
    await page.keyboard.type('20');
    await page.getByText('让价 ¥1.47').waitFor();
    await key(page, '就 ¥20.00').click();
    expect((await called('cart.agree')).args).toEqual({ cartId: 'c1', totalFen: 2000 });
    expect(windows.core.calls.filter((call) => call.name === 'cart.agree')).toHaveLength(1);
  });

  it('gives the change for what was handed over, and lets the rest off in one touch', async () => {
    const page = await windows.open('vendor');
    await page.locator('[data-tender=more]').click();
    await page.locator('[data-panel=more]').getByRole('button', { name: '¥50' }).click();
    await key(page, '收 ¥50.00 找 ¥28.60').waitFor();
    for (let i = 0; i < 5; i++) await page.keyboard.press('Backspace');
    await page.keyboard.type('21');
    await page.locator('[data-take=concede]', { hasText: '让价 ¥0.40' }).click();
    expect((await called('sale.complete')).args).toEqual({
      cartId: 'c1',
      payableFen: 2140,
      tenders: [{ kind: 'cash', amountFen: 2100, tenderedFen: 2100 }],
      concedeFen: 40,
      paper: 'default',
    });
  });

  it('S14 takes what was typed as a part, by any means, and then shows what is still due', async () => {
    const page = await windows.open('vendor');
    await page.locator('[data-tender=more]').click();
    await page.locator('[data-panel=more]').waitFor();
    await page.keyboard.type('10');
    await page.locator('[data-take=cash]', { hasText: '先收现金 ¥10.00' }).waitFor();
    await page.locator('[data-take=card][aria-disabled=false]').click();
    expect((await called('part.take')).args).toEqual({
      cartId: 'c1',
      payableFen: 2140,
      kind: 'card',
      amountFen: 1000,
    });
    const parts = [{ id: 'p1', kind: 'card' as const, amountFen: 1000 }];
    const partly = { ...sample.fullCart, parts, receivedFen: 1000, dueFen: 1140 };
    windows.core.set({ carts: { frontId: 'c1', carts: [partly], undo: null } });
    await page.getByText('已收刷卡').waitFor();
    expect(await page.locator('[data-payable]').innerText()).toContain('11.40');
    await page.getByText('应收 ¥21.40').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('[data-tender=cash][aria-disabled=false]').click();
    expect((await called('sale.complete')).args).toEqual({
      ...exactCash,
      tenders: [{ kind: 'cash', amountFen: 1140, tenderedFen: null }],
    });
    await key(page, '退还先收的刷卡 ¥10.00').click();
    expect((await called('part.return')).args).toEqual({ cartId: 'c1', partId: 'p1' });
    await page.getByText('退还刷卡 ¥10.00，请退给顾客').waitFor();
  });

  it('S14 keys a card of another machine in two touches, and never with change', async () => {
    const page = await windows.open('vendor');
    await page.locator('[data-tender=more]').click();
    await page.locator('[data-panel=more]').waitFor();
    await page.keyboard.type('30');
    await page.locator('[data-take=other]').click({ force: true });
    await page.getByText('只有现金能找零').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('[data-tender=more]').click();
    await page.locator('[data-take=card][aria-disabled=false]').click();
    expect((await called('sale.complete')).args).toEqual({
      ...exactCash,
      tenders: [{ kind: 'card', amountFen: 2140, tenderedFen: null }],
    });
  });

  it('S6 shows the paid cart that waits to be picked up, and hands it over', async () => {
    const page = await windows.open('vendor');
    const paid = { ...sample.heldCart, state: 'paid' as const, saleId: 's9' };
    windows.core.set({ carts: { frontId: 'c1', carts: [sample.fullCart, paid], undo: null } });
    await page.locator('[data-sign=C]', { hasText: '已付' }).click();
    await page.locator('[data-panel=pickup]', { hasText: '冬瓜' }).waitFor();
    await key(page, '取走了').click();
    expect((await called('cart.collect')).args).toEqual({ cartId: 'c3' });
  });

  it('S6 says in a sentence why there is no seventh shopper', async () => {
    const page = await windows.open('vendor');
    windows.core.answer('cart.next', () => ({ ok: false, refusal: { code: 'carts_full' } }));
    await page.locator('button', { hasText: '下一位' }).click();
    await page.getByText('已经有六位顾客，先结一位').waitFor();
  });

  it('S4 gives a line away, and sells it after all', async () => {
    const page = await windows.open('vendor');
    await page.locator('[data-line=l1] button').first().click();
    await page.locator('[data-enter=gift]').click();
    expect((await called('line.gift')).args).toEqual({ cartId: 'c1', lineId: 'l1', gift: true });
  });

  it('sells a light load by portion in one touch', async () => {
    const page = await windows.open('vendor');
    windows.core.set({ weighing: sample.blocked('below_min', 65, { product: sample.armed.product }) });
    await key(page, '¥0.5').click();
    expect((await called('goods.portion')).args).toEqual({
      productId: sample.product('土豆').id,
      category: null,
      amountFen: 50,
    });
  });

  it('finds goods by the initials of their pinyin', async () => {
    const page = await windows.open('vendor');
    await page.getByRole('button', { name: '找货' }).click();
    for (const letter of ['B', 'C']) await key(page, letter).click();
    await page.locator('[data-panel=find] [data-product]').first().click();
    expect((await called('goods.tap')).args).toEqual({ productId: sample.product('菠菜').id });
  });

  it('gives a removed line back', async () => {
    const page = await windows.open('vendor');
    await page.getByRole('button', { name: '删掉青菜' }).click();
    expect((await called('line.remove')).args).toEqual({ cartId: 'c1', lineId: 'l1' });
    windows.core.set({
      carts: {
        frontId: 'c1',
        carts: [sample.fullCart],
        undo: { cartId: 'c1', lineId: 'l1', name: '青菜', until: Date.now() + 3_600_000 },
      },
    });
    await key(page, '撤销').click();
    expect((await called('line.restore')).args).toEqual({ cartId: 'c1', lineId: 'l1' });
  });

  it('offers 更新 when the load changed after its line was taken', async () => {
    const page = await windows.open('vendor');
    expect(await key(page, '更新').count()).toBe(0);
    windows.core.set({ weighing: sample.changedLoad });
    await key(page, '更新').click();
    await called('line.update');
  });

  it('asks in the strip about a slip that may have printed, never over the goods', async () => {
    const page = await windows.open('vendor');
    windows.core.set({ status: { ...sample.status, unsure: 1 } });
    await page.getByText('那张小票可能已经打出来了').waitFor();
    await page.locator('[data-product]').first().click();
    await called('goods.tap');
    await key(page, '不用了').click();
    expect((await called('print.settle')).args).toEqual({ again: false });
  });

  it('says why not, and what to do, in the strip', async () => {
    windows.core.answer('goods.tap', () => ({ ok: false, refusal: { code: 'load_already_sold' } }));
    const page = await windows.open('vendor');
    await page.locator('[data-product]').first().click();
    await page.getByRole('alert').filter({ hasText: '这一盘已经记过了' }).waitFor();
  });
});

describe('nothing stands before the next sale', () => {
  it('shuts a sheet when the next load comes', async () => {
    windows.core.set({ weighing: sample.emptyPan });
    const page = await windows.open('vendor');
    await page.locator('[data-payable]').click();
    await page.locator('[data-panel=agree]').waitFor();
    windows.core.set({ weighing: sample.loaded });
    await page.locator('[data-panel]').waitFor({ state: 'detached' });
  });

  it('shuts a sheet when the next load comes little by little, once: what is opened over that load stays', async () => {
    windows.core.set({ weighing: sample.emptyPan });
    const page = await windows.open('vendor');
    const portion = page.locator('[data-panel=portion]');
    await page.getByRole('button', { name: '按份' }).click();
    await portion.waitFor();
    windows.core.set({ weighing: { ...sample.loaded, stable: false, grossG: 40, netG: 40 } });
    await page.getByText('0.040').waitFor();
    expect(await portion.count()).toBe(1);
    windows.core.set({ weighing: sample.loaded });
    await portion.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: '按份' }).click();
    await portion.waitFor();
    windows.core.set({ weighing: { ...sample.loaded, grossG: 1250, netG: 1250 } });
    await page.getByText('1.250').first().waitFor();
    expect(await portion.count()).toBe(1);
  });

  it('keeps till and rail free while a sheet is open', async () => {
    const page = await windows.open('vendor');
    await page.getByRole('button', { name: '按份' }).click();
    await page.locator('[data-panel=portion]').waitFor();
    await key(page, '下一位').click();
    await called('cart.next');
    await page.locator('[data-tender=cash]').click();
    await called('sale.complete');
  });

  it('does not take money for a cart that came under the finger', async () => {
    const page = await windows.open('vendor');
    await page.locator('[data-tender=cash][aria-disabled=false]').waitFor();
    const other = { ...sample.fullCart, id: 'c9', sign: 'B' };
    // In the page: on a slow machine a click from out here comes after the tenders have stopped being deaf. It must be waiting before the
    // cart changes, too: else the first change it sees is that they have.
    await page.evaluate(() => {
      new MutationObserver((_changes, observer) => {
        if (document.querySelector('#tab-c9[aria-selected=true]') === null) return;
        observer.disconnect();
        document.querySelector<HTMLElement>('[data-tender=cash]')?.click();
        document.body.dataset['pressed'] = '';
      }).observe(document, { subtree: true, childList: true, attributes: true });
    });
    windows.core.set({ carts: { frontId: 'c9', carts: [sample.fullCart, other], undo: null } });
    await page.locator('body[data-pressed]').waitFor();
    expect(windows.core.calls.filter((call) => call.name === 'sale.complete')).toEqual([]);
    await page.locator('[data-tender=cash][aria-disabled=false]').click();
    expect((await called('sale.complete')).args).toMatchObject({ cartId: 'c9' });
    expect(windows.core.calls.filter((call) => call.name === 'sale.complete')).toHaveLength(1);
  });

  it('shows the shopper what is still due after a part', async () => {
    const part = { ...sample.fullCart, receivedFen: 1_000, dueFen: sample.fullCart.payableFen - 1_000 };
    windows.core.set({ weighing: sample.emptyPan, carts: { frontId: part.id, carts: [part], undo: null } });
    const page = await windows.open('customer');
    const due = page.locator(`[data-due="${part.dueFen}"]`);
    await due.waitFor();
    expect(await due.locator('xpath=..').innerText()).toMatch(/还差[^]*应付 ¥/);
  });

  it('hears again after the cart in front has changed twice within one frame', async () => {
    const page = await windows.open('vendor');
    await page.locator('[data-tender=cash][aria-disabled=false]').waitFor();
    // No frame is drawn between the two, as on a machine that is busy.
    await page.evaluate(() => {
      const draw = globalThis.requestAnimationFrame.bind(globalThis);
      const held: FrameRequestCallback[] = [];
      globalThis.requestAnimationFrame = (frame) => held.push(frame);
      addEventListener(
        'drawn',
        () => {
          globalThis.requestAnimationFrame = draw;
          for (const frame of held) frame(performance.now());
        },
        { once: true },
      );
    });
    const renamed = { ...sample.fullCart, sign: 'E' };
    windows.core.set({ carts: { frontId: 'c1', carts: [renamed], undo: null } });
    await page.locator('[data-sign=E]').waitFor();
    const other = { ...sample.fullCart, id: 'c9', sign: 'B' };
    windows.core.set({ carts: { frontId: 'c9', carts: [renamed, other], undo: null } });
    await page.locator('#tab-c9[aria-selected=true]').waitFor();
    await page.evaluate(() => dispatchEvent(new Event('drawn')));
    await page.locator('[data-tender=cash][aria-disabled=false]').waitFor();
  });

  it('acts on release inside of the key only', async () => {
    const page = await windows.open('vendor');
    const tile = await page.locator('[data-product]').first().boundingBox();
    await page.mouse.move((tile?.x ?? 0) + 20, (tile?.y ?? 0) + 20);
    await page.mouse.down();
    await page.mouse.move(700, 680);
    await page.mouse.up();
    await key(page, '叶菜').click();
    expect(windows.core.calls).toEqual([]);
  });

  it('comes back by itself when the core was away, and says so meanwhile', async () => {
    const page = await windows.open('vendor');
    windows.core.drop();
    windows.core.set({ last: { ...sample.lastSale, payableFen: 990, no: '17-1-300' } });
    await page.locator('[data-last="17-1-300"]').waitFor();
    // The browser itself complains about the line it lost; the page must not.
    await windows.reset();
  });
});

describe('selling by keyboard alone', () => {
  it('is a number, Enter, and one key for cash', async () => {
    const page = await windows.open('vendor');
    await page.keyboard.type('101');
    await page.getByText('号 101 青菜').waitFor();
    await page.keyboard.press('Enter');
    expect((await called('goods.tap')).args).toEqual({ productId: 'p0101' });
    await page.locator('[data-tender=cash][aria-disabled=false]').waitFor();
    await page.keyboard.press('F9');
    expect((await called('sale.complete')).args).toEqual(exactCash);
  });

  it('reaches every key of the screen with Tab, and shows where it is', async () => {
    const page = await windows.open('vendor');
    const count = await page.locator('button:visible:not([disabled])').count();
    const reached = new Set<string>();
    for (let i = 0; i < count + 5; i++) {
      await page.keyboard.press('Tab');
      const focus = await page.evaluate(() => {
        const one = document.activeElement;
        if (one === null || one === document.body) return null;
        return {
          word: `${one.tagName} ${one.getAttribute('aria-label') ?? ''} ${one.textContent}`,
          outline: getComputedStyle(one).outlineStyle,
        };
      });
      if (focus === null) continue;
      expect(focus.outline, focus.word).not.toBe('none');
      reached.add(focus.word);
    }
    expect(reached.size).toBeGreaterThanOrEqual(count);
  });

  it('zeroes, parks, opens and shuts sheets', async () => {
    const page = await windows.open('vendor');
    await page.keyboard.press('F4');
    await called('scale.zero');
    await page.keyboard.press('F6');
    await called('cart.next');
    await page.keyboard.press('F10');
    await page.locator('[data-panel=menu]').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('[data-panel]').waitFor({ state: 'detached' });
  });
});

describe('the menu', () => {
  it('stays until the panel that was chosen is here, and says so when it can not be had', async () => {
    const context = (await windows.open('vendor')).context();
    let letGo: () => void = () => {};
    const held = new Promise<void>((resolve) => (letGo = resolve));
    await context.route('**/NoticesPanel-*.js', async (route) => {
      await held;
      await route.continue();
    });
    await context.route('**/KeysPanel-*.js', (route) => route.abort());
    const page = await windows.open('vendor');
    await page.keyboard.press('F10');
    await page.locator('[data-menu=keys]').click();
    await page.locator('[data-tone=error]').waitFor();
    expect(await page.locator('[data-panel]').getAttribute('data-panel')).toBe('menu');
    await page.locator('[data-menu=notices]').click();
    expect(await page.locator('[data-panel]').getAttribute('data-panel')).toBe('menu');
    letGo();
    await page.locator('[data-panel=notices]').waitFor();
    await context.unrouteAll();
    expect(new Set(windows.complaints)).toEqual(new Set(['Failed to load resource: net::ERR_FAILED']));
    await windows.reset();
  });

  it('joins the market with the code that was given', async () => {
    windows.core.set({ status: { ...sample.status, mode: 'training', link: 'never' } });
    windows.core.answer('terminal.enrol', (call) =>
      (call.args as { code: string }).code === 'K7-AB'
        ? { ok: true, value: { terminal: 17, stallNo: '12' } }
        : { ok: false, refusal: { code: 'enrol_failed', reason: 'bad_code' } },
    );
    const page = await windows.open('vendor');
    await page.getByRole('button', { name: '菜单' }).click();
    await page.locator('[data-menu=join]').click();
    await page.getByLabel('登记码').fill('k7-a');
    await key(page, '登记').click();
    await page.getByText('登记码不对，请照着重打').waitFor();
    await key(page, 'B').click();
    await key(page, '登记').click();
    await page.getByText('登记好了：12号摊').waitFor();
  });

  it('changes language and colours at once and keeps them', async () => {
    const page = await windows.open('vendor');
    await page.getByRole('button', { name: '菜单' }).click();
    await key(page, '设置').click();
    await key(page, 'English').click();
    await key(page, 'Dark').click();
    await key(page, 'Cash').waitFor();
    expect(
      await page.evaluate(() => [
        document.documentElement.lang,
        document.documentElement.dataset['theme'],
        localStorage.getItem('stall-look'),
      ]),
    ).toEqual([
      'en',
      'dark',
      JSON.stringify({ language: 'en', theme: 'dark', size: 'normal', sound: false, voice: false }),
    ]);
  });
});

describe('the virtual bench', () => {
  it('puts a load on, pulls the cable and tears the paper', async () => {
    const page = await windows.open('bench');
    await key(page, '1.245 kg').click();
    expect((await called('bench.load')).args).toEqual({ grams: 1245 });
    await key(page, '留水渍').click();
    expect((await called('bench.load', 2)).args).toEqual({ grams: 38 });
    await page.getByRole('radio', { name: '断网' }).click();
    expect((await called('bench.network')).args).toEqual({ mode: 'offline' });
    await key(page, '缺纸').click();
    expect((await called('bench.printer')).args).toEqual({ fault: 'paper_out' });
    await key(page, '撕纸').click();
    await called('bench.tear');
  });

  it('slides the load and always sends its last place', async () => {
    const page = await windows.open('bench');
    await page.getByRole('slider').fill('2500');
    await page.getByRole('slider').fill('4000');
    for (let sent = 1; ; sent++)
      if (((await called('bench.load', sent)).args as { grams: number }).grams === 4000) break;
  });

  it('prints on a grid: a hanzi is as wide as two signs of ASCII', async () => {
    const page = await windows.open('bench');
    const widths = await page
      .getByLabel('打印纸')
      .evaluate((paper) => [...paper.querySelectorAll('div')].map((row) => row.getBoundingClientRect().width));
    expect(new Set(widths).size).toBe(1);
    expect(await page.getByAltText('小票核对码').count()).toBe(1);
  });
});
