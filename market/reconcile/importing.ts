import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Transaction } from 'kysely';
import { shanghaiTime } from '../../shared/day.ts';
import type { Database } from '../database/connection.ts';
import type { Schema } from '../database/schema.ts';
import { yuanText } from '../../shared/money.ts';
import { alipayAccount } from './alipay-file.ts';
import type { BookPlace } from './book.ts';
import type { BillChannel, Rows, SourceChannel } from './entry.ts';
import { sourceRows, type Source, type SourceRow } from './source-rows.ts';
import { sourceName } from './words.ts';

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
export type Imported =
  /** `isNew` false: everything in it was here already, and nothing was written. */
  | { readonly ok: true; readonly isNew: boolean; readonly rows: number; readonly added: number; readonly text: string }
  | { readonly ok: false; readonly text: string };

export interface ImportPlace extends BookPlace {
  readonly now: number;
  /** Which stall a merchant number is; null: none of the market's. */
  readonly ownerOf: (channel: BillChannel, merchant: string) => string | null;
  /** What a stall is at a channel; null: nothing. */
  readonly merchantOf: (channel: BillChannel, stall: string) => string | null;
}

const BATCH = 2_000;
const refused = (text: string): Imported => ({ ok: false, text });
/** Why a file can't be taken, found while its rows were being written; undoes them. */
class Refusal extends Error {}
const nothingNew = (rows: number, text: string): Imported => ({ ok: true, isNew: false, rows, added: 0, text });

/**
 * Takes a file in: read to its end before anything is written, and then written whole or not at all. What is refused is refused with a sentence;
 * the same bytes again, under whatever name, and the same rows in another order change nothing. Memory does not grow with the number of rows.
 */
export async function importFile(db: Database, place: ImportPlace, file: GivenFile): Promise<Imported> {
  if (!/^\d{4}-\d\d-\d\d$/.test(file.day)) return refused(`“${file.day}”不是日期`);
  const sha256 = createHash('sha256').update(file.bytes).digest('hex');
  const held = await sourceOf(db, place, file, sha256);
  if (held !== undefined)
    return nothingNew(held.rows, `这份文件已经收过(${held.name},${shanghaiTime(held.taken_at)}),没有改动`);
  const checked = check(place, file);
  if (typeof checked === 'string') return refused(checked);
  try {
    return await db.transaction().execute((trx) => write(trx, place, file, sha256, checked));
  } catch (error) {
    if (error instanceof NothingNew) return nothingNew(checked.rows, '每一行都已经收过(文件名或次序不同),没有改动');
    if (error instanceof Refusal) return refused(error.message);
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
/** Reads the whole file; the sentence why it is not taken, or whose it is and what its rows come to. */
function check(place: ImportPlace, file: GivenFile): string | Checked {
  const owner = ownerOfFile(place, file);
  if (typeof owner === 'string') return owner;
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
    if (day !== file.day) return `这是 ${day} 的${sourceName(file)},不是 ${file.day} 的`;
    if (file.kind === 'trade' && place.ownerOf(file.channel, merchant) === null) foreign = merchant;
    else ours += 1;
  }
  if (rows > 0 && ours === 0) return `账单里的商户号 ${foreign} 不是本市场摊位的,这份账单是别人的`;
  return { rows, fen, ...owner };
}

/** Whose a file is, before its rows are read; a sentence when it is nobody's here. */
function ownerOfFile(place: ImportPlace, file: GivenFile): string | Pick<Checked, 'stall' | 'whose'> {
  if (file.channel === 'alipay') {
    const account = alipayAccount(file.bytes);
    const owner = account === null ? null : place.ownerOf('alipay', account);
    if (account !== null && owner === null) return `账号 ${account} 不是本市场摊位的`;
    return { stall: owner ?? '', whose: '' };
  }
  if (file.kind === 'trade') return { stall: file.stall, whose: '' };
  if (file.stall === '') return `请选这份流水是哪个摊位的`;
  if (file.kind === 'statement') return { stall: file.stall, whose: file.stall };
  const merchant = place.merchantOf(file.channel, file.stall);
  return merchant === null ? `${file.stall}号摊还没有微信商户号` : { stall: file.stall, whose: merchant };
}

/** What nobody has summed up in the file is said to whoever hands it over. */
const unsummed: readonly SourceChannel[] = ['acquirer', 'bank', 'card'];
const countText = ({ channel }: GivenFile, { rows, fen }: Checked, sha256: string): string =>
  unsummed.includes(channel)
    ? `收到 ${rows} 行,合计 ${yuanText(fen)},文件指纹 ${sha256.slice(0, 8)}`
    : `收到 ${rows} 行`;

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
  const more = added === rows ? '' : `,其中 ${rows - added} 行已经收过`;
  return { ok: true, isNew: true, rows, added, text: `${countText(file, checked, sha256)}${more}` };
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
    if (there.source === source) throw new Refusal(`第 ${row.no} 笔和第 ${there.row_no} 笔是同一笔(${row.key})`);
    const same =
      there.amount_fen === row.amountFen &&
      there.fee === row.fee &&
      there.at === row.at &&
      there.merchant === row.merchant &&
      there.out_trade_no === row.outTradeNo;
    if (!same) throw new Refusal(`第 ${row.no} 笔(${row.key})和已经收过的账单不一样:账单可能被改过`);
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
