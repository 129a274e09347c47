import type { Kysely } from 'kysely';
import { openDatabase } from '../../../market/database/connection.ts';
import { migrate } from '../../../market/database/migrations.ts';
import type { Schema } from '../../../market/database/schema.ts';
import type { ExceptionState } from '../../../market/reconcile/book.ts';
import { importFile, type Imported } from '../../../market/reconcile/importing.ts';
import type { StallSetup } from '../../../market/reconcile/load.ts';
import { daysDue, reconcileStallDay } from '../../../market/reconcile/run.ts';
import type { Source } from '../../../market/reconcile/source-rows.ts';
import type { Exception } from '../../../market/reconcile/facts.ts';
import { contractOf } from '../reconcile.ts';
import type { Attempt, SourceFile, World } from './world.ts';

type Db = Kysely<Schema>;
const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** The market server's database with its tables. */
export async function openBooks(databaseUrl: string): Promise<{ readonly db: Db; readonly stop: () => Promise<void> }> {
  const opened = openDatabase({ databaseUrl, log: quiet });
  await migrate(opened.db, () => 0, quiet);
  return opened;
}

export const setupsOf = (world: World): readonly StallSetup[] =>
  world.stalls.map(({ stall, merchants, rate }) => ({ stall, merchants, rate: contractOf(rate) }));

/** A generated day as the server's own tables hold it: what its intake and its gateway would have written. Bills come by `importAll`. */
export async function storeWorld(db: Db, market: number, world: World): Promise<void> {
  await db.insertInto('markets').values({ market, name: '示范' }).execute();
  await db
    .insertInto('stalls')
    .values(world.stalls.map(({ stall }) => ({ market, stall, name: `${stall}号`, trade: '菜' })))
    .execute();
  const sales = world.sales.filter(({ uploaded, mode }) => uploaded && mode !== 'training');
  for (const sale of sales) {
    const key = { market, terminal: sale.terminal, epoch: 1 };
    const mode = sale.mode === 'trade' ? ('live' as const) : ('simulated' as const);
    await db
      .insertInto('sales')
      .values({
        ...key,
        seq: sale.seq,
        id: sale.id,
        stall: sale.stall,
        mode,
        day: sale.day,
        at: sale.at,
        seller: '王',
        goods_fen: sale.payableFen,
        concession_fen: 0,
        rounding_fen: 0,
        payable_fen: sale.payableFen,
        online: true,
        tenders: JSON.stringify(
          sale.tenders.map(({ kind, channel, amountFen, state, order, channelNo }, i) => ({
            no: i + 1,
            kind,
            channel,
            amountFen,
            state,
            tenderedFen: null,
            changeFen: null,
            paymentOrderId: order,
            transactionId: channelNo,
          })),
        ),
      })
      .execute();
    for (const [i, later] of sale.later.entries()) {
      const body =
        later.kind === 'confirmation'
          ? {
              kind: later.kind,
              saleId: sale.id,
              tenderNo: later.tenderNo,
              state: 'confirmed',
              transactionId: later.channelNo,
            }
          : { kind: later.kind, saleId: sale.id, amountFen: later.amountFen };
      await db
        .insertInto('journal')
        .values({
          ...key,
          seq: sale.seq + 1 + i,
          id: `${sale.id}-${i}`,
          hash: '',
          prev_hash: '',
          kind: later.kind,
          mode,
          day: sale.day,
          at: later.at,
          entry: JSON.stringify({ body }),
          canonical: '',
          received_at: later.at,
        })
        .execute();
    }
  }
  await storePayments(db, market, world);
}

const stateOf = ({ state }: Attempt) => state;

