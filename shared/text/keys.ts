/** Keys of the number pad that have a meaning of their own; the digits are a product's number. */
export const padSigns = ['Num', '/', '*', '−', '+', '⏎', '0', '.'] as const;
export type PadSign = (typeof padSigns)[number];

type Row = readonly [key: string, does: string];
/** The card of keys, on the screen and on paper. */
export interface KeysTexts {
  readonly keys: {
    readonly print: string;
    readonly pad: string;
    readonly digits: string;
    readonly padKey: Readonly<Record<PadSign, string>>;
    readonly examples: string;
    /** Whole things to do on the pad, key by key. */
    readonly onPad: readonly Row[];
    readonly sheets: string;
    readonly onSheets: readonly Row[];
    readonly board: string;
    readonly onBoard: readonly Row[];
    readonly note: string;
  };
}

export const keysZh: KeysTexts = {
  keys: {
    print: '打印（A5）',
    pad: '数字小键盘',
    digits: '货号',
    padKey: {
      Num: '开关都行',
      '/': '顾客扫我',
      '*': '更多收款',
      '−': '退一格·关·下一位',
      '+': '现金',
      '⏎': '按号卖；没打号时置零、更新',
      '0': '货号；0 ⏎ 删最新一样',
      '.': '按份',
    },
    examples: '怎么用',
    onPad: [
      ['2 0 1 ⏎', '按 201 号卖'],
      ['+', '收现金，正好'],
      ['* 5 0 ⏎', '收 50，算找零'],
      ['. 3 ⏎', '按份卖 3 元'],
      ['0 ⏎', '删掉最新一样'],
      ['0 +', '打上一笔的小票'],
      ['0 *', '打长单'],
      ['0 .', '作废上一笔'],
      ['0 /', '看等着付的那单'],
    ],
    sheets: '收款、等付款里',
    onSheets: [
      ['/', '扫我；等付时先放行'],
      ['*', '刷卡；等付时打数字码'],
      ['+', '现金'],
      ['.', '小数点；等付时不收了'],
      ['O', '其他收款'],
      ['C', '赊账'],
      ['R', '让价；先放行'],
      ['N', '打数字码'],
    ],
    board: '键盘',
    onBoard: [
      ['数字 ⏎', '按货号卖'],
      ['F1', '顾客扫我'],
      ['F2', '找货（拼音）'],
      ['F3', '按份'],
      ['F4', '置零'],
      ['F5', '更新'],
      ['F6', '下一位'],
      ['F7', '去皮／清皮'],
      ['F8', '更多收款'],
      ['F9', '现金'],
      ['F10', '菜单'],
      ['A … F', '换到这一单'],
      ['T', '谈总价'],
      ['L', '改最新一样'],
      ['Del', '删最新一样'],
      ['U', '撤回'],
      ['P', '打小票'],
      ['G', '打长单'],
      ['V', '作废、退款'],
      ['W', '等着付的那单'],
      ['Q', '小票码给顾客扫'],
      ['K', '改收款方式'],
      ['PgUp/Dn', '换分类'],
      ['方向键', '移到别的键'],
      ['Esc', '关'],
    ],
    note: '一按键盘，屏幕上每个键都会标出用哪个键。',
  },
};

export const keysEn: KeysTexts = {
  keys: {
    print: 'Print (A5)',
    pad: 'Number pad',
    digits: 'no.',
    padKey: {
      Num: 'on or off',
      '/': 'QR for the shopper',
      '*': 'more tenders',
      '−': 'erase, close, next',
      '+': 'cash',
      '⏎': 'sell; no number: zero, update',
      '0': 'no.; 0 ⏎ removes the newest',
      '.': 'portion',
    },
    examples: 'How to',
    onPad: [
      ['2 0 1 ⏎', 'sell no. 201'],
      ['+', 'cash, exact'],
      ['* 5 0 ⏎', '50 received, with change'],
      ['. 3 ⏎', 'a portion for 3 yuan'],
      ['0 ⏎', 'remove the newest line'],
      ['0 +', 'receipt of the last sale'],
      ['0 *', 'the long receipt'],
      ['0 .', 'void the last sale'],
      ['0 /', 'who is still to pay'],
    ],
    sheets: 'Payment, waiting payment',
    onSheets: [
      ['/', 'QR; waiting: let go'],
      ['*', 'card; waiting: type the code'],
      ['+', 'cash'],
      ['.', 'point; waiting: call it off'],
      ['O', 'other'],
      ['C', 'on credit'],
      ['R', 'let off; let go'],
      ['N', 'type the code'],
    ],
    board: 'Keyboard',
    onBoard: [
      ['digits ⏎', 'sell by number'],
      ['F1', 'QR for the shopper'],
      ['F2', 'find (pinyin)'],
      ['F3', 'portion'],
      ['F4', 'zero'],
      ['F5', 'update'],
      ['F6', 'next shopper'],
      ['F7', 'tare / clear'],
      ['F8', 'more tenders'],
      ['F9', 'cash'],
      ['F10', 'menu'],
      ['A … F', 'that basket'],
      ['T', 'agree a total'],
      ['L', 'change the newest'],
      ['Del', 'remove the newest'],
      ['U', 'undo'],
      ['P', 'receipt'],
      ['G', 'long receipt'],
      ['V', 'void, refund'],
      ['W', 'who is still to pay'],
      ['Q', 'receipt code for the shopper'],
      ['K', 'correct the tender'],
      ['PgUp/Dn', 'category'],
      ['arrows', 'to another key'],
      ['Esc', 'close'],
    ],
    note: 'Press any key and every button on the screen shows its own.',
  },
};
