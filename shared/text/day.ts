import type { MoneyWord } from '../day-report.ts';

/** The close of a business day. */
export interface DayTexts {
  readonly day: {
    readonly title: string;
    readonly note: (day: string) => string;
    readonly sold: string;
    readonly span: (sales: number, from: string, to: string) => string;
    readonly word: Readonly<Record<MoneyWord, string>>;
    readonly unchecked: string;
    readonly count: (count: number) => string;
    readonly within: (concession: string, rounding: string, voids: number, refunds: number) => string;
    readonly unproven: (count: number, money: string) => string;
    readonly unprovenHow: string;
    /** 现金 keyed, paid by code: when, number and amount of the sale; when the money came, and by which channel. */
    readonly wrongKey: (count: number) => string;
    readonly wrongKeySale: (at: string, no: string, money: string) => string;
    readonly channel: (name: string) => string;
    readonly wrongKeyWhy: (at: string, channel: string) => string;
    readonly now: string;
    readonly mended: string;
    readonly same: string;
    readonly accept: string;
    readonly lookAt: string;
    readonly offline: string;
    readonly cashBook: string;
    readonly cashBookHow: string;
    readonly putIn: string;
    readonly takeOut: string;
    readonly reasons: { readonly in: readonly string[]; readonly out: readonly string[] };
    readonly why: string;
    readonly moved: (into: string, out: string) => string;
    readonly byNote: string;
    readonly inAll: string;
    readonly ownerAbove: string;
    readonly never: string;
    readonly external: (money: string) => string;
    readonly externalHow: string;
    readonly looked: string;
    readonly cash: string;
    readonly expected: (money: string) => string;
    readonly counted: (money: string, off: string) => string;
    readonly enter: string;
    readonly take: string;
    /** A difference whose explanation was accepted at the market. */
    readonly accepted: (day: string, money: string) => string;
    /** 交接班: who hands the drawer to whom, and when. */
    readonly shift: string;
    readonly shiftHand: string;
    readonly shiftTo: string;
    readonly shiftGive: (name: string) => string;
    readonly shiftRow: (no: number, from: string, to: string, at: string) => string;
    readonly shiftSold: (sales: number, money: string) => string;
    readonly shiftPrint: string;
    readonly drawer: string;
    readonly unsent: (count: number) => string;
    readonly laterFine: string;
    readonly confirm: string;
    readonly closed: (zNo: number, auto: boolean) => string;
    readonly print: string;
    readonly phone: string;
    readonly phoneHow: string;
    readonly phoneUntil: (time: string) => string;
    readonly phoneAgain: string;
    readonly categories: string;
  };
}

export const dayZh: DayTexts = {
  day: {
    title: '日结',
    note: (day) => `${Number(day.slice(5, 7))}月${Number(day.slice(8))}日`,
    sold: '今天卖了',
    span: (sales, from, to) => `${sales} 笔 · ${from} 到 ${to}`,
    word: { received: '已到账', cash: '现金', credit: '赊账', external: '刷卡/其他', unproven: '未到账' },
    unchecked: '未核',
    count: (count) => `${count} 笔`,
    within: (concession, rounding, voids, refunds) =>
      `已算在内：让价 ${concession} · 抹零 ${rounding} · 作废 ${voids} 笔 · 退款 ${refunds} 笔`,
    unproven: (count, money) => `未到账 ${count} 笔 ${money}`,
    unprovenHow: '到了会自动对上，不影响日结',
    wrongKey: (count) => `${count} 处对不上，原因找到了`,
    wrongKeySale: (at, no, money) => `${at} 第 ${no} 号 ${money}`,
    channel: (name) => ({ wechat: '微信', alipay: '支付宝' })[name] ?? '扫码',
    wrongKeyWhy: (at, channel) => `记成了现金，其实是顾客扫码付的：${at} ${channel}到账，金额一样，没有别的单。`,
    now: '现在记的',
    mended: '改好以后',
    same: '不变',
    accept: '改成已到账',
    lookAt: '看这一笔',
    offline: '断网了，联网再改',
    cashBook: '现金本',
    cashBookHow: '备用金、放钱取钱、按面额数、交接班',
    putIn: '放钱',
    takeOut: '取钱',
    reasons: { in: ['备用金', '换零钱', '其他'], out: ['进货', '找零兑换', '自己拿走', '其他'] },
    why: '用途',
    moved: (into, out) => `放入 ${into} · 取出 ${out}`,
    byNote: '按面额数',
    inAll: '一共',
    ownerAbove: '差多少要老板点头',
    never: '不用',
    external: (money) => `刷卡/其他 ${money}`,
    externalHow: '和刷卡机的小计一样，点一下',
    looked: '一样',
    cash: '数现金，可不填',
    expected: (money) => `应有 ${money}`,
    counted: (money, off) => `数了 ${money} · 差 ${off}`,
    enter: '填一个数',
    take: '就是这个数',
    accepted: (day, money) => `${day} 差 ${money}，已说清`,
    shift: '交接班',
    shiftHand: '交班',
    shiftTo: '交给谁',
    shiftGive: (name) => `交给${name}`,
    shiftRow: (no, from, to, at) => `第 ${no} 班 ${from} → ${to} ${at}`,
    shiftSold: (sales, money) => `卖了 ${sales} 笔 ${money}`,
    shiftPrint: '打交班单',
    drawer: '钱箱里',
    unsent: (count) => `${count} 笔还没传到市场，联网会自己传`,
    laterFine: '不处理也能日结，没对上的明天还在这里。',
    confirm: '确认日结',
    closed: (zNo, auto) => `已日结，第 ${zNo} 号${auto ? '（自动）' : ''}`,
    print: '打日结单',
    phone: '手机查账',
    phoneHow: '手机扫这个码，或打开市场的网址 /book，输入这 8 位数。只能用一次。',
    phoneUntil: (time) => `${time} 前有效`,
    phoneAgain: '换一个',
    categories: '按品类',
  },
};

