import { clockText, shanghaiTime } from '../../shared/day.ts';
import { yuanText } from '../../shared/money.ts';
import type { FileFault } from './fault.ts';
import type { ReconcileWords } from './words.ts';

const channel = {
  wechat: 'WeChat',
  alipay: 'Alipay',
  acquirer: 'acquirer',
  bank: 'bank',
  card: 'card machine',
} as const;
const source = { trade: 'bill', fund_flow: 'fund flow', statement: 'statement' } as const;
const sourceName = (of: Parameters<ReconcileWords['source']>[0]): string => `${channel[of.channel]} ${source[of.kind]}`;
const tenders: Readonly<Record<string, string>> = {
  cash: 'cash',
  dynamic_qr: 'QR on the display',
  payment_code: 'payment code',
  static_code: 'printed code',
  card: 'card',
  other: 'other',
  credit: 'credit',
};
const nameOf = (of: keyof typeof channel | null): string => (of === null ? 'the channel' : channel[of]);
const minutes = (ms: number): string => {
  const whole = Math.round(Math.abs(ms) / 60_000);
  return whole === 0 ? 'less than a minute' : whole === 1 ? '1 minute' : `${whole} minutes`;
};

const things = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? '' : 's'}`;

/** Headings and words of a file stay what they are in it, in quotes. A fee is to be right to 0.00001 yuan, everything else to the fen. */
function fault(of: FileFault): string {
  switch (of.fault) {
    case 'bad_day':
      return `“${of.day}” is no date`;
    case 'no_column':
      return `there is no column “${of.column}”`;
    case 'column_twice':
      return `there are ${of.count} columns “${of.column}”`;
    case 'no_account':
      return 'it does not say whose account it is';
    case 'no_headings':
      return 'it has no line of headings';
    case 'field_count':
      return `${things(of.is, 'field')} where ${of.due} are due`;
    case 'no_sums':
      return 'the sums at its end are missing: it may be cut off';
    case 'not_ended':
      return 'its last line is not ended: it may be cut off';
    case 'after_sums':
      return 'something follows the sums: it is not one whole file';
    case 'rows_differ':
      return `its sums speak of ${of.said} rows, ${of.read} were read`;
    case 'sum_differs':
      return `its sum “${of.column}” is ${of.said}, the rows come to something else`;
    case 'unknown_word':
      return `“${of.value}” under “${of.column}” is not known`;
    case 'bad_time':
      return `“${of.value}” is no time`;
    case 'bad_amount':
      return `“${of.value}” under “${of.column}” is no amount to the fen`;
    case 'wrong_sign':
      return 'an amount has the wrong sign';
    case 'no_refund_columns':
      return 'there are refunds and no columns of refunds';
    case 'both_sides':
      return 'money in and money out in one row';
    case 'other_day':
      return `the ${sourceName(of.of)} is of ${of.is}, not of ${of.due}`;
    case 'foreign_merchant':
      return `merchant ${of.merchant} is no stall of this market: the bill is somebody else's`;
    case 'foreign_account':
      return `account ${of.account} is no stall of this market`;
    case 'whose':
      return 'choose the stall it is of';
    case 'no_merchant':
      return `stall ${of.stall} has no WeChat merchant number yet`;
    case 'row_twice':
      return `rows ${of.row} and ${of.other} are the same (${of.key})`;
    case 'row_changed':
      return `row ${of.row} (${of.key}) is not what a bill taken before says: one of them was edited`;
    default:
      return of satisfies never;
  }
}

