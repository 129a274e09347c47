import type { Notice } from '../records/market.ts';

/** What was done, and what the market has to say. */
export interface BookTexts {
  readonly audit: {
    readonly title: string;
    readonly note: string;
    readonly none: string;
    readonly more: string;
    /** By the word of the entry; one without a word here is shown as it is. */
    readonly what: Readonly<Record<string, string>>;
  };
  readonly notices: {
    readonly title: string;
    readonly none: string;
    readonly seen: string;
    readonly kind: (kind: Notice['kind']) => string;
  };
}

export const bookZh: BookTexts = {
  audit: {
    title: '操作记录',
    note: '只能看，改不了',
    none: '还没有记录',
    more: '再往前',
    what: {
      drawer_open: '开钱箱',
      scale_record: '改秤的检定',
      scale_config: '改秤的设置',
      expiry_policy: '改检定过期怎么办',
      loaded_start: '开机时秤上有东西',
      pin_set: '设密码',
      pin_removed: '去掉密码',
      pin_wrong: '密码输错',
      permit: '密码放行',
      helper_added: '加帮手',
      helper_removed: '去掉帮手',
      rights: '改权限',
      guarded: '改哪些要密码',
      recovery_printed: '打恢复码',
      recovery_wrong: '恢复码输错',
      recovered: '用了恢复码',
      proof_wrong: '付款数字码输错',
      void: '作废',
      refund: '退款',
      correction: '改收款方式',
      reweigh: '复秤',
      price_change: '改价',
      price_unusual: '改成不平常的价',
      cash_in: '放进现金',
      cash_out: '取出现金',
      shift_close: '交接班',
    },
  },
  notices: {
    title: '通知',
    none: '没有通知',
    seen: '都知道了',
    kind: (kind) => {
      switch (kind) {
        case 'licence':
          return '证照';
        case 'test':
          return '检测';
        case 'alert':
          return '提醒';
        case 'order':
          return '要求';
        default:
          return kind satisfies never;
      }
    },
  },
};

export const bookEn: BookTexts = {
  audit: {
    title: 'Log',
    note: 'to read; nobody can change it',
    none: 'Nothing yet',
    more: 'Earlier',
    what: {
      drawer_open: 'Drawer opened',
      scale_record: "Scale's verification changed",
      scale_config: "Scale's settings changed",
      expiry_policy: 'What is done past verification',
      loaded_start: 'Scale started loaded',
      pin_set: 'PIN set',
      pin_removed: 'PIN removed',
      pin_wrong: 'Wrong PIN',
      permit: 'Allowed by PIN',
      helper_added: 'Helper added',
      helper_removed: 'Helper taken out',
      rights: 'Rights changed',
      guarded: 'What asks for a PIN',
      recovery_printed: 'Recovery code printed',
      recovery_wrong: 'Wrong recovery code',
      recovered: 'Recovery code used',
      proof_wrong: 'Wrong payment code',
      void: 'Voided',
      refund: 'Refunded',
      correction: 'Tender corrected',
      reweigh: 'Weighed again',
      price_change: 'Price changed',
      price_unusual: 'Unusual price',
      cash_in: 'Cash put in',
      cash_out: 'Cash taken out',
      shift_close: 'Shift handed over',
    },
  },
  notices: {
    title: 'Notices',
    none: 'No notices',
    seen: 'Got it',
    kind: (kind) => {
      switch (kind) {
        case 'licence':
          return 'Licence';
        case 'test':
          return 'Test';
        case 'alert':
          return 'Alert';
        case 'order':
          return 'Order';
        default:
          return kind satisfies never;
      }
    },
  },
};
