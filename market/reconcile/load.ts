import { sql } from 'kysely';
import type { Tender } from '../../shared/records/goods.ts';
import type { CorrectionBody, ConfirmationBody } from '../../shared/records/journal.ts';
import { startOfDay } from '../../shared/day.ts';
import type { Database } from '../database/connection.ts';
import type { BookPlace } from './book.ts';
import { dayPlus } from './days.ts';
import type { BillChannel, BillEntry, SourceChannel } from './entry.ts';
import type { Books, ContractRates, FlowFact, SaleFact, Statements } from './facts.ts';
import { arrivalsOf, attemptsOf, refundsOf, splitsOf } from './load-payments.ts';
import type { SourceRow } from './source-rows.ts';

/** A stall as its channels know it. */
export interface StallSetup {
  readonly stall: string;
  readonly merchants: Readonly<Partial<Record<BillChannel, string>>>;
  readonly rate: ContractRates;
}
export interface LoadedSale extends SaleFact {
  readonly cartId: string;
  readonly day: string;
  readonly epoch: number;
  readonly seq: number;
  readonly payableFen: number;
}
export interface LoadedDay {
  readonly books: Omit<Books, 'sales'> & { readonly sales: readonly LoadedSale[] };
  readonly statements: Statements;
  /** Channels whose bill of the day itself is here. */
  readonly billed: ReadonlySet<BillChannel>;
}

/**
 * All that is held of a stall around a business day: the day before and after it too, since payments, bills and sales cross midnight, and
 * whatever those rows name, however old. `lastDay`: the last calendar day whose bills can be here.
 */
export async function loadStallDay(
  db: Database,
  place: BookPlace,
  setup: StallSetup,
  day: string,
  lastDay: string,
  now: number,
): Promise<LoadedDay> {
  const wish: Wish = {
    ...place,
    stall: setup.stall,
    from: dayPlus(day, -1),
    to: dayPlus(day, 1),
    start: startOfDay(dayPlus(day, -1)),
    end: startOfDay(dayPlus(day, 2)),
  };
  const sales = await salesOf(db, wish);
  const near = (await entriesOf(db, wish, setup, ['pay', 'refund'])).map(entryOf);
  const flows = await entriesOf(db, wish, setup, flowKinds);
  const refunds = await refundsOf(
    db,
    wish,
    near.flatMap(({ outRefundNo }) => outRefundNo ?? []),
  );
  const splitsNear = await splitsOf(db, wish, [], now);
  const attempts = await attemptsOf(db, wish, [
    ...near.map(({ outTradeNo }) => outTradeNo),
    ...refunds.map(({ outTradeNo }) => outTradeNo),
    ...splitsNear.map(({ outTradeNo }) => outTradeNo),
  ]);
  const trades = [...new Set([...attempts, ...refunds].map(({ outTradeNo }) => outTradeNo))];
  const named = await namedEntries(db, wish, trades);
  const splits = await splitsOf(
    db,
    wish,
    attempts.map(({ outTradeNo }) => outTradeNo),
    now,
  );
  const slipRows = await statementRows(db, wish, 'card');
  const creditRows = await statementRows(db, wish, 'bank');
  const here = await filesOf(db, wish, day, lastDay);
  const billed = new Set(channelsOf(setup).filter((channel) => here.isHere(channel, day)));
  let throughDay = '';
  for (let one = day; one <= lastDay && channelsOf(setup).every((channel) => here.isHere(channel, one));)
    [throughDay, one] = [one, dayPlus(one, 1)];
  const cards = here.last('card');
  return {
    billed,
    books: {
      stalls: [{ ...setup, cardMachine: setup.stall }],
      sales,
      attempts,
      refunds,
      arrivals: await arrivalsOf(
        db,
        wish,
        new Map(sales.flatMap(({ id, cartId }) => [id, cartId].map((subject) => [subject, id]))),
      ),
      splits,
    },
    statements: {
      bill: [...near, ...named],
      flows: flows.map(flowOf),
      flowDays: here.flowDays,
      cards: slipRows.map(({ channel_no: reference, at, amount_fen: amountFen }) => ({
        machine: setup.stall,
        reference,
        at,
        amountFen,
      })),
      bank: creditRows.flatMap(({ settles, bill_day: billDay, at, amount_fen: amountFen }) =>
        settles === null
          ? []
          : [
              {
                channel: settles,
                billDay,
                bookedDay: new Date(at + 8 * 3_600_000).toISOString().slice(0, 10),
                amountFen,
                stall: setup.stall,
              },
            ],
      ),
      throughDay,
      cardsThroughDay:
        here.isHere('card', day) && cards < throughDay ? throughDay : here.isHere('card', day) ? cards : '',
      bankThroughDay: here.last('bank'),
    },
  };
}

