/** The first run of a till. */
export interface FirstRunTexts {
  readonly firstRun: {
    readonly title: string;
    readonly steps: Readonly<Record<'join' | 'trade' | 'devices' | 'sale', string>>;
    readonly back: string;
    readonly skip: string;
    readonly leave: string;
    readonly next: string;
    readonly join: string;
    readonly joinHow: string;
    readonly codeFailed: string;
    readonly trade: string;
    readonly tradeName: (id: string, name: string) => string;
    readonly devices: string;
    readonly found: string;
    readonly plate: (maxG: number, eG: number) => string;
    readonly devicesNote: string;
    readonly sale: string;
    readonly known: string;
    readonly pickKnown: string;
    readonly putOn: (weight: string) => string;
    readonly right: string;
    readonly wrong: (offG: number) => string;
    readonly sell: string;
    readonly sold: string;
    readonly start: string;
  };
}

export const firstRunZh: FirstRunTexts = {
  firstRun: {
    title: '头一回用',
    steps: { join: '登记', trade: '卖什么', devices: '设备', sale: '试卖' },
    back: '上一步',
    skip: '跳过这步',
    leave: '都跳过，直接卖',
    next: '下一步',
    join: '扫一下市场给的登记码',
    joinHow: '没有扫码枪，就照着打。还没有码，跳过，先训练。',
    codeFailed: '这个码没登记上，看看网络，或再扫一次',
    trade: '你卖什么？',
    tradeName: (_id, name) => name,
    devices: '接上了这些',
    found: '接好了',
    plate: (maxG, eG) => `最大 ${maxG / 1000} kg，分度 ${eG} g`,
    devicesNote: '没接上的以后再接，不耽误卖。',
    sale: '放一样知道多重的东西',
    known: '它多重',
    pickKnown: '先点它多重：砝码，或没开封、写着净重的一袋',
    putOn: (weight) => `把 ${weight} 的放上秤`,
    right: '秤准。试卖一笔，看小票打不打得出',
    wrong: (offG) => `差 ${Math.abs(offG)} g（${offG > 0 ? '多' : '少'}）。看秤放平没有、盘上有没有别的，再不对就报修`,
    sell: '试卖一笔',
    sold: '卖成了，袋子的皮重自动去掉了；小票上写着“训练”，不算账',
    start: '开始卖货',
  },
};

const tradesEn: Readonly<Record<string, string>> = {
  vegetables: 'Vegetables',
  pork: 'Pork',
  fish: 'Fish',
  tofu: 'Tofu',
  fruit: 'Fruit',
  poultry: 'Poultry and eggs',
  drygoods: 'Dry goods',
};

export const firstRunEn: FirstRunTexts = {
  firstRun: {
    title: 'First run',
    steps: { join: 'Join', trade: 'Trade', devices: 'Devices', sale: 'Test sale' },
    back: 'Back',
    skip: 'Skip this',
    leave: 'Skip all and sell',
    next: 'Next',
    join: "Scan the market's code",
    joinHow: 'Without a scanner, type it. Without a code, skip this and train first.',
    codeFailed: 'This code did not work; look at the network, or scan it again',
    trade: 'What do you sell?',
    tradeName: (id, name) => tradesEn[id] ?? name,
    devices: 'These were found',
    found: 'Connected',
    plate: (maxG, eG) => `Max ${maxG / 1000} kg, e ${eG} g`,
    devicesNote: 'What is missing can be connected later; selling does not wait.',
    sale: 'Put on something of known weight',
    known: 'Its weight',
    pickKnown: 'First touch its weight: a test weight, or an unopened bag with its net weight on it',
    putOn: (weight) => `Put the ${weight} on the scale`,
    right: 'The scale is right. Now a test sale, to see the paper come out',
    wrong: (offG) =>
      `Off by ${Math.abs(offG)} g (too ${offG > 0 ? 'much' : 'little'}). Is it level, is anything else on the pan? If it stays, report it`,
    sell: 'Test sale',
    sold: "Sold, the bag's tare taken off by itself; the paper says it was training, and it counts nowhere",
    start: 'Start selling',
  },
};
