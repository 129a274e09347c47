import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { createPtyCable } from '../../hardware/virtual/cable.ts';
import { createVirtualPrinter } from '../../hardware/virtual/printer.ts';
import { startTestMarket, type TestMarket } from '../core/market.ts';
import { launchChromium } from '../setup/chromium.ts';
import { fill } from './fill.ts';
import { traced, type Trace } from './frames.ts';
import type { Figures } from './main.ts';
import { quantile, round } from './percentile.ts';
import { answerPolls, startTerminal } from './terminal.ts';
import { listed, openingPrices } from './ui/goods.ts';
import { openHand, type Hand } from './ui/hand.ts';

const PRODUCTS = 10_000;
const SALES = 100_000;
const TO_REPLICATE = 1_000;
/** A cheap stall machine: Chromium slows its pages' main thread by this. */
const SLOWER = 4;
const TAPS = 100;
const WORDS = ['bc', 'qc', 'xc', 'hlb', 'jx', 'sg', 'bqc', 'dxy', 'nsc', 'yr', 'mg', 'gcl'] as const;
const WEIGHTS = 150;
const STEP_MS = 120;
const WEIGHT_STEP_MS = 83;
const FIRST_G = 1_000;
const LOAD_G = 600;

/**
 * The selling screen on a slow machine: the real window on the real till (a process of its own, 10,000 products of a market, 100,000 sales in
 * its store), its main thread slowed four times. From the finger's release, or the scale's byte, to the presentation of the frame that
 * shows what came of it: the tile that is taken (through command, evidence, cart, both on the disk, and back), the goods that were found,
 * the weight. Three times: by itself, while receipts print, and while 1,000 sales replicate.
 */
