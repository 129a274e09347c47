/** Finding goods: what the load is likely to be, and the vendor's own grid. */
export interface FindingTexts {
  readonly likely: {
    readonly label: string;
    /** Said after a tile's price. */
    readonly tile: string;
    /** The tile takes one line per load until another is touched. */
    readonly pin: string;
  };
  /** 今日价 (S10). */
  readonly prices: {
    readonly title: string;
    readonly note: string;
    readonly goods: string;
    readonly yesterday: string;
    /** What goods went for in the market. */
    readonly market: (amount: string) => string;
    readonly now: string;
    readonly same: string;
    readonly allSame: string;
    readonly allSameDone: (count: number) => string;
    readonly changed: (name: string, price: string) => string;
    readonly log: string;
  };
  /** The vendor's own order (S9). */
  readonly arrange: {
    readonly title: string;
    readonly note: string;
    readonly before: string;
    readonly after: string;
    readonly takeOff: string;
  };
}

export const findingZh: FindingTexts = {
  likely: { label: '可能是', tile: '，可能是这样', pin: '连称' },
  prices: {
    title: '今日价',
    note: '打价钱，自动到下一样',
    goods: '货',
    yesterday: '昨天',
    market: (amount) => `市场 ${amount}`,
    now: '现在',
    same: '不变，下一样',
    allSame: '都不变',
    allSameDone: (count) => `${count} 样照原价卖`,
    changed: (name, price) => `${name} 从现在起 ${price}`,
    log: '今天改过的价',
  },
  arrange: { title: '摆货', note: '点一样，再拖走', before: '往前', after: '往后', takeOff: '拿掉' },
};

export const findingEn: FindingTexts = {
  likely: { label: 'Likely', tile: ', likely this', pin: 'Keep' },
  prices: {
    title: 'Prices today',
    note: 'Type a price; the next one follows',
    goods: 'Goods',
    yesterday: 'Yesterday',
    market: (amount) => `Market ${amount}`,
    now: 'Now',
    same: 'Same, next',
    allSame: 'All same',
    allSameDone: (count) => (count === 1 ? 'One product keeps its price' : `${count} products keep their prices`),
    changed: (name, price) => `${name} from now on ${price}`,
    log: 'Changed today',
  },
  arrange: {
    title: 'Arrange goods',
    note: 'Touch one, then drag it',
    before: 'Earlier',
    after: 'Later',
    takeOff: 'Take off',
  },
};
