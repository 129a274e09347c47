import type { Movement } from '../accounts.ts';

/** Restaurants on credit (S11). */
export interface AccountsTexts {
  readonly accounts: {
    readonly title: string;
    readonly choose: string;
    readonly none: string;
    /** More of them than fit an empty cart. */
    readonly others: string;
    readonly owes: (amount: string) => string;
    readonly settled: string;
    readonly ahead: (amount: string) => string;
    readonly limit: (amount: string) => string;
    readonly blocks: string;
    readonly above: (amount: string) => string;
    readonly closed: string;
    readonly add: string;
    readonly forCart: (name: string) => string;
    readonly repay: string;
    readonly print: string;
    readonly printed: string;
    readonly edit: string;
    readonly opening: string;
    readonly owed: string;
    readonly moved: (kind: Movement['kind']) => string;
    readonly nothing: string;
    readonly prices: string;
    readonly pricesHint: string;
    readonly dropPrice: (name: string) => string;
    readonly name: string;
    readonly nameHint: string;
    readonly limitLabel: string;
    readonly noLimit: string;
    readonly aboveLimit: string;
    readonly warn: string;
    readonly block: string;
    readonly stop: string;
    readonly resume: string;
    readonly save: string;
    readonly repaying: (name: string) => string;
    readonly repayAll: (amount: string) => string;
    readonly repaid: (name: string, amount: string, owed: string) => string;
    readonly ordered: string;
    readonly strike: (name: string) => string;
    readonly leave: (name: string) => string;
    readonly whose: string;
    readonly alwaysFor: (name: string) => string;
  };
}

export const accountsZh: AccountsTexts = {
  accounts: {
    title: '赊账户',
    choose: '是谁赊的账',
    none: '还没有赊账户',
    others: '别的赊账户',
    owes: (amount) => `欠 ${amount}`,
    settled: '不欠',
    ahead: (amount) => `多付 ${amount}`,
    limit: (amount) => `最多赊 ${amount}`,
    blocks: '，到了不再赊',
    above: (amount) => `超出额度 ${amount}`,
    closed: '已停用',
    add: '新赊账户',
    forCart: (name) => `这一单给${name}`,
    repay: '还款',
    print: '打对账单',
    printed: '对账单打出来了',
    edit: '改',
    opening: '前欠',
    owed: '现欠',
    moved: (kind) => {
      switch (kind) {
        case 'sale':
          return '赊账';
        case 'repayment':
          return '还款';
        case 'void':
          return '作废';
        case 'refund':
          return '退货';
        case 'correction':
          return '改收款';
        default:
          return kind satisfies never;
      }
    },
    nothing: '还没有赊过账',
    prices: '专门的价',
    pricesHint: '选了这家以后，在称重栏点价就能定',
    dropPrice: (name) => `${name}不要专门的价`,
    name: '名字',
    nameHint: '饭店名字',
    limitLabel: '最多赊',
    noLimit: '不限',
    aboveLimit: '超出以后',
    warn: '只提醒',
    block: '不再赊',
    stop: '停用',
    resume: '重新用',
    save: '存',
    repaying: (name) => `${name}还款`,
    repayAll: (amount) => `全还 ${amount}`,
    repaid: (name, amount, owed) => `${name}还了 ${amount}，现欠 ${owed}`,
    ordered: '上次要的',
    strike: (name) => `今天不要${name}`,
    leave: (name) => `不记${name}`,
    whose: '选谁',
    alwaysFor: (name) => `${name}一直这个价`,
  },
};

export const accountsEn: AccountsTexts = {
  accounts: {
    title: 'Credit accounts',
    choose: 'On whose credit',
    none: 'No credit account yet',
    others: 'Other accounts',
    owes: (amount) => `Owes ${amount}`,
    settled: 'Settled',
    ahead: (amount) => `${amount} ahead`,
    limit: (amount) => `Limit ${amount}`,
    blocks: ', then no more',
    above: (amount) => `${amount} above the limit`,
    closed: 'Closed',
    add: 'New account',
    forCart: (name) => `This sale is for ${name}`,
    repay: 'Repay',
    print: 'Print',
    printed: 'The statement is printed',
    edit: 'Change',
    opening: 'Owed before',
    owed: 'Owes now',
    moved: (kind) => {
      switch (kind) {
        case 'sale':
          return 'Credit';
        case 'repayment':
          return 'Repaid';
        case 'void':
          return 'Void';
        case 'refund':
          return 'Refund';
        case 'correction':
          return 'Corrected';
        default:
          return kind satisfies never;
      }
    },
    nothing: 'Nothing bought on credit yet',
    prices: 'Own prices',
    pricesHint: 'Choose it, then touch a price to set its own',
    dropPrice: (name) => `No own price for ${name}`,
    name: 'Name',
    nameHint: 'Name of the restaurant',
    limitLabel: 'Limit',
    noLimit: 'None',
    aboveLimit: 'Above it',
    warn: 'Warn',
    block: 'Refuse',
    stop: 'Close it',
    resume: 'Open again',
    save: 'Save',
    repaying: (name) => `Repayment of ${name}`,
    repayAll: (amount) => `All: ${amount}`,
    repaid: (name, amount, owed) => `${name} paid back ${amount} and owes ${owed}`,
    ordered: 'Last order',
    strike: (name) => `No ${name} today`,
    leave: (name) => `Not for ${name}`,
    whose: 'Whose',
    alwaysFor: (name) => `Always for ${name}`,
  },
};
