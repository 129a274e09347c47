import { createPrivateKey, createPublicKey } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, it } from 'vitest';
import { databaseOf } from '../../electron/core/database.ts';
import { checkDatabase } from '../../electron/core/health/check.ts';
import { sha256Hex } from '../../electron/core/identity.ts';
import { startFailure } from '../../electron/failure.ts';
import { entryText } from '../../shared/chain.ts';
import type { JournalFault } from '../../shared/health.ts';
import type { JournalEntry } from '../../shared/records/journal.ts';
import { memorySecrets } from '../setup/core.ts';
import { createStall, storedIn, until, payCash, type Stall } from './stall.ts';

let stall: Stall | null = null;
const places: string[] = [];
afterEach(async () => {
  await stall?.close();
  stall = null;
  for (const place of places.splice(0)) rmSync(place, { recursive: true, force: true });
});
const place = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'stall-integrity-'));
  places.push(made);
  return made;
};

async function sell(at: Stall, times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    await at.must('goods.portion', { productId: null, category: '01', amountFen: 1230 });
    const { frontId } = await at.see('carts');
    await payCash(at, frontId, 1230);
  }
}
/** A stall that has sold so often, shut, and its data. */
async function soldAndShut(
  times: number,
): Promise<{ readonly at: Stall; readonly dir: string; readonly file: string }> {
  const dir = place();
  const at = createStall({ dir, checkAfterMs: 0 });
  stall = at;
  await at.open();
  await sell(at, times);
  await at.core().stop();
  return { at, dir, file: databaseOf(dir) };
}
/** One digit of the stored amount of this entry, as it lies on the disk, becomes another. */
function flip(file: string, { id }: JournalEntry): void {
  const bytes = readFileSync(file);
  for (let at = bytes.indexOf(id); at >= 0; at = bytes.indexOf(id, at + 1)) {
    const amount = bytes.indexOf('"payableFen":1230', at);
    // The id stands in indexes and in a cart too.
    if (amount < 0 || amount - at > 1_500 || bytes.lastIndexOf('{"id":"', at) !== at - 7) continue;
    bytes[amount + '"payableFen":1'.length] = '7'.charCodeAt(0);
    writeFileSync(file, bytes);
    return;
  }
  throw new Error('the entry was not found in the file');
}
const damage = async (at: Stall): Promise<JournalFault | null> => {
  const note = (await at.see('status')).health.find((one) => one.code === 'integrity_failed');
  return note === undefined ? null : note.fault;
};
const entry = (dir: string, seq: number): JournalEntry => {
  const found = storedIn<JournalEntry>(dir, 'journal').find((one) => one.seq === seq);
  if (found === undefined) throw new Error(`no entry ${seq}`);
  return found;
};
const training = { terminal: 0, epoch: 0, publicKey: null };
const noRest = (): Promise<void> => Promise.resolve();

