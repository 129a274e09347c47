import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMarket } from '../../market/server.ts';
import { encodeGbk } from '../faults/reconcile.ts';
import { generate } from '../faults/reconcile/generate.ts';
import { liveThrough, openBooks, storeWorld } from '../faults/reconcile/store.ts';
import { testDatabase } from '../market/postgres.ts';
import type { TestDatabase } from '../market/postgres.ts';
import { launchChromium } from '../setup/chromium.ts';
import { silentLog } from '../setup/core.ts';
import { FULL } from './stage.ts';
import type { Eye } from './stage.ts';

/** A day with differences of several kinds at two stalls. */
const SEED = 5;

/** The market's page of differences, before `eye`: a generated day as the tables hold it, matched with the bills of the days after. `database`: outside of a test run. */
export async function playDifferences(eye: Eye, database?: TestDatabase): Promise<void> {
  const own = database ?? (await testDatabase());
  const dir = mkdtempSync(join(tmpdir(), 'stall-pos-office-'));
  const world = generate(SEED, encodeGbk);
  const lastDay = world.days.at(-1) ?? '';
  const books = await openBooks(own.url);
  await storeWorld(books.db, 1, world);
  await liveThrough(books.db, 1, world);
  await books.stop();
  const market = await startMarket({
    dir,
    databaseUrl: own.url,
    host: '127.0.0.1',
    port: 0,
    log: silentLog,
    now: () => Date.parse(`${lastDay}T23:00:00+08:00`),
    seed: false,
    resourcesDir: join(import.meta.dirname, '../../resources'),
  });
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ viewport: FULL, locale: 'zh-CN' });
    await page.goto(market.consoleUrl);
    await page.goto(`${market.url}/console/differences?day=${world.days[0] ?? ''}`);
    await eye(page, { name: 'console-differences' });
  } finally {
    await browser.close();
    await market.stop();
    await own.drop();
    rmSync(dir, { recursive: true, force: true });
  }
}
