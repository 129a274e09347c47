import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { Secrets } from '../../electron/core/core.ts';
import type { RestoreReport } from '../../electron/core/restore/report.ts';
import { restore, type RestoreOptions } from '../../electron/core/restore/restore.ts';
import type { JournalEntry } from '../../shared/records/journal.ts';
import { startTestMarket, type TestMarket } from './market.ts';
import {
  chicory,
  createStall,
  openJoinedStall,
  price,
  quiet,
  sellPortion,
  storedIn,
  until,
  type Stall,
} from './stall.ts';

/** A till whose disk has died, and what is made of its stick. */
let stall: Stall;
let again: Stall | null = null;
let market: TestMarket;
let root = '';
let stick = '';
const journal = (): string => join(stick, 'stall-pos-1-17', 'journal-1.ndjson');
const newDir = (): string => join(root, 'new');

afterEach(async () => {
  await again?.close();
  again = null;
  await stall.close();
  await market.stop();
  rmSync(root, { recursive: true, force: true });
});

async function open(): Promise<void> {
  root = mkdtempSync(join(tmpdir(), 'stall-restore-'));
  stick = join(root, 'stick');
  mkdirSync(stick);
  market = await startTestMarket();
  stall = await openJoinedStall(market, { mirror: stick });
}
const following = () =>
  until(
    async () => (await stall.see('status')).mirror,
    (view) => view?.state === 'following' && view.behind === 0,
  );
/** The disk is gone; what is on the stick is all there is. */
async function die(): Promise<void> {
  await stall.core().stop();
  rmSync(stall.dir, { recursive: true });
  market.cut();
}
const held = (dir: string): JournalEntry[] =>
  storedIn<JournalEntry>(dir, 'journal')
    .filter((entry) => entry.terminal === 17)
    .toSorted((a, b) => a.epoch - b.epoch || a.seq - b.seq);

function secretsIn(): { readonly of: (dir: string) => Secrets; readonly keys: Map<string, Uint8Array> } {
  const keys = new Map<string, Uint8Array>();
  const secrets: Secrets = {
    load: (name) => Promise.resolve(keys.get(name) ?? null),
    save: (name, bytes) => {
      keys.set(name, bytes);
      return Promise.resolve();
    },
  };
  return { of: () => secrets, keys };
}
const secrets = secretsIn();
const options = (change: Partial<RestoreOptions> = {}): RestoreOptions => ({
  dir: newDir(),
  mirror: stick,
  market: null,
  terminal: null,
  secrets: secrets.of,
  now: () => Date.now(),
  chance: () => 0.5,
  version: '0.1.0-test',
  log: quiet,
  ...change,
});
async function rebuilt(change: Partial<RestoreOptions> = {}): Promise<RestoreReport> {
  secrets.keys.clear();
  const outcome = await restore(options(change));
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
  return outcome.report;
}
async function openAgain(): Promise<Stall> {
  again = createStall({ dir: newDir(), secrets: secrets.of('') });
  await again.open();
  return again;
}

test('a till is rebuilt from its stick and sells at once, without the market', async () => {
  await open();
  const sales = [await sellPortion(stall, 500), await sellPortion(stall, 600), await sellPortion(stall, 710)];
  await following();
  await die();
  const report = await rebuilt();
  expect(report).toMatchObject({
    market: 1,
    terminal: 17,
    stallNo: 'A-17',
    isProvisional: true,
    entries: 3,
    sales: 3,
    payableFen: 1_810,
    carriedFen: 1_810,
    problems: [],
    epochs: [{ epoch: 1, entries: 3, fromMirror: 3, fromMarket: 0, keyFrom: 'mirror', missing: [], lastSeq: 3 }],
  });
  expect(report.epoch).toBeGreaterThan(2);
  const till = await openAgain();
  expect((await till.see('status')).mode).toBe('live');
  const next = await sellPortion(till, 1_000);
  const entries = held(newDir());
  expect(entries.map(({ id }) => id)).toEqual([...sales, entries[3]?.id, next]);
  const [, , third, start, sale] = entries;
  expect(start).toMatchObject({
    epoch: report.epoch,
    seq: 1,
    prevHash: '0'.repeat(64),
    perpetualFen: 1_810,
    body: {
      kind: 'epoch_start',
      reason: 'rebuilt',
      previous: { epoch: 1, seq: 3, hash: third?.hash },
      carriedFen: 1_810,
    },
  });
  expect(sale).toMatchObject({ epoch: report.epoch, seq: 2, prevHash: start?.hash, perpetualFen: 2_810 });
});

test('carts, prices, settings and the catalogue go on', async () => {
  await open();
  await stall.must('goods.price', { productId: chicory, price: price(320), scope: 'from_now', sure: true });
  await stall.must('settings.set', { rounding: 'yuan', paper: 'never' });
  await sellPortion(stall, 500);
  const { cartId } = await stall.must('goods.portion', { productId: null, category: '01', amountFen: 1_200 });
  await following();
  market.tell('people', { id: 'x1', stall: 'A-17', name: '老王', role: 'owner', active: true, validUntil: null });
  await until(
    () => [
      readFileSync(join(stick, 'stall-pos-1-17', 'state.json'), 'utf8'),
      readFileSync(join(stick, 'stall-pos-1-17', 'catalogue.json'), 'utf8'),
    ],
    ([state, catalogue]) => state?.includes('1200') === true && catalogue?.includes('老王') === true,
  );
  await following();
  await die();
  expect(await rebuilt()).toMatchObject({ carts: 1, cartLines: 1, prices: 1, hasState: true });
  const till = await openAgain();
  expect((await till.see('carts')).carts).toMatchObject([{ id: cartId, lines: [{ amountFen: 1_200 }] }]);
  expect(await till.see('stall')).toMatchObject({ rounding: 'yuan', paper: 'never', stallNo: 'A-17', seller: '老王' });
  const goods = await till.see('goods');
  expect(goods.products.find(({ id }) => id === chicory)?.weightPrice).toEqual(price(320));
});