const many = (count: number, one: string, more: string): string => `${count} ${count === 1 ? one : more}`;

export const dayEn: DayTexts = {
  day: {
    title: 'Close the day',
    note: (day) => day.slice(5),
    sold: 'Sold today',
    span: (sales, from, to) => `${many(sales, 'sale', 'sales')} · ${from} to ${to}`,
    word: { received: 'Received', cash: 'Cash', credit: 'On credit', external: 'Card/other', unproven: 'Not received' },
    unchecked: 'unchecked',
    count: (count) => String(count),
    within: (concession, rounding, voids, refunds) =>
      `Included: let off ${concession} · rounded ${rounding} · ${many(voids, 'void', 'voids')} · ${many(refunds, 'refund', 'refunds')}`,
    unproven: (count, money) => `Not received: ${count}, ${money}`,
    unprovenHow: 'It settles itself when the money comes; the day can be closed',
    wrongKey: (count) => `${many(count, 'difference', 'differences')}, and the cause is found`,
    wrongKeySale: (at, no, money) => `${at} no. ${no} ${money}`,
    channel: (name) => ({ wechat: 'WeChat', alipay: 'Alipay' })[name] ?? 'QR',
    wrongKeyWhy: (at, channel) =>
      `was keyed as cash, but the shopper paid by code: ${channel} money of the same amount came at ${at} and belongs to no other sale.`,
    now: 'As keyed',
    mended: 'Put right',
    same: 'the same',
    accept: 'Make it received',
    lookAt: 'See the sale',
    offline: 'Offline: put right once online',
    cashBook: 'Cash book',
    cashBookHow: 'Float, cash in and out, count by note, hand-overs',
    putIn: 'Put in',
    takeOut: 'Take out',
    reasons: { in: ['Float', 'Change', 'Other'], out: ['Purchase', 'Change', 'Own use', 'Other'] },
    why: 'What for',
    moved: (into, out) => `Put in ${into} · taken out ${out}`,
    byNote: 'Count by note',
    inAll: 'In all',
    ownerAbove: 'Owner is asked above a difference of',
    never: 'Never',
    external: (money) => `Card/other ${money}`,
    externalHow: 'Touch it if the card machine says the same',
    looked: 'The same',
    cash: 'Count the cash, if you like',
    expected: (money) => `There should be ${money}`,
    counted: (money, off) => `Counted ${money} · off by ${off}`,
    enter: 'Type it',
    take: 'That is it',
    accepted: (day, money) => `${day}: ${money} off, explained`,
    shift: 'Hand over',
    shiftHand: 'Hand over',
    shiftTo: 'To whom',
    shiftGive: (name) => `Give to ${name}`,
    shiftRow: (no, from, to, at) => `Shift ${no}: ${from} → ${to}, ${at}`,
    shiftSold: (sales, money) => `Sold ${many(sales, 'sale', 'sales')}, ${money}`,
    shiftPrint: 'Print',
    drawer: 'In the drawer',
    unsent: (count) =>
      `${many(count, 'entry is', 'entries are')} not at the market yet; they go by themselves once online`,
    laterFine: 'The day can be closed as it is; what is open stays here tomorrow.',
    confirm: 'Close the day',
    closed: (zNo, auto) => `Closed, number ${zNo}${auto ? ' (by itself)' : ''}`,
    print: 'Print the close',
    phone: 'Books on the phone',
    phoneHow: "Scan this with the phone, or open the market's address /book and type the eight digits. Good once.",
    phoneUntil: (time) => `Good until ${time}`,
    phoneAgain: 'Another one',
    categories: 'By category',
  },
};
