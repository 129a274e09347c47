import type { Page } from 'playwright-core';
import type { Panel } from '../../renderer/vendor/ui.ts';
import type { LookState } from '../../renderer/settings.ts';
import { handOf } from '../stories/hand.ts';
import type { Hand } from '../stories/hand.ts';
import { openStall } from '../stories/stall.ts';
import type { Stall } from '../stories/stall.ts';
import type { TestDatabase } from '../market/postgres.ts';

export const FULL = { width: 1366, height: 768 };
export const LOW = { width: 1024, height: 600 };
export const PHONE = { width: 390, height: 844 };

/** A whole stall before which scenes are played: the real till, market and devices, the vendor's and the shopper's windows. */
export interface Stage {
  readonly stall: Stall;
  /** Of the window that is open now: a till that starts again has others. */
  readonly hand: Hand;
  readonly vendor: Page;
  readonly shopper: Page;
  /** Opens the windows of a till that has just started. */
  openWindows(): Promise<void>;
  /** The menu, and what stands in it under that name. */
  menu(name: string): Promise<void>;
  /** Every sheet shut. */
  shut(): Promise<void>;
  sheet(name: string): Promise<void>;
  stop(): Promise<void>;
}

/** One thing to look at. Scenes are played in their order, each from where the one before has left the stall. */
export interface Scene {
  /** Of its picture's file; lower case and hyphens. */
  readonly name: string;
  /** The sheet it shows, where it shows one. */
  readonly panel?: Panel['kind'];
  /** With the signs of the keyboard on its keys. */
  readonly withKeys?: true;
  /** Only this of the page, in one look. */
  readonly part?: string;
  /** Brings the stall there and says which window shows it. */
  show(stage: Stage): Promise<Page>;
}

/** Looks at a page as it stands; what it does to the page's look and size it takes back. */
export type Eye = (page: Page, scene: Pick<Scene, 'name' | 'withKeys' | 'part'>) => Promise<void>;

/** Windows of the stall have looks; pages of the market have one. */
export const isOfStall = (page: Page): boolean => /\/(?:vendor|customer|bench)\//.test(page.url());

/** Waits a moment of the scene: what moves has settled. */
export const settle = (ms = 350): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** What stands in the menu under that name. */
export const inMenu = (panel: Panel['kind'], name: string = panel): Scene => ({
  name,
  panel,
  show: async (stage) => {
    await stage.menu(panel);
    await stage.sheet(panel);
    await settle();
    return stage.vendor;
  },
});

/** Gives an open window of the stall another look in its place; a window of a market has none. */
export async function setLook(page: Page, look: Partial<LookState>): Promise<void> {
  await page.evaluate((next) => {
    const key = 'stall-look';
    const newValue = JSON.stringify({
      ...JSON.parse(localStorage.getItem(key) ?? '{}'),
      sound: false,
      voice: false,
      ...next,
    });
    localStorage.setItem(key, newValue);
    dispatchEvent(new StorageEvent('storage', { key, newValue }));
  }, look);
}

/** A stall whose till was never started before. `database`: outside of a test run. */
export async function openStage(database?: TestDatabase): Promise<Stage> {
  const stall = await openStall({ payments: 'simulated', ...(database === undefined ? {} : { database }) });
  let windows: { readonly vendor: Page; readonly shopper: Page; readonly hand: Hand } | null = null;
  const open = () => {
    if (windows === null) throw new Error('no window is open');
    return windows;
  };
  const stage: Stage = {
    stall,
    get vendor() {
      return open().vendor;
    },
    get shopper() {
      return open().shopper;
    },
    get hand() {
      return open().hand;
    },
    openWindows: async () => {
      const vendor = await stall.open('vendor', FULL);
      const shopper = await stall.open('customer', FULL);
      for (const page of [vendor, shopper]) {
        // A till that was without a line tries seldom.
        await page.emulateMedia({ reducedMotion: 'reduce' });
        await setLook(page, {});
      }
      windows = { vendor, shopper, hand: handOf(stall, vendor) };
    },
    menu: async (name) => {
      await stage.shut();
      await stage.vendor.keyboard.press('F10');
      await stage.vendor.locator(`[data-menu="${name}"]`).click();
    },
    shut: async () => {
      const sheets = stage.vendor.locator('[data-panel]');
      for (let tries = 0; tries < 8 && (await sheets.count()) > 0; tries += 1) {
        await stage.vendor.keyboard.press('Escape');
        await settle(60);
      }
    },
    sheet: (name) => stage.vendor.locator(`[data-panel="${name}"]`).waitFor(),
    stop: () => stall.stop(),
  };
  return stage;
}
