import type { BlockedReason, CartView } from '../view.ts';

/** The rail, the tiles, the pan and the cart. */
export interface SellingTexts {
  readonly rail: {
    readonly label: string;
    readonly menu: string;
    readonly seller: string;
    readonly mine: string;
    readonly find: string;
    readonly findNote: string;
    readonly portion: string;
  };
  readonly tile: {
    readonly armed: string;
    readonly taken: string;
    readonly cap: string;
    readonly ask: string;
    readonly addOne: string;
    readonly none: string;
  };
  readonly weigh: {
    readonly label: string;
    readonly stable: string;
    readonly moving: string;
    readonly taken: string;
    readonly zero: string;
    readonly tareOn: string;
    readonly tareShown: (kg: string) => string;
    readonly tareClear: (kg: string) => string;
    readonly tareLabel: (kg: string) => string;
    readonly putOn: string;
    readonly pick: string;
    /** The load lies there still, and its sale is closed. */
    readonly takeOff: string;
    readonly update: string;
    readonly zeroKey: string;
    readonly scaleZeroKey: string;
    readonly portionKey: string;
    readonly other: string;
    readonly noWeight: string;
    readonly onePiece: (price: string) => string;
    readonly priceLabel: (name: string, price: string) => string;
    readonly reason: (reason: BlockedReason, limits: { readonly min: string; readonly max: string }) => string;
    readonly mends: (reason: BlockedReason) => string;
    /** What stands before and after the product that is next. */
    readonly chosen: readonly [before: string, after: string];
  };
  readonly cart: {
    readonly tabs: string;
    readonly next: string;
    readonly newShopper: string;
    readonly held: string;
    readonly waiting: string;
    readonly paid: string;
    readonly beforeCut: (clock: string) => string;
    readonly items: (first: string, count: number) => string;
    readonly onPan: string;
    readonly fromLabel: string;
    readonly unverified: string;
    readonly gift: string;
    /** A cap of the market came down on goods in the carts; `goods` with their prices. */
    readonly capped: (goods: readonly string[], less: string) => string;
    readonly portion: string;
    readonly conceded: (fen: string) => string;
    readonly remove: (name: string) => string;
    readonly fewer: (name: string) => string;
    readonly removed: (name: string) => string;
    readonly undo: string;
    readonly empty: string;
    readonly emptyHint: string;
    readonly due: string;
    readonly agreeLabel: (amount: string) => string;
    readonly lineHint: string;
    readonly rounding: (rounding: CartView['rounding']) => string;
    readonly roundedOff: (amount: string) => string;
    readonly agreed: string;
  };
  readonly tender: { readonly cash: string; readonly more: string; readonly busy: string };
  readonly scan: {
    readonly again: string;
    readonly ask: string;
    readonly payment: string;
    readonly goods: (name: string) => string;
    readonly nothing: string;
  };
}

export const sellingZh: SellingTexts = {
  rail: {
    label: '分类',
    menu: '菜单',
    seller: '卖货人',
    mine: '我的',
    find: '找货',
    findNote: '拼音·号',
    portion: '按份',
  },
  tile: { armed: '待称', taken: '已记', cap: '限价', ask: '点此定价', addOne: '加一样', none: '这一类还没有货' },
  weigh: {
    label: '称重',
    stable: '稳定',
    moving: '未稳定',
    taken: '已记',
    zero: '零位',
    tareOn: '去皮',
    tareShown: (kg) => `皮重 ${kg}`,
    tareClear: (kg) => `清皮 ${kg}`,
    tareLabel: (kg) => `皮重 ${kg}，点一下去皮`,
    putOn: '放上货，点货',
    pick: '点一样货',
    takeOff: '这一盘已记，请拿下再称',
    update: '更新',
    zeroKey: '置零',
    scaleZeroKey: '请按秤上的“置零”键',
    portionKey: '按份卖',
    other: '其他',
    noWeight: '没有重量',
    onePiece: (price) => `卖一个 ${price}`,
    priceLabel: (name, price) => `${name} ${price}，点一下改价`,
    reason: (reason, { min, max }) => {
      switch (reason) {
        case 'no_scale':
          return '秤没连上';
        case 'overload':
          return `超过 ${max}`;
        case 'below_zero':
          return '低于零位';
        case 'loaded_start':
          return '请重新置零';
        case 'residue':
          return '请先归零';
        case 'unstable':
          return '未稳定';
        case 'below_min':
          return `低于 ${min}`;
        case 'overdue':
          return '检定过期';
        case 'reprice':
          return '价还没换';
        default:
          return reason satisfies never;
      }
    },
    mends: (reason) => {
      switch (reason) {
        case 'no_scale':
          return '查一下秤的线和电，按份照样能卖';
        case 'overload':
          return '拿下一些，分两次称';
        case 'below_zero':
          return '盘子放正，再置零';
        case 'loaded_start':
          return '开机时秤上有东西，拿空再置零';
        case 'residue':
          return '擦干净，或点置零';
        case 'unstable':
          return '等一下，别碰秤盘';
        case 'below_min':
          return '太轻了，按份卖';
        case 'overdue':
          return '秤检定过期，不按重量卖；按份能卖';
        case 'reprice':
          return '秤还按上一个价算，拿起来再放上';
        default:
          return reason satisfies never;
      }
    },
    chosen: ['已选', '，归零后放上就称'],
  },
  cart: {
    tabs: '顾客',
    next: '下一位',
    newShopper: '新顾客',
    held: '挂单',
    waiting: '待付',
    paid: '已付',
    beforeCut: (clock) => `断电前 ${clock}`,
    items: (first, count) => (count > 1 ? `${first}等${count}` : first),
    onPan: '在秤上',
    fromLabel: '标签',
    unverified: '未检定',
    gift: '赠',
    capped: (goods, less) => `市场限价：${goods.join('、')}，少收 ${less}`,
    portion: '按份',
    conceded: (amount) => `让 ${amount}`,
    remove: (name) => `删掉${name}`,
    fewer: (name) => `${name}少一个`,
    removed: (name) => `删了${name}`,
    undo: '撤销',
    empty: '还没有货',
    emptyHint: '置零，放上，点货',
    due: '应收',
    agreeLabel: (amount) => `应收 ${amount} 元，点一下改价`,
    lineHint: '，点一下让价',
    rounding: (rounding) => (rounding === 'jiao' ? '抹零到角' : rounding === 'yuan' ? '抹零到元' : '不抹零'),
    roundedOff: (amount) => `抹零 ${amount}`,
    agreed: '谈好的价',
  },
  tender: { cash: '现金', more: '更多', busy: '记账中…' },
  scan: {
    again: '刚扫过这个码，没有再记一次',
    ask: '这个码是付款，还是卖货？',
    payment: '收款',
    goods: (name) => `卖 ${name}`,
    nothing: '都不是',
  },
};