async function storePayments(db: Db, market: number, world: World): Promise<void> {
  const order = (
    hash: string,
    of: { stall: string; terminal: number; amountFen: number; at: number; paidBy: string | null },
  ) =>
    db
      .insertInto('payment_orders')
      .values({
        market,
        order_hash: hash,
        terminal: of.terminal,
        stall: of.stall,
        payload: '',
        signature: '',
        amount_fen: of.amountFen,
        first_seen_at: of.at,
        expires_at: of.at + 600_000,
        paid_by: of.paidBy,
        voided_at: null,
        key_id: 1,
        counter: 0,
        signer: '',
        flag: '',
      })
      .execute();
  const attempt = (values: {
    readonly no: string;
    readonly hash: string;
    readonly nth: number;
    readonly channel: Attempt['channel'];
    readonly merchant: string;
    readonly state: Attempt['state'];
    readonly amountFen: number;
    readonly channelNo: string | null;
    readonly paidAt: number | null;
    readonly startedAt: number;
  }) =>
    db
      .insertInto('payment_attempts')
      .values({
        market,
        out_trade_no: values.no,
        order_hash: values.hash,
        attempt: values.nth,
        channel: values.channel,
        sub_merchant: values.merchant,
        way: 'qr',
        state: values.state,
        amount_fen: values.amountFen,
        channel_no: values.channelNo,
        paid_at: values.paidAt,
        started_at: values.startedAt,
        asked_at: null,
        next_at: null,
        invitation: null,
        wallet: values.channel,
        scene: null,
        is_simulated: false,
      })
      .execute();
  for (const [hash, mine] of Map.groupBy(world.attempts, (one) => one.order)) {
    const [first] = mine;
    if (first === undefined) continue;
    const paidBy = mine.find(({ counts }) => counts)?.outTradeNo ?? null;
    await order(hash, { ...first, at: first.startedAt, paidBy });
    for (const one of mine) {
      await attempt({ ...one, no: one.outTradeNo, hash, nth: one.no, state: stateOf(one) });
      if (one.closedAt !== null)
        await db
          .insertInto('payment_events')
          .values({
            market,
            out_trade_no: one.outTradeNo,
            at: one.closedAt,
            before: 'paying',
            after: 'closed',
            source: 'schedule',
            event: '{"kind":"close_wanted"}',
            raw: '',
          })
          .execute();
    }
  }
  for (const { channelNo, channel, stall, fen, at, saleId } of world.arrivals) {
    const no = `P${channelNo}`;
    await order(no, { stall, terminal: 0, amountFen: fen, at, paidBy: no });
    if (saleId !== null)
      await db
        .updateTable('payment_orders')
        .set({ taken_terminal: 1, taken_subject: saleId, taken_at: at })
        .where('market', '=', market)
        .where('order_hash', '=', no)
        .execute();
    const of = { no, hash: no, nth: 1, channel, merchant: '', state: 'paid' as const, amountFen: fen };
    await attempt({ ...of, channelNo, paidAt: at, startedAt: at });
  }
  for (const { outRefundNo, outTradeNo, fen, at, state } of world.refunds)
    await db
      .insertInto('payment_refunds')
      .values({
        market,
        out_refund_no: outRefundNo,
        out_trade_no: outTradeNo,
        refund_fen: fen,
        reason: 'refund',
        state,
        channel_no: null,
        made_at: at,
        next_at: null,
      })
      .execute();
  const known = new Set(world.attempts.map(({ outTradeNo }) => outTradeNo));
  for (const split of world.splits) {
    const { outSplitNo, outTradeNo, stall, fen, at, state, unfrozen } = split;
    if (!known.has(outTradeNo)) {
      // A payment of weeks ago whose own day is long closed: only its share is left to do.
      await order(outTradeNo, { stall, terminal: 1, amountFen: fen * 20, at, paidBy: null });
      const of = {
        no: outTradeNo,
        hash: outTradeNo,
        nth: 1,
        channel: 'wechat' as const,
        merchant: '',
        amountFen: fen * 20,
      };
      await attempt({ ...of, state: 'closed', channelNo: null, paidAt: null, startedAt: at });
    }
    await db
      .insertInto('payment_splits')
      .values({
        market,
        out_split_no: outSplitNo,
        out_trade_no: outTradeNo,
        state: state === 'done' && !unfrozen ? 'unfreezing' : state,
        receivers: JSON.stringify([{ receiver: split.receiver, fen }]),
        shared_fen: state === 'done' ? fen : 0,
        made_at: at,
        next_at: null,
      })
      .execute();
  }
}