export interface Wish extends BookPlace {
  readonly stall: string;
  /** First and last calendar day, and the same as instants of business days. */
  readonly from: string;
  readonly to: string;
  readonly start: number;
  readonly end: number;
}
export const channelsOf = ({ merchants }: StallSetup): readonly BillChannel[] =>
  Object.keys(merchants) as BillChannel[];

interface SaleRow {
  readonly id: string;
  readonly terminal: number;
  readonly epoch: number;
  readonly seq: number;
  readonly at: number;
  readonly day: string;
  readonly payable_fen: number;
  readonly tenders: readonly Tender[];
  readonly cart_id: string;
}
interface LaterRow {
  readonly sale: string;
  readonly kind: 'void' | 'correction' | 'confirmation';
  readonly body: unknown;
}
async function salesOf(db: Database, { market, mode, stall, from, to }: Wish): Promise<readonly LoadedSale[]> {
  const { rows } = await sql<SaleRow>`
    select s.id, s.terminal, s.epoch, s.seq, s.at, s.day, s.payable_fen, s.tenders, coalesce(j.entry->'body'->>'cartId', s.id) as cart_id
    from sales s left join journal j using (market, terminal, epoch, seq)
    where s.market = ${market} and s.stall = ${stall} and s.mode = ${mode} and s.day >= ${from} and s.day <= ${to}
    order by s.at, s.id`.execute(db);
  const { rows: laters } = await sql<LaterRow>`
    select entry->'body'->>'saleId' as sale, kind, entry->'body' as body from journal
    where market = ${market} and kind in ('void', 'correction', 'confirmation')
      and entry->'body'->>'saleId' = any(${rows.map(({ id }) => id)}::text[])
    order by at, terminal, epoch, seq`.execute(db);
  const byId = Map.groupBy(laters, ({ sale }) => sale);
  return rows.map((row) => {
    const later = byId.get(row.id) ?? [];
    const correction = later.findLast(({ kind }) => kind === 'correction')?.body as CorrectionBody | undefined;
    const confirmations = later.flatMap(({ kind, body }) =>
      kind === 'confirmation' ? [body as ConfirmationBody] : [],
    );
    const tenders = correction?.after ?? row.tenders;
    return {
      id: row.id,
      cartId: row.cart_id,
      stall,
      terminal: row.terminal,
      epoch: row.epoch,
      seq: row.seq,
      at: row.at,
      day: row.day,
      payableFen: row.payable_fen,
      isVoided: later.some(({ kind }) => kind === 'void'),
      confirmed: confirmations.map(({ tenderNo }) => tenderNo),
      tenders: tenders.map(({ no, kind, amountFen, state, paymentOrderId, transactionId }) => ({
        no,
        kind,
        amountFen,
        state,
        orderHash: kind === 'static_code' ? null : paymentOrderId,
        channelNo: transactionId ?? confirmations.find(({ tenderNo }) => tenderNo === no)?.transactionId ?? null,
      })),
    };
  });
}

