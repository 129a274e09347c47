import { clockText, shanghaiTime } from '../../shared/day.ts';
import { yuanText } from '../../shared/money.ts';
import type { Evidence, ExceptionOwner } from './book.ts';
import type { SourceChannel } from './entry.ts';
import type { Cause, ExceptionType } from './facts.ts';
import type { FileFault } from './fault.ts';
import type { Taken } from './importing.ts';
import type { Source, SourceKind } from './source-rows.ts';

/** Everything reconciliation says, in one language. */
export interface ReconcileWords {
  readonly type: Readonly<Record<ExceptionType, string>>;
  readonly owner: Readonly<Record<ExceptionOwner, string>>;
  readonly source: (of: Pick<Source, 'channel' | 'kind'>) => string;
  readonly tender: (kind: string) => string;
  readonly cause: (of: {
    readonly cause: Cause;
    readonly fen: number;
    readonly evidence: readonly Evidence[];
  }) => string;
  readonly evidence: (one: Evidence) => string;
  /** What was taken of a file that was handed over. */
  readonly taken: (of: Taken) => string;
  /** Why nothing of it was taken. */
  readonly fault: (of: FileFault) => string;
}

/** What a stall owner calls each kind of difference. */
const typeText: Readonly<Record<ExceptionType, string>> = {
  BILL_ONLY: '渠道有,账上没有',
  LOCAL_ONLY: '账上有,渠道没有',
  CROSS_DAY: '跨零点到账',
  AMOUNT_MISMATCH: '金额不同',
  FEE_MISMATCH: '手续费不对',
  DUPLICATE_PAY: '收了两次',
  PAID_NOT_DELIVERED: '付了款,没有销售',
  OFFLINE_UNCONFIRMED: '离线确认,没有到账',
  UNVERIFIED_RELEASE: '未付先放',
  REFUND_PENDING: '退款在路上',
  REFUND_ABNORMAL: '退款没成功',
  NEXT_DAY_REFUND: '退款跨零点',
  REVERSED: '付款已撤销',
  SPLIT_FAIL: '分账失败',
  SPLIT_OVERDUE: '分账超期',
  FROZEN_LEFT: '钱还冻结着',
  FLOW_MISMATCH: '账单和资金账单不一样',
  SETTLE_SHORT: '到账对不上',
};
const channelText: Readonly<Record<SourceChannel, string>> = {
  wechat: '微信',
  alipay: '支付宝',
  acquirer: '收单机构',
  bank: '银行',
  card: '刷卡机',
};
const channelName = (channel: SourceChannel | null): string => (channel === null ? '' : channelText[channel]);
const sourceText: Readonly<Record<SourceKind, string>> = { trade: '账单', fund_flow: '资金账单', statement: '流水' };
const sourceName = ({ channel, kind }: Pick<Source, 'channel' | 'kind'>): string =>
  `${channelText[channel]}${sourceText[kind]}`;
const ownerText: Readonly<Record<ExceptionOwner, string>> = {
  stall: '摊主',
  market: '市场',
  channel: '支付渠道',
  bank: '银行',
};
const tenderText: Readonly<Record<string, string>> = {
  cash: '现金',
  dynamic_qr: '收款码',
  payment_code: '付款码',
  static_code: '印刷码',
  card: '刷卡',
  other: '其他',
  credit: '赊账',
};
const tenderName = (kind: string): string => tenderText[kind] ?? kind;

/** Who can do something about it. */
const ownerOfType: Readonly<Record<ExceptionType, ExceptionOwner>> = {
  BILL_ONLY: 'stall',
  LOCAL_ONLY: 'market',
  CROSS_DAY: 'channel',
  AMOUNT_MISMATCH: 'market',
  FEE_MISMATCH: 'channel',
  DUPLICATE_PAY: 'stall',
  PAID_NOT_DELIVERED: 'stall',
  OFFLINE_UNCONFIRMED: 'market',
  UNVERIFIED_RELEASE: 'stall',
  REFUND_PENDING: 'channel',
  REFUND_ABNORMAL: 'market',
  NEXT_DAY_REFUND: 'channel',
  REVERSED: 'channel',
  SPLIT_FAIL: 'market',
  SPLIT_OVERDUE: 'market',
  FROZEN_LEFT: 'market',
  FLOW_MISMATCH: 'channel',
  SETTLE_SHORT: 'bank',
};
/** The same of one difference: what the channel has not sent the bank can't book. */
export const ownerOfDifference = ({
  type,
  cause,
}: {
  readonly type: ExceptionType;
  readonly cause: Cause;
}): ExceptionOwner => (cause === 'payout_missing' || cause === 'payout_short' ? 'channel' : ownerOfType[type]);

const minutes = (ms: number): string => {
  const whole = Math.round(Math.abs(ms) / 60_000);
  return whole === 0 ? '不到 1 分钟' : `${whole} 分钟`;
};

