import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
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
import { FIRST_G, markWhatIsShown, openFinger, printBeside, search, tap, weigh } from './ui/script.ts';

/** What a stall runs: one bundle, without the sources' types to strip. */
const BUNDLE = fileURLToPath(new URL('../../dist/electron/headless.js', import.meta.url));
const PRODUCTS = 10_000;
const SALES = 100_000;
const TO_REPLICATE = 1_000;
/** A cheap stall machine: Chromium slows its pages' main thread by this. */
const SLOWER = 4;
const TAPS = 100;
const WORDS = ['bc', 'qc', 'xc', 'hlb', 'jx', 'sg', 'bqc', 'dxy', 'nsc', 'yr', 'mg', 'gcl'] as const;

/**
 * The selling screen on a slow machine: the real window on the real till (a process of its own, 10,000 products of a market, 100,000 sales in
 * its store), its main thread slowed four times. From the finger's release, or the scale's byte, to the presentation of the frame that
 * shows what came of it: the tile that is taken (through command, evidence, cart, both on the disk, and back), the goods that were found,
 * the weight. Three times: by itself, while receipts print, and while 1,000 sales replicate. Script is counted until the window can
 * sell, and with the panels that came later.
 */
export async function benchUi(say: (line: string) => void): Promise<Figures> {
  spawnSync(process.execPath, [fileURLToPath(new URL('../../scripts/build.ts', import.meta.url))]);
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
    const terminal = await startTerminal(till, connection.path, flags, BUNDLE);
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
  const page = await browser.newPage({ viewport: { width: 1366, height: 768 }, hasTouch: true });
  const scripts: Promise<number>[] = [];
  const scriptBytes = async (): Promise<number> => (await Promise.all(scripts)).reduce((sum, one) => sum + one, 0);
  page.on('response', (response) => {
    if (new URL(response.url()).pathname.endsWith('.js'))
      scripts.push(response.body().then((body) => gzipSync(body, { level: 9 }).length));
  });
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
  await page.addInitScript(markWhatIsShown);
  const opened = performance.now();
  await page.goto(link, { waitUntil: 'commit' });
  await page.waitForFunction(() => performance.getEntriesByName('sellable').length > 0);
  const window = performance.now() - opened;
  const scriptsAtFirst = await scriptBytes();
  say(`sellable after ${Math.round(started)} ms of the till and ${Math.round(window)} ms of the window`);
  const hand = await openHand(link);
  const finger = await openFinger(page);

  const warm = await traced(browser, page, async () => {
    await tap(page, finger, scale, 30);
    await search(page, finger, WORDS.slice(0, 3));
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
    js_gzip_kb: round(scriptsAtFirst / 1024, 1),
    js_gzip_all_kb: round((await scriptBytes()) / 1024, 1),
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
      await tap(page, finger, scale, TAPS);
      await search(page, finger, WORDS);
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

async function goodsOf(hand: Hand): Promise<number> {
  const { topics } = await hand.call('view.snapshot', {});
  const goods = topics.goods?.products ?? [];
  return goods.filter(({ weightPrice, piecePrice }) => weightPrice !== null || piecePrice !== null).length;
}
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
async function waitFor(look: () => Promise<boolean>): Promise<void> {
  while (!(await look())) await pause(200);
}
