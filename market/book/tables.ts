import { sql } from 'kysely';
import { shanghaiTime } from '../../shared/day.ts';
import type { DayCloseBody } from '../../shared/records/journal.ts';
import { kgCell as kg, yuanCell as yuan, type Sheet } from '../../shared/sheet.ts';
import type { TradeMode } from '../reconcile/book.ts';
import { journalOf } from './journal.ts';
import type { BookOf } from './journal.ts';
import { zhBook } from './text-zh.ts';

export const exportKinds = ['sales', 'lines', 'payments', 'days'] as const;
export type ExportKind = (typeof exportKinds)[number];
/** So many rows of one file; a stall of 2,000 sales a day is below it with a month. */
const MOST_ROWS = 200_000;

interface Span {
  readonly from: string;
  readonly to: string;
}

/** One table of a stall and run of days, both ends in it, oldest first. Its headings are Chinese whatever the page's language: it goes to a bookkeeper. */
export async function readSheet(of: BookOf, mode: TradeMode, kind: ExportKind, span: Span): Promise<Sheet> {
  return { name: zhBook.exports[kind], ...(await readers[kind](of, mode, span)) };
}

type Rows = Omit<Sheet, 'name'>;
const readers: Readonly<Record<ExportKind, (of: BookOf, mode: TradeMode, span: Span) => Promise<Rows>>> = {
  sales: async ({ db, market, stall }, mode, { from, to }) => {
    const rows = await db
      .selectFrom('sales')
      .selectAll()
      .where('market', '=', market)
      .where('stall', '=', stall)
      .where('mode', '=', mode)
      .where('day', '>=', from)
      .where('day', '<=', to)
      .orderBy('at')
      .orderBy('seq')
      .limit(MOST_ROWS)
      .execute();
    return {
      columns: ['营业日', '时间', '单号', '卖货人', '货款(元)', '让价(元)', '抹零(元)', '应收(元)', '收款方式', '状态'],
      rows: rows.map((row) => {
        const tenders = row.tenders as readonly { readonly kind: string; readonly state: string }[];
        return [
          row.day,
          shanghaiTime(row.at),
          `${row.terminal}-${row.epoch}-${row.seq}`,
          row.seller,
          yuan(row.goods_fen),
          yuan(row.concession_fen),
          yuan(row.rounding_fen),
          yuan(row.payable_fen),
          tenders.map((one) => one.kind).join('+'),
          tenders.map((one) => one.state).join('+'),
        ];
      }),
    };
  },
  lines: async ({ db, market, stall }, mode, { from, to }) => {
    const rows = await db
      .selectFrom('sale_lines')
      .selectAll()
      .where('market', '=', market)
      .where('stall', '=', stall)
      .where('mode', '=', mode)
      .where('day', '>=', from)
      .where('day', '<=', to)
      .orderBy('day')
      .orderBy('terminal')
      .orderBy('epoch')
      .orderBy('seq')
      .orderBy('no')
      .limit(MOST_ROWS)
      .execute();
    return {
      columns: [
        '营业日',
        '单号',
        '行',
        '品名',
        '品类',
        '净重(kg)',
        '件数',
        '单价(元)',
        '计价',
        '金额(元)',
        '让价(元)',
        '秤证据',
      ],
      rows: rows.map((row) => [
        row.day,
        `${row.terminal}-${row.epoch}-${row.seq}`,
        row.no,
        row.name,
        row.category,
        kg(row.net_g),
        row.net_g === null ? row.qty : null,
        yuan(row.price_fen),
        row.basis_g === null ? '件' : `${row.basis_g} g`,
        yuan(row.amount_fen),
        yuan(row.concession_fen),
        row.evidence_hash ?? '',
      ]),
    };
  },
  payments: async ({ db, market, stall }, mode, { from, to }) => {
    const rows = await db
      .selectFrom('payment_attempts as a')
      .innerJoin('payment_orders as o', (join) =>
        join.onRef('o.market', '=', 'a.market').onRef('o.order_hash', '=', 'a.order_hash'),
      )
      .select([
        'a.paid_at',
        'a.channel',
        'a.out_trade_no',
        'a.channel_no',
        'a.state',
        'a.amount_fen',
        'a.refunded_fen',
        'o.terminal',
      ])
      .where('a.market', '=', market)
      .where('o.stall', '=', stall)
      .where('a.is_simulated', '=', mode === 'simulated')
      .where('a.paid_at', 'is not', null)
      // Business days begin at three in the morning in Shanghai.
      .where(
        sql<string>`to_char(to_timestamp((a.paid_at - 10800000) / 1000.0) at time zone 'Asia/Shanghai', 'YYYY-MM-DD')`,
        '>=',
        from,
      )
      .where(
        sql<string>`to_char(to_timestamp((a.paid_at - 10800000) / 1000.0) at time zone 'Asia/Shanghai', 'YYYY-MM-DD')`,
        '<=',
        to,
      )
      .orderBy('a.paid_at')
      .limit(MOST_ROWS)
      .execute();
    return {
      columns: ['时间', '渠道', '收款单号', '渠道单号', '状态', '金额(元)', '已退(元)', '终端'],
      rows: rows.map((row) => [
        row.paid_at === null ? '' : shanghaiTime(row.paid_at),
        row.channel,
        row.out_trade_no,
        row.channel_no ?? '',
        row.state,
        yuan(row.amount_fen),
        yuan(row.refunded_fen),
        row.terminal === 0 ? '印刷码' : String(row.terminal),
      ]),
    };
  },
  days: async (of, mode, { from, to }) => {
    const rows = await journalOf(of)
      .select(['j.terminal', 'j.at', 'j.entry'])
      .where('j.mode', '=', mode)
      .where('j.kind', '=', 'day_close')
      .where(sql<string>`entry->'body'->>'closedDay'`, '>=', from)
      .where(sql<string>`entry->'body'->>'closedDay'`, '<=', to)
      .orderBy('j.at')
      .limit(MOST_ROWS)
      .execute();
    return {
      columns: [
        '营业日',
        '终端',
        'Z号',
        '日结时间',
        '自动',
        '笔数',
        '销售(元)',
        '应有现金(元)',
        '实点现金(元)',
        '差额(元)',
        '首号',
        '末号',
      ],
      rows: rows.map(({ terminal, at, entry }) => {
        const { body } = entry as unknown as { readonly body: DayCloseBody };
        const { expectedFen = null, countedFen } = body;
        return [
          body.closedDay,
          terminal,
          body.zNo,
          shanghaiTime(at),
          body.auto ? '是' : '',
          body.sales,
          yuan(body.payableFen),
          yuan(expectedFen),
          yuan(countedFen),
          countedFen === null || expectedFen === null ? null : yuan(countedFen - expectedFen),
          body.firstSeq,
          body.lastSeq,
        ];
      }),
    };
  },
};
