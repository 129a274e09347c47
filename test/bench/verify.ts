import { createHash } from 'node:crypto';
import { mkdtempSync, readSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportLines } from '../../electron/core/journal/export.ts';
import type { Checks } from '../../market/verify/journal.ts';
import type { Source } from '../../market/verify/blocks.ts';
import { verifyJournal } from '../../market/verify/verify.ts';
import { pen, tillEntries } from '../faults/tamper/till.ts';
import type { Figures } from './main.ts';
import { quantile, round } from './percentile.ts';

const SIZES = [10_000, 100_000] as const;
const ROUNDS = 7;

/**
 * The verifier on journals of two sizes, against SHA-256 of the same file: read in the same blocks, hashed in one go by one thread, in
 * turn with it. `hash` is hashes and links only, `full` everything but signatures, `signed` everything. Ratios are of the clock, medians
 * over the rounds; `cpu` ones of the time the processor spent on it, which the neighbours of a shared machine don't lengthen as much.
 */
export async function benchVerify(say: (line: string) => void): Promise<Figures> {
  const dir = mkdtempSync(join(tmpdir(), 'stall-pos-verify-'));
  try {
    const sizes: Sized[] = [];
    for (const entries of SIZES) sizes.push(await benchSize(join(dir, `${entries}.ndjson`), entries, say));
    const largest = sizes.at(-1);
    if (largest === undefined) throw new Error('no size');
    return { ...largest, rss_mb: Math.round(process.memoryUsage().rss / 1e6), sizes };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

type Sized = Readonly<Record<string, number>>;

async function benchSize(path: string, entries: number, say: (line: string) => void): Promise<Sized> {
  const file = await open(path, 'w+');
  try {
    const bytes = await writeJournal(file, entries);
    say(`${entries} entries, ${bytes} bytes`);
    const rounds = { sha: [] as Spent[], hash: [] as Spent[], full: [] as Spent[] };
    // The first round only warms the code and the page cache.
    for (let i = 0; i <= ROUNDS; i += 1) {
      const sha = await spentOn(() => sha256(file));
      const hash = await spentOn(() => check(file, entries, 'chain'));
      const full = await spentOn(() => check(file, entries, 'contents'));
      if (i === 0) continue;
      rounds.sha.push(sha);
      rounds.hash.push(hash);
      rounds.full.push(full);
      say(`round ${i}: sha256 ${round(sha.wall, 3)} s, hash ${round(hash.wall, 3)} s, full ${round(full.wall, 3)} s`);
    }
    const signed = await spentOn(() => check(file, entries, 'all'));
    const median = (of: readonly number[]): number => quantile(of, 0.5);
    const ratios = (of: readonly Spent[], by: keyof Spent): number[] =>
      of.map((spent, i) => (rounds.sha[i]?.[by] ?? Number.NaN) / spent[by]);
    const perSecond = (of: readonly Spent[]): number => Math.round(entries / median(of.map(({ wall }) => wall)));
    const full = ratios(rounds.full, 'wall');
    return {
      entries,
      bytes_per_entry: Math.round(bytes / entries),
      rounds: ROUNDS,
      sha256_mb_per_s: Math.round(bytes / 1e6 / median(rounds.sha.map(({ wall }) => wall))),
      hash_per_s: perSecond(rounds.hash),
      hash_ratio: round(median(ratios(rounds.hash, 'wall')), 3),
      hash_cpu_ratio: round(median(ratios(rounds.hash, 'cpu')), 3),
      full_per_s: perSecond(rounds.full),
      full_ratio: round(median(full), 3),
      full_ratio_min: round(Math.min(...full), 3),
      full_ratio_max: round(Math.max(...full), 3),
      full_cpu_ratio: round(median(ratios(rounds.full, 'cpu')), 3),
      signed_per_s: Math.round(entries / signed.wall),
      signed_ratio: round(median(rounds.sha.map(({ wall }) => wall)) / signed.wall, 4),
    };
  } finally {
    await file.close();
  }
}

/** Seconds by the clock, and of the processor. */
interface Spent {
  readonly wall: number;
  readonly cpu: number;
}

async function spentOn(work: () => void | Promise<void>): Promise<Spent> {
  const [start, before] = [process.hrtime.bigint(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(before);
  return { wall: Number(process.hrtime.bigint() - start) / 1e9, cpu: (user + system) / 1e6 };
}

async function writeJournal(file: FileHandle, entries: number): Promise<number> {
  const till = pen('a terminal of the bench');
  const options = { market: 1, terminal: 17, epoch: 1, seed: 1, sign: till.sign };
  const header = { market: 1, terminal: 17, keys: [{ epoch: 1, publicKey: till.publicKey }], serverKey: null };
  let waiting: string[] = [];
  for await (const line of exportLines(header, tillEntries(options, entries), [])) {
    waiting.push(line);
    if (waiting.length === 1000) {
      await file.appendFile(waiting.join(''));
      waiting = [];
    }
  }
  await file.appendFile(waiting.join(''));
  return (await file.stat()).size;
}

const sourceOf = (file: FileHandle): Source => {
  let place = 0;
  return {
    read: (into) => {
      const count = readSync(file.fd, into, 0, into.length, place);
      place += count;
      return count;
    },
  };
};

function sha256(file: FileHandle): void {
  const [source, block, sum] = [sourceOf(file), Buffer.alloc(1 << 20), createHash('sha256')];
  for (let read = source.read(block); read > 0; read = source.read(block)) sum.update(block.subarray(0, read));
  sum.digest('hex');
}

async function check(file: FileHandle, entries: number, checks: Checks): Promise<void> {
  const anchors = { keys: [], serverKey: null, receipts: [], heads: [] };
  const verdict = await verifyJournal(() => sourceOf(file), { anchors, checks, open: false });
  if (verdict.outcome !== 'good' || verdict.entries !== entries)
    throw new Error(`not good: ${JSON.stringify(verdict)}`);
}
