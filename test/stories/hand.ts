import { expect } from 'vitest';
import type { Locator, Page } from 'playwright-core';
import type { JournalBody, JournalEntry, JournalKind } from '../../shared/records/journal.ts';
import type { Stall } from './stall.ts';

type Entry<K extends JournalKind> = Omit<JournalEntry, 'body'> & { readonly body: Extract<JournalBody, { kind: K }> };

/** How often a starved machine may lose its scale while one load is put on. */
const TRIES = 20;

/** A vendor's hands and eyes before the real window. */
export interface Hand {
  readonly page: Page;
  tile(name: string): Locator;
  key(name: string | RegExp): Locator;
  /** A line of the cart in front, by what is on it. */
  line(text: string | RegExp): Locator;
  /** The pan is empty and at zero. */
  ready(): Promise<void>;
  /** Puts goods on until they are stable: once more where a starved machine has lost its scale meanwhile and asks for a zero first. */
  put(grams: number): Promise<void>;
  lift(): Promise<void>;
  /** 置零 until it is done: a scale that still swings refuses it. */
  zero(): Promise<void>;
  /** Goods on, tile, goods off. */
  sell(grams: number, name: string): Promise<void>;
  /** 现金, and the cart is empty. */
  cash(): Promise<void>;
  /** Waits until a tender may be pressed, and presses it. */
  tender(name: string): Promise<void>;
  type(amount: string): Promise<void>;
  /** What is due now, fen. */
  due(): Promise<number>;
  /** Entries of a kind in the market's books, in their order, once there are so many. */
  books<K extends JournalKind>(kind: K, count: number): Promise<readonly Entry<K>[]>;
  paper(): string;
}

export function handOf(stall: Stall, page: Page): Hand {
  const hand: Hand = {
    page,
    tile: (name) =>
      page
        .locator('main [data-product]')
        .filter({ has: page.getByText(name, { exact: true }) })
        .first(),
    key: (name) => page.getByRole('button', { name, exact: typeof name === 'string' }),
    line: (text) => page.locator('[data-line]').filter({ hasText: text }),
    ready: () => page.locator('[data-weighing="ready"]').waitFor(),
    put: async (grams) => {
      const on = page.locator('[data-weighing="live"], [data-weighing="taken"], [data-reason="below_min"]');
      const lost = page.locator('[data-reason="loaded_start"], [data-reason="residue"]');
      for (let tries = 0; tries < TRIES; tries += 1) {
        stall.bench.load(grams);
        await on.or(lost).first().waitFor();
        if ((await on.count()) > 0) return;
        await hand.lift();
      }
      throw new Error(`${grams} g could not be weighed`);
    },
    lift: async () => {
      stall.bench.load(0);
      await hand.ready();
    },
    zero: () =>
      expect
        .poll(async () => {
          await page.keyboard.press('F4');
          return page.locator('[data-weighing="ready"]').count();
        })
        .toBe(1),
    sell: async (grams, name) => {
      const before = await hand.line(name).count();
      await hand.put(grams);
      await hand.tile(name).click();
      await hand.line(name).nth(before).waitFor();
      await hand.lift();
    },
    tender: (name) => page.locator(`[data-tender="${name}"][aria-disabled="false"]`).click(),
    cash: async () => {
      await hand.tender('cash');
      await page.getByText('还没有货').waitFor();
    },
    type: async (amount) => {
      for (const sign of amount)
        await page.locator('main [data-panel]').getByRole('button', { name: sign, exact: true }).click();
    },
    due: async () => Number(await page.locator('[data-due]').getAttribute('data-due')),
    books: async <K extends JournalKind>(kind: K, count: number) => {
      let rows: readonly { entry: Entry<K> }[] = [];
      await expect
        .poll(async () => {
          rows = await stall.db.query<{ entry: Entry<K> }>(
            'select entry from journal where kind = $1 order by epoch, seq',
            [kind],
          );
          return rows.length;
        })
        .toBe(count);
      return rows.map(({ entry }) => entry);
    },
    paper: () =>
      stall.bench
        .view()
        .printer.paper.map((row) => (row.kind === 'text' ? row.text : row.kind))
        .join('\n'),
  };
  return hand;
}

/** Between two keys of a scanner, ms. */
const SCANNER_GAP_MS = 2;

/**
 * A scanner that is a keyboard types into the window, wherever the eyes are. Its keys bear the times at which the system would have had them:
 * a real one's do, however long the window takes to come to them.
 */
export const scanInto = (page: Page, text: string): Promise<void> =>
  page.evaluate(
    ({ keys, gap }) => {
      const start = performance.now();
      for (const [index, key] of keys.entries()) {
        const code = key === 'Enter' ? 'Enter' : key === '-' ? 'Minus' : /\d/.test(key) ? `Digit${key}` : `Key${key}`;
        const on = document.activeElement ?? document.body;
        for (const type of ['keydown', 'keyup']) {
          const event = new KeyboardEvent(type, { key, code, bubbles: true, cancelable: true, composed: true });
          Object.defineProperty(event, 'timeStamp', { value: start + index * gap });
          on.dispatchEvent(event);
        }
      }
    },
    { keys: [...text.split(''), 'Enter'], gap: SCANNER_GAP_MS },
  );

/** Opens the vendor's window, and waits for its tiles. */
export async function openVendor(stall: Stall): Promise<Hand> {
  const hand = handOf(stall, await stall.open('vendor'));
  await hand.tile('番茄').waitFor();
  return hand;
}

/** A sale of tomatoes for cash, from an empty pan to an empty cart. */
export async function sellTomatoes(stall: Stall, page: Page, grams: number): Promise<void> {
  const hand = handOf(stall, page);
  await hand.ready();
  await hand.sell(grams, '番茄');
  await hand.cash();
}
