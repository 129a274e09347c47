import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Secrets } from '../../electron/core/core.ts';
import { exportLines } from '../../electron/core/journal/export.ts';
import type { RestoreFailure, RestoreReport } from '../../electron/core/restore/report.ts';
import { restore, type RestoreOptions } from '../../electron/core/restore/restore.ts';
import type { JournalEntry } from '../../shared/records/journal.ts';
import { createStall, quiet, storedIn, until, type Stall } from '../core/stall.ts';
import { testMarket, type TestMarket } from './market.ts';

/** A till, its stick and a real market: the till's disk dies, and it is put together again. */
let market: TestMarket;
beforeAll(async () => {
  market = await testMarket();
});
afterAll(async () => {
  await market.stop();
});

let root = '';
let stick = '';
let till: Stall;
let terminal = 0;
let tills: Stall[] = [];
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'stall-rebuilding-'));
  stick = join(root, 'stick');
  mkdirSync(stick);
  till = await opened({ server: market.url, enrolCode: await market.code('12'), mirror: stick });
  terminal = storedIn<{ id: string; value: { terminal: number } }>(till.dir, 'settings').find(
    ({ id }) => id === 'identity',
  )!.value.terminal;
});
afterEach(async () => {
  for (const stall of tills) await stall.close();
  tills = [];
  rmSync(root, { recursive: true, force: true });
});

async function opened(options: Parameters<typeof createStall>[0]): Promise<Stall> {
  const stall = createStall(options);
  tills.push(stall);
  await stall.open();
  await until(
    () => stall.see('status'),
    (status) => status.mode === 'live',
  );
  return stall;
}
let sales: string[] = [];
beforeEach(() => {
  sales = [];
});
async function sell(at: Stall, amountFen: number): Promise<void> {
  const line = await at.must('goods.portion', { productId: null, category: '01', amountFen });
  const args = { cartId: line.cartId, payableFen: amountFen, concedeFen: 0, paper: 'none' as const };
  const sale = await at.must('sale.complete', { ...args, tenders: [{ kind: 'cash', amountFen, tenderedFen: null }] });
  sales.push(sale.saleId);
}
const mirrored = (at: Stall) =>
  until(
    async () => (await at.see('status')).mirror,
    (view) => view?.state === 'following' && view.behind === 0,
  );
const uploaded = (at: Stall) =>
  until(
    () => at.see('status'),
    (status) => status.link === 'online' && status.pendingUpload === 0,
  );
/** The disk is gone, and with it the keys. */
async function die(at: Stall): Promise<void> {
  await at.core().stop();
  rmSync(at.dir, { recursive: true });
}

const keys = new Map<string, Uint8Array>();
const secrets: Secrets = {
  load: (name) => Promise.resolve(keys.get(name) ?? null),
  save: (name, bytes) => {
    keys.set(name, bytes);
    return Promise.resolve();
  },
};
const dir = () => join(root, 'new');
const attempt = (change: Partial<RestoreOptions>) =>
  restore({
    dir: dir(),
    mirror: null,
    market: null,
    terminal: null,
    secrets: () => secrets,
    now: () => Date.now(),
    chance: () => 0.5,
    version: '0.1.0-test',
    log: quiet,
    ...change,
  });
async function rebuild(change: Partial<RestoreOptions>): Promise<RestoreReport> {
  keys.clear();
  const outcome = await attempt(change);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
  return outcome.report;
}
async function failure(change: Partial<RestoreOptions>): Promise<RestoreFailure | null> {
  const outcome = await attempt(change);
  return outcome.ok ? null : outcome.failure;
}
const byCode = async () => ({ market: { server: market.url, code: await market.replaceCode(terminal) } });
const again = () => opened({ dir: dir(), secrets, server: market.url });

const atMarket = (): Promise<JournalEntry[]> =>
  market.database
    .query<{ entry: JournalEntry }>('select entry from journal where terminal = $1 order by epoch, seq', [terminal])
    .then((rows) => rows.map(({ entry }) => entry));
const held = (): JournalEntry[] =>
  storedIn<JournalEntry>(dir(), 'journal')
    .filter((entry) => entry.terminal === terminal)
    .map((entry) => Object.fromEntries(Object.entries(entry).filter(([name]) => !name.startsWith('_'))) as JournalEntry)
    .toSorted((a, b) => a.epoch - b.epoch || a.seq - b.seq);
