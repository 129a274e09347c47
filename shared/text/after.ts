import type { Standing } from '../after/standing.ts';
import type { Mode } from '../records/goods.ts';

/** What comes after the commit: the strip's keys and the history. */
export interface AfterTexts {
  readonly after: {
    readonly correct: string;
    readonly correctTitle: string;
    readonly correctWas: string;
    readonly correctTo: string;
    readonly void: string;
    readonly voidSure: string;
    readonly voided: string;
    readonly state: (state: Standing['state']) => string;
    readonly history: string;
    readonly none: string;
    readonly more: string;
    readonly newest: string;
    readonly search: string;
    readonly byAmount: string;
    readonly byNumber: string;
    readonly byName: string;
    readonly life: (no: string) => string;
    readonly list: string;
    readonly sale: string;
    readonly later: (kind: string) => string;
    readonly uploaded: (state: 'yes' | 'waiting' | 'alone') => string;
    readonly refund: string;
    readonly refundHow: string;
    readonly refundNow: (money: string) => string;
    readonly refundCash: string;
    readonly refunded: (money: string) => string;
    readonly left: (what: string) => string;
    readonly pieces: (count: number) => string;
    readonly reweigh: string;
    readonly reweighHow: string;
    readonly found: string;
    readonly better: string;
    readonly equal: string;
    readonly ownScale: string;
    readonly verdict: (
      verdict: 'good' | 'within' | 'short' | 'exempt',
      shortG: number,
      limitG: number | null,
    ) => string;
    readonly back: (money: string) => string;
    readonly stricter: string;
    readonly slip: string;
    readonly earnings: string;
    readonly counts: (mode: Mode) => string;
    readonly days: (count: number) => string;
    readonly by: (by: 'hour' | 'product' | 'day') => string;
    readonly salesCount: (count: number) => string;
    readonly margin: (of: string) => string;
    /** 月账. */
    readonly month: string;
    readonly monthName: (month: string) => string;
    readonly monthBefore: string;
    readonly monthAfter: string;
    readonly monthPrint: string;
    /** Weight or pieces, sold, cost, margin. */
    readonly monthColumns: readonly [string, string, string, string];
    readonly costHow: string;
    readonly cost: (name: string) => string;
    readonly costKeep: string;
    readonly costUnknown: string;
  };
}

export const afterZh: AfterTexts = {
  after: {
    correct: '改收款',
    correctTitle: '改收款方式',
    correctWas: '收错了的是',
    correctTo: '其实是',
    void: '作废',
    voidSure: '真的作废',
    voided: '已作废，钱已退回',
    state: (state) => {
      switch (state) {
        case 'sold':
          return '';
        case 'part_refunded':
          return '部分退款';
        case 'refunded':
          return '已退款';
        case 'voided':
          return '已作废';
        default:
          return state satisfies never;
      }
    },
    history: '历史',
    none: '没有找到',
    more: '再往前',
    newest: '最近的',
    search: '金额、单号或货名',
    byAmount: '按金额找',
    byNumber: '按单号找',
    byName: '按货名找',
    life: (no) => `单号 ${no}`,
    list: '回到列表',
    sale: '回到这一笔',
    later: (kind) => {
      switch (kind) {
        case 'correction':
          return '改收款';
        case 'void':
          return '作废';
        case 'refund':
          return '退款';
        case 'reweigh':
          return '复秤';
        default:
          return '到账';
      }
    },
    uploaded: (state) => (state === 'yes' ? '市场已收到' : state === 'waiting' ? '等着上传' : '练习，不上传'),
    refund: '退款',
    refundHow: '点要退的货；点过的可以打数，改退多少',
    refundNow: (money) => `退 ${money}`,
    refundCash: '退现金',
    refunded: (money) => `已退 ${money}`,
    left: (what) => `还能退 ${what}`,
    pieces: (count) => `${count} 件`,
    reweigh: '复秤',
    reweighHow: '点一样称着卖的货，打上另一台秤的 kg 数',
    found: '另一台秤',
    better: '公平秤',
    equal: '一样的秤',
    ownScale: '用本摊的秤',
    verdict: (verdict, shortG, limitG) => {
      switch (verdict) {
        case 'good':
          return '足秤';
        case 'within':
          return `少 ${shortG} g，在允许的 ${limitG ?? 0} g 以内`;
        case 'short':
          return `短秤：少 ${shortG} g，只许差 ${limitG ?? 0} g`;
        case 'exempt':
          return `少 ${shortG} g；活鱼、水发货不设限值`;
        default:
          return verdict satisfies never;
      }
    },
    back: (money) => `退差额 ${money}`,
    stricter: '按价钱算要更严，最好把差额退了',
    slip: '补一张',
    earnings: '我的收入',
    counts: (mode) => (mode === 'live' ? '' : mode === 'simulated' ? '模拟，不是真的收入' : '练习，不计收入'),
    days: (count) => (count === 1 ? '今天' : `${count} 天`),
    by: (by) => (by === 'hour' ? '按钟点' : by === 'product' ? '按货' : '按天'),
    salesCount: (count) => `${count} 笔`,
    margin: (of) => `${of} 里毛利`,
    month: '月账',
    monthName: (month) => `${month.slice(0, 4)}年${Number(month.slice(5))}月`,
    monthBefore: '上个月',
    monthAfter: '下个月',
    monthPrint: '打月账',
    monthColumns: ['卖出', '货款', '进货', '毛利'],
    costHow: '在“我的收入”的“按货”里点一样货，填上进价，就有毛利',
    cost: (name) => `${name} 的进价`,
    costKeep: '记下进价',
    costUnknown: '不知道了',
  },
};