describe('a journal on a failing disk', () => {
  it('with an old entry that is not what it was is told beside selling, by its number, and sold on', async () => {
    const { at, dir, file } = await soldAndShut(40);
    flip(file, entry(dir, 3));
    await at.open();
    expect(
      await until(
        () => damage(at),
        (fault) => fault !== null,
      ),
    ).toEqual({
      what: 'entry',
      epoch: 0,
      seq: 3,
      why: 'hash',
    });
    await sell(at, 2);
    const entries = storedIn<JournalEntry>(dir, 'journal');
    expect(entries).toHaveLength(42);
    expect(entries[41]?.prevHash).toBe(entries[40]?.hash);
  });

  it('with a newest entry that is not what it was is told at once', async () => {
    const { at, dir, file } = await soldAndShut(5);
    flip(file, entry(dir, 5));
    await at.open();
    expect(await damage(at)).toEqual({ what: 'entry', epoch: 0, seq: 5, why: 'hash' });
    await sell(at, 1);
  });

  it('with a page of old entries that can not be read is told, and sold on', async () => {
    const { at, file } = await soldAndShut(60);
    const database = new DatabaseSync(file);
    const row = database
      .prepare(`SELECT min(pageno) AS page FROM dbstat WHERE name LIKE 'journal_v_' AND pagetype = 'leaf'`)
      .get();
    database.close();
    const end = Number(row?.['page']) * 4096;
    const bytes = readFileSync(file);
    bytes.fill(0xa5, end - 4096, end);
    writeFileSync(file, bytes);
    const finding = await checkDatabase(file, training, noRest);
    expect(finding.fault).toEqual({ what: 'file' });
    expect(finding.detail).not.toBe('');
    await at.open();
    const fault = await until(
      () => damage(at),
      (one) => one !== null,
    );
    expect(fault).toEqual({ what: 'file' });
    await sell(at, 3);
  });

  it('that is only half there does not open, keeps its files and says what to do', async () => {
    const { at, dir, file } = await soldAndShut(40);
    truncateSync(file, Math.floor(statSync(file).size / 8192) * 4096);
    const left = statSync(file).size;
    const error: unknown = await at.open().then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(startFailure(error, dir)).toMatch(/账本文件坏了.*restore/);
    expect(statSync(file).size).toBe(left);
  });

  it('that lost its log, or was put back from an old copy, is told by how much', async () => {
    const dir = place();
    const at = createStall({ dir, checkAfterMs: 0 });
    stall = at;
    await at.open();
    await sell(at, 5);
    await at.restart();
    await sell(at, 7);
    // The database without its log, as a copy of the running file or a deleted log leaves it.
    const copy = join(place(), 'copy');
    copyFileSync(databaseOf(dir), copy);
    await at.core().stop();
    copyFileSync(copy, databaseOf(dir));
    await at.open();
    expect(await damage(at)).toEqual({ what: 'behind', missing: 7 });
    await sell(at, 1);
    // And again, until it has been put right.
    await at.restart();
    expect(await damage(at)).toEqual({ what: 'behind', missing: 6 });
  });

  it('that is whole is not suspected', async () => {
    const { at, file } = await soldAndShut(12);
    expect(await checkDatabase(file, training, noRest)).toEqual({ entries: 12, fault: null, detail: '' });
    await at.open();
    await sell(at, 1);
    expect(await damage(at)).toBeNull();
  });
});

describe('the check of a journal', () => {
  const change = (file: string, seq: number, how: (entry: JournalEntry) => JournalEntry | null): void => {
    const database = new DatabaseSync(file);
    const { table } = {
      table: '',
      ...database.prepare(`SELECT "table" FROM "storage_tables" WHERE "collection" = 'journal'`).get(),
    };
    const row = database.prepare(`SELECT "_body" AS body FROM "${table}" WHERE "seq" = ?`).get(seq);
    const next = how(JSON.parse(String(row?.['body'])) as JournalEntry);
    if (next === null) database.prepare(`DELETE FROM "${table}" WHERE "seq" = ?`).run(seq);
    else database.prepare(`UPDATE "${table}" SET "_body" = ? WHERE "seq" = ?`).run(JSON.stringify(next), seq);
    database.close();
  };

  it('finds an entry that was written anew with its hash by its signature, and the next one by its chain', async () => {
    const secrets = memorySecrets();
    const dir = place();
    stall = createStall({ dir, secrets });
    await stall.open();
    await sell(stall, 6);
    await stall.core().stop();
    const file = databaseOf(dir);
    const key = await secrets.load('training-key');
    if (key === null) throw new Error('no key');
    const { x } = createPublicKey(createPrivateKey({ key: Buffer.from(key), format: 'der', type: 'pkcs8' })).export({
      format: 'jwk',
    });
    const own = { ...training, publicKey: String(x) };
    expect(await checkDatabase(file, own, noRest)).toEqual({ entries: 6, fault: null, detail: '' });
    change(file, 4, (one) => {
      const forged = { ...one, seller: '别人' };
      return { ...forged, hash: sha256Hex(entryText(forged)) };
    });
    expect((await checkDatabase(file, own, noRest)).fault).toMatchObject({ seq: 4, why: 'signature' });
    expect((await checkDatabase(file, training, noRest)).fault).toMatchObject({ seq: 5, why: 'chain' });
  });

  it('finds an entry that is missing', async () => {
    const { file } = await soldAndShut(6);
    change(file, 4, () => null);
    expect((await checkDatabase(file, training, noRest)).fault).toMatchObject({ seq: 5, why: 'chain' });
  });
});