/** Reconciliation in English, as `words.ts` has it in Chinese. */
export const enWords: ReconcileWords = {
  type: {
    BILL_ONLY: 'At the channel, not in the books',
    LOCAL_ONLY: 'In the books, not at the channel',
    CROSS_DAY: 'Arrived after midnight',
    AMOUNT_MISMATCH: 'Amounts differ',
    FEE_MISMATCH: 'Wrong fee',
    DUPLICATE_PAY: 'Paid twice',
    PAID_NOT_DELIVERED: 'Paid, no sale',
    OFFLINE_UNCONFIRMED: 'Confirmed offline, no money',
    UNVERIFIED_RELEASE: 'Released before payment',
    REFUND_PENDING: 'Refund under way',
    REFUND_ABNORMAL: 'Refund failed',
    NEXT_DAY_REFUND: 'Refund after midnight',
    REVERSED: 'Payment reversed',
    SPLIT_FAIL: 'Share failed',
    SPLIT_OVERDUE: 'Share overdue',
    FROZEN_LEFT: 'Money still frozen',
    FLOW_MISMATCH: 'Bill and fund flow differ',
    SETTLE_SHORT: 'Payout does not match',
  },
  owner: { stall: 'the stall', market: 'the market', channel: 'the channel', bank: 'the bank' },
  source: (of) => sourceName(of).replace(/^./, (first) => first.toUpperCase()),
  tender: (kind) => tenders[kind] ?? kind,
  cause: ({ cause, fen, evidence }) => {
    const one = (what: string) => evidence.find((each) => each.what === what);
    const [sale, bill, payment, slip] = [one('sale'), one('bill'), one('payment'), one('slip')];
    const money = yuanText(Math.abs(fen));
    const saleNo = `Sale ${sale?.no ?? sale?.id ?? ''}`;
    const came = nameOf(bill?.channel ?? payment?.channel ?? null);
    const [soldAt = null, cameAt = null] = [sale?.at, bill?.at];
    const apart = soldAt === null || cameAt === null ? 'unknown time' : minutes(soldAt - cameAt);
    switch (cause) {
      case 'wrong_channel_key':
        return `Probably the wrong key: ${saleNo} was keyed as ${tenders[sale?.tender ?? ''] ?? ''}, and the same amount came by ${came}, ${apart} apart.`;
      case 'static_by_amount_and_time':
        return `Amount and time fit: ${money} by ${came} is the money of ${saleNo} on the printed code (${apart} apart); no notice had come.`;
      case 'no_owner':
        return `${money} came by ${slip === undefined ? came : 'the card machine'}, and no sale fits: a sale may not have been keyed.`;
      case 'lost_notice':
        return `The shopper has paid ${money}; the channel's notice was lost, and the books still say unpaid.`;
      case 'late_payment':
        return `The shopper paid ${money} after the order was closed. Give it back if the goods were not given, accept if they were.`;
      case 'not_in_bill':
        return `The books have ${money}, the bills of three days have not: was the notice genuine, is the merchant number right?`;
      case 'not_in_statement':
        return `${money} were keyed as card, and the card machine's statement has none: the card may have failed, or something else was taken.`;
      case 'wrong_merchant':
        return `The money went to another merchant number, not this stall's.`;
      case 'midnight':
        return `Ordered before midnight, paid after it, and in the next day's bill. Both sides agree.`;
      case 'channel_amount':
        return `The channel's amount and the books' differ by ${money}.`;
      case 'digit_swap':
        return `${saleNo}: two digits were swapped when the card amount was keyed, ${money} off.`;
      case 'missing_decimal':
        return `${saleNo}: the decimal point was left out when the card amount was keyed, ${money} off.`;
      case 'wrong_rate':
        return `The fee is ${money} ${fen > 0 ? 'above' : 'below'} the contract's rate.`;
      case 'cash_and_qr':
        return `One purchase was paid twice: ${saleNo} took cash, and the QR was paid with ${money} too. One has to go back.`;
      case 'two_attempts':
        return `The shopper paid one order twice; ${money} have not gone back yet.`;
      case 'missing_upload':
        return `The shopper paid ${money} and the market has no sale of it: the till has not sent it yet, or the goods were not given.`;
      case 'voided_after_paid':
        return `${saleNo} was voided; ${money} have not gone back to the shopper.`;
      case 'no_payment':
        return `${saleNo} was confirmed offline as paid with ${money}, and the market has no such payment. Find out where the code came from.`;
      case 'released_unpaid':
        return `${saleNo} was let go before it was paid; ${money} have not come.`;
      case 'refund_under_way':
        return `A refund of ${money} was asked for; the channel has not given it to the shopper yet.`;
      case 'refund_denied':
        return `The channel refused a refund of ${money}; the shopper has no money yet.`;
      case 'refund_across_midnight':
        return `Asked for before midnight, given back after it, and in the next day's bill. Both sides agree.`;
      case 'refund_unknown':
        return `The channel gave back ${money}; the books have no such refund.`;
      case 'reversed':
        return 'Paid and reversed; nothing is left.';
      case 'receiver_failed':
        return `A share of ${money} did not go through; the money is still the stall's.`;
      case 'overdue':
        return `A share of ${money} is more than 25 days old; soon it can't be made any more.`;
      case 'unfreeze_missing':
        return 'The shares are made; the rest is still frozen at the channel.';
      case 'flow_missing':
        return `On the bill, and not in the fund flow of two days: ${money} have not reached the channel account.`;
      case 'flow_late':
        return `${money} of the bill were booked in the fund flow a day later. Both sides agree.`;
      case 'flow_amount':
        return `What the channel account moved and the bill differ by ${money}.`;
      case 'flow_fee':
        return `The goods are the same, the fee is not: the account was charged ${money} ${fen < 0 ? 'more' : 'less'} than the bill says.`;
      case 'flow_unbilled':
        return `The channel account ${fen < 0 ? 'paid out' : 'took in'} ${money} that no bill has.`;
      case 'payout_missing':
        return `${money} are due and the channel has not paid out: the fund flow has no payout.`;
      case 'payout_short':
        return `The channel paid out ${money} too little; the bank booked what it got.`;
      case 'transfer_missing':
        return `${money} are due; the bank has not booked them yet.`;
      case 'transfer_late':
        return `${money} came late, and in full.`;
      case 'fee_rounding':
        return `${money} off what was reckoned: each row's fee is rounded by itself.`;
      case 'bank_short':
        return `The bank booked ${money} less than the bill comes to.`;
      case 'unknown':
        return `${money} off, and nobody can say why yet.`;
      default:
        return cause satisfies never;
    }
  },
  evidence: ({ what, at, fen, channel: of, terminal, no, tender, id }) => {
    const when = at === null ? '' : `${shanghaiTime(at).slice(5, 10)} ${clockText(at)} `;
    const money = fen === null ? '' : ` ${yuanText(fen)}`;
    switch (what) {
      case 'sale':
        return `${when}sale ${no ?? id} (terminal ${terminal ?? '?'}) ${tenders[tender ?? ''] ?? ''}${money}`;
      case 'payment':
        return `${when}payment order ${id} (${nameOf(of)})${money}`;
      case 'bill':
        return `${when}${nameOf(of)} bill ${id}${money}`;
      case 'refund':
        return `${when}refund ${id}${money}`;
      case 'share':
        return `${when}share ${id}${money}`;
      case 'slip':
        return `${when}card slip ${id}${money}`;
      case 'flow':
        return `${when}${nameOf(of)} fund flow ${id.replace('手续费', 'fee')}${money}`;
      case 'settlement':
        return `${when}${nameOf(of)} settlement${money}`;
      default:
        return what satisfies never;
    }
  },
  taken: (of) => {
    if (!of.isNew)
      return `Everything in it was here already${of.held === null ? '' : ` (${of.held.name}, ${shanghaiTime(of.held.at)})`}; nothing was changed`;
    const { rows, added, unsummed } = of;
    const sum = unsummed === null ? '' : `, ${yuanText(unsummed.fen)} in all, SHA-256 ${unsummed.sha256.slice(0, 8)}…`;
    return `${things(rows, 'row')} taken${sum}${added === rows ? '' : `, ${added} of them new`}`;
  },
  fault: (of) => `${of.line === undefined ? '' : `line ${of.line}: `}${fault(of)}`,
};