interface EntryRow {
  readonly channel: SourceChannel;
  readonly kind: string;
  readonly merchant: string;
  readonly out_trade_no: string;
  readonly channel_no: string;
  readonly out_refund_no: string | null;
  readonly amount_fen: number;
  readonly fee: number;
  readonly at: number;
}
const entryOf = (row: EntryRow): BillEntry => ({
  channel: row.channel as BillChannel,
  merchant: row.merchant,
  kind: row.kind as BillEntry['kind'],
  at: row.at,
  outTradeNo: row.out_trade_no,
  channelNo: row.channel_no,
  outRefundNo: row.out_refund_no,
  amountFen: row.amount_fen,
  fee: row.fee,
});
const flowKinds = ['flow_trade', 'flow_refund', 'flow_fee', 'flow_payout', 'flow_other'] as const;
const flowOf = (row: EntryRow): FlowFact => ({
  channel: row.channel as FlowFact['channel'],
  merchant: row.merchant,
  kind: row.kind.slice('flow_'.length) as FlowFact['kind'],
  at: row.at,
  ownNo: row.out_trade_no,
  channelNo: row.channel_no,
  amountFen: row.amount_fen,
});
async function entriesOf(
  db: Database,
  { market, mode, from, to }: Wish,
  { merchants }: StallSetup,
  kinds: readonly SourceRow['kind'][],
): Promise<readonly EntryRow[]> {
  const found: EntryRow[] = [];
  for (const [channel, merchant] of Object.entries(merchants) as [BillChannel, string][])
    found.push(
      ...(await db
        .selectFrom('recon_entries')
        .selectAll()
        .where('market', '=', market)
        .where('mode', '=', mode)
        .where('channel', '=', channel)
        .where('merchant', '=', merchant)
        .where('kind', 'in', kinds)
        .where('bill_day', '>=', from)
        // Business days end after midnight.
        .where('bill_day', '<=', dayPlus(to, 1))
        .orderBy('at')
        .execute()),
    );
  return found;
}
/** Rows that name payments of ours, on whatever day, of whatever merchant; the matcher knows that some come twice. */
async function namedEntries(
  db: Database,
  { market, mode }: Wish,
  trades: readonly string[],
): Promise<readonly BillEntry[]> {
  const { rows } = await sql<EntryRow>`
    select * from recon_entries where market = ${market} and mode = ${mode} and kind in ('pay', 'refund')
      and out_trade_no = any(${[...trades]}::text[]) order by at`.execute(db);
  return rows.map(entryOf);
}
const statementRows = (db: Database, { market, mode, stall, from, to }: Wish, channel: 'card' | 'bank') =>
  db
    .selectFrom('recon_entries')
    .selectAll()
    .where('market', '=', market)
    .where('mode', '=', mode)
    .where('channel', '=', channel)
    .where('merchant', '=', stall)
    .where('bill_day', '>=', from)
    .where('bill_day', '<=', dayPlus(to, 1))
    .orderBy('at')
    .orderBy('entry_key')
    .execute();

/** Which bills and statements are here: of this stall, or of the whole market. */
async function filesOf(db: Database, { market, mode, stall }: Wish, day: string, lastDay: string) {
  const rows = await db
    .selectFrom('recon_source_files')
    .select(['channel', 'kind', 'bill_date', 'stall'])
    .distinct()
    .where('market', '=', market)
    .where('mode', '=', mode)
    .where('stall', 'in', ['', stall])
    .where('bill_date', '>=', dayPlus(day, -1))
    .where('bill_date', '<=', dayPlus(lastDay, 1))
    .execute();
  const [flows, others] = [
    rows.filter(({ kind }) => kind === 'fund_flow'),
    rows.filter(({ kind }) => kind !== 'fund_flow'),
  ];
  const here = new Set(others.map(({ channel, bill_date: date }) => `${channel} ${date}`));
  return {
    flowDays: new Set(flows.map(({ channel, bill_date: date }) => `${stall}/${channel}/${date}`)),
    isHere: (channel: SourceChannel, date: string): boolean => here.has(`${channel} ${date}`),
    last: (channel: SourceChannel): string =>
      others.reduce((last, row) => (row.channel === channel && row.bill_date > last ? row.bill_date : last), ''),
  };
}
