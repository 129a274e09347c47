/** The menu sheet. */
export interface MenuTexts {
  readonly menu: {
    readonly title: string;
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
    readonly drawer: string;
    readonly wipe: string;
    readonly wiping: string;
    readonly wet: string;
    readonly keys: string;
    readonly keyCard: readonly (readonly [string, string])[];
    readonly frames: (good: number, bad: number) => string;
  };
}

export const menuZh: MenuTexts = {
  menu: {
    title: '菜单',
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
    sound: '声音',
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
    drawer: '开钱箱',
    wipe: '擦屏',
    wiping: '擦屏 10 秒，屏幕不响应',
    wet: '屏幕有水，请擦',
    keys: '键盘',
    keyCard: [
      ['数字 回车', '按号卖'],
      ['F2', '找货'],
      ['F3', '按份'],
      ['F4', '置零'],
      ['F5', '更新'],
      ['F6', '下一位'],
      ['F7', '去皮/清皮'],
      ['F8 *', '更多'],
      ['F9 +', '现金'],
      ['F10', '菜单'],
      ['Esc', '关'],
    ],
    frames: (good, bad) => `秤 收到 ${good} 帧，丢弃 ${bad} 帧`,
  },
};

export const menuEn: MenuTexts = {
  menu: {
    title: 'Menu',
    training: 'Training: nothing sold now is trade. Enter the market’s code to start selling.',
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
    sound: 'Sound',
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
    drawer: 'Open drawer',
    wipe: 'Wipe screen',
    wiping: 'Wiping: touch is off for 10 s',
    wet: 'Water on the screen, please wipe',
    keys: 'Keyboard',
    keyCard: [
      ['digits Enter', 'sell by number'],
      ['F2', 'find'],
      ['F3', 'portion'],
      ['F4', 'zero'],
      ['F5', 'update'],
      ['F6', 'next shopper'],
      ['F7', 'tare / clear'],
      ['F8 *', 'more'],
      ['F9 +', 'cash'],
      ['F10', 'menu'],
      ['Esc', 'close'],
    ],
    frames: (good, bad) => `Scale: ${good} frames, ${bad} dropped`,
  },
};
