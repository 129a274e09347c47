import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { launchChromium } from '../setup/chromium.ts';
import type { Role, ViewTopics } from '../../shared/view.ts';
import { buildRenderer } from './built.ts';
import { startFakeCore } from './fake.ts';
import type { FakeCore } from './fake.ts';
import * as sample from './sample.ts';

/** A morning at the stall: one shopper with three things, another one waiting. */
export const morning: ViewTopics = {
  weighing: sample.taken,
  carts: { frontId: 'c1', carts: [sample.fullCart, sample.heldCart], undo: null },
  accounts: { accounts: [] },
  goods: sample.goods,
  likely: { ids: [] },
  last: sample.lastSale,
  scan: sample.noScan,
  status: sample.status,
  stall: sample.stall,
  people: sample.alone,
  setup: sample.setup,
  notices: { notices: [] },
  bench: sample.bench,
  devices: sample.devices,
  scales: sample.scales,
};

export interface Look {
  readonly theme?: 'bright' | 'dark' | 'contrast';
  readonly size?: 'normal' | 'elder';
  readonly language?: 'zh' | 'en';
}
export interface Windows {
  readonly core: FakeCore;
  /** A window of that role at that size; what it writes to the console as an error lands in `complaints`. */
  open(role: Role, width?: number, height?: number, look?: Look): Promise<Page>;
  readonly complaints: readonly string[];
  /** A fresh morning, no answers kept, every window shut. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

/** The built windows in a real browser, in front of a core that says what the test tells it to. */
export async function startWindows(): Promise<Windows> {
  const built = await buildRenderer();
  const browser = await launchChromium();
  // One context: its pages share the cache of the fonts.
  const context = await browser.newContext({ reducedMotion: 'reduce' });
  const core = await startFakeCore(built.dir, morning);
  const complaints: string[] = [];
  return {
    core,
    open: async (role, width = 1366, height = 768, look = {}) => {
      const page = await context.newPage();
      await page.setViewportSize({ width, height });
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text());
      });
      page.on('pageerror', (error) => {
        complaints.push(error.message);
      });
      await page.addInitScript(
        (stored) => {
          localStorage.setItem('stall-look', stored);
        },
        JSON.stringify({ sound: false, ...look }),
      );
      await page.goto(core.url(role));
      await page.locator('header, footer').first().waitFor();
      await page.evaluate(() => document.fonts.ready);
      return page;
    },
    complaints,
    reset: async () => {
      for (const page of context.pages()) await page.close();
      core.reset(morning);
      complaints.length = 0;
    },
    stop: async () => {
      await browser.close();
      await core.stop();
      await built.remove();
    },
  };
}

/** What axe finds wrong on the page by WCAG 2.2 AA, one line for each. */
export async function wrongs(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    const run = (globalThis as unknown as { axe: typeof axe }).axe;
    const results = await run.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    });
    return results.violations.map(
      (one) =>
        `${one.id}: ${one.nodes
          .map((node) => node.target.join(' '))
          .slice(0, 3)
          .join(' | ')}`,
    );
  });
  return found;
}
