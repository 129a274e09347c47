import type { BlockedReason, WeighingView } from '../view.ts';
import { things } from './plural.ts';

/** The shopper's screen. */
export interface CustomerTexts {
  readonly customer: {
    readonly stallNo: (no: string) => string;
    readonly net: string;
    readonly tare: (kg: string) => string;
    readonly unitPrice: string;
    readonly amount: string;
    readonly weighing: string;
    readonly lines: (count: number) => string;
    readonly due: string;
    readonly fair: string;
    readonly fairIdle: string;
    readonly fairWhere: (where: string) => string;
    readonly today: string;
    readonly perUnit: (basisG: number) => string;
    readonly capped: string;
    readonly cappedNote: string;
    readonly welcome: string;
    readonly welcomeNote: string;
    readonly thanks: string;
    readonly paid: (amount: string) => string;
    readonly receipt: string;
    readonly scaleGood: string;
    readonly until: (day: string) => string;
    readonly waiting: (reason: BlockedReason | null, state: WeighingView['state']) => string;
    readonly date: (month: number, day: number) => string;
  };
}

export const customerZh: CustomerTexts = {
  customer: {
    stallNo: (no) => `${no}号摊`,
    net: '净重',
    tare: (kg) => `皮重 ${kg}`,
    unitPrice: '单价',
    amount: '金额',
    weighing: '正在称重',
    lines: (count) => `本次购买 ${count} 样`,
    due: '应付',
    fair: '对分量有疑问，可到市场公平秤免费复秤',
    fairIdle: '分量不放心，就去公平秤复秤',
    fairWhere: (where) => (where === '' ? '免费' : `${where} · 免费`),
    today: '今日价',
    perUnit: (basisG) => (basisG === 1000 ? '元/kg' : `元/${basisG} g`),
    capped: '平价专柜',
    cappedNote: '不高于限价',
    welcome: '欢迎光临',
    welcomeNote: '称重、单价、金额都会显示在这里',
    thanks: '谢谢惠顾',
    paid: (amount) => `收款 ${amount}`,
    receipt: '扫码看小票',
    scaleGood: '秤在检定期内',
    until: (day) => `有效至 ${day}`,
    waiting: (reason, state) =>
      state === 'ready'
        ? '请放上'
        : reason === 'unstable'
          ? '未稳定'
          : reason === 'below_min'
            ? '按份卖'
            : reason === 'overload'
              ? '太重了'
              : reason === 'no_scale'
                ? '按份卖'
                : '请稍等',
    date: (month, day) => `${month}月${day}日`,
  },
};

export const customerEn: CustomerTexts = {
  customer: {
    stallNo: (no) => `Stall ${no}`,
    net: 'Net',
    tare: (kg) => `Tare ${kg}`,
    unitPrice: 'Price',
    amount: 'Amount',
    weighing: 'Weighing',
    lines: (count) => `${things(count, 'item', 'items')} so far`,
    due: 'To pay',
    fair: "In doubt? Weigh again free of charge at the market's public scale",
    fairIdle: 'Weigh it again at the public scale',
    fairWhere: (where) => (where === '' ? 'free' : `${where} · free`),
    today: "Today's prices",
    perUnit: (basisG) => (basisG === 1000 ? 'yuan/kg' : `yuan/${basisG} g`),
    capped: 'Capped prices',
    cappedNote: 'never above the cap',
    welcome: 'Welcome',
    welcomeNote: 'Weight, price and amount show here',
    thanks: 'Thank you',
    paid: (amount) => `Received ${amount}`,
    receipt: 'Scan for your receipt',
    scaleGood: 'The scale is verified',
    until: (day) => `until ${day}`,
    waiting: (reason, state) =>
      state === 'ready'
        ? 'Put it on'
        : reason === 'unstable'
          ? 'Moving'
          : reason === 'below_min'
            ? 'By portion'
            : reason === 'overload'
              ? 'Too heavy'
              : reason === 'no_scale'
                ? 'By portion'
                : 'One moment',
    date: (month, day) => `${month}/${day}`,
  },
};