/** Everything the till holds, exported, is checked by the verifier as the market's page has it. */
async function verdict(): Promise<number | null> {
  const epochs = await market.database.query<{ epoch: number; public_key: string }>(
    'select epoch, public_key from terminal_epochs where terminal = $1 order by epoch',
    [terminal],
  );
  const lines: string[] = [];
  const own = held();
  const published = epochs.filter(({ epoch }) => own.some((entry) => entry.epoch === epoch));
  const header = {
    market: 1,
    terminal,
    keys: published.map((epoch) => ({ epoch: epoch.epoch, publicKey: epoch.public_key })),
    serverKey: null,
  };
  for await (const line of exportLines(header, own, [])) lines.push(line);
  const file = join(root, 'export.ndjson');
  writeFileSync(file, lines.join(''));
  const run = spawnSync(
    process.execPath,
    [fileURLToPath(new URL('../../market/verify/main.ts', import.meta.url)), file],
    {
      encoding: 'utf8',
    },
  );
  if (run.status !== 0) process.stderr.write(run.stdout);
  return run.status;
}
const salesIn = (entries: readonly JournalEntry[]): string[] =>
  entries.filter(({ kind }) => kind === 'sale').map(({ id }) => id);

test('from the stick alone it sells at once; a replace code makes its epoch the market’s, and everything is there', async () => {
  await sell(till, 500);
  await sell(till, 600);
  await mirrored(till);
  await uploaded(till);
  await die(till);
  const report = await rebuild({ mirror: stick });
  const next = await again();
  await sell(next, 700);
  expect((await next.see('status')).enrolText).toContain('换机码');
  expect(await next.call('terminal.enrol', { code: 'AAAAA-AAAAA' })).toMatchObject({
    refusal: { code: 'enrol_failed', reason: 'bad_code' },
  });
  await next.must('terminal.enrol', { code: await market.replaceCode(terminal) });
  await uploaded(next);
  await sell(next, 800);
  await until(atMarket, (entries) => salesIn(entries).length === 4);
  expect(salesIn(await atMarket())).toEqual(sales);
  expect(await atMarket()).toEqual(held());
  expect(held().at(-1)).toMatchObject({ epoch: report.epoch, seq: 3, perpetualFen: 2_600 });
  expect((await next.see('status')).enrolText).toBe('');
  expect(await verdict()).toBe(0);
});

test('what only the stick has comes to the market with the new till, and counts', async () => {
  await sell(till, 500);
  await uploaded(till);
  await mirrored(till);
  await till.core().stop();
  // No line any more: the rest of the day is on the stick alone.
  const offline = await opened({ dir: till.dir, secrets: till.secrets, mirror: stick });
  await sell(offline, 600);
  await sell(offline, 700);
  await mirrored(offline);
  await die(offline);
  const report = await rebuild({ mirror: stick, ...(await byCode()) });
  expect(report).toMatchObject({ entries: 3, isProvisional: false, carriedFen: 1_800, problems: [] });
  expect(report.epochs).toMatchObject([{ epoch: 1, fromMirror: 3, fromMarket: 0, onlyMirror: 2, keyFrom: 'market' }]);
  const next = await again();
  await sell(next, 800);
  await until(atMarket, (entries) => salesIn(entries).length === 4);
  expect(await atMarket()).toEqual(held());
  expect((await next.see('status')).setAside).toBe(0);
  expect(await verdict()).toBe(0);
});

test('a till that dies again before its epoch was confirmed: one replace code brings both epochs of its own choice in', async () => {
  await sell(till, 500);
  await mirrored(till);
  await uploaded(till);
  await die(till);
  const first = await rebuild({ mirror: stick });
  const second = await opened({ dir: dir(), secrets, server: market.url, mirror: stick });
  await sell(second, 600);
  await mirrored(second);
  await second.core().stop();
  rmSync(dir(), { recursive: true });
  const report = await rebuild({ mirror: stick });
  expect(report.epoch).toBeGreaterThan(first.epoch);
  const third = await again();
  await sell(third, 700);
  await third.must('terminal.enrol', { code: await market.replaceCode(terminal) });
  await until(atMarket, (entries) => salesIn(entries).length === 3);
  expect(salesIn(await atMarket())).toEqual(sales);
  await until(atMarket, (entries) => entries.length === held().length);
  expect(await atMarket()).toEqual(held());
  expect(held().at(-1)).toMatchObject({ epoch: report.epoch, perpetualFen: 1_800 });
  expect((await third.see('status')).setAside).toBe(0);
  expect(await verdict()).toBe(0);
});

