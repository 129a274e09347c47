import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { createPtyCable } from '../../hardware/virtual/cable.ts';
import { launchChromium } from '../setup/chromium.ts';
import { traced, type Trace } from './frames.ts';
import type { Figures } from './main.ts';
import { quantile, round } from './percentile.ts';
import { answerPolls, startTerminal } from './terminal.ts';

const CHANGES = 1000;
const WARM_UP = 40;
/** The first measured weight; the warm-up stays below it. */
const FIRST_G = 1000;
/** ms between two changes: long enough that each gets a frame of its own, with a step that never falls in with 60 Hz. */
const STEP_MS = 83;

/**
 * From the write of a frame into the pty's master to the presentation of the first browser frame that shows the new weight.
 * Both clocks are CLOCK_MONOTONIC: Node's hrtime and Chromium's trace timestamps. The window is the real vendor window on the
 * real core; half of the changes come while sales are made beside them.
 */
export async function benchWeigh(say: (line: string) => void): Promise<Figures> {
  const idle = await measure(CHANGES / 2, false);
  say(`idle: ${idle.length} of ${CHANGES / 2} changes seen`);
  const selling = await measure(CHANGES / 2, true);
  say(`while selling: ${selling.length} of ${CHANGES / 2} changes seen`);
  const both = [...idle, ...selling];
  return {
    changes: CHANGES,
    seen: both.length,
    p50_ms: round(quantile(both, 0.5), 1),
    p99_ms: round(quantile(both, 0.99), 1),
    idle_p50_ms: round(quantile(idle, 0.5), 1),
    idle_p99_ms: round(quantile(idle, 0.99), 1),
    selling_p50_ms: round(quantile(selling, 0.5), 1),
    selling_p99_ms: round(quantile(selling, 0.99), 1),
  };
}

async function measure(changes: number, selling: boolean): Promise<readonly number[]> {
  const dir = mkdtempSync(join(tmpdir(), 'stall-pos-weigh-'));
  const cable = await createPtyCable();
  const connection = cable?.connection();
  if (cable === null || connection?.kind !== 'serial') throw new Error('this machine has no pseudo terminals');
  const scale = answerPolls(cable);
  const terminal = await startTerminal(dir, connection.path);
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
    await page.addInitScript(markWeights);
    await page.goto(terminal.link);
    await page.locator('output[data-net="0"]').waitFor();
    // A window that has just opened still fetches its figures' font and warms up; a till runs all day.
    for (let i = 1; i <= WARM_UP; i += 1) {
      scale.show(200 + 5 * i);
      await new Promise((resolve) => setTimeout(resolve, STEP_MS));
    }
    const trace = await traced(browser, page, async () => {
      const stopSelling = selling ? sellBeside(page) : null;
      for (let i = 0; i < changes; i += 1) {
        scale.show(FIRST_G + 5 * i);
        await new Promise((resolve) => setTimeout(resolve, STEP_MS));
      }
      await stopSelling?.();
    });
    return latencies(scale.written, trace);
  } finally {
    await browser.close();
    terminal.kill();
    await cable.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Runs in the page: a user-timing mark the moment the weight's element says something new. */
function markWeights(): void {
  let last = '';
  new MutationObserver(() => {
    const net = document.querySelector('output[data-net]')?.getAttribute('data-net') ?? '';
    if (net !== last) performance.mark(`net:${net}`);
    last = net;
  }).observe(document, {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
    attributeFilter: ['data-net'],
  });
}

/** Each weight's way from the scale to its frame, ms. */
function latencies(written: ReadonlyMap<number, bigint>, trace: Trace): readonly number[] {
  return [...written].flatMap(([net, at]) => {
    const mark = trace.marks.get(`net:${net}`);
    const end = mark === undefined ? null : trace.presented(mark);
    return end === null ? [] : [(end - Number(at / 1000n)) / 1000];
  });
}

/** Presses 按份-like load beside the weight: a sale of one portion every 250 ms through the page's own connection. */
function sellBeside(page: Page): () => Promise<void> {
  let going = true;
  const loop = (async () => {
    while (going) {
      await page.evaluate(() => {
        const tiles = document.querySelectorAll<HTMLButtonElement>('main button');
        tiles[Math.floor(Math.random() * Math.min(24, tiles.length))]?.click();
      });
      await new Promise((resolve) => setTimeout(resolve, 125));
      await page.evaluate(() => {
        [...document.querySelectorAll<HTMLButtonElement>('button')]
          .find((button) => button.textContent?.includes('现金'))
          ?.click();
      });
      await new Promise((resolve) => setTimeout(resolve, 125));
    }
  })();
  return async () => {
    going = false;
    await loop;
  };
}
