import type { Locator, Page } from 'playwright-core';
import type { Stall } from '../../stories/stall.ts';

const SOLD_MS = 20_000;

/** One finger before the real window, counted; the other hand puts goods on the pan. */
export interface Finger {
  readonly page: Page;
  readonly stall: Stall;
  /** Touches since the basket began. */
  readonly touches: () => number;
  /** Touches a key of the window once it can be seen and isn't greyed. */
  touch(key: Locator): Promise<void>;
  /** Touches a tile by its name. */
  tile(name: string): Promise<void>;
  /** Types an amount on the open pad: a touch for each key. */
  type(amount: string): Promise<void>;
  /** Goods on the pan, until they are stable. */
  put(grams: number): Promise<void>;
  /** The pan is emptied and shows zero. */
  lift(): Promise<void>;
  /** Goods on, tile, goods off: one touch. */
  weigh(grams: number, name: string): Promise<void>;
  /** 现金. */
  cash(): Promise<void>;
  /** The shopper scans the code on the display and pays: no touch of the vendor's. */
  shopperPays(): Promise<void>;
  /** Waits until another sale is the last one. */
  sold(): Promise<void>;
  /** Number of the last sale's entry in the journal. */
  lastSeq(): Promise<number>;
}

export function createFinger(page: Page, shopper: Page, stall: Stall): Finger & { begin(): void } {
  let touches = 0;
  let last = '';
  const lastNo = async (): Promise<string> =>
    (await page
      .locator('[data-last]')
      .first()
      .getAttribute('data-last', { timeout: 500 })
      .catch(() => null)) ?? '';
  const finger: Finger = {
    page,
    stall,
    touches: () => touches,
    touch: async (key) => {
      await key.and(page.locator(':not([aria-disabled="true"])')).first().click();
      touches += 1;
    },
    tile: (name) =>
      finger.touch(page.locator('main [data-product]').filter({ has: page.getByText(name, { exact: true }) })),
    type: async (amount) => {
      for (const key of amount)
        await finger.touch(page.locator('main [data-panel]').getByRole('button', { name: key, exact: true }));
    },
    put: async (grams) => {
      stall.bench.load(grams);
      await page.locator('[data-weighing="live"], [data-weighing="taken"], [data-reason="below_min"]').waitFor();
    },
    lift: async () => {
      stall.bench.load(0);
      await page.locator('[data-weighing="ready"]').waitFor();
    },
    weigh: async (grams, name) => {
      await finger.put(grams);
      await finger.tile(name);
      await page.locator('[data-line]').filter({ hasText: name }).first().waitFor();
      await finger.lift();
    },
    shopperPays: async () => {
      const url = (await shopper.locator('svg[data-qr]').getAttribute('data-qr')) ?? '';
      const wallet = { 'user-agent': 'MicroMessenger/8.0.50' };
      await fetch(url, { headers: wallet });
      const paid = await fetch(`${url}/simulated`, {
        method: 'POST',
        headers: { ...wallet, 'content-type': 'application/json' },
        body: JSON.stringify({ wallet: 'wechat' }),
      });
      if (!paid.ok) throw new Error(`the wallet could not pay: ${await paid.text()}`);
    },
    cash: () => finger.touch(page.locator('[data-tender="cash"]')),
    lastSeq: async () => Number((await lastNo()).split('-').at(-1)),
    sold: async () => {
      for (const until = Date.now() + SOLD_MS; Date.now() < until;) {
        const now = await lastNo();
        if (now !== last && now !== '') {
          last = now;
          return;
        }
        await page.waitForTimeout(10);
      }
      throw new Error(
        `no sale came; the strip says: ${await page.locator('[data-tone], [data-last]').first().innerText()}`,
      );
    },
  };
  return {
    ...finger,
    begin: () => {
      touches = 0;
    },
  };
}
