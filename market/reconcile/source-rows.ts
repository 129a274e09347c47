import { acquirerRows } from './acquirer-bill.ts';
import { alipayRows } from './alipay-bill.ts';
import { billDayOf } from './days.ts';
import { entryKeyOf, slipKeyOf } from './entry.ts';
import type { BankEntry, BillChannel, BillEntry, CardEntry, FlowEntry, Rows, SourceChannel } from './entry.ts';
import { alipayFlowRows, wechatFlowRows } from './fund-flow.ts';
import { bankRows, cardRows } from './statement.ts';
import { wechatRows } from './wechat-bill.ts';

/** What a file is: a channel's bill, the flow of funds on a merchant's account, a statement of a bank or card machine. */
export type Source =
  | { readonly channel: BillChannel; readonly kind: 'trade' }
  | { readonly channel: 'wechat' | 'alipay'; readonly kind: 'fund_flow' }
  | { readonly channel: 'bank' | 'card'; readonly kind: 'statement' };
export type SourceKind = Source['kind'];
export const sources: readonly Source[] = [
  { channel: 'wechat', kind: 'trade' },
  { channel: 'alipay', kind: 'trade' },
  { channel: 'acquirer', kind: 'trade' },
  { channel: 'wechat', kind: 'fund_flow' },
  { channel: 'alipay', kind: 'fund_flow' },
  { channel: 'bank', kind: 'statement' },
  { channel: 'card', kind: 'statement' },
];

/** A row of a file as it is kept. */
export interface SourceRow {
  readonly key: string;
  readonly kind: 'pay' | 'refund' | 'slip' | 'credit' | `flow_${FlowEntry['kind']}`;
  readonly merchant: string;
  readonly outTradeNo: string;
  readonly channelNo: string;
  readonly outRefundNo: string | null;
  readonly settles: BillChannel | null;
  readonly amountFen: number;
  readonly fee: number;
  readonly at: number;
  readonly billDay: string;
  /** The day the file must be of. */
  readonly day: string;
}

/** The rows of a file. `whose`: the stall of a statement, the merchant of a flow that does not say; '' where the rows say it themselves. */
export function sourceRows(source: Source, bytes: Uint8Array, whose: string): Rows<SourceRow> {
  if (source.kind === 'fund_flow')
    return made(source.channel === 'wechat' ? wechatFlowRows(bytes, whose) : alipayFlowRows(bytes), flowRows());
  const channel: SourceChannel = source.channel;
  switch (channel) {
    case 'wechat':
      return made(wechatRows(bytes), billRow);
    case 'alipay':
      return made(alipayRows(bytes), billRow);
    case 'acquirer':
      return made(acquirerRows(bytes), billRow);
    case 'card':
      return made(cardRows(bytes), (slip) => slipRow(slip, whose));
    case 'bank':
      return made(bankRows(bytes), creditRows(whose));
    default:
      return channel satisfies never;
  }
}

function* made<T>(rows: Rows<T>, of: (one: T) => SourceRow): Rows<SourceRow> {
  for (;;) {
    const next = rows.next();
    if (next.done === true) return next.value;
    yield of(next.value);
  }
}

const nothing = { outTradeNo: '', channelNo: '', outRefundNo: null, settles: null, fee: 0 } as const;
/** Rows that read the same are as many as there are: numbered by themselves, whatever their order. */
function numbered(): (key: string) => string {
  const seen = new Map<string, number>();
  return (key) => {
    const nth = (seen.get(key) ?? 0) + 1;
    seen.set(key, nth);
    return `${key} ${nth}`;
  };
}

const billRow = (entry: BillEntry): SourceRow => ({
  key: entryKeyOf(entry),
  kind: entry.kind,
  merchant: entry.merchant,
  outTradeNo: entry.outTradeNo,
  channelNo: entry.channelNo,
  outRefundNo: entry.outRefundNo,
  settles: null,
  amountFen: entry.amountFen,
  fee: entry.fee,
  at: entry.at,
  billDay: billDayOf(entry.at),
  day: billDayOf(entry.at),
});

function flowRows(): (flow: FlowEntry) => SourceRow {
  const keyOf = numbered();
  return ({ kind, merchant, ownNo, channelNo, flowNo, amountFen, at }) => ({
    ...nothing,
    key: keyOf(`flow ${merchant} ${flowNo} ${kind}`),
    kind: `flow_${kind}`,
    merchant,
    outTradeNo: ownNo,
    channelNo,
    amountFen,
    at,
    billDay: billDayOf(at),
    day: billDayOf(at),
  });
}

const slipRow = ({ reference, amountFen, at }: CardEntry, stall: string): SourceRow => ({
  ...nothing,
  key: slipKeyOf({ machine: stall, reference }),
  kind: 'slip',
  merchant: stall,
  channelNo: reference,
  amountFen,
  at,
  billDay: billDayOf(at),
  day: billDayOf(at),
});

function creditRows(stall: string): (credit: BankEntry) => SourceRow {
  const keyOf = numbered();
  return ({ channel, billDay, bookedDay, amountFen }) => ({
    ...nothing,
    key: keyOf(`credit ${stall} ${channel} ${billDay} ${bookedDay} ${amountFen}`),
    kind: 'credit',
    merchant: stall,
    settles: channel,
    amountFen,
    at: Date.parse(`${bookedDay}T00:00:00+08:00`),
    billDay,
    day: bookedDay,
  });
}
