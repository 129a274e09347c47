/** The sheets of selling: finding, portions, prices, bargains. */
export interface PanelsTexts {
  readonly find: {
    readonly title: string;
    readonly addTitle: string;
    readonly hint: string;
    readonly nothing: (typed: string) => string;
    readonly digits: string;
    readonly letters: string;
    readonly byPiece: (unit: string) => string;
  };
  readonly portion: {
    readonly title: string;
    readonly what: string;
    readonly howMuch: string;
    readonly other: string;
    readonly note: string;
    readonly sell: (amount: string) => string;
  };
  readonly price: {
    readonly title: (name: string) => string;
    readonly weight: (basisG: number) => string;
    readonly piece: (unit: string) => string;
    readonly once: string;
    readonly fromNow: string;
    readonly guard: (low: string, high: string) => string;
    readonly sureOnce: string;
    readonly sureFromNow: string;
    readonly was: (price: string) => string;
  };
  readonly agree: {
    readonly total: string;
    readonly line: (name: string) => string;
    readonly now: string;
    readonly typed: string;
    readonly conceded: (amount: string) => string;
    readonly tooHigh: string;
    readonly agree: (amount: string) => string;
    readonly back: string;
    readonly gift: string;
    readonly notGift: string;
  };
}

export const panelsZh: PanelsTexts = {
  find: {
    title: '找货',
    addTitle: '加一样到我的货',
    hint: '打拼音头一个字母，或货号',
    nothing: (typed) => `没有“${typed}”，少打一个试试`,
    digits: '123',
    letters: 'ABC',
    byPiece: (unit) => `按${unit}`,
  },
  portion: {
    title: '按份卖',
    what: '卖什么',
    howMuch: '卖多少钱',
    other: '其他',
    note: '不称重，小票上没有重量',
    sell: (amount) => `卖 ${amount}`,
  },
  price: {
    title: (name) => `${name} 卖多少`,
    weight: (basisG) => (basisG === 1000 ? '元/kg' : `元/${basisG} g`),
    piece: (unit) => `元/${unit}`,
    once: '这一单',
    fromNow: '从现在起',
    guard: (low, high) => `平常是 ${low} 到 ${high}，没打错？`,
    sureOnce: '没错，这一单',
    sureFromNow: '没错，从现在起',
    was: (price) => `现在 ${price}`,
  },
  agree: {
    total: '一共谈成多少',
    line: (name) => `${name} 谈成多少`,
    now: '原来',
    typed: '谈成',
    conceded: (amount) => `让价 ${amount}`,
    tooHigh: '只能往下谈',
    agree: (amount) => `就 ${amount}`,
    back: '不让了',
    gift: '赠，不收钱',
    notGift: '不送了，照卖',
  },
};

export const panelsEn: PanelsTexts = {
  find: {
    title: 'Find',
    addTitle: 'Add to my goods',
    hint: 'Pinyin initials or number',
    nothing: (typed) => `Nothing for “${typed}”; erase one and look again`,
    digits: '123',
    letters: 'ABC',
    byPiece: (unit) => `by ${unit}`,
  },
  portion: {
    title: 'Sell by portion',
    what: 'What',
    howMuch: 'For how much',
    other: 'Other',
    note: 'Not weighed; no weight on the receipt',
    sell: (amount) => `Sell ${amount}`,
  },
  price: {
    title: (name) => `Price of ${name}`,
    weight: (basisG) => (basisG === 1000 ? 'yuan/kg' : `yuan/${basisG} g`),
    piece: (unit) => `yuan/${unit}`,
    once: 'This sale',
    fromNow: 'From now on',
    guard: (low, high) => `Usually ${low} to ${high}. Typed right?`,
    sureOnce: 'Right, this sale',
    sureFromNow: 'Right, from now on',
    was: (price) => `Now ${price}`,
  },
  agree: {
    total: 'Agreed total',
    line: (name) => `Agreed for ${name}`,
    now: 'Was',
    typed: 'Agreed',
    conceded: (amount) => `Less ${amount}`,
    tooHigh: 'Only downward',
    agree: (amount) => `Take ${amount}`,
    back: 'Full price',
    gift: 'Gift, free',
    notGift: 'No gift, sell it',
  },
};
