import type { ComponentType } from 'react';
import type { Right } from '../../../shared/people.ts';
import type { TextTable } from '../../../shared/text/text.ts';
import type { StatusView } from '../../../shared/status-view.ts';
import type { IconName } from '../../ui/icons.tsx';
import type { Panel, PanelOf } from '../ui.ts';
import { Agree, Find, More, Pickup, Portion, Price } from './sale.tsx';

type PanelKind = Panel['kind'];
/** What a panel is given: how it was opened. All else it reads from the topics. */
export type PanelComponent<K extends PanelKind = PanelKind> = ComponentType<{ readonly panel: PanelOf<K> }>;

/** How a panel, or a deed, stands in the menu. */
export interface MenuWord {
  readonly group: MenuGroup;
  readonly icon: IconName;
  readonly word: (texts: TextTable) => string;
  /** Guarded, what is done there asks for a PIN; the entry says so beforehand. */
  readonly right: Right | null;
  /** Default: always. */
  readonly when?: (status: StatusView) => boolean;
}
/** Groups in their order on the screen. */
export const menuGroups = ['now', 'books', 'stall'] as const;
export type MenuGroup = (typeof menuGroups)[number];

interface Entry<K extends PanelKind> {
  /** Here with the selling screen: a digit typed after the key that opens it must find it open. */
  readonly here?: PanelComponent<K>;
  /** In a file of its own, loaded when the till is idle or when it is opened. */
  readonly load?: () => Promise<{ readonly default: PanelComponent<K> }>;
  /** Gives way to the next load. What belongs to that load (finding, pricing), or is long work, stays. */
  readonly yields: boolean;
  readonly menu?: MenuWord & { readonly open: PanelOf<K> };
}

/** Every sheet over the goods: one entry, and its file. The menu shows those with a `menu`, in this order. */
export const panels: { readonly [K in PanelKind]: Entry<K> } = {
  find: { here: Find, yields: false },
  price: { here: Price, yields: false },
  portion: { here: Portion, yields: true },
  agree_total: { here: Agree, yields: true },
  agree_line: { here: Agree, yields: true },
  more: { here: More, yields: true },
  pickup: { here: Pickup, yields: true },
  pay: { load: () => import('../pay/PayPanel.tsx'), yields: true },
  menu: { load: () => import('./MenuPanel.tsx'), yields: true },
  correct: { load: () => import('../after/CorrectPanel.tsx'), yields: true },
  join: {
    load: () => import('./JoinPanel.tsx'),
    yields: false,
    menu: {
      group: 'now',
      icon: 'join',
      word: (texts) => texts.training.join,
      right: null,
      when: ({ mode, practising, enrolText }) => (mode === 'training' && !practising) || enrolText !== '',
      open: { kind: 'join' },
    },
  },
  history: {
    load: () => import('../after/HistoryPanel.tsx'),
    yields: false,
    menu: {
      group: 'books',
      icon: 'receipt',
      word: (texts) => texts.after.history,
      right: null,
      open: { kind: 'history', saleId: null },
    },
  },
  owed: {
    load: () => import('../pay/OwedPanel.tsx'),
    yields: true,
    menu: { group: 'books', icon: 'clock', word: (texts) => texts.owed.title, right: null, open: { kind: 'owed' } },
  },
  day: {
    load: () => import('./DayPanel.tsx'),
    yields: true,
    menu: { group: 'books', icon: 'tick', word: (texts) => texts.day.title, right: null, open: { kind: 'day' } },
  },
  phone: {
    load: () => import('./PhonePanel.tsx'),
    yields: true,
    menu: {
      group: 'books',
      icon: 'eye',
      word: (texts) => texts.day.phone,
      right: 'phone',
      when: ({ mode }) => mode !== 'training',
      open: { kind: 'phone' },
    },
  },
  unprinted: {
    load: () => import('./UnprintedPanel.tsx'),
    yields: true,
    menu: {
      group: 'now',
      icon: 'receipt',
      word: (texts) => texts.paper.title,
      right: null,
      when: ({ unprinted }) => unprinted > 0,
      open: { kind: 'unprinted' },
    },
  },
  earnings: {
    load: () => import('../after/EarningsPanel.tsx'),
    yields: false,
    menu: {
      group: 'books',
      icon: 'chart',
      word: (texts) => texts.after.earnings,
      right: null,
      open: { kind: 'earnings' },
    },
  },
  accounts: {
    load: () => import('./AccountsPanel.tsx'),
    yields: false,
    menu: {
      group: 'books',
      icon: 'book',
      word: (texts) => texts.accounts.title,
      right: null,
      open: { kind: 'accounts', cartId: null },
    },
  },
  audit: {
    load: () => import('./AuditPanel.tsx'),
    yields: false,
    menu: { group: 'books', icon: 'eye', word: (texts) => texts.audit.title, right: null, open: { kind: 'audit' } },
  },
  notices: {
    load: () => import('./NoticesPanel.tsx'),
    yields: true,
    menu: {
      group: 'books',
      icon: 'bell',
      word: (texts) => texts.notices.title,
      right: null,
      open: { kind: 'notices' },
    },
  },
  prices: {
    load: () => import('./PricesPanel.tsx'),
    yields: false,
    menu: { group: 'stall', icon: 'tag', word: (texts) => texts.prices.title, right: null, open: { kind: 'prices' } },
  },
  arrange: {
    load: () => import('./ArrangePanel.tsx'),
    yields: true,
    menu: {
      group: 'stall',
      icon: 'grid',
      word: (texts) => texts.arrange.title,
      right: null,
      open: { kind: 'arrange' },
    },
  },
  people: {
    load: () => import('./PeoplePanel.tsx'),
    yields: false,
    menu: {
      group: 'stall',
      icon: 'person',
      word: (texts) => texts.people.title,
      right: 'people',
      open: { kind: 'people' },
    },
  },
  devices: {
    load: () => import('./DevicesPanel.tsx'),
    yields: false,
    menu: {
      group: 'stall',
      icon: 'scale',
      word: (texts) => texts.devices.open,
      right: null,
      open: { kind: 'devices' },
    },
  },
  settings: {
    load: () => import('./SettingsPanel.tsx'),
    yields: true,
    menu: {
      group: 'stall',
      icon: 'sliders',
      word: (texts) => texts.menu.settings,
      right: null,
      open: { kind: 'settings' },
    },
  },
  keys: {
    load: () => import('./KeysPanel.tsx'),
    yields: true,
    menu: { group: 'stall', icon: 'keyboard', word: (texts) => texts.menu.keys, right: null, open: { kind: 'keys' } },
  },
};
