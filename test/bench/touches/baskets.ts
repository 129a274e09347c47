import type { JournalKind } from '../../../shared/records/journal.ts';
import type { Finger } from './finger.ts';

/** One of the fixed baskets: what a vendor does, and what the journal must have of it. */
export interface Basket {
  readonly name: string;
  /** Things that are sold (or taken back): n of n + 1. */
  readonly items: number;
  /** Entries it leaves, in their order; price changes and parts too. */
  readonly entries: readonly JournalKind[];
  /** What has to be there before; its touches don't count. */
  before?(finger: Finger): Promise<void>;
  run(finger: Finger): Promise<void>;
}

const key = (finger: Finger, name: string) => finger.page.getByRole('button', { name, exact: true });
const take = (finger: Finger, kind: string) => finger.page.locator(`[data-take="${kind}"]`);
const more = (finger: Finger) => finger.page.locator('[data-tender="more"]');
const inCart = (finger: Finger, name: string) =>
  finger.page.locator('[data-line]').filter({ hasText: name }).first().waitFor();

const restaurant = '好味饭店';
const order = ['青菜', '土豆', '胡萝卜'] as const;

export const baskets: readonly Basket[] = [
  {
    name: 'one_item_cash',
    items: 1,
    entries: ['sale'],
    run: async (finger) => {
      await finger.weigh(1_245, '番茄');
      await finger.cash();
      await finger.sold();
    },
  },
  {
    name: 'five_items_qr',
    items: 5,
    entries: ['sale'],
    run: async (finger) => {
      await finger.weigh(500, '番茄');
      await finger.weigh(620, '黄瓜');
      await finger.weigh(340, '茄子');
      await finger.weigh(1_105, '青菜');
      await finger.weigh(780, '土豆');
      await finger.touch(finger.page.locator('[data-tender="scan"]'));
      await finger.shopperPays();
      await finger.sold();
    },
  },
  {
    name: 'bargain',
    items: 2,
    entries: ['sale'],
    run: async (finger) => {
      await finger.weigh(1_245, '番茄');
      await finger.weigh(700, '黄瓜');
      // Down to whole yuan, in cash.
      await finger.touch(more(finger));
      await finger.touch(take(finger, 'concede'));
      await finger.sold();
    },
  },
  {
    name: 'part_payment',
    items: 2,
    entries: ['part_payment', 'sale'],
    run: async (finger) => {
      await finger.weigh(1_245, '番茄');
      await finger.weigh(700, '黄瓜');
      await finger.touch(more(finger));
      await finger.type('10');
      await finger.touch(take(finger, 'cash'));
      await finger.page.locator('[data-part]').waitFor();
      await finger.touch(take(finger, 'card'));
      await finger.sold();
    },
  },
  {
    name: 'restaurant_order',
    items: 3,
    entries: ['sale'],
    before: async (finger) => {
      await finger.page.keyboard.press('F10');
      await finger.touch(key(finger, '赊账户'));
      await finger.touch(key(finger, '新赊账户'));
      await finger.page.getByPlaceholder('饭店名字').fill(restaurant);
      await finger.touch(finger.page.locator('[data-enter="account"]'));
      await finger.page.locator(`[data-account="${restaurant}"]`).waitFor();
      await finger.touch(key(finger, '关'));
      await finger.touch(finger.page.locator(`[data-regular="${restaurant}"]`));
      for (const name of order) await finger.weigh(2_000, name);
      await finger.touch(more(finger));
      await finger.touch(take(finger, 'credit'));
      await finger.sold();
    },
    run: async (finger) => {
      await finger.touch(finger.page.locator(`[data-regular="${restaurant}"]`));
      // What was ordered last waits for its load: nothing is touched.
      for (const name of order) {
        await finger.put(2_500);
        await inCart(finger, name);
        await finger.lift();
      }
      await finger.touch(more(finger));
      await finger.touch(take(finger, 'credit'));
      await finger.sold();
    },
  },
  {
    name: 'below_min',
    items: 1,
    entries: ['sale'],
    run: async (finger) => {
      await finger.put(60);
      await finger.tile('小葱');
      await finger.touch(key(finger, '¥1'));
      await inCart(finger, '小葱');
      await finger.lift();
      await finger.cash();
      await finger.sold();
    },
  },
  {
    name: 'piece_and_weight',
    items: 2,
    entries: ['sale'],
    run: async (finger) => {
      await finger.tile('老豆腐');
      await inCart(finger, '老豆腐');
      await finger.weigh(620, '黄瓜');
      await finger.cash();
      await finger.sold();
    },
  },
  {
    name: 'gift',
    items: 2,
    entries: ['sale'],
    run: async (finger) => {
      await finger.weigh(1_245, '番茄');
      await finger.weigh(120, '小葱');
      await finger.touch(finger.page.locator('[data-line]').filter({ hasText: '小葱' }).getByRole('button').first());
      await finger.touch(finger.page.locator('[data-enter="gift"]'));
      await finger.cash();
      await finger.sold();
    },
  },
  {
    name: 'two_shoppers',
    items: 3,
    entries: ['sale', 'sale'],
    run: async (finger) => {
      await finger.weigh(1_245, '番茄');
      await finger.touch(finger.page.getByRole('button', { name: /^下一位/ }));
      await finger.weigh(620, '黄瓜');
      await finger.cash();
      await finger.sold();
      await finger.touch(finger.page.locator('[role="tab"][data-sign="A"]'));
      await finger.weigh(340, '茄子');
      await finger.cash();
      await finger.sold();
    },
  },
  {
    name: 'tender_changed_after',
    items: 1,
    entries: ['sale', 'correction'],
    run: async (finger) => {
      await finger.weigh(1_245, '番茄');
      await finger.cash();
      await finger.sold();
      await finger.touch(key(finger, '改收款'));
      await finger.touch(finger.page.locator('[data-correct="static_code"]'));
      await finger.page.locator('[data-correct]').first().waitFor({ state: 'detached' });
    },
  },
  {
    name: 'price_missing',
    items: 1,
    entries: ['price_change', 'sale'],
    run: async (finger) => {
      await finger.put(900);
      await finger.tile('莲藕');
      await finger.type('12');
      await finger.touch(finger.page.locator('[data-enter="from_now"]'));
      await inCart(finger, '莲藕');
      await finger.lift();
      await finger.cash();
      await finger.sold();
    },
  },
  {
    name: 'refund_by_receipt',
    items: 1,
    entries: ['refund'],
    before: async (finger) => {
      finger.stall.bench.tear();
      await finger.weigh(1_245, '番茄');
      await finger.cash();
      await finger.sold();
      await finger.touch(key(finger, '打小票'));
      for (;;) {
        if (finger.stall.bench.view().printer.paper.some((row) => row.kind === 'qr')) break;
        await finger.page.waitForTimeout(50);
      }
      // Others bought since: it is not the last sale any more.
      await finger.weigh(700, '黄瓜');
      await finger.cash();
      await finger.sold();
    },
    run: async (finger) => {
      const code = finger.stall.bench.view().printer.paper.find((row) => row.kind === 'qr')?.data ?? '';
      finger.stall.bench.scan(code);
      await finger.touch(key(finger, '退款'));
      await finger.touch(finger.page.locator('[data-enter="refund"]'));
      await finger.page.locator('[data-panel="sale"]').waitFor({ state: 'detached' });
    },
  },
];
