import type { Page } from 'playwright-core';
import type { LookState } from '../../renderer/settings.ts';
import { wrongs } from '../renderer/window.ts';
import { isOfStall, setLook } from './stage.ts';
import type { Eye } from './stage.ts';

/** A theme of the windows, or the colours of a system that forces its own. */
const themes = ['bright', 'dark', 'contrast', 'forced'] as const;

/** Of an open sheet only that is looked at: the screen under it is seen without one, too. */
const SHEET = '[data-panel]';
/** Where the vendor's goods are the same from scene to scene; they are looked at once in each theme. */
const GOODS = 'main [data-product]';

async function inTheme(page: Page, theme: (typeof themes)[number], look: Partial<LookState>): Promise<void> {
  await page.emulateMedia({ forcedColors: theme === 'forced' ? 'active' : 'none' });
  if (isOfStall(page)) await setLook(page, { ...look, theme: theme === 'forced' ? 'bright' : theme });
}

/**
 * An eye that asks axe about each scene in every theme: all rules in the first, in the others those that hang on colours. What it finds goes to
 * `found`, one line each.
 */
export const axeEye = (found: string[], look: Partial<LookState> = {}): Eye => {
  let without = '';
  return async (page, { name }) => {
    for (const theme of isOfStall(page) ? themes : (['bright', 'forced'] as const)) {
      await inTheme(page, theme, look);
      for (const wrong of await wrongs(page, { colours: theme !== 'bright', within: SHEET, without }))
        found.push(`${name}, ${theme}: ${wrong}`);
    }
    await inTheme(page, 'bright', { language: 'zh', size: 'normal' });
    if (name === 'vendor') without = GOODS;
  };
};
