import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createRxDatabase } from 'rxdb/plugins/core';
import { afterEach, expect, it } from 'vitest';
import { databaseOf, openStore } from '../../electron/core/database.ts';
import { openDisk } from '../../electron/core/health/disk.ts';
import { createFlushes } from '../../electron/core/health/flushes.ts';
import { sha256Hex, type Identity } from '../../electron/core/identity.ts';
import { openJournal, type Journal } from '../../electron/core/journal/journal.ts';
import { schemas } from '../../electron/core/schemas.ts';
import { getRxStorageSQLite } from '../../electron/core/storage/storage.ts';
import { checkSeal, GENESIS } from '../../shared/chain.ts';
import { MAX_SALE_FEN } from '../../shared/money.ts';
import { MAX_FEN } from '../../shared/limits.ts';
import { JournalEntry } from '../../shared/records/journal.ts';
import { cartOf, exactCash, pieceLine, soldBody } from '../shared/samples.ts';
import { createStall, quiet, storedIn, type Stall } from './stall.ts';

const stalls: Stall[] = [];
const newStall = (): Stall => {
  const stall = createStall();
  stalls.push(stall);
  return stall;
};
afterEach(async () => {
  for (const stall of stalls.splice(0)) await stall.close();
});

async function sellPortions(stall: Stall, amounts: readonly number[]): Promise<void> {
  for (const amountFen of amounts) {
    await stall.must('goods.portion', { productId: null, category: '01', amountFen });
    const { carts, frontId } = await stall.see('carts');
    const cart = carts.find(({ id }) => id === frontId);
    if (cart === undefined) throw new Error('no cart in front');
    const tenders = [{ kind: 'cash' as const, amountFen: cart.payableFen, tenderedFen: null }];
    await stall.must('sale.complete', {
      cartId: cart.id,
      payableFen: cart.payableFen,
      tenders,
      concedeFen: 0,
      paper: 'none',
    });
  }
}

/** A data directory as version 0 of the journal's schema left it: every kind's body spelled out. */
async function writeVersion0(dir: string, entries: readonly JournalEntry[]): Promise<void> {
  mkdirSync(dir, { recursive: true });
  const storage = getRxStorageSQLite({ file: join(dir, 'terminal.sqlite') });
  const database = await createRxDatabase({ name: 'terminal', storage, multiInstance: false });
  const { properties } = JSON.parse(JSON.stringify(JournalEntry));
  const { journal } = await database.addCollections({
    journal: { schema: { ...schemas.journal, version: 0, properties } },
  });
  const { error } = await journal.bulkInsert(entries.map((entry) => ({ ...entry })));
  expect(error).toEqual([]);
  await database.close();
}
const withoutMeta = (entry: JournalEntry): object =>
  Object.fromEntries(Object.entries(entry).filter(([name]) => !name.startsWith('_')));

it('a journal of the earlier schema is taken over byte for byte, and its chain goes on', async () => {
  const before = newStall();
  await before.open();
  await sellPortions(before, [300, 450, 120]);
  const old = storedIn<JournalEntry>(before.dir, 'journal').map(withoutMeta) as JournalEntry[];
  expect(old).toHaveLength(3);
  await before.core().stop();

  const after = newStall();
  await writeVersion0(after.dir, old);
  await after.open();
  expect((await after.see('last'))?.saleId).toBe(old[2]?.id);
  await sellPortions(after, [200]);
  const now = storedIn<JournalEntry>(after.dir, 'journal');
  expect(now.slice(0, 3).map(withoutMeta)).toEqual(old);
  expect(now[3]).toMatchObject({ seq: 4, prevHash: old[2]?.hash, perpetualFen: 300 + 450 + 120 + 200 });
  for (const entry of now) expect(checkSeal(entry, { sha256Hex, verify: () => true })).toBe('ok');

  await after.restart();
  expect(storedIn<JournalEntry>(after.dir, 'journal')).toEqual(now);
});

const training: Identity = {
  market: 0,
  marketName: '',
  terminal: 0,
  epoch: 0,
  stallNo: '',
  stallName: '',
  trade: null,
  mode: 'training',
  serverKey: null,
  start: null,
  key: { publicKey: 'A'.repeat(43), sign: () => 'A'.repeat(86), signBytes: () => new Uint8Array(64) },
};

/** A journal by itself, without a till around it. */
async function withJournal(work: (journal: Journal, dir: string) => Promise<void>): Promise<void> {
  const { dir } = newStall();
  const store = await openStore(dir, openDisk(dir, databaseOf(dir), quiet), createFlushes());
  try {
    await work(await openJournal(store, training, quiet), dir);
  } finally {
    await store.close();
  }
}

it('an entry that is not what its kind says is a bug told before the disk is asked, and takes no number', () =>
  withJournal(async (journal, dir) => {
    const draft = { at: Date.now(), seller: '老王' };
    const movement = { kind: 'cash_movement' as const, direction: 'in' as const, amountFen: 500, reason: '' };
    await expect(journal.append({ ...draft, id: 'a', body: { ...movement, amountFen: 1.5 } })).rejects.toThrow();
    await expect(journal.append({ ...draft, id: 'b', body: { ...movement, amountFen: -1 } })).rejects.toThrow(
      'Entry b is no cash_movement: /body/amountFen',
    );
    expect(await journal.append({ ...draft, id: 'c', body: movement })).toMatchObject({
      ok: true,
      entry: { id: 'c', seq: 1, prevHash: GENESIS },
    });
    expect(storedIn<JournalEntry>(dir, 'journal').map(({ id }) => id)).toEqual(['c']);
  }));

it('a wholesaler goes on selling after ten million yuan', () =>
  withJournal(async (journal) => {
    const body = soldBody(exactCash(cartOf([pieceLine({ priceFen: MAX_SALE_FEN, qty: 1 })], 'none'), MAX_SALE_FEN));
    for (let sales = 1; sales * MAX_SALE_FEN < 2 * MAX_FEN; sales += 1)
      expect(await journal.append({ id: `sale-${sales}`, at: Date.now(), seller: '老王', body })).toMatchObject({
        ok: true,
        entry: { perpetualFen: sales * MAX_SALE_FEN },
      });
  }));