export const afterEn: AfterTexts = {
  after: {
    correct: 'Means',
    correctTitle: 'Correct the means',
    correctWas: 'Keyed as',
    correctTo: 'It was',
    void: 'Void',
    voidSure: 'Really void',
    voided: 'Void; the money goes back',
    state: (state) => {
      switch (state) {
        case 'sold':
          return '';
        case 'part_refunded':
          return 'Part refunded';
        case 'refunded':
          return 'Refunded';
        case 'voided':
          return 'Void';
        default:
          return state satisfies never;
      }
    },
    history: 'History',
    none: 'Nothing found',
    more: 'Further back',
    newest: 'Newest',
    search: 'Amount, number or goods',
    byAmount: 'By amount',
    byNumber: 'By number',
    byName: 'By name',
    life: (no) => `Sale ${no}`,
    list: 'Back to the list',
    sale: 'Back to the sale',
    later: (kind) => {
      switch (kind) {
        case 'correction':
          return 'Means corrected';
        case 'void':
          return 'Void';
        case 'refund':
          return 'Refund';
        case 'reweigh':
          return 'Weighed again';
        default:
          return 'Received';
      }
    },
    uploaded: (state) =>
      state === 'yes' ? 'The market has it' : state === 'waiting' ? 'Waiting to upload' : 'Practice, not uploaded',
    refund: 'Refund',
    refundHow: 'Touch what comes back; type to change how much of it',
    refundNow: (money) => `Refund ${money}`,
    refundCash: 'In cash',
    refunded: (money) => `${money} refunded`,
    left: (what) => `${what} left`,
    pieces: (count) => (count === 1 ? '1 piece' : `${count} pieces`),
    reweigh: 'Weigh again',
    reweighHow: "Touch goods sold by weight, type the other scale's kilograms",
    found: 'Other scale',
    better: 'Public scale',
    equal: 'Equal scale',
    ownScale: 'This scale',
    verdict: (verdict, shortG, limitG) => {
      switch (verdict) {
        case 'good':
          return 'Full weight';
        case 'within':
          return `${shortG} g less, within the ${limitG ?? 0} g allowed`;
        case 'short':
          return `Short weight: ${shortG} g less, ${limitG ?? 0} g allowed`;
        case 'exempt':
          return `${shortG} g less; live fish and soaked goods have no limit`;
        default:
          return verdict satisfies never;
      }
    },
    back: (money) => `Refund ${money}`,
    stricter: 'By its price the limit is stricter: better refund the difference',
    slip: 'Slip',
    earnings: 'My earnings',
    counts: (mode) =>
      mode === 'live' ? '' : mode === 'simulated' ? 'Simulated, nothing was earned' : 'Practice, not counted',
    days: (count) => (count === 1 ? 'Today' : `${count} days`),
    by: (by) => (by === 'hour' ? 'By hour' : by === 'product' ? 'By goods' : 'By day'),
    salesCount: (count) => (count === 1 ? '1 sale' : `${count} sales`),
    margin: (of) => `Margin in ${of}`,
    month: 'Month',
    monthName: (month) => month,
    monthBefore: 'The month before',
    monthAfter: 'The month after',
    monthPrint: 'Print',
    monthColumns: ['Sold', 'Came in', 'Cost', 'Margin'],
    costHow: 'Touch a product under “By goods” in My earnings and type what it was bought for; then there is a margin',
    cost: (name) => `${name} bought for`,
    costKeep: 'Keep',
    costUnknown: 'Not known',
  },
};
