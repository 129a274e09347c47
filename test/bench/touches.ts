import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startCluster } from '../../market/database/postgres.ts';
import { databaseIn } from '../market/postgres.ts';
import { silentLog } from '../setup/core.ts';
import { openStall } from '../stories/stall.ts';
import type { Stall } from '../stories/stall.ts';
import type { Figures } from './main.ts';
import { baskets } from './touches/baskets.ts';
import { createFinger } from './touches/finger.ts';

/**
 * Touches of the real window for twelve fixed baskets: the till as a process of its own, a market with its database, scale bytes on a pty,
 * Chromium. A touch is a press on the glass; goods put on and taken off are none, and neither is a scan. Each basket must have left the
 * entries it should in the market's books, or the run fails. `…_ms` is the scripted hand's time, which waits for every answer and for
 * the scale to settle: it says what the machine costs, not what a hand does.
 */
export async function benchTouches(say: (line: string) => void): Promise<Figures> {
  spawnSync(process.execPath, [fileURLToPath(new URL('../../scripts/build.ts', import.meta.url)), 'renderer']);
  const dir = mkdtempSync(join(tmpdir(), 'stall-pos-touches-'));
  // As root the database runs as a user of its own, who must be able to pass here.
  chmodSync(dir, 0o755);
  const cluster = await startCluster({ dir, log: silentLog });
  try {
    const stall = await openStall({ database: await databaseIn(cluster.databaseUrl), payments: 'simulated' });
    try {
      await stall.start({ enrol: true });
      return await measure(stall, say);
    } finally {
      await stall.stop();
    }
  } finally {
    await cluster.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

async function measure(stall: Stall, say: (line: string) => void): Promise<Figures> {
  const page = await stall.open('vendor');
  page.setDefaultTimeout(20_000);
  const finger = createFinger(page, await stall.open('customer'), stall);
  await page.locator('main [data-product]').first().waitFor();
  await page.locator('[data-weighing="ready"]').waitFor();
  const figures: Record<string, number | string> = {};
  let met = 0;
  let seen: readonly string[] = [];
  for (const basket of baskets) {
    if (basket.before !== undefined) {
      await basket.before(finger);
      seen = await entriesOf(stall, await finger.lastSeq());
    }
    finger.begin();
    const begin = performance.now();
    await basket.run(finger);
    const ms = Math.round(performance.now() - begin);
    const touches = finger.touches();
    const after = await entriesOf(stall, seen.length + basket.entries.length);
    const left = after.slice(seen.length);
    if (left.join() !== basket.entries.join())
      throw new Error(`${basket.name} left ${left.join()} and not ${basket.entries.join()}`);
    seen = after;
    figures[basket.name] = touches;
    figures[`${basket.name}_ms`] = ms;
    if (touches <= basket.items + 1) met += 1;
    say(`${basket.name.padEnd(22)} ${touches} touches for ${basket.items} (n + 1 is ${basket.items + 1}), ${ms} ms`);
  }
  return {
    ...figures,
    n_plus_1_met: met,
    n_plus_1_of: baskets.length,
  };
}

/** Kinds of the market's entries in their order, once there are so many. */
async function entriesOf(stall: Stall, count: number): Promise<readonly string[]> {
  for (;;) {
    const rows = await stall.db.query<{ kind: string }>('select kind from journal order by epoch, seq');
    if (rows.length >= count) return rows.map(({ kind }) => kind);
    await new Promise((resolve) => {
      setTimeout(resolve, 100);
    });
  }
}