/** The most likely cause of a difference, in one or two sentences, with the numbers it rests on. */
function causeText(of: {
  readonly cause: Cause;
  readonly fen: number;
  readonly evidence: readonly Evidence[];
}): string {
  const one = (what: Evidence['what']): Evidence | undefined => of.evidence.find((each) => each.what === what);
  const [sale, bill, payment, slip] = [one('sale'), one('bill'), one('payment'), one('slip')];
  const money = yuanText(Math.abs(of.fen));
  const saleNo = sale === undefined ? '' : `${sale.no ?? ''} 这一笔`;
  const keyed = tenderName(sale?.tender ?? '');
  const came = channelName(bill?.channel ?? payment?.channel ?? null);
  const [soldAt = null, cameAt = null] = [sale?.at, bill?.at];
  const apart = soldAt === null || cameAt === null ? '' : minutes(soldAt - cameAt);
  switch (of.cause) {
    case 'wrong_channel_key':
      return `多半按错了收款方式:${saleNo}按的是${keyed},同样金额的钱由${came}到账,相差${apart}。`;
    case 'static_by_amount_and_time':
      return `金额和时间都对得上:${came}到账 ${money},就是${saleNo}印刷码的钱(相差${apart}),当时没有收到通知。`;
    case 'no_owner':
      return slip === undefined
        ? `${came}到账 ${money},没有一笔销售对得上:可能漏记了销售。`
        : `刷卡机上有 ${money},没有一笔销售对得上:可能漏记了销售。`;
    case 'lost_notice':
      return `顾客已付 ${money},渠道的到账通知丢了,账上还是未付。`;
    case 'late_payment':
      return `这一单关闭以后顾客才付的 ${money}。货没给就退款,给了就认可。`;
    case 'not_in_bill':
      return `账上记了 ${money},三天的账单里都没有这一笔:请查通知是真是假,或商户号设错。`;
    case 'not_in_statement':
      return `按刷卡收的 ${money},刷卡机的流水里没有:可能没刷成功,或收的是别的。`;
    case 'wrong_merchant':
      return `钱到了别的商户号,不是这个摊位的。`;
    case 'midnight':
      return `零点前开的单,零点后付的款,记在第二天的账单里。两边一致。`;
    case 'channel_amount':
      return `渠道记的金额和账上差 ${money}。`;
    case 'digit_swap':
      return `${saleNo}按刷卡收款时把相邻两个数字按反了,差 ${money}。`;
    case 'missing_decimal':
      return `${saleNo}按刷卡收款时少按了小数点,差 ${money}。`;
    case 'wrong_rate':
      return `手续费比合同费率${of.fen > 0 ? '多' : '少'}收 ${money}。`;
    case 'cash_and_qr':
      return `同一笔买卖收了两次:${saleNo}收了现金,收款码也付了 ${money}。应退一次给顾客。`;
    case 'two_attempts':
      return `顾客为同一单付了两次,多的 ${money} 还没有退。`;
    case 'missing_upload':
      return `顾客付了 ${money},市场没有收到对应的销售:终端可能还没上传,或货没有给。`;
    case 'voided_after_paid':
      return `${saleNo}已作废,收到的 ${money} 还没有退给顾客。`;
    case 'no_payment':
      return `${saleNo}离线时确认已付 ${money},市场没有这笔付款。请查确认码的来路。`;
    case 'released_unpaid':
      return `${saleNo}没有等到付款就放了货,至今没有到账 ${money}。`;
    case 'refund_under_way':
      return `退款 ${money} 已申请,渠道还没有退到顾客。`;
    case 'refund_denied':
      return `退款 ${money} 被渠道拒绝,顾客还没有拿到钱。`;
    case 'refund_across_midnight':
      return `零点前申请的退款,零点后退出,记在第二天的账单里。两边一致。`;
    case 'refund_unknown':
      return `渠道退了 ${money},账上没有这笔退款。`;
    case 'reversed':
      return `付了又撤销,进出相抵。`;
    case 'receiver_failed':
      return `应分出去的 ${money} 没有分成,钱还在摊位。`;
    case 'overdue':
      return `应分的 ${money} 超过 25 天没有分,再晚就分不了。`;
    case 'unfreeze_missing':
      return `分账做完了,余下的钱还冻结在渠道。`;
    case 'fee_rounding':
      return `和算出来的差 ${money}:每笔手续费四舍五入的尾差。`;
    case 'bank_short':
      return `银行比账单应到的少 ${money}。`;
    case 'flow_missing':
      return `账单上有,资金账单里两天都没有这一笔:应进 ${money} 没有进渠道账户。`;
    case 'flow_late':
      return `账单上的 ${money},资金账单第二天才记。两边一致。`;
    case 'flow_amount':
      return `渠道账户实际进出的和账单上差 ${money}。`;
    case 'flow_fee':
      return `货款一样,手续费不一样:渠道账户比账单上${of.fen < 0 ? '多' : '少'}扣 ${money}。`;
    case 'flow_unbilled':
      return `渠道账户${of.fen < 0 ? '出' : '进'}了 ${money},账单上没有这一笔。`;
    case 'payout_missing':
      return `应到 ${money},渠道没有打款:资金账单里没有提现。`;
    case 'payout_short':
      return `渠道打款就少了 ${money},银行按收到的记。`;
    case 'transfer_missing':
      return `应到 ${money},银行还没有记。`;
    case 'transfer_late':
      return `${money} 晚到了,已经到齐。`;
    case 'unknown':
      return `差 ${money},还说不出原因。`;
    default:
      return of.cause satisfies never;
  }
}