const sourceOf: Readonly<Record<SourceFile['kind'], Source>> = {
  wechat_trade: { channel: 'wechat', kind: 'trade' },
  alipay_trade: { channel: 'alipay', kind: 'trade' },
  wechat_flow: { channel: 'wechat', kind: 'fund_flow' },
  alipay_flow: { channel: 'alipay', kind: 'fund_flow' },
  card: { channel: 'card', kind: 'statement' },
  bank: { channel: 'bank', kind: 'statement' },
};
/** Hands every file of a world over, as an operator or the schedule would. */
export async function importAll(
  db: Db,
  market: number,
  world: World,
  files: readonly SourceFile[] = world.files,
): Promise<readonly Imported[]> {
  const owners = new Map(
    world.stalls.flatMap(({ stall, merchants }) =>
      Object.entries(merchants).map(([name, no]) => [`${name} ${no}`, stall]),
    ),
  );
  const ownerOf = (channel: string, merchant: string): string | null => owners.get(`${channel} ${merchant}`) ?? null;
  const merchantOf = (channel: string, stall: string): string | null =>
    Object.entries(world.stalls.find((one) => one.stall === stall)?.merchants ?? {}).find(
      ([name]) => name === channel,
    )?.[1] ?? null;
  const taken: Imported[] = [];
  for (const { kind, day, stall, name, bytes } of files) {
    const whose = kind.endsWith('_trade') ? '' : (stall ?? '');
    taken.push(
      await importFile(
        db,
        { market, mode: 'live', now: 0, ownerOf, merchantOf },
        { ...sourceOf[kind], day, stall: whose, name, bytes, via: 'uploaded', actor: '' },
      ),
    );
  }
  return taken;
}

/** As the days go by: each morning the files of the day before come in, and every day that is due is matched. */
export async function liveThrough(db: Db, market: number, world: World): Promise<readonly Imported[]> {
  const taken: Imported[] = [];
  for (const lastDay of world.days) {
    const files = world.files.filter(({ day }) => day === lastDay);
    taken.push(...(await importAll(db, market, world, files)));
    await runDue(db, market, world, lastDay);
  }
  return taken;
}

/** Matches every day that is due on the evening of `lastDay`. */
export async function runDue(db: Db, market: number, world: World, lastDay: string): Promise<void> {
  const now = Date.parse(`${lastDay}T23:00:00+08:00`);
  const place = { market, mode: 'live' } as const;
  for (const day of await daysDue(db, place, lastDay))
    for (const setup of setupsOf(world)) await reconcileStallDay(db, place, setup, day, lastDay, now);
}

/** The differences as the tables hold them, for the judge. */
export async function differencesOf(
  db: Db,
  market: number,
): Promise<readonly (Exception & { readonly state: ExceptionState; readonly id: string })[]> {
  const rows = await db.selectFrom('recon_exceptions').selectAll().where('market', '=', market).orderBy('id').execute();
  return rows.map(({ id, type, cause, stall, fen, refs, state }) => ({
    id,
    type,
    cause,
    stall,
    fen,
    refs,
    state,
    at: 0,
    isSettled: state === 'AUTO_RESOLVED',
  }));
}

/** Everything reconciling has written, for comparing before and after. */
export async function dumpOf(db: Db, market: number): Promise<string> {
  const tables = ['recon_source_files', 'recon_entries', 'recon_links', 'recon_exceptions', 'recon_days'] as const;
  const all: unknown[] = [];
  for (const table of tables) {
    const rows = await db.selectFrom(table).selectAll().where('market', '=', market).execute();
    all.push(rows.map((row) => JSON.stringify(row)).toSorted());
  }
  return JSON.stringify(all);
}
