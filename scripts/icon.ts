/** Draws resources/icon/icon.png (512 × 512) from icon.svg with a Chromium of this machine; run it after changing the drawing. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { findChromium } from '../electron/browser.ts';

const folder = join(import.meta.dirname, '..', 'resources', 'icon');
const root = process.getuid?.() === 0;
const executablePath = findChromium({ platform: process.platform, env: process.env, root, exists: existsSync });
if (executablePath === null) throw new Error('no Chromium found; name one in CHROMIUM');
const browser = await chromium.launch({ executablePath, args: root ? ['--no-sandbox'] : [] });
const page = await browser.newPage({ viewport: { width: 512, height: 512 } });
await page.setContent(
  `<style>html,body{margin:0;background:transparent}svg{display:block;width:512px;height:512px}</style>${readFileSync(join(folder, 'icon.svg'), 'utf8')}`,
);
await page.screenshot({ path: join(folder, 'icon.png'), omitBackground: true });
await browser.close();
