/** The menu sheet. */
export interface MenuTexts {
  readonly menu: {
    readonly title: string;
    readonly group: { readonly now: string; readonly books: string; readonly stall: string };
    readonly settings: string;
    readonly asksPin: string;
    readonly training: string;
    readonly simulated: string;
    readonly enrolled: (stall: string) => string;
    readonly code: string;
    readonly enrol: string;
    readonly enrolling: string;
    readonly enrolDone: (stall: string) => string;
    readonly language: string;
    readonly theme: string;
    readonly bright: string;
    readonly dark: string;
    readonly contrast: string;
    readonly size: string;
    readonly normal: string;
    readonly elder: string;
    readonly sound: string;
    readonly voice: string;
    readonly on: string;
    readonly off: string;
    readonly rounding: string;
    readonly toJiao: string;
    readonly toYuan: string;
    readonly toNone: string;
    readonly paper: string;
    readonly asked: string;
    readonly each: string;
    readonly never: string;
    /** The stall's one price basis, and what a change of it means. */
    readonly basis: string;
    readonly basisNew: string;
    /** What moves while it is weighed (S5). */
    readonly live: string;
    readonly liveOn: string;
    /** What bags weigh. */
    readonly bagsHow: string;
    readonly bag: (kind: 'A' | 'B' | 'C') => string;
    readonly bagAsListed: string;
    readonly drawer: string;
    readonly wipe: string;
    readonly wiping: string;
    readonly wet: string;
    readonly keys: string;
  };
}

export const menuZh: MenuTexts = {
  menu: {
    title: '菜单',
    group: { now: '马上做', books: '账', stall: '摊位' },
    settings: '设置',
    asksPin: '要密码',
    training: '训练模式，不是交易。输入市场给的登记码，就能正式卖。',
    simulated: '模拟设备：这里卖的都标“模拟”，不进账。',
    enrolled: (stall) => `已登记：${stall}`,
    code: '登记码',
    enrol: '登记',
    enrolling: '登记中…',
    enrolDone: (stall) => `登记好了：${stall}号摊`,
    language: '语言',
    theme: '颜色',
    bright: '亮',
    dark: '暗',
    contrast: '黑白',
    size: '字',
    normal: '平常',
    elder: '大字',
    sound: '按键声',
    voice: '报金额',
    on: '开',
    off: '关',
    rounding: '抹零',
    toJiao: '到角',
    toYuan: '到元',
    toNone: '不抹',
    paper: '小票',
    asked: '要才打',
    each: '每笔打',
    never: '不打',
    live: '称重',
    liveOn: '活鲜',
    basis: '单价',
    basisNew: '单价的单位换了，点到哪样货就重新定哪样的价',
    bagsHow: '袋子、盒子多重，称的时候自己扣掉',
    bag: (kind) => ({ A: '薄袋', B: '水产袋', C: '盒子' })[kind],
    bagAsListed: '照货单',
    drawer: '开钱箱',
    wipe: '擦屏',
    wiping: '擦屏 10 秒，屏幕不响应',
    wet: '屏幕有水，请擦',
    keys: '键盘',
  },
};

export const menuEn: MenuTexts = {
  menu: {
    title: 'Menu',
    group: { now: 'Now', books: 'Books', stall: 'Stall' },
    settings: 'Settings',
    asksPin: 'PIN',
    training: "Training: nothing sold now is trade. Enter the market's code to start selling.",
    simulated: 'Simulated devices: every sale is marked and counts nowhere.',
    enrolled: (stall) => `Enrolled: ${stall}`,
    code: 'Code',
    enrol: 'Enrol',
    enrolling: 'Enrolling…',
    enrolDone: (stall) => `Enrolled as stall ${stall}`,
    language: 'Language',
    theme: 'Theme',
    bright: 'Bright',
    dark: 'Dark',
    contrast: 'Contrast',
    size: 'Text',
    normal: 'Normal',
    elder: 'Large',
    sound: 'Key sounds',
    voice: 'Speak amounts (in Chinese)',
    on: 'On',
    off: 'Off',
    rounding: 'Rounding',
    toJiao: 'to 0.10',
    toYuan: 'to 1.00',
    toNone: 'none',
    paper: 'Receipts',
    asked: 'On request',
    each: 'Every sale',
    never: 'Never',
    live: 'Weighing',
    liveOn: 'Live fish',
    basis: 'Prices',
    basisNew: 'Prices have another unit now; each is asked for on its first tap',
    bagsHow: 'What bags and boxes weigh; it is taken off by itself',
    bag: (kind) => ({ A: 'Thin bag', B: 'Wet bag', C: 'Box' })[kind],
    bagAsListed: 'As listed',
    drawer: 'Open drawer',
    wipe: 'Wipe screen',
    wiping: 'Wiping: touch is off for 10 s',
    wet: 'Water on the screen, please wipe',
    keys: 'Keyboard',
  },
};