export const sellingEn: SellingTexts = {
  rail: {
    label: 'Categories',
    menu: 'Menu',
    seller: 'Seller',
    mine: 'Mine',
    find: 'Find',
    findNote: 'A–Z, no.',
    portion: 'Portion',
  },
  tile: {
    armed: 'Next',
    taken: 'Taken',
    cap: 'Cap',
    ask: 'Set price',
    addOne: 'Add one',
    none: 'Nothing in this category yet',
  },
  weigh: {
    label: 'Weighing',
    stable: 'Stable',
    moving: 'Moving',
    taken: 'Taken',
    zero: 'Zero',
    tareOn: 'Tare',
    tareShown: (kg) => `Tare ${kg}`,
    tareClear: (kg) => `Clear ${kg}`,
    tareLabel: (kg) => `Tare ${kg}, touch to tare`,
    putOn: 'Put goods on, touch one',
    pick: 'Touch a product',
    takeOff: 'Taken already, lift it off',
    update: 'Update',
    zeroKey: 'Zero',
    scaleZeroKey: 'Press ZERO on the scale',
    portionKey: 'Portion',
    other: 'Other',
    noWeight: 'No weight',
    onePiece: (price) => `One piece ${price}`,
    priceLabel: (name, price) => `${name} ${price}, touch to change the price`,
    reason: (reason, { min, max }) => {
      switch (reason) {
        case 'no_scale':
          return 'No scale';
        case 'overload':
          return `Over ${max}`;
        case 'below_zero':
          return 'Below zero';
        case 'loaded_start':
          return 'Zero again';
        case 'residue':
          return 'Zero first';
        case 'unstable':
          return 'Moving';
        case 'below_min':
          return `Under ${min}`;
        case 'overdue':
          return 'Unverified';
        case 'reprice':
          return 'Old price';
        default:
          return reason satisfies never;
      }
    },
    mends: (reason) => {
      switch (reason) {
        case 'no_scale':
          return 'Check cable and power';
        case 'overload':
          return 'Take some off, weigh twice';
        case 'below_zero':
          return 'Seat the pan, then zero';
        case 'loaded_start':
          return 'Loaded at start: empty it, then zero';
        case 'residue':
          return 'Wipe the pan, or touch Zero';
        case 'unstable':
          return 'One moment, hands off the pan';
        case 'below_min':
          return 'Too light: sell by portion';
        case 'overdue':
          return 'Verification over: by portion only';
        case 'reprice':
          return 'The scale has the last price: lift, put back';
        default:
          return reason satisfies never;
      }
    },
    chosen: ['Next', ': zero, then put it on'],
  },
  cart: {
    tabs: 'Shoppers',
    next: 'Next',
    newShopper: 'New',
    held: 'Held',
    waiting: 'Waiting',
    paid: 'Paid',
    beforeCut: (clock) => `Cut ${clock}`,
    items: (first, count) => (count > 1 ? `${first} +${count - 1}` : first),
    onPan: 'on pan',
    fromLabel: 'label',
    unverified: 'unverified',
    gift: 'gift',
    capped: (goods, less) => `Capped by the market: ${goods.join(', ')}; ${less} less`,
    portion: 'portion',
    conceded: (amount) => `less ${amount}`,
    remove: (name) => `Remove ${name}`,
    fewer: (name) => `One ${name} less`,
    removed: (name) => `Removed ${name}`,
    undo: 'Undo',
    empty: 'Nothing yet',
    emptyHint: 'Zero, put on, touch',
    due: 'Due',
    agreeLabel: (amount) => `Due ${amount} yuan, touch to agree another`,
    lineHint: ', touch to agree less',
    rounding: (rounding) =>
      rounding === 'jiao' ? 'down to 0.10' : rounding === 'yuan' ? 'down to 1.00' : 'not rounded',
    roundedOff: (amount) => `Rounded ${amount}`,
    agreed: 'agreed',
  },
  tender: { cash: 'Cash', more: 'More', busy: 'Saving…' },
  scan: {
    again: 'Scanned a moment ago; not booked again',
    ask: 'Is this code a payment, or goods?',
    payment: 'Take',
    goods: (name) => `Sell ${name}`,
    nothing: 'Neither',
  },
};
