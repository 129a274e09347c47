import type { Right, Seller } from '../people.ts';

/** People, PINs and what they open. */
export interface PeopleTexts {
  readonly people: {
    readonly title: string;
    /** Who an owner without a listed name is. */
    readonly owner: string;
    readonly role: (role: Seller['role']) => string;
    readonly others: string;
    readonly sells: string;
    readonly switchTo: string;
    readonly soon: (day: string) => string;
    readonly over: (day: string) => string;
    readonly right: Readonly<Record<Right, string>>;
    readonly guarding: string;
    readonly open: string;
    readonly ownerMay: string;
    readonly ownerFirst: string;
    readonly may: string;
    readonly mayWithPin: string;
    readonly setPin: string;
    readonly changePin: string;
    readonly dropPin: string;
    readonly remove: string;
    readonly add: string;
    readonly addNote: string;
    readonly addIt: string;
    /** What a family calls its helpers, one touch each. */
    readonly names: readonly string[];
    readonly otherName: string;
    readonly guardKey: string;
    readonly guardNote: string;
    readonly neverSelling: string;
    readonly newPin: (name: string) => string;
    readonly typeNew: string;
    readonly typeAgain: string;
    readonly differs: string;
    readonly pinAdvice: string;
    readonly pinSet: (name: string) => string;
    readonly recoveryPrint: string;
    readonly recoveryAgain: string;
    readonly recoveryPrinted: string;
    readonly forgot: string;
    readonly forgotNote: string;
    readonly typeCode: string;
    readonly recovered: string;
    readonly needsPin: (right: string) => string;
    readonly whose: string;
    readonly typePin: (name: string) => string;
    readonly digits: (count: number) => string;
  };
}

export const peopleZh: PeopleTexts = {
  people: {
    title: '人员',
    owner: '老板',
    role: (role) => {
      switch (role) {
        case 'owner':
          return '老板';
        case 'seller':
          return '市场登记';
        case 'helper':
          return '帮手';
        default:
          return role satisfies never;
      }
    },
    others: '换人',
    sells: '在卖',
    switchTo: '换人卖',
    soon: (day) => `市场登记到 ${day} 到期，请去续`,
    over: (day) => `市场登记 ${day} 已到期，请去续；卖货照常`,
    right: {
      refund: '退款',
      cash_refund: '扫码单退现金',
      void_old: '作废旧单',
      people: '人员和密码',
      price_outside_guard: '不平常的价',
      typed_proof: '再输付款码',
      cash_difference: '现金差得多的日结',
      phone: '手机查账',
      drawer: '开钱箱',
      settings: '改设置',
      switch: '换人',
    },
    guarding: '有些事要密码，卖货不用',
    open: '没设密码，什么都不锁',
    ownerMay: '老板什么都能做，用自己的密码',
    ownerFirst: '老板设了密码，退款这些事才要密码',
    may: '用自己的密码能做',
    mayWithPin: '设了密码以后，能做',
    setPin: '设密码',
    changePin: '换密码',
    dropPin: '去掉密码',
    remove: '不来了，去掉',
    add: '加帮手',
    addNote: '家里人、帮工，自己加',
    addIt: '加上',
    names: ['爱人', '儿子', '女儿', '爸爸', '妈妈', '小工'],
    otherName: '别的称呼',
    guardKey: '哪些要密码',
    guardNote: '点亮的要密码',
    neverSelling: '卖货、收款从不要密码。',
    newPin: (name) => `${name}的新密码`,
    typeNew: '输四位数字',
    typeAgain: '再输一遍',
    differs: '前后不一样，重新来',
    pinAdvice: '别用付款密码，别用生日。',
    pinSet: (name) => `${name}的密码设好了`,
    recoveryPrint: '打恢复码',
    recoveryAgain: '重打恢复码',
    recoveryPrinted: '恢复码打出来了，请收好',
    forgot: '忘了密码',
    forgotNote: '用打出来的恢复码',
    typeCode: '输恢复码，12 位数字',
    recovered: '老板的新密码设好了，请再打一张恢复码',
    needsPin: (right) => `${right}：要密码`,
    whose: '谁来输',
    typePin: (name) => `${name}的四位密码`,
    digits: (count) => `已输 ${count} 位，共 4 位`,
  },
};

export const peopleEn: PeopleTexts = {
  people: {
    title: 'People',
    owner: 'Owner',
    role: (role) => {
      switch (role) {
        case 'owner':
          return 'Owner';
        case 'seller':
          return 'Listed by the market';
        case 'helper':
          return 'Helper';
        default:
          return role satisfies never;
      }
    },
    others: 'More',
    sells: 'Sells',
    switchTo: 'Let them sell',
    soon: (day) => `Listed until ${day}: renew it at the market`,
    over: (day) => `The listing ended ${day}: renew it at the market. Selling goes on`,
    right: {
      refund: 'Refund',
      cash_refund: 'Cash for a code payment',
      void_old: 'Void an older sale',
      people: 'People and PINs',
      price_outside_guard: 'Unusual price',
      typed_proof: 'Payment codes again',
      cash_difference: 'Large cash gap at close',
      phone: 'Books on a phone',
      drawer: 'Open the drawer',
      settings: 'Change settings',
      switch: 'Change seller',
    },
    guarding: 'Some things ask for a PIN, selling never',
    open: 'No PIN set: nothing is locked',
    ownerMay: 'An owner may do everything, with their own PIN',
    ownerFirst: 'Once the owner has a PIN, refunds and the like ask for it',
    may: 'May do with their own PIN',
    mayWithPin: 'May do, once they have a PIN',
    setPin: 'Set PIN',
    changePin: 'New PIN',
    dropPin: 'No PIN',
    remove: 'Take out',
    add: 'Add a helper',
    addNote: 'Family and hands, added by you',
    addIt: 'Add',
    names: ['Wife', 'Husband', 'Son', 'Daughter', 'Mother', 'Father', 'Helper'],
    otherName: 'Another name',
    guardKey: 'What asks for a PIN',
    guardNote: 'Lit ones do',
    neverSelling: 'Selling and taking money never ask for a PIN.',
    newPin: (name) => `New PIN of ${name}`,
    typeNew: 'Type four digits',
    typeAgain: 'Type them again',
    differs: 'They differ; start again',
    pinAdvice: 'Not your payment password, not a birthday.',
    pinSet: (name) => `The PIN of ${name} is set`,
    recoveryPrint: 'Print recovery code',
    recoveryAgain: 'Print a new code',
    recoveryPrinted: 'The recovery code is on paper; keep it safe',
    forgot: 'PIN forgotten',
    forgotNote: 'with the printed recovery code',
    typeCode: 'Type the recovery code, 12 digits',
    recovered: 'The owner has a new PIN; print another recovery code',
    needsPin: (right) => `${right}: PIN needed`,
    whose: 'Whose PIN',
    typePin: (name) => `PIN of ${name}, four digits`,
    digits: (count) => `${count} of 4 digits typed`,
  },
};
