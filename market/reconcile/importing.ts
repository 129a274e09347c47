import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Transaction } from 'kysely';
import type { Database } from '../database/connection.ts';
import type { Schema } from '../database/schema.ts';
import { alipayAccount } from './alipay-file.ts';
import type { BookPlace } from './book.ts';
import type { BillChannel, Rows, SourceChannel } from './entry.ts';
import { isFault, type FileFault } from './fault.ts';
import { sourceRows, type Source, type SourceRow } from './source-rows.ts';

/** A bill or statement as somebody hands it over. `day`: the calendar day in Asia/Shanghai it is of; of a bank's statement the day of booking. */
export type GivenFile = Source & {
  readonly day: string;
  /** Whose statement or flow of funds it is; '' where the rows say it themselves (bills of channels, all files of Alipay's). */
  readonly stall: string;
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly via: 'fetched' | 'uploaded';
  readonly actor: string;
};
export type Imported = Taken | { readonly ok: false; readonly fault: FileFault };
/** What was taken of a file: its sentence is `ReconcileWords.taken`. */
export type Taken = { readonly ok: true; readonly rows: number; readonly added: number } & (
  | {
      readonly isNew: true;
      /** What the rows come to, fen, and the bytes' SHA-256: of a file that holds no sums of its own. */
      readonly unsummed: { readonly fen: number; readonly sha256: string } | null;
    }
  /** Everything in it was here, and nothing was written: as the file `held`, taken at that time (epoch ms), or row by row (null). */
  | { readonly isNew: false; readonly held: { readonly name: string; readonly at: number } | null }
);

export interface ImportPlace extends BookPlace {
  readonly now: number;
  /** Which stall a merchant number is; null: none of the market's. */
  readonly ownerOf: (channel: BillChannel, merchant: string) => string | null;
  /** What a stall is at a channel; null: nothing. */
  readonly merchantOf: (channel: BillChannel, stall: string) => string | null;
}

const BATCH = 2_000;
const refused = (fault: FileFault): Imported => ({ ok: false, fault });
/** Why a file can't be taken, found while its rows were being written; undoes them. */
class Refusal extends Error {
  readonly fault: FileFault;
  constructor(fault: FileFault) {
    super(fault.fault);
    this.fault = fault;
  }
}

/**
 * Takes a file in: read to its end before anything is written, and then written whole or not at all. What is refused says why;
 * the same bytes again, under whatever name, and the same rows in another order change nothing. Memory does not grow with the number of rows.
 */
export async function importFile(db: Database, place: ImportPlace, file: GivenFile): Promise<Imported> {
  if (!/^\d{4}-\d\d-\d\d$/.test(file.day)) return refused({ fault: 'bad_day', day: file.day });
  const sha256 = createHash('sha256').update(file.bytes).digest('hex');
  const held = await sourceOf(db, place, file, sha256);
  if (held !== undefined)
    return { ok: true, isNew: false, rows: held.rows, added: 0, held: { name: held.name, at: held.taken_at } };
  const checked = check(place, file);
  if (isFault(checked)) return refused(checked);
  try {
    return await db.transaction().execute((trx) => write(trx, place, file, sha256, checked));
  } catch (error) {
    if (error instanceof NothingNew) return { ok: true, isNew: false, rows: checked.rows, added: 0, held: null };
    if (error instanceof Refusal) return refused(error.fault);
    throw error;
  }
}
class NothingNew extends Error {}

