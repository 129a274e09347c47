import type { LastSaleView } from '../view.ts';

/** The strip of the last sale. */
export interface StripTexts {
  readonly strip: {
    readonly label: string;
    readonly last: string;
    readonly none: string;
    readonly items: (first: string, count: number) => string;
    readonly state: (state: LastSaleView['tenderState']) => string;
    readonly paid: (note: string) => string;
    readonly change: string;
    readonly looked: string;
    readonly back: string;
    readonly print: string;
    readonly printLong: string;
    readonly code: string;
    readonly reprint: string;
    readonly printing: string;
    readonly queued: string;
    readonly unsure: (count: number) => string;
    readonly again: string;
    readonly letBe: string;
    readonly unprinted: (count: number) => string;
    readonly printNow: string;
  };
}

export const stripZh: StripTexts = {
  strip: {
    label: '上一笔',
    last: '上一笔',
    none: '今天还没有卖出',
    items: (first, count) => (count > 1 ? `${first} 等 ${count} 样` : first),
    state: (state) => {
      switch (state) {
        case 'cash':
          return '现金';
        case 'confirmed':
        case 'proven_offline':
          return '已到账';
        case 'unproven':
          return '未到账';
        case 'external':
          return '刷卡/其他';
        case 'credit':
          return '赊账';
        default:
          return state satisfies never;
      }
    },
    paid: (note) => `付 ${note}`,
    change: '找',
    looked: '查到的小票',
    back: '回到上一笔',
    print: '打小票',
    printLong: '长票',
    code: '给码',
    reprint: '重打',
    printing: '正在打',
    queued: '排队打印',
    unsure: (count) => (count > 1 ? `${count} 张小票可能已经打出来了` : '那张小票可能已经打出来了'),
    again: '再打一张',
    letBe: '不用了',
    unprinted: (count) => `未打印 ${count} 张 · 可补`,
    printNow: '补打',
  },
};

export const stripEn: StripTexts = {
  strip: {
    label: 'Last sale',
    last: 'Last',
    none: 'No sale yet today',
    items: (first, count) => (count > 1 ? `${first} and ${count - 1} more` : first),
    state: (state) => {
      switch (state) {
        case 'cash':
          return 'Cash';
        case 'confirmed':
        case 'proven_offline':
          return 'Received';
        case 'unproven':
          return 'Unpaid';
        case 'external':
          return 'Card/other';
        case 'credit':
          return 'On credit';
        default:
          return state satisfies never;
      }
    },
    paid: (note) => `of ${note}`,
    change: 'back',
    looked: 'Found',
    back: 'Back',
    print: 'Receipt',
    printLong: 'Long',
    code: 'Code',
    reprint: 'Reprint',
    printing: 'Printing',
    queued: 'Queued',
    unsure: (count) => (count > 1 ? `${count} receipts may have printed` : 'That receipt may have printed'),
    again: 'Print again',
    letBe: 'Leave it',
    unprinted: (count) => `${count} not printed`,
    printNow: 'Print now',
  },
};
