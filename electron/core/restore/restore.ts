import { mkdir, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Log } from '../../../shared/log.ts';
import { databaseOf, openStore } from '../database.ts';
import { openDisk } from '../health/disk.ts';
import { createFlushes } from '../health/flushes.ts';
import { terminalKeyIn, type Secrets } from '../identity.ts';
import { namesIn, syncFolder } from '../mirror/disk.ts';
import { WireFailure } from '../sync/client.ts';
import { fill, provisionalAfter, type Filled, type Sources } from './fill.ts';
import { joinAgain } from './market-side.ts';
import { findMirror, lastOf, unconfirmedIn, type MirrorFolder } from './mirror-folder.ts';
import { reportOf, type RestoreFailure, type RestoreOutcome, type RestoreReport } from './report.ts';
import { Forked, type Problem } from './take.ts';

export interface RestoreOptions {
  /** Where the till's data is to be; must not exist, or be empty. */
  readonly dir: string;
  /** The stick, or a terminal's folder on it. */
  readonly mirror: string | null;
  /** The market, with a code that it has issued for going on as this terminal. */
  readonly market: { readonly server: string; readonly code: string } | null;
  /** Which terminal, where the stick has several. */
  readonly terminal: number | null;
  /** The keys of the till whose data is in this directory. */
  readonly secrets: (dir: string) => Secrets;
  readonly now: () => number;
  /** 0…1. */
  readonly chance: () => number;
  readonly version: string;
  readonly log: Log;
}

class Failed extends Error {
  override readonly name = 'Failed';
  readonly failure: RestoreFailure;
  constructor(failure: RestoreFailure) {
    super(failure.why);
    this.failure = failure;
  }
}

/**
 * Builds the data directory of a till whose own is gone, from its mirror, the market, or both. It is made beside its place and moved there
 * whole: before that there is nothing, after it a till that sells. After a failure the same code can be used again: the key that was made
 * for it stays in `DIR.restoring`.
 * @throws errors of the disk and bugs; what can be expected to fail is in the outcome.
 */
export async function restore(options: RestoreOptions): Promise<RestoreOutcome> {
  try {
    return { ok: true, report: await build(options) };
  } catch (error) {
    if (error instanceof Failed) return { ok: false, failure: error.failure };
    if (error instanceof WireFailure)
      return { ok: false, failure: { why: 'market', reason: error.status === null ? 'unreachable' : error.reason } };
    throw error;
  }
}

async function build(options: RestoreOptions): Promise<RestoreReport> {
  const dir = resolve(options.dir);
  if (((await namesIn(dir)) ?? []).length > 0) throw new Failed({ why: 'not_empty' });
  if (options.mirror === null && options.market === null) throw new Failed({ why: 'nothing_given' });
  const folder = options.mirror === null ? null : await mirrorIn(options.mirror, options.terminal);
  const work = `${dir}.restoring`;
  await clear(work);
  const key = await terminalKeyIn(options.secrets(work));
  const market = options.market === null ? null : await joinAgain(await askFor(options.market, folder, key, options));
  if (folder !== null && market !== null && market.answer.terminal !== folder.terminal)
    throw new Failed({ why: 'other_terminal', mirror: folder.terminal, market: market.answer.terminal });
  const filled = await fillWhole(options, work, { folder, market, key });
  if (filled === null) throw new Failed({ why: 'nothing_found' });
  if (filled.server !== null)
    await writeFile(join(work, 'terminal.json'), `${JSON.stringify({ server: filled.server })}\n`);
  await syncFolder(work);
  await rmdir(dir).catch(() => undefined);
  await rename(work, dir);
  await syncFolder(dirname(dir));
  return reportOf(filled);
}

async function mirrorIn(path: string, terminal: number | null): Promise<MirrorFolder> {
  const found = await findMirror(resolve(path), terminal);
  if (found.ok) return found.folder;
  throw new Failed(found.why === 'several' ? { why: 'several', terminals: found.terminals } : { why: found.why });
}

const askFor = async (
  market: NonNullable<RestoreOptions['market']>,
  folder: MirrorFolder | null,
  key: Sources['key'],
  { version, terminal, chance }: RestoreOptions,
): Promise<Parameters<typeof joinAgain>[0]> => {
  const of = folder?.terminal ?? terminal;
  const previous = folder === null ? null : await lastOf(folder);
  return {
    ...market,
    key,
    version,
    resume:
      of === null
        ? null
        : {
            terminal: of,
            epoch:
              folder === null
                ? null
                : provisionalAfter(
                    folder.journals.map((journal) => journal.epoch),
                    chance,
                  ),
            previous,
            unconfirmed: folder === null ? [] : await unconfirmedIn(folder),
          },
  };
};

/** Takes away what an earlier try left, but for the keys. */
async function clear(work: string): Promise<void> {
  await mkdir(work, { recursive: true });
  for (const name of await readdir(work))
    if (name !== 'secrets') await rm(join(work, name), { recursive: true, force: true });
}

/** Fills a store; from the beginning, without the stick's journal of an epoch, where that is not the market's. Null: nothing was found. */
async function fillWhole(options: RestoreOptions, work: string, sources: Sources): Promise<Filled | null> {
  const forks: Problem[] = [];
  for (;;) {
    const store = await openStore(work, openDisk(work, databaseOf(work), options.log), createFlushes());
    try {
      return await fill(store, sources, forks, options);
    } catch (error) {
      if (!(error instanceof Forked)) throw error;
      forks.push({ where: 'mirror', epoch: error.epoch, after: 0, what: 'fork' });
    } finally {
      await store.close();
    }
    await clear(work);
  }
}
