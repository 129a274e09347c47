import type { TenderKind } from '../records/goods.ts';

/** Taking money in other ways than exact cash: 更多, parts of an amount, goods that wait to be picked up. */
export interface TendersTexts {
  readonly tenders: {
    readonly title: string;
    /** The vendor's own word for a tender (S17). */
    readonly word: (kind: TenderKind) => string;
    readonly due: string;
    readonly rest: string;
    readonly received: string;
    readonly change: string;
    readonly exact: (amount: string) => string;
    readonly take: (received: string, change: string) => string;
    readonly part: (amount: string) => string;
    readonly concede: string;
    readonly concedeBy: (concession: string) => string;
    readonly takesCash: (amount: string) => string;
    readonly tooMuch: string;
    readonly paper: string;
    readonly pickup: string;
    /** Under the total while parts are received. */
    readonly dueOf: (payable: string) => string;
    readonly partLine: (word: string) => string;
    readonly giveBack: string;
    readonly giveBackLabel: (word: string, amount: string) => string;
    readonly gaveBack: (word: string, amount: string) => string;
    readonly complete: string;
  };
  readonly pickup: {
    readonly title: (sign: string) => string;
    readonly paid: string;
    readonly collected: string;
    readonly print: string;
  };
}

export const tendersZh: TendersTexts = {
  tenders: {
    title: '收款',
    word: (kind) => {
      switch (kind) {
        case 'cash':
          return '现金';
        case 'dynamic_qr':
          return '扫码付款';
        case 'payment_code':
          return '付款码';
        case 'static_code':
          return '收款码';
        case 'card':
          return '刷卡';
        case 'other':
          return '其他收款';
        case 'credit':
          return '赊账';
        default:
          return kind satisfies never;
      }
    },
    due: '应收',
    rest: '还差',
    received: '收到',
    change: '找零',
    exact: (amount) => `现金 ${amount}`,
    take: (received, change) => `收 ${received} 找 ${change}`,
    part: (amount) => `先收现金 ${amount}`,
    concede: '让价',
    concedeBy: (concession) => `让价 ${concession}`,
    takesCash: (amount) => `收现金 ${amount}`,
    tooMuch: '只有现金能找零，请打应收以内的数',
    paper: '打小票',
    pickup: '待取',
    dueOf: (payable) => `应收 ${payable}`,
    partLine: (word) => `已收${word}`,
    giveBack: '退',
    giveBackLabel: (word, amount) => `退还先收的${word} ${amount}`,
    gaveBack: (word, amount) => `退还${word} ${amount}，请退给顾客`,
    complete: '收齐了',
  },
  pickup: {
    title: (sign) => `${sign} 已付，等顾客来取`,
    paid: '已付',
    collected: '取走了',
    print: '打小票',
  },
};

export const tendersEn: TendersTexts = {
  tenders: {
    title: 'Payment',
    word: (kind) => {
      switch (kind) {
        case 'cash':
          return 'Cash';
        case 'dynamic_qr':
          return 'QR';
        case 'payment_code':
          return 'Payment code';
        case 'static_code':
          return 'Sticker';
        case 'card':
          return 'Card';
        case 'other':
          return 'Other';
        case 'credit':
          return 'On credit';
        default:
          return kind satisfies never;
      }
    },
    due: 'Due',
    rest: 'Still due',
    received: 'Received',
    change: 'Change',
    exact: (amount) => `Cash ${amount}`,
    take: (received, change) => `Take ${received}, give ${change}`,
    part: (amount) => `Part in cash ${amount}`,
    concede: 'Let off',
    concedeBy: (concession) => `Let off ${concession}`,
    takesCash: (amount) => `take ${amount} in cash`,
    tooMuch: 'Only cash gives change; type no more than is due',
    paper: 'Receipt',
    pickup: 'Pick up',
    dueOf: (payable) => `of ${payable}`,
    partLine: (word) => `Received, ${word.toLowerCase()}`,
    giveBack: 'Back',
    giveBackLabel: (word, amount) => `Give back ${amount}, ${word.toLowerCase()}`,
    gaveBack: (word, amount) => `Give ${amount} back to the shopper (${word.toLowerCase()})`,
    complete: 'All received',
  },
  pickup: {
    title: (sign) => `${sign} is paid and waits to be picked up`,
    paid: 'Paid',
    collected: 'Picked up',
    print: 'Receipt',
  },
};
