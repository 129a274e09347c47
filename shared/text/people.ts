import type { Right } from '../people.ts';

/** People, PINs and what they open. */
export interface PeopleTexts {
  readonly people: {
    /** Who an owner without a listed name is. */
    readonly owner: string;
    readonly right: Readonly<Record<Right, string>>;
    readonly needsPin: (right: string) => string;
    readonly whose: string;
    readonly typePin: (name: string) => string;
    readonly digits: (count: number) => string;
  };
}

export const peopleZh: PeopleTexts = {
  people: {
    owner: '老板',
    right: {
      refund: '退款',
      cash_refund: '扫码单退现金',
      void_old: '作废旧单',
      people: '人员和密码',
      price_outside_guard: '不平常的价',
      drawer: '开钱箱',
      settings: '改设置',
      switch: '换人',
    },
    needsPin: (right) => `${right}：要密码`,
    whose: '谁来输',
    typePin: (name) => `${name}的四位密码`,
    digits: (count) => `已输 ${count} 位，共 4 位`,
  },
};

export const peopleEn: PeopleTexts = {
  people: {
    owner: 'Owner',
    right: {
      refund: 'Refund',
      cash_refund: 'Cash for a code payment',
      void_old: 'Void an older sale',
      people: 'People and PINs',
      price_outside_guard: 'Unusual price',
      drawer: 'Open the drawer',
      settings: 'Change settings',
      switch: 'Change seller',
    },
    needsPin: (right) => `${right}: PIN needed`,
    whose: 'Whose PIN',
    typePin: (name) => `PIN of ${name}, four digits`,
    digits: (count) => `${count} of 4 digits typed`,
  },
};