test('a till that dies again before its epoch was confirmed, rebuilt from stick and market: what it had sold comes in', async () => {
  await sell(till, 500);
  await mirrored(till);
  await uploaded(till);
  await die(till);
  await rebuild({ mirror: stick });
  const second = await opened({ dir: dir(), secrets, server: market.url, mirror: stick });
  await sell(second, 600);
  await mirrored(second);
  await second.core().stop();
  rmSync(dir(), { recursive: true });
  await rebuild({ mirror: stick, ...(await byCode()) });
  const third = await again();
  await sell(third, 700);
  await until(atMarket, (entries) => entries.length === held().length && salesIn(entries).length === 3);
  expect(await atMarket()).toEqual(held());
  expect((await third.see('status')).setAside).toBe(0);
  expect(await verdict()).toBe(0);
});

test('what only the market has is taken from there', async () => {
  await sell(till, 500);
  await mirrored(till);
  rmSync(stick, { recursive: true });
  await sell(till, 600);
  await sell(till, 700);
  await uploaded(till);
  await die(till);
  const report = await rebuild(await byCode());
  expect(report).toMatchObject({ entries: 3, sales: 3, carriedFen: 1_800, hasState: false });
  expect(report.epochs).toMatchObject([{ fromMirror: 0, fromMarket: 3, onlyMirror: 0 }]);
  const next = await again();
  await sell(next, 800);
  await until(atMarket, (entries) => salesIn(entries).length === 4);
  expect(await atMarket()).toEqual(held());
  expect(await verdict()).toBe(0);
});

test('a torn stick is filled up from the market', async () => {
  for (const amount of [500, 600, 700]) await sell(till, amount);
  await mirrored(till);
  await uploaded(till);
  await die(till);
  const journal = join(stick, `stall-pos-1-${terminal}`, 'journal-1.ndjson');
  const lines = readFileSync(journal, 'utf8').split('\n');
  // The second entry was written over, the last one is cut off.
  writeFileSync(journal, [lines[0], lines[1], 'x'.repeat(300), lines[3]].join('\n'));
  truncateSync(journal, readFileSync(journal).length - 10);
  const report = await rebuild({ mirror: stick, ...(await byCode()) });
  expect(report).toMatchObject({ entries: 3, carriedFen: 1_800 });
  expect(report.epochs).toMatchObject([{ fromMirror: 1, fromMarket: 2, missing: [] }]);
  expect(report.problems.map(({ what }) => what).toSorted()).toEqual(['bad_hash', 'torn']);
  await again();
  expect(await verdict()).toBe(0);
});

test('where the stick and the market contradict each other the market’s is taken, and it is said', async () => {
  await sell(till, 500);
  await uploaded(till);
  await mirrored(till);
  await till.core().stop();
  const image = join(root, 'image');
  cpSync(till.dir, image, { recursive: true });
  const lost = await opened({ dir: image, secrets: till.secrets, mirror: stick });
  await sell(lost, 900);
  await mirrored(lost);
  await lost.core().stop();
  const real = await opened({ dir: till.dir, secrets: till.secrets, server: market.url });
  await sell(real, 600);
  await uploaded(real);
  await die(real);
  const report = await rebuild({ mirror: stick, ...(await byCode()) });
  expect(report).toMatchObject({ entries: 2, carriedFen: 1_100, problems: [{ what: 'fork', epoch: 1 }] });
  expect(readFileSync(join(stick, `stall-pos-1-${terminal}`, 'journal-1.ndjson'), 'utf8')).toContain('900');
});

test('another terminal’s stick, a code of another and a used one are refused, and a failed try can be repeated', async () => {
  await sell(till, 500);
  await mirrored(till);
  await uploaded(till);
  await die(till);
  const other = await opened({ server: market.url, enrolCode: await market.code('8') });
  await other.core().stop();
  const { terminal: otherTerminal } = storedIn<{ id: string; value: { terminal: number } }>(other.dir, 'settings').find(
    ({ id }) => id === 'identity',
  )!.value;
  keys.clear();
  const server = market.url;
  expect(await failure({ mirror: stick, market: { server, code: await market.replaceCode(otherTerminal) } })).toEqual({
    why: 'market',
    reason: 'bad_code',
  });
  const code = await market.replaceCode(terminal);
  mkdirSync(`${dir()}.restoring/secrets`, { recursive: true });
  expect(await failure({ mirror: stick, market: { server: 'http://127.0.0.1:9', code } })).toEqual({
    why: 'market',
    reason: 'unreachable',
  });
  expect(await failure({ mirror: stick, market: { server, code } })).toBeNull();
  rmSync(dir(), { recursive: true });
  // The answer was lost, or the disk was full: with the same key the same code is good once more.
  expect(await failure({ mirror: stick, market: { server, code } })).toBeNull();
  rmSync(dir(), { recursive: true });
  keys.clear();
  expect(await failure({ mirror: stick, market: { server, code } })).toEqual({ why: 'market', reason: 'used_code' });
});
