import type { Page } from 'playwright-core';
import type { answerPolls } from '../terminal.ts';
import type { Hand } from './hand.ts';

type BenchScale = ReturnType<typeof answerPolls>;

const WEIGHTS = 150;
/** A finger stays on a key for about this long, and comes to the next one after about that long. */
const PRESS_MS = 80;
const STEP_MS = 120;
const WEIGHT_STEP_MS = 83;
export const FIRST_G = 1_000;
const LOAD_G = 600;

interface Place {
  readonly x: number;
  readonly y: number;
}

/**
 * A finger on the glass: down, and up again when a finger would be. A mouse's click in one go would put the handling of the press into the
 * time that is counted from the release.
 */
export interface Finger {
  press(place: Place): Promise<void>;
}

export async function openFinger(page: Page): Promise<Finger> {
  const session = await page.context().newCDPSession(page);
  return {
    press: async ({ x, y }) => {
      await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x, y }] });
      await pause(PRESS_MS);
      await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    },
  };
}

/** Where these lie; looked up before they are pressed, so that looking is not in what is measured. */
const placesOf = (page: Page, selector: string): Promise<readonly (Place & { readonly text: string })[]> =>
  page.locator(selector).evaluateAll((found) =>
    found.map((one) => {
      const { left, top, width, height } = one.getBoundingClientRect();
      return { x: left + width / 2, y: top + height / 2, text: one.textContent };
    }),
  );

/** One load, and another product for it again and again: each goes through the core and comes back as 已记. */
export async function tap(page: Page, finger: Finger, scale: BenchScale, count: number): Promise<void> {
  scale.show(0);
  await page.locator('[data-weighing="ready"]').waitFor();
  scale.show(LOAD_G);
  await page.locator(`output[data-net="${LOAD_G}"]`).waitFor();
  await page.locator('[data-weighing="live"]').waitFor();
  const places = (await placesOf(page, 'main [data-product]')).slice(0, 20);
  for (let i = 0; i < count; i += 1) {
    const place = places[i % places.length];
    if (place === undefined) throw new Error('no tile on the screen');
    await finger.press(place);
    await pause(STEP_MS);
  }
  await page.locator('[data-tender=cash][aria-disabled=false]').tap();
  await page.getByText('还没有货').waitFor();
  scale.show(0);
  await page.locator('[data-weighing="ready"]').waitFor();
}

/** Letters on the glass, as a vendor types them. */
export async function search(page: Page, finger: Finger, words: readonly string[]): Promise<void> {
  for (const word of words) {
    await page.locator('nav button', { hasText: '找货' }).tap();
    await page.locator('[data-panel=find]').waitFor();
    const keys = await placesOf(page, '[data-panel=find] [data-side] button');
    for (const letter of word) {
      const key = keys.find(({ text }) => text === letter.toUpperCase());
      if (key === undefined) throw new Error(`no key ${letter}`);
      await finger.press(key);
      await pause(STEP_MS);
    }
    await page.locator('[data-panel=find]').locator('[data-keys=Esc]').tap();
  }
}

export async function weigh(scale: BenchScale): Promise<void> {
  for (let i = 0; i < WEIGHTS; i += 1) {
    scale.show(FIRST_G + 5 * i);
    await pause(WEIGHT_STEP_MS);
  }
  scale.show(0);
}

/** A receipt as soon as the one before is out. */
export async function printBeside(hand: Hand, saleId: string): Promise<() => Promise<void>> {
  let going = true;
  const loop = (async () => {
    while (going) {
      await hand.call('sale.print', { saleId, layout: 'long' });
      await pause(400);
    }
  })();
  return async () => {
    going = false;
    await loop;
  };
}

/** Runs in the page: marks the finger's release, and the moment the document says what came of it. */
export function markWhatIsShown(): void {
  let taps = 0;
  let wanted = '';
  let keys = 0;
  let typed = '';
  let net = '';
  document.addEventListener(
    'pointerup',
    (event) => {
      const target = event.target instanceof Element ? event.target : null;
      const product = target?.closest('main [data-product]')?.getAttribute('data-product') ?? '';
      if (product !== '') {
        taps += 1;
        wanted = product;
        performance.mark(`tap:${taps}`, { startTime: event.timeStamp });
      } else if (target?.closest('[data-panel=find]') !== null) {
        keys += 1;
        performance.mark(`key:${keys}`, { startTime: event.timeStamp });
      }
    },
    true,
  );
  new MutationObserver(() => {
    if (wanted !== '' && document.querySelector(`[data-product="${wanted}"][data-state=on]`) !== null) {
      performance.mark(`tap-shown:${taps}`);
      wanted = '';
    }
    const now = document.querySelector<HTMLInputElement>('[data-panel=find] input')?.value ?? '';
    if (now !== typed) {
      if (now !== '') performance.mark(`key-shown:${keys}`);
      typed = now;
    }
    const shown = document.querySelector('output[data-net]')?.getAttribute('data-net') ?? '';
    if (shown !== net) performance.mark(`net:${shown}`);
    net = shown;
    if (
      performance.getEntriesByName('sellable').length === 0 &&
      document.querySelectorAll('main [data-product]').length > 0
    )
      performance.mark('sellable');
  }).observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