/** One line of evidence. */
function evidenceText({ what, at, fen, channel, terminal, no, tender, id }: Evidence): string {
  const when = at === null ? '' : `${shanghaiTime(at).slice(5, 10)} ${clockText(at)} `;
  const money = fen === null ? '' : ` ${yuanText(fen)}`;
  switch (what) {
    case 'sale':
      return `${when}销售 ${no ?? id}(${terminal ?? '?'} 号终端)${tenderName(tender ?? '')}${money}`;
    case 'payment':
      return `${when}收款单 ${id}(${channelName(channel)})${money}`;
    case 'bill':
      return `${when}${channelName(channel)}账单 ${id}${money}`;
    case 'refund':
      return `${when}退款 ${id}${money}`;
    case 'share':
      return `${when}分账 ${id}${money}`;
    case 'slip':
      return `${when}刷卡机流水 ${id}${money}`;
    case 'flow':
      return `${when}${channelName(channel)}资金账单 ${id}${money}`;
    case 'settlement':
      return `${when}${channelName(channel)}结算${money}`;
    default:
      return what satisfies never;
  }
}

function takenText(of: Taken): string {
  if (!of.isNew)
    return of.held === null
      ? '每一行都已经收过(文件名或次序不同),没有改动'
      : `这份文件已经收过(${of.held.name},${shanghaiTime(of.held.at)}),没有改动`;
  const { rows, added, unsummed } = of;
  const sum = unsummed === null ? '' : `,合计 ${yuanText(unsummed.fen)},文件指纹 ${unsummed.sha256.slice(0, 8)}`;
  return `收到 ${rows} 行${sum}${added === rows ? '' : `,其中 ${rows - added} 行已经收过`}`;
}

function faultText(of: FileFault): string {
  const place = of.line === undefined ? '' : `第 ${of.line} 行:`;
  return `${place}${faultSentence(of)}`;
}
function faultSentence(of: FileFault): string {
  switch (of.fault) {
    case 'bad_day':
      return `“${of.day}”不是日期`;
    case 'no_column':
      return `没有“${of.column}”这一列`;
    case 'column_twice':
      return `“${of.column}”有 ${of.count} 列`;
    case 'no_account':
      return '账单里没有账号';
    case 'no_headings':
      return '没有表头';
    case 'field_count':
      return `有 ${of.is} 项,应有 ${of.due} 项`;
    case 'no_sums':
      return '末尾没有合计,可能没下完';
    case 'not_ended':
      return '最后一行没有结束,可能没下完';
    case 'after_sums':
      return '合计后面还有内容,不是一份完整的文件';
    case 'rows_differ':
      return `合计说有 ${of.said} 笔,读到 ${of.read} 笔`;
    case 'sum_differs':
      return `合计里“${of.column}”是 ${of.said},各行加起来不是这个数`;
    case 'unknown_word':
      return `${of.column}“${of.value}”不认识`;
    case 'bad_time':
      return `时间“${of.value}”不对`;
    case 'bad_amount':
      return `${of.column}“${of.value}”不对,应到分为止`;
    case 'wrong_sign':
      return '金额的正负不对';
    case 'no_refund_columns':
      return '有退款,但没有退款的列';
    case 'both_sides':
      return '一行里又有收入又有支出';
    case 'other_day':
      return `这是 ${of.is} 的${sourceName(of.of)},不是 ${of.due} 的`;
    case 'foreign_merchant':
      return `账单里的商户号 ${of.merchant} 不是本市场摊位的,这份账单是别人的`;
    case 'foreign_account':
      return `账号 ${of.account} 不是本市场摊位的`;
    case 'whose':
      return '请选这份流水是哪个摊位的';
    case 'no_merchant':
      return `${of.stall}号摊还没有微信商户号`;
    case 'row_twice':
      return `第 ${of.row} 笔和第 ${of.other} 笔是同一笔(${of.key})`;
    case 'row_changed':
      return `第 ${of.row} 笔(${of.key})和已经收过的账单不一样:账单可能被改过`;
    default:
      return of satisfies never;
  }
}

export const zhWords: ReconcileWords = {
  type: typeText,
  owner: ownerText,
  source: sourceName,
  tender: tenderName,
  cause: causeText,
  evidence: evidenceText,
  taken: takenText,
  fault: faultText,
};