/** The channel has said that there is no bill of this day. */
export async function noteNoBill(
  db: Database,
  { market, mode, now }: BookPlace & { readonly now: number },
  bill: Source & { readonly day: string; readonly stall: string },
): Promise<void> {
  await db
    .insertInto('recon_source_files')
    .values({
      market,
      mode,
      channel: bill.channel,
      kind: bill.kind,
      bill_date: bill.day,
      sha256: `none:${bill.stall}`,
      stall: bill.stall,
      name: '',
      rows: 0,
      added: 0,
      via: 'fetched',
      actor: '',
      taken_at: now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

const sourceOf = (db: Database, { market, mode }: BookPlace, file: GivenFile, sha256: string) =>
  db
    .selectFrom('recon_source_files')
    .select(['name', 'taken_at', 'rows'])
    .where('market', '=', market)
    .where('mode', '=', mode)
    .where('channel', '=', file.channel)
    .where('kind', '=', file.kind)
    .where('bill_date', '=', file.day)
    .where('sha256', '=', sha256)
    .executeTakeFirst();

interface Checked {
  readonly rows: number;
  readonly fen: number;
  /** Whose it is; '' when it is the whole market's. */
  readonly stall: string;
  /** As `sourceRows` wants it. */
  readonly whose: string;
}
/** Reads the whole file; why it is not taken, or whose it is and what its rows come to. */
function check(place: ImportPlace, file: GivenFile): FileFault | Checked {
  const owner = ownerOfFile(place, file);
  if (isFault(owner)) return owner;
  let [rows, ours, fen] = [0, 0, 0];
  let foreign = '';
  const reading = sourceRows(file, file.bytes, owner.whose);
  for (;;) {
    const next = reading.next();
    if (next.done === true) {
      if (next.value !== null) return next.value;
      break;
    }
    const { day, merchant, kind, amountFen } = next.value;
    rows += 1;
    fen += kind === 'refund' ? -amountFen : amountFen;
    if (day !== file.day)
      return { fault: 'other_day', of: { channel: file.channel, kind: file.kind }, is: day, due: file.day };
    if (file.kind === 'trade' && place.ownerOf(file.channel, merchant) === null) foreign = merchant;
    else ours += 1;
  }
  if (rows > 0 && ours === 0) return { fault: 'foreign_merchant', merchant: foreign };
  return { rows, fen, ...owner };
}

/** Whose a file is, before its rows are read; a fault when it is nobody's here. */
function ownerOfFile(place: ImportPlace, file: GivenFile): FileFault | Pick<Checked, 'stall' | 'whose'> {
  if (file.channel === 'alipay') {
    const account = alipayAccount(file.bytes);
    const owner = account === null ? null : place.ownerOf('alipay', account);
    if (account !== null && owner === null) return { fault: 'foreign_account', account };
    return { stall: owner ?? '', whose: '' };
  }
  if (file.kind === 'trade') return { stall: file.stall, whose: '' };
  if (file.stall === '') return { fault: 'whose' };
  if (file.kind === 'statement') return { stall: file.stall, whose: file.stall };
  const merchant = place.merchantOf(file.channel, file.stall);
  return merchant === null ? { fault: 'no_merchant', stall: file.stall } : { stall: file.stall, whose: merchant };
}

/** What nobody has summed up in the file is said to whoever hands it over. */
const withoutSums: readonly SourceChannel[] = ['acquirer', 'bank', 'card'];

async function write(
  trx: Transaction<Schema>,
  { market, mode, now }: ImportPlace,
  file: GivenFile,
  sha256: string,
  checked: Checked,
): Promise<Imported> {
  const { rows, stall, whose } = checked;
  const source = await trx
    .insertInto('recon_source_files')
    .values({
      market,
      mode,
      channel: file.channel,
      kind: file.kind,
      bill_date: file.day,
      sha256,
      stall,
      name: file.name.slice(0, 200),
      rows,
      added: 0,
      via: file.via,
      actor: file.actor,
      taken_at: now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  // Another server took the same file at the same moment.
  if (source === undefined) throw new NothingNew();
  let added = 0;
  let no = 0;
  let batch: (SourceRow & { readonly no: number })[] = [];
  for (const row of each(sourceRows(file, file.bytes, whose))) {
    no += 1;
    batch.push({ ...row, no });
    if (batch.length < BATCH) continue;
    added += await writeRows(trx, { market, mode, channel: file.channel, source: source.id }, batch);
    batch = [];
  }
  added += await writeRows(trx, { market, mode, channel: file.channel, source: source.id }, batch);
  if (added === 0 && rows > 0) throw new NothingNew();
  await trx
    .updateTable('recon_source_files')
    .set({ added })
    .where('market', '=', market)
    .where('id', '=', source.id)
    .execute();
  const unsummed = withoutSums.includes(file.channel) ? { fen: checked.fen, sha256 } : null;
  return { ok: true, isNew: true, rows, added, unsummed };
}

/** Writes rows that are new; a row that is here with other words, or twice in this file, refuses the file. */
async function writeRows(
  trx: Transaction<Schema>,
  place: BookPlace & { readonly channel: SourceChannel; readonly source: number },
  batch: readonly (SourceRow & { readonly no: number })[],
): Promise<number> {
  if (batch.length === 0) return 0;
  const { market, mode, channel, source } = place;
  const { rows } = await sql<{ key: string; no: number }>`
    insert into recon_entries (market, mode, channel, entry_key, source, row_no, kind, merchant, out_trade_no, channel_no, out_refund_no, settles, amount_fen, fee, at, bill_day)
    select ${market}, ${mode}, ${channel}, x.key, ${source}, x.no, x.kind, x.merchant, x."outTradeNo", x."channelNo", x."outRefundNo", x.settles, x."amountFen", x.fee, x.at, x."billDay"
    from jsonb_to_recordset(${JSON.stringify(batch)}::jsonb) as x(key text, no integer, kind text, merchant text, "outTradeNo" text, "channelNo" text,
      "outRefundNo" text, settles text, "amountFen" bigint, fee bigint, at bigint, "billDay" text)
    on conflict do nothing returning entry_key as key, row_no as no`.execute(trx);
  if (rows.length === batch.length) return rows.length;
  const written = new Set(rows.map(({ no }) => no));
  const others = batch.filter(({ no }) => !written.has(no));
  const held = await trx
    .selectFrom('recon_entries')
    .selectAll()
    .where('market', '=', market)
    .where('mode', '=', mode)
    .where('channel', '=', channel)
    .where(
      'entry_key',
      'in',
      others.map(({ key }) => key),
    )
    .execute();
  const byKey = new Map(held.map((row) => [row.entry_key, row]));
  for (const row of others) {
    const there = byKey.get(row.key);
    if (there === undefined) throw new Error(`row ${row.key} was neither written nor found`);
    if (there.source === source)
      throw new Refusal({ fault: 'row_twice', row: row.no, other: there.row_no, key: row.key });
    const same =
      there.amount_fen === row.amountFen &&
      there.fee === row.fee &&
      there.at === row.at &&
      there.merchant === row.merchant &&
      there.out_trade_no === row.outTradeNo;
    if (!same) throw new Refusal({ fault: 'row_changed', row: row.no, key: row.key });
  }
  return rows.length;
}

function* each<T>(rows: Rows<T>): Generator<T, void> {
  for (;;) {
    const next = rows.next();
    if (next.done === true) return;
    yield next.value;
  }
}
