import type { Vendor } from '../ui.ts';
import type { MenuWord } from './registry.ts';

/** What the menu does at once, without a panel. */
export interface Deed extends MenuWord {
  readonly id: string;
  readonly does: (vendor: Vendor) => void;
}

export const deeds: readonly Deed[] = [
  {
    id: 'drawer',
    group: 'now',
    icon: 'drawer',
    word: (texts) => texts.menu.drawer,
    right: 'drawer',
    when: ({ hasDrawer }) => hasDrawer,
    does: ({ act }) => void act.run('drawer.open', {}),
  },
  {
    id: 'wipe',
    group: 'now',
    icon: 'drop',
    word: (texts) => texts.menu.wipe,
    right: null,
    does: ({ touch }) => {
      touch.wipe();
    },
  },
  {
    id: 'training',
    group: 'now',
    icon: 'learn',
    word: (texts) => texts.training.begin,
    right: null,
    when: ({ mode }) => mode !== 'training',
    does: ({ act }) => void act.run('training.set', { on: true }),
  },
];