test('a cart whose sale was copied does not come back', async () => {
  await open();
  const { cartId } = await stall.must('goods.portion', { productId: null, category: '01', amountFen: 500 });
  await following();
  const state = join(stick, 'stall-pos-1-17', 'state.json');
  await until(
    () => readFileSync(state, 'utf8'),
    (text) => text.includes(cartId),
  );
  const old = readFileSync(state);
  const args = { cartId, payableFen: 500, concedeFen: 0, paper: 'none' as const };
  await stall.must('sale.complete', { ...args, tenders: [{ kind: 'cash', amountFen: 500, tenderedFen: null }] });
  await following();
  await die();
  writeFileSync(state, old);
  expect(await rebuilt()).toMatchObject({ carts: 0, sales: 1 });
  const till = await openAgain();
  expect((await till.see('carts')).carts.filter(({ lines }) => lines.length > 0)).toEqual([]);
});

test('a torn last line is told and left out, what is before it is not', async () => {
  await open();
  await sellPortion(stall, 500);
  await sellPortion(stall, 600);
  await following();
  await die();
  truncateSync(journal(), readFileSync(journal()).length - 30);
  const report = await rebuilt();
  expect(report).toMatchObject({
    entries: 1,
    carriedFen: 500,
    problems: [{ where: 'mirror', epoch: 1, after: 1, what: 'torn' }],
  });
});

test('an entry somebody has changed on the stick is not taken, the ones after it are, and the hole is told', async () => {
  await open();
  await sellPortion(stall, 500);
  await sellPortion(stall, 600);
  await sellPortion(stall, 700);
  await following();
  await die();
  writeFileSync(journal(), readFileSync(journal(), 'utf8').replace('"payableFen":600', '"payableFen":610'));
  const report = await rebuilt();
  expect(report.epochs).toMatchObject([{ entries: 2, missing: [{ from: 2, to: 2 }] }]);
  expect(report.problems).toEqual([{ where: 'mirror', epoch: 1, after: 1, what: 'bad_hash' }]);
});

test('settings and carts that the terminal has not signed are not taken', async () => {
  await open();
  await stall.must('settings.set', { rounding: 'none' });
  await sellPortion(stall, 500);
  await following();
  await die();
  const state = join(stick, 'stall-pos-1-17', 'state.json');
  writeFileSync(state, readFileSync(state, 'utf8').replace('"rounding":"none"', '"rounding":"yuan"'));
  expect(await rebuilt()).toMatchObject({ hasState: false, entries: 1 });
});

test('a till that was rebuilt goes on with the same stick, and can be rebuilt from it again', async () => {
  await open();
  await sellPortion(stall, 500);
  await following();
  await die();
  const first = await rebuilt();
  const till = await openAgain();
  const sale = await sellPortion(till, 700);
  await until(
    async () => (await till.see('status')).mirror,
    (view) => view?.state === 'following' && view.behind === 0,
  );
  await till.core().stop();
  rmSync(newDir(), { recursive: true });
  const second = await rebuilt();
  expect(second).toMatchObject({ entries: 3, sales: 2, carriedFen: 1_200 });
  expect(second.epochs.map(({ epoch }) => epoch)).toEqual([1, first.epoch]);
  expect(second.epoch).toBeGreaterThan(first.epoch);
  expect(held(newDir()).map(({ id }) => id)).toContain(sale);
});

test('nothing is built where something is, from nothing, or from a folder without a copy', async () => {
  await open();
  await following();
  await die();
  const failure = async (change: Partial<RestoreOptions>) => {
    const outcome = await restore(options(change));
    return outcome.ok ? null : outcome.failure;
  };
  mkdirSync(newDir());
  writeFileSync(join(newDir(), 'a file'), '');
  expect(await failure({})).toEqual({ why: 'not_empty' });
  rmSync(newDir(), { recursive: true });
  expect(await failure({ mirror: null })).toEqual({ why: 'nothing_given' });
  expect(await failure({ mirror: join(root, 'nowhere') })).toEqual({ why: 'no_folder' });
  mkdirSync(join(root, 'empty'));
  expect(await failure({ mirror: join(root, 'empty') })).toEqual({ why: 'no_mirror' });
  expect(await failure({ terminal: 18 })).toEqual({ why: 'no_mirror' });
  mkdirSync(join(stick, 'stall-pos-1-18'));
  expect(await failure({})).toEqual({ why: 'several', terminals: [17, 18] });
  expect(existsSync(newDir())).toBe(false);
  expect(await failure({ terminal: 17 })).toBeNull();
});

test('what follows the entries on the stick does not matter', async () => {
  await open();
  await sellPortion(stall, 500);
  await following();
  await die();
  appendFileSync(journal(), Buffer.alloc(4_096));
  expect(await rebuilt()).toMatchObject({ entries: 1, problems: [{ what: 'torn' }] });
});

test('a new stick gets the epochs of before as well', async () => {
  await open();
  await sellPortion(stall, 500);
  await following();
  await die();
  await rebuilt();
  rmSync(stick, { recursive: true });
  mkdirSync(stick);
  const till = await openAgain();
  await sellPortion(till, 700);
  await until(
    async () => (await till.see('status')).mirror,
    (view) => view?.state === 'following' && view.behind === 0,
  );
  await till.core().stop();
  rmSync(newDir(), { recursive: true });
  expect(await rebuilt()).toMatchObject({ entries: 3, sales: 2, carriedFen: 1_200 });
});
