import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { inject } from 'vitest';
import { launchChromium } from '../setup/chromium.ts';
import type { ViewTopics } from '../../shared/view.ts';
import type { Role } from '../../shared/role.ts';
import { askFor } from '../setup/when-asked.ts';
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
  paying: sample.noPaying,
  owed: sample.nothingOwed,
  status: sample.status,
  stall: sample.stall,
  people: sample.alone,
  setup: sample.setup,
  notices: { notices: [] },
  shopper: sample.shopper,
  bench: sample.bench,
  devices: sample.devices,
  scales: sample.scales,
};

export interface Look {
  readonly theme?: 'bright' | 'dark' | 'contrast';
  readonly size?: 'normal' | 'elder';
  readonly language?: 'zh' | 'en';
  readonly voice?: boolean;
}
export interface Windows {
  readonly core: FakeCore;
  /** A window of that role at that size; what it writes to the console as an error lands in `complaints`. */
  open(role: Role, width?: number, height?: number, look?: Look): Promise<Page>;
  /** That window's time goes on only as the test says (`page.clock.runFor`), however busy this machine is; until the next reset. */
  stand(page: Page): Promise<void>;
  readonly complaints: readonly string[];
  /** A fresh morning, no answers kept, every window shut. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

/** The built windows in a real browser, in front of a core that says what the test tells it to. */
export async function startWindows(): Promise<Windows> {
  const built = await askFor(inject('renderer'));
  const browser = await launchChromium();
  // One context: its pages share the cache of the fonts.
  const context = await browser.newContext({ reducedMotion: 'reduce' });
  const core = await startFakeCore(built, morning);
  const complaints: string[] = [];
  let standing: Page | null = null;
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
        JSON.stringify({ sound: false, voice: false, ...look }),
      );
      await page.goto(core.url(role));
      await page.locator('header, footer').first().waitFor();
      await page.evaluate(() => document.fonts.ready);
      return page;
    },
    stand: async (page) => {
      await page.clock.install();
      await page.clock.pauseAt(Date.now() + 60_000);
      standing = page;
    },
    complaints,
    reset: async () => {
      // The clock belongs to all windows of this browser.
      await standing?.clock.resume();
      standing = null;
      for (const page of context.pages()) await page.close();
      core.reset(morning);
      complaints.length = 0;
    },
    stop: async () => {
      await browser.close();
      await core.stop();
    },
  };
}

/** The rule of axe whose outcome hangs on the theme. */
const COLOURS = ['color-contrast'];
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Where axe looks; all of it absent: everywhere, at everything. */
export interface AxeScope {
  /** Only what another theme can change. */
  readonly colours?: boolean;
  /** Only inside of the last element of this selector, where there is one. */
  readonly within?: string;
  readonly without?: string;
}

/** What axe finds wrong by WCAG 2.2 AA, one line for each. */
export async function wrongs(page: Page, scope: AxeScope = {}): Promise<readonly string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  return page.evaluate(
    async ({ rules, within, without }) => {
      const run = (globalThis as unknown as { axe: typeof axe }).axe;
      const last = within === '' ? undefined : [...document.querySelectorAll(within)].at(-1);
      const results = await run.run(
        { include: [last ?? document.documentElement], exclude: without === '' ? [] : [without] },
        { runOnly: rules, resultTypes: ['violations'], preload: false },
      );
      return results.violations.map(
        (one) =>
          `${one.id}: ${one.nodes
            .map((node) => node.target.join(' '))
            .slice(0, 3)
            .join(' | ')}`,
      );
    },
    {
      rules: scope.colours === true ? COLOURS : RULES,
      within: scope.within ?? '',
      without: scope.without ?? '',
    },
  );
}
