import type { PayNews } from '../pay-view.ts';

/** Being paid by QR and payment code, on both screens. */
export interface PaymentsTexts {
  readonly pay: {
    readonly scanMe: string;
    /** `B 待付 ¥21.40` */
    readonly waits: (sign: string, amount: string) => string;
    readonly onScreen: string;
    readonly charging: string;
    readonly pending: string;
    readonly unknown: string;
    readonly others: (count: number) => string;
    readonly open: (sign: string) => string;
    readonly release: string;
    readonly releaseNote: string;
    readonly cash: (amount: string) => string;
    readonly drop: string;
    readonly dropNote: string;
    readonly keypad: string;
    readonly keypadNote: string;
    readonly keypadTitle: (sign: string, amount: string) => string;
    readonly triesLeft: (count: number) => string;
    readonly keypadShut: string;
    readonly part: string;
    readonly scanProof: string;
    readonly simulated: string;
    /** In the status bar, where nothing else says that it is not real. */
    readonly simulatedBar: string;
    readonly news: (what: PayNews['what'], sign: string, amount: string) => string;
    readonly unpaid: (count: number, amount: string) => string;
    readonly differing: (count: number, amount: string) => string;
  };
  readonly owed: {
    readonly title: string;
    readonly none: string;
    readonly unpaid: string;
    readonly unpaidNote: string;
    readonly surplus: string;
    readonly surplusNote: (isGoingBack: boolean, isBack: boolean) => string;
    readonly differing: string;
    readonly differingNote: string;
    readonly arrivals: string;
    readonly unowned: string;
    readonly taken: (terminal: number) => string;
    readonly claiming: string;
    readonly sale: string;
    readonly code: string;
    readonly seen: string;
    readonly which: (amount: string) => string;
    readonly candidate: (sign: string, clock: string, isSold: boolean) => string;
    readonly surplusAsk: (sign: string, amount: string, isBack: boolean) => string;
  };
  readonly shop: {
    readonly scan: string;
    readonly scanFor: (amount: string) => string;
    readonly payee: (stall: string) => string;
    readonly channel: (name: string) => string;
    readonly after: string;
    readonly arrived: string;
    readonly offline: string;
    readonly confirm: string;
    readonly charging: string;
    readonly running: (amount: string) => string;
    readonly simulated: string;
    readonly qr: string;
  };
}

const channelZh: Readonly<Record<string, string>> = {
  wechat: '微信',
  alipay: '支付宝',
  acquirer: '云闪付 · 数字人民币',
};
const channelEn: Readonly<Record<string, string>> = {
  wechat: 'WeChat',
  alipay: 'Alipay',
  acquirer: 'UnionPay · e-\u2060CNY',
};

export const paymentsZh: PaymentsTexts = {
  pay: {
    scanMe: '顾客扫我',
    waits: (sign, amount) => `${sign} 待付 ${amount}`,
    onScreen: '码在顾客屏',
    charging: '正在扣款',
    pending: '等顾客在手机上确认',
    unknown: '断网了，结果还不知道',
    others: (count) => `另有 ${count} 单待付`,
    open: (sign) => `${sign} 的收款码和办法`,
    release: '先放行',
    releaseNote: '记未到账，钱到了会报',
    cash: (amount) => `现金 ${amount}`,
    drop: '收回改单',
    dropNote: '码作废，再付也会退',
    keypad: '输数字码',
    keypadNote: '断网时，顾客手机上的数字',
    keypadTitle: (sign, amount) => `${sign} ${amount} 顾客手机上的数字`,
    triesLeft: (count) => `还可以试 ${count} 次`,
    keypadShut: '输错 3 次，请扫凭证码',
    part: '先付一部分',
    scanProof: '断网：顾客付好后，扫他手机上的凭证码',
    simulated: '模拟',
    simulatedBar: '模拟收款',
    news: (what, sign, amount) => {
      switch (what) {
        case 'paid':
          return `${sign} 已到账 ${amount}`;
        case 'paid_later':
          return `先放行的 ${sign} ${amount} 到账了`;
        case 'surplus':
          return `${sign} 又到账 ${amount}，这一单已不用付，会退给顾客`;
        case 'failed':
          return `${sign} ${amount} 没扣到款，请换一种方式收`;
        case 'expired':
          return `${sign} ${amount} 的码过期了，请再点顾客扫我`;
        case 'taken':
          return `${amount} 已被另一台收银机认领`;
        default:
          return what satisfies never;
      }
    },
    unpaid: (count, amount) => `未到账 ${count} 笔 ${amount}`,
    differing: (count, amount) => `凭证与账不符 ${count} 笔 ${amount}`,
  },
  owed: {
    title: '未到账与到账',
    none: '没有等着的钱',
    unpaid: '未到账',
    unpaidNote: '货已给，钱还没到',
    surplus: '多到的钱',
    surplusNote: (isGoingBack, isBack) => (isBack ? '已退给顾客' : isGoingBack ? '正在退给顾客' : '等市场退'),
    differing: '凭证与账不符',
    differingNote: '凭证收了，市场账上没有，请问市场',
    arrivals: '收款码到账',
    unowned: '无主到账',
    taken: (terminal) => `${terminal} 号机已认领`,
    claiming: '正在认领',
    sale: '看这一单',
    code: '输数字码',
    seen: '知道了',
    which: (amount) => `收款码到账 ${amount}，是哪一单？`,
    candidate: (sign, clock, isSold) => (isSold ? `${sign} ${clock}` : `${sign} 单`),
    surplusAsk: (sign, amount, isBack) => `${sign} 又到账 ${amount}，${isBack ? '已退给顾客' : '正在退给顾客'}`,
  },
  shop: {
    scan: '请扫码付款',
    scanFor: (amount) => `扫码付 ${amount}`,
    payee: (stall) => `收款方 ${stall}`,
    channel: (name) => channelZh[name] ?? name,
    after: '付好以后，这里会显示',
    arrived: '已到账',
    offline: '付好以后，请给摊主扫手机上的凭证码',
    confirm: '请在手机上确认',
    charging: '正在扣款',
    running: (amount) => `本次共 ${amount}`,
    simulated: '模拟收款，不扣真钱',
    qr: '付款二维码',
  },
};

