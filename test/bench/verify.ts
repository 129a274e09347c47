import { createHash } from 'node:crypto';
import { mkdtempSync, readSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportLines } from '../../electron/core/export.ts';
import type { Checks } from '../../market/verify/journal.ts';
import type { Source } from '../../market/verify/blocks.ts';
import { verifyJournal } from '../../market/verify/verify.ts';
import { pen, tillEntries } from '../faults/tamper/till.ts';
import type { Figures } from './main.ts';
import { quantile, round } from './percentile.ts';

const ENTRIES = 100_000;
const ROUNDS = 7;

/**
 * The verifier on a journal of 100,000 entries, against SHA-256 of the same file: read in the same blocks, hashed in one go
 * by one thread, in the same run. `hash` is hashes and links only, `full` everything but signatures, `signed` everything.
 */
export async function benchVerify(say: (line: string) => void): Promise<Figures> {
  const dir = mkdtempSync(join(tmpdir(), 'stall-pos-verify-'));
  const file = await open(join(dir, 'journal.ndjson'), 'w+');
  try {
    const bytes = await writeJournal(file);
    say(`${ENTRIES} entries, ${bytes} bytes`);
    const rounds = { sha: [] as number[], hash: [] as number[], full: [] as number[] };
    // The first round only warms the code and the page cache.
    for (let i = 0; i <= ROUNDS; i += 1) {
      const sha = await timed(() => sha256(file));
      const hash = await timed(() => check(file, 'chain'));
      const full = await timed(() => check(file, 'contents'));
      if (i === 0) continue;
      rounds.sha.push(sha);
      rounds.hash.push(hash);
      rounds.full.push(full);
      say(`round ${i}: sha256 ${round(sha)} s, hash ${round(hash)} s, full ${round(full)} s`);
    }
    const signed = await timed(() => check(file, 'all'));
    const ratios = (of: readonly number[]): readonly number[] =>
      of.map((seconds, i) => (rounds.sha[i] ?? Number.NaN) / seconds);
    const median = (of: readonly number[]): number => quantile(of, 0.5);
    return {
      entries: ENTRIES,
      bytes_per_entry: Math.round(bytes / ENTRIES),
      rounds: ROUNDS,
      sha256_mb_per_s: Math.round(bytes / 1e6 / median(rounds.sha)),
      hash_per_s: Math.round(ENTRIES / median(rounds.hash)),
      hash_ratio: round(median(ratios(rounds.hash)), 3),
      full_per_s: Math.round(ENTRIES / median(rounds.full)),
      full_ratio: round(median(ratios(rounds.full)), 3),
      full_ratio_min: round(Math.min(...ratios(rounds.full)), 3),
      full_ratio_max: round(Math.max(...ratios(rounds.full)), 3),
      signed_per_s: Math.round(ENTRIES / signed),
      signed_ratio: round(median(rounds.sha) / signed, 4),
      rss_mb: Math.round(process.memoryUsage().rss / 1e6),
    };
  } finally {
    await file.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

async function timed(work: () => void | Promise<void>): Promise<number> {
  const start = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - start) / 1e9;
}

async function writeJournal(file: FileHandle): Promise<number> {
  const till = pen('a terminal of the bench');
  const options = { market: 1, terminal: 17, epoch: 1, seed: 1, sign: till.sign };
  const header = { market: 1, terminal: 17, keys: [{ epoch: 1, publicKey: till.publicKey }], serverKey: null };
  let waiting: string[] = [];
  for await (const line of exportLines(header, tillEntries(options, ENTRIES), [])) {
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

async function check(file: FileHandle, checks: Checks): Promise<void> {
  const anchors = { keys: [], serverKey: null, receipts: [], heads: [] };
  const verdict = await verifyJournal(() => sourceOf(file), { anchors, checks, open: false });
  if (verdict.outcome !== 'good' || verdict.entries !== ENTRIES)
    throw new Error(`not good: ${JSON.stringify(verdict)}`);
}
