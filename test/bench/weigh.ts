import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { createPtyCable } from '../../hardware/virtual/cable.ts';
import type { Cable } from '../../hardware/virtual/cable.ts';
import { launchChromium } from '../setup/chromium.ts';
import type { Figures } from './main.ts';
import { quantile, round } from './percentile.ts';

const CHANGES = 1000;
const WARM_UP = 40;
/** The first measured weight; the warm-up stays below it. */
const FIRST_G = 1000;
/** ms between two changes: long enough that each gets a frame of its own, with a step that never falls in with 60 Hz. */
const STEP_MS = 83;

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly ts: number;
  readonly pid: number;
  readonly id2?: { readonly local?: string };
  readonly args?: { readonly frame_reporter?: { readonly state?: string } };
}

interface Frame {
  readonly pid: number;
  readonly state: string;
  /** End of the commit of the main thread's part, and presentation; trace time, µs. */
  commit: number | null;
  presented: number | null;
}

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
    await browser.startTracing(page, { categories: ['blink.user_timing', 'cc,benchmark', 'benchmark', 'cc', 'viz'] });
    const stopSelling = selling ? sellBeside(page) : null;
    for (let i = 0; i < changes; i += 1) {
      scale.show(FIRST_G + 5 * i);
      await new Promise((resolve) => setTimeout(resolve, STEP_MS));
    }
    await stopSelling?.();
    const trace = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: readonly TraceEvent[] };
    return match(scale.written, trace.traceEvents);
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

/**
 * The wanted frame of each weight. A mark lies on the renderer's main thread; the first main frame whose commit ends after it
 * holds the new text; that frame's presentation is what counts.
 */
function match(written: ReadonlyMap<number, bigint>, events: readonly TraceEvent[]): readonly number[] {
  const marks = new Map<number, { ts: number; pid: number }>();
  for (const event of events) {
    const net = /^net:(\d+)$/.exec(event.name)?.[1];
    if (net !== undefined && !marks.has(Number(net))) marks.set(Number(net), { ts: event.ts, pid: event.pid });
  }
  const frames: Frame[] = [];
  const open = new Map<string, Frame>();
  // The exporter reuses a local id as soon as its slice has ended, so the slices of an id follow each other in time.
  for (const event of events
    .filter(({ ph, id2 }) => (ph === 'b' || ph === 'e') && id2?.local !== undefined)
    .toSorted((a, b) => a.ts - b.ts)) {
    const id = `${event.pid}/${event.id2?.local}`;
    if (event.name === 'PipelineReporter' && event.ph === 'b') {
      const frame: Frame = {
        pid: event.pid,
        state: event.args?.frame_reporter?.state ?? '',
        commit: null,
        presented: null,
      };
      open.set(id, frame);
      frames.push(frame);
    }
    const frame = open.get(id);
    if (frame === undefined || event.ph !== 'e') continue;
    if (event.name === 'Commit') frame.commit = event.ts;
    else if (event.name === 'SubmitCompositorFrameToPresentationCompositorFrame') frame.presented = event.ts;
    else if (event.name === 'PipelineReporter') open.delete(id);
  }
  const presented = frames
    .flatMap(({ pid, state, commit, presented: end }) =>
      state === 'STATE_PRESENTED_ALL' && commit !== null && end !== null ? [{ pid, commit, end }] : [],
    )
    .toSorted((a, b) => a.commit - b.commit);
  const latencies: number[] = [];
  for (const [net, at] of written) {
    const mark = marks.get(net);
    if (mark === undefined) continue;
    const frame = presented.find(({ pid, commit }) => pid === mark.pid && commit >= mark.ts);
    if (frame !== undefined) latencies.push((frame.end - Number(at / 1000n)) / 1000);
  }
  return latencies;
}

/** A scale that answers every poll at once with what it shows; the first answer with a new weight is timed. */
function answerPolls(cable: Cable) {
  let grams = 0;
  const written = new Map<number, bigint>();
  cable.onData((bytes) => {
    for (const byte of bytes) {
      if (byte === 0x05) cable.send(Uint8Array.of(0x06));
      if (byte !== 0x11) continue;
      if (grams > 0 && !written.has(grams)) written.set(grams, process.hrtime.bigint());
      cable.send(os2Frame(grams));
    }
  });
  return { written, show: (next: number) => (grams = next) };
}

/** `01 02 S sp W6 kg BCC 03 04`, written out here on its own: a bench must not trust the product's encoder. */
function os2Frame(grams: number): Uint8Array {
  const body = Buffer.from(`S ${(grams / 1000).toFixed(3).padStart(6, '0')}kg`, 'latin1');
  return Uint8Array.of(
    1,
    2,
    ...body,
    body.reduce((sum, byte) => sum ^ byte, 0),
    3,
    4,
  );
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

async function startTerminal(dir: string, path: string): Promise<{ link: string; kill(): void }> {
  const host = fileURLToPath(new URL('../../electron/headless.ts', import.meta.url));
  const args = [
    host,
    '--dir',
    dir,
    '--trade',
    'vegetables',
    '--scale-protocol',
    'os2',
    '--scale-path',
    path,
    '--scale-plate',
    '15000/5/BENCH',
  ];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const link = await new Promise<string>((resolve, reject) => {
    let out = '';
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      const found = /^vendor (http:\S+)$/m.exec(out)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once('exit', (code) => reject(new Error(`the terminal ended with ${code}`)));
  });
  return { link, kill: () => child.kill('SIGKILL') };
}