export const paymentsEn: PaymentsTexts = {
  pay: {
    scanMe: 'Show QR',
    waits: (sign, amount) => `${sign} owes ${amount}`,
    onScreen: 'QR is shown',
    charging: 'Charging',
    pending: 'Shopper confirms',
    unknown: 'No network: result unknown',
    others: (count) => `${count} more waiting`,
    open: (sign) => `QR of ${sign} and what to do`,
    release: 'Let go',
    releaseNote: 'Unpaid; you are told when it comes',
    cash: (amount) => `Cash ${amount}`,
    drop: 'Take QR back',
    dropNote: 'Void; late money goes back',
    keypad: 'Type digits',
    keypadNote: 'No network: from the phone',
    keypadTitle: (sign, amount) => `${sign} ${amount}: digits on the phone`,
    triesLeft: (count) => `${count} ${count === 1 ? 'try' : 'tries'} left`,
    keypadShut: 'Three wrong; scan the proof',
    part: 'A part',
    scanProof: "No network: scan the proof on the shopper's phone",
    simulated: 'SIMULATED',
    simulatedBar: 'Simulated payments',
    news: (what, sign, amount) => {
      switch (what) {
        case 'paid':
          return `${sign} paid ${amount}`;
        case 'paid_later':
          return `${sign} ${amount}, let go before, has come in`;
        case 'surplus':
          return `${sign}: ${amount} came once more and goes back to the shopper`;
        case 'failed':
          return `${sign} ${amount} was not charged; take it another way`;
        case 'expired':
          return `The QR of ${sign} ${amount} is over; show it again`;
        case 'taken':
          return `${amount} was claimed by another till`;
        default:
          return what satisfies never;
      }
    },
    unpaid: (count, amount) => `Unpaid ${count} · ${amount}`,
    differing: (count, amount) => `Proof not in ledger ${count} · ${amount}`,
  },
  owed: {
    title: 'Unpaid and received',
    none: 'No money is awaited',
    unpaid: 'Unpaid',
    unpaidNote: 'Goods gone, money not here yet',
    surplus: 'Came once more',
    surplusNote: (isGoingBack, isBack) =>
      isBack ? 'Given back' : isGoingBack ? 'On its way back' : 'Waits for the market',
    differing: 'Proof not in the ledger',
    differingNote: 'Taken on a proof the market does not have; ask the market',
    arrivals: 'Came by the sticker',
    unowned: "Nobody's",
    taken: (terminal) => `Claimed by till ${terminal}`,
    claiming: 'Being claimed',
    sale: 'The sale',
    code: 'Type digits',
    seen: 'Got it',
    which: (amount) => `${amount} came by the sticker: for which sale?`,
    candidate: (sign, clock, isSold) => (isSold ? `${sign} ${clock}` : `Cart ${sign}`),
    surplusAsk: (sign, amount, isBack) =>
      `${sign}: ${amount} came once more, ${isBack ? 'given back' : 'on its way back'}`,
  },
  shop: {
    scan: 'Scan to pay',
    scanFor: (amount) => `Scan to pay ${amount}`,
    payee: (stall) => `Payee ${stall}`,
    channel: (name) => channelEn[name] ?? name,
    after: 'Once paid, this shows',
    arrived: 'Paid',
    offline: 'Once paid, show the proof on your phone to the vendor',
    confirm: 'Confirm on your phone',
    charging: 'Charging',
    running: (amount) => `So far ${amount}`,
    simulated: 'Simulated: no real money',
    qr: 'QR to pay',
  },
};