export async function benchUi(say: (line: string) => void): Promise<Figures> {
  spawnSync(process.execPath, [fileURLToPath(new URL('../../scripts/build.ts', import.meta.url)), 'renderer']);
  const dir = mkdtempSync(join(tmpdir(), 'stall-pos-ui-'));
  const till = join(dir, 'till');
  const kept = process.env['STALL_BENCH_DIR'];
  const books = join(kept ?? dir, String(SALES));
  await fill(books, SALES, say);
  cpSync(books, till, { recursive: true, filter: (path) => !/raw\.sqlite|lock\.sqlite/.test(path) });
  const market = await startTestMarket();
  const products = listed(PRODUCTS);
  for (const product of products) market.tell('products', product);
  for (const policy of openingPrices(products)) market.tell('policy', policy);
  const printer = await createVirtualPrinter({ columns: 32, onChange: () => {}, onKick: () => {} });
  const cable = await createPtyCable();
  const connection = cable?.connection();
  if (cable === null || connection?.kind !== 'serial') throw new Error('this machine has no pseudo terminals');
  const scale = answerPolls(cable);
  const flags = ['--server', market.url, '--printer', `127.0.0.1:${printer.port}`, '--columns', '58'];
  const browser = await launchChromium();
  try {
    // The first start joins the market and takes its list; the measured one is a morning's.
    const first = await startTerminal(till, connection.path, ['--server', market.url, '--enrol-code', 'GOOD-CODE']);
    const hand = await openHand(first.link);
    await waitFor(async () => (await goodsOf(hand)) === PRODUCTS);
    say(`${PRODUCTS} products came down`);
    market.cut();
    for (let i = 0; i < TO_REPLICATE; i += 1) await hand.sell();
    say(`${TO_REPLICATE} sales wait for the market`);
    hand.stop();
    first.kill();

    const begin = performance.now();
    const terminal = await startTerminal(till, connection.path, flags);
    const started = performance.now() - begin;
    try {
      return await measure({ browser, link: terminal.link, market, scale, started, say });
    } finally {
      terminal.kill();
    }
  } finally {
    await browser.close();
    await cable.stop();
    await printer.stop();
    await market.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

interface Bench {
  readonly browser: Browser;
  readonly link: string;
  readonly market: TestMarket;
  readonly scale: ReturnType<typeof answerPolls>;
  /** ms from the till's process to its link. */
  readonly started: number;
  readonly say: (line: string) => void;
}

async function measure({ browser, link, market, scale, started, say }: Bench): Promise<Figures> {
  const page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
  let scripts = 0;
  page.on('response', (response) => {
    if (new URL(response.url()).pathname.endsWith('.js'))
      void response.body().then((body) => {
        scripts += gzipSync(body, { level: 9 }).length;
      });
  });
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
  await page.addInitScript(markWhatIsShown);
  const opened = performance.now();
  await page.goto(link, { waitUntil: 'commit' });
  await page.waitForFunction(() => performance.getEntriesByName('sellable').length > 0);
  const window = performance.now() - opened;
  say(`sellable after ${Math.round(started)} ms of the till and ${Math.round(window)} ms of the window`);
  const hand = await openHand(link);

  const warm = await traced(browser, page, async () => {
    await tap(page, scale, 30);
    await search(page, WORDS.slice(0, 3));
  });
  say(`warm-up: ${warm.marks.size} marks`);
  const phases: Phase[] = [];
  phases.push(await phase('alone', () => Promise.resolve(() => Promise.resolve())));
  phases.push(await phase('printing', async () => printBeside(hand, await hand.sell())));
  phases.push(
    await phase('replicating', async () => {
      market.mend();
      return async () => {
        await waitFor(async () => market.held.size >= TO_REPLICATE);
      };
    }),
  );
  hand.stop();
  const all = (of: (one: Phase) => readonly number[]): number => round(quantile(phases.flatMap(of), 0.99), 1);
  return {
    tap_p99_ms: all((one) => one.taps),
    search_p99_ms: all((one) => one.searches),
    weight_p99_ms: all((one) => one.weights),
    sellable_ms: Math.round(started + window),
    js_gzip_kb: round(scripts / 1024, 1),
    frames_dropped: phases.reduce((sum, one) => sum + one.dropped, 0),
    frames: phases.reduce((sum, one) => sum + one.presented, 0),
    till_ms: Math.round(started),
    window_ms: Math.round(window),
    ...Object.fromEntries(
      phases.flatMap((one) => [
        [`${one.name}_tap_p50_ms`, round(quantile(one.taps, 0.5), 1)],
        [`${one.name}_tap_p99_ms`, round(quantile(one.taps, 0.99), 1)],
        [`${one.name}_search_p99_ms`, round(quantile(one.searches, 0.99), 1)],
        [`${one.name}_weight_p99_ms`, round(quantile(one.weights, 0.99), 1)],
      ]),
    ),
    taps: phases.reduce((sum, one) => sum + one.taps.length, 0),
    searches: phases.reduce((sum, one) => sum + one.searches.length, 0),
    cpu_slower: SLOWER,
    products: PRODUCTS,
    sales: SALES,
  };

  async function phase(name: string, start: () => Promise<() => Promise<void>>): Promise<Phase> {
    await page.evaluate(() => {
      performance.clearMarks();
    });
    scale.written.clear();
    const trace = await traced(browser, page, async () => {
      const stop = await start();
      await tap(page, scale, TAPS);
      await search(page, WORDS);
      await weigh(scale);
      await stop();
    });
    const pid = [...trace.marks.values()][0]?.pid ?? 0;
    const result = {
      name,
      taps: ways(trace, 'tap'),
      searches: ways(trace, 'key'),
      weights: [...scale.written].flatMap(([net, at]) => {
        const mark = trace.marks.get(`net:${net}`);
        const end = mark === undefined ? null : trace.presented(mark);
        return net < FIRST_G || end === null ? [] : [(end - Number(at / 1000n)) / 1000];
      }),
      ...trace.frames(pid),
    };
    say(`${name}: ${result.taps.length} taps, ${result.searches.length} keys, ${result.weights.length} weights`);
    return result;
  }
}

interface Phase {
  readonly name: string;
  readonly taps: readonly number[];
  readonly searches: readonly number[];
  readonly weights: readonly number[];
  readonly presented: number;
  readonly dropped: number;
}

/** From `what:N`, the finger's release, to the frame that has `what-shown:N`, ms. */
function ways(trace: Trace, what: string): readonly number[] {
  return [...trace.marks].flatMap(([name, from]) => {
    const no = new RegExp(`^${what}:(\\d+)$`).exec(name)?.[1];
    const shown = no === undefined ? undefined : trace.marks.get(`${what}-shown:${no}`);
    const end = shown === undefined ? null : trace.presented(shown);
    return end === null ? [] : [(end - from.ts) / 1000];
  });
}

/** One load, and another product for it again and again: each goes through the core and comes back as 已记. */
async function tap(page: Page, scale: Bench['scale'], count: number): Promise<void> {
  scale.show(0);
  await page.locator('[data-weighing="ready"]').waitFor();
  scale.show(LOAD_G);
  await page.locator(`output[data-net="${LOAD_G}"]`).waitFor();
  await page.locator('[data-weighing="live"]').waitFor();
  const places = await page.locator('main [data-product]').evaluateAll((tiles) =>
    tiles.slice(0, 20).map((tile) => {
      const { left, top, width, height } = tile.getBoundingClientRect();
      return { x: left + width / 2, y: top + height / 2 };
    }),
  );
  for (let i = 0; i < count; i += 1) {
    const place = places[i % places.length];
    if (place === undefined) throw new Error('no tile on the screen');
    await page.mouse.click(place.x, place.y);
    await pause(STEP_MS);
  }
  await page.locator('[data-tender=cash][aria-disabled=false]').click();
  await page.getByText('还没有货').waitFor();
  scale.show(0);
  await page.locator('[data-weighing="ready"]').waitFor();
}

/** Letters on the glass, as a vendor types them. */
async function search(page: Page, words: readonly string[]): Promise<void> {
  for (const word of words) {
    await page.locator('nav button', { hasText: '找货' }).click();
    await page.locator('[data-panel=find]').waitFor();
    for (const letter of word) {
      const key = page.locator('[data-panel=find]').getByRole('button', { name: letter.toUpperCase(), exact: true });
      const box = await key.boundingBox();
      if (box !== null) await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
      await pause(STEP_MS);
    }
    await page.keyboard.press('Escape');
  }
}

async function weigh(scale: Bench['scale']): Promise<void> {
  for (let i = 0; i < WEIGHTS; i += 1) {
    scale.show(FIRST_G + 5 * i);
    await pause(WEIGHT_STEP_MS);
  }
  scale.show(0);
}

/** A receipt as soon as the one before is out. */
async function printBeside(hand: Hand, saleId: string): Promise<() => Promise<void>> {
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
function markWhatIsShown(): void {
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

async function goodsOf(hand: Hand): Promise<number> {
  const { topics } = await hand.call('view.snapshot', {});
  const goods = topics.goods?.products ?? [];
  return goods.filter(({ weightPrice, piecePrice }) => weightPrice !== null || piecePrice !== null).length;
}
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
async function waitFor(look: () => Promise<boolean>): Promise<void> {
  while (!(await look())) await pause(200);
}
