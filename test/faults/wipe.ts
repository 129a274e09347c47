import { mkdtempSync, rmSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { startCluster } from '../../market/database/postgres.ts';
import { startMarket } from '../../market/server.ts';
import type { Log } from '../../shared/log.ts';
import { bundleTill } from './harness/bundle.ts';
import { createChance } from './harness/chance.ts';
import { record } from './harness/checker.ts';
import type { CampaignOptions, Figures } from './harness/figures.ts';
import { liveDay, sourcesOf, type Programs, type SourceOf, type WipeMarket } from './wipe/day.ts';
import { wipeMutants } from './wipe/mutants.ts';
import { createTally, type Tally } from './wipe/tally.ts';

const ROUNDS = 60;
const SALES_PER_DAY = 300;
const WIPES_PER_DAY = 6;
const WIPES_PER_MUTANT = 8;

const silent = (): void => {};
const log: Log = { debug: silent, info: silent, warn: silent, error: silent };

/** What the market holds of a terminal, read from its database. */
export function marketOf(
  market: { readonly url: string; code(): Promise<string>; replaceCode(terminal: number): Promise<string> },
  query: (sql: string, values: readonly unknown[]) => Promise<readonly Record<string, unknown>[]>,
): WipeMarket {
  return {
    url: market.url,
    code: () => market.code(),
    replaceCode: (terminal) => market.replaceCode(terminal),
    entries: async (terminal) => {
      const rows = await query('select entry from journal where terminal = $1 order by epoch, seq', [terminal]);
      return rows.map((row) => record(row['entry']));
    },
    setAside: async (terminal) => {
      const rows = await query('select reason, epoch, seq from set_aside where terminal = $1', [terminal]);
      return rows.map((row) => ({
        reason: String(row['reason']),
        number: `${String(row['epoch'])}-${String(row['seq'])}`,
      }));
    },
  };
}

/** A real market server on a PostgreSQL of its own. */
async function ownMarket(): Promise<WipeMarket & { stop(): Promise<void> }> {
  const root = mkdtempSync(join(tmpdir(), 'stall-faults-market-'));
  // As root the database runs as a user of its own, who must be able to pass here.
  await chmod(root, 0o755);
  const cluster = await startCluster({ dir: join(root, 'database'), log });
  const server = await startMarket({
    dir: join(root, 'market'),
    databaseUrl: cluster.databaseUrl,
    host: '127.0.0.1',
    port: 0,
    log,
    now: Date.now,
    seed: true,
    resourcesDir: fileURLToPath(new URL('../../resources', import.meta.url)),
  });
  // A forced stop must not leave the database behind; the campaign's other processes end with their pipes.
  const stopAtOnce = (signal: NodeJS.Signals): void => {
    void cluster.stop().finally(() => {
      rmSync(root, { recursive: true, force: true });
      process.exit(signal === 'SIGINT' ? 130 : 143);
    });
  };
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const signal of signals) process.once(signal, stopAtOnce);
  const pool = new pg.Pool({ connectionString: cluster.databaseUrl, max: 2 });
  // Told of a database that is stopped under it, when the campaign is; a query that fails says so itself.
  pool.on('error', silent);
  const market = {
    url: server.url,
    code: () => server.issueCode('12'),
    replaceCode: (terminal: number) => server.issueReplaceCode(terminal),
  };
  return {
    ...marketOf(market, async (sql, values) => (await pool.query<Record<string, unknown>>(sql, [...values])).rows),
    stop: async () => {
      for (const signal of signals) process.off(signal, stopAtOnce);
      await pool.end();
      await server.stop();
      await cluster.stop();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** So many wipes, spread over days. */
export async function runWipes(
  market: WipeMarket,
  programs: Programs,
  options: {
    readonly wipes: number;
    readonly seed: number;
    readonly salesPerDay?: number;
    readonly from?: SourceOf;
    readonly untilWrong?: boolean;
    readonly say?: (line: string) => void;
  },
): Promise<Tally> {
  const tally = createTally();
  const root = mkdtempSync(join(tmpdir(), 'stall-faults-wipe-'));
  const { untilWrong = false, salesPerDay = SALES_PER_DAY } = options;
  try {
    for (let done = 0, day = 0; done < options.wipes && !(untilWrong && tally.wrong() > 0); day += 1) {
      const wipes = Math.min(WIPES_PER_DAY, options.wipes - done);
      const first = done;
      await liveDay({
        root: join(root, `day-${day}`),
        market,
        programs,
        chance: createChance(options.seed + day),
        sales: Math.ceil((salesPerDay * wipes) / WIPES_PER_DAY),
        wipes,
        sourceOf: (wipe) => options.from ?? sourcesOf[(first + wipe) % sourcesOf.length] ?? 'both',
        tally,
        untilWrong,
      });
      done += wipes;
      options.say?.(`${done} of ${options.wipes} wipes, ${tally.wrong()} wrong`);
    }
    return tally;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

export async function tryWipeMutant(
  market: WipeMarket,
  mutant: (typeof wipeMutants)[number],
  seed: number,
): Promise<{ readonly caught: boolean; readonly tally: Tally }> {
  const bundle = await bundleTill(mutant.plants);
  try {
    const tally = await runWipes(market, bundle, {
      wipes: WIPES_PER_MUTANT,
      seed,
      salesPerDay: 60,
      from: mutant.from,
      untilWrong: true,
    });
    return { caught: tally.wrong() > 0, tally };
  } finally {
    bundle.remove();
  }
}

/** Takes a selling till's data directory and keys away at random instants and rebuilds it, from its stick, the market or both (docs/faults.md). */
export async function faultWipe({ rounds, seed, say }: CampaignOptions): Promise<Figures> {
  const market = await ownMarket();
  try {
    let caught = 0;
    for (const mutant of wipeMutants) {
      const trial = await tryWipeMutant(market, mutant, seed);
      if (trial.caught) caught += 1;
      say(
        `${trial.caught ? 'caught' : 'NOT CAUGHT'}: ${mutant.name} (${trial.tally.figures()['wipes']} wipes; ${trial.tally.examples[0] ?? ''})`,
      );
    }
    const bundle = await bundleTill();
    try {
      const tally = await runWipes(market, bundle, { wipes: rounds ?? ROUNDS, seed, say });
      for (const example of tally.examples) say(`  ${example}`);
      return { ...tally.figures(), mutants_caught: `${caught}/${wipeMutants.length}`, seed };
    } finally {
      bundle.remove();
    }
  } finally {
    await market.stop();
  }
}
