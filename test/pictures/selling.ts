import type { Notice } from '../../shared/records/market.ts';
import type { DownDocument } from '../../market/feed.ts';
import { settle } from './stage.ts';
import type { Scene, Stage } from './stage.ts';

const step = (stage: Stage, name: string) => stage.vendor.locator(`[data-step="${name}"]`);

/** What the market has sent to the stall. */
const told = (over: Pick<Notice, 'id' | 'kind' | 'title' | 'text'>): DownDocument => {
  const doc: Notice = { ...over, at: Date.now(), validUntil: null };
  return { collection: 'notices', scope: 'stall:12', doc };
};

/** The first run, practice, and joining the market from the selling screen. */
export const beginning: readonly Scene[] = [
  {
    name: 'first-join',
    show: async (stage) => {
      await stage.stall.start({ firstRun: true });
      await stage.openWindows();
      await step(stage, 'join').waitFor();
      return stage.vendor;
    },
  },
  {
    name: 'first-trade',
    show: async (stage) => {
      await stage.hand.key('跳过这步').click();
      await step(stage, 'trade').waitFor();
      return stage.vendor;
    },
  },
  {
    name: 'first-devices',
    show: async (stage) => {
      await stage.hand.key('蔬菜').click();
      await step(stage, 'devices').waitFor();
      await stage.vendor.locator('[data-state="online"]', { hasText: '秤' }).waitFor();
      await stage.vendor.locator('[data-state="online"]', { hasText: '打印机' }).waitFor();
      return stage.vendor;
    },
  },
  {
    name: 'first-sale',
    show: async (stage) => {
      await stage.hand.key('下一步').click();
      await stage.hand.key('0.500 kg').click();
      stage.stall.bench.load(500);
      await stage.vendor.getByText('秤准').waitFor();
      return stage.vendor;
    },
  },
  {
    name: 'training',
    show: async (stage) => {
      await stage.hand.key('试卖一笔').click();
      await stage.vendor.getByText('卖成了').waitFor();
      await stage.hand.key('开始卖货').click();
      await stage.vendor.locator('[data-training]').waitFor();
      await stage.hand.lift();
      return stage.vendor;
    },
  },
  {
    name: 'customer-training',
    show: async (stage) => {
      await settle(1_500);
      return Promise.resolve(stage.shopper);
    },
  },
  {
    name: 'join',
    panel: 'join',
    show: async (stage) => {
      await stage.hand
        .key(/去登记/)
        .first()
        .click();
      await stage.sheet('join');
      return stage.vendor;
    },
  },
];

/** Loads, lines and carts on the selling screen. */
export const selling: readonly Scene[] = [
  {
    name: 'vendor-empty',
    show: async (stage) => {
      await stage.vendor.getByLabel('登记码').fill(await stage.stall.code());
      await stage.vendor.keyboard.press('Enter');
      await stage.vendor.locator('[data-training]').waitFor({ state: 'detached' });
      await stage.shut();
      await stage.vendor.locator('[data-tender="scan"]').waitFor();
      return stage.vendor;
    },
  },
  {
    name: 'customer-idle',
    show: async (stage) => {
      await stage.stall.tell(
        told({ id: 'licence-1', kind: 'licence', title: '证照有效', text: '营业执照 · 食品经营许可' }),
        told({ id: 'test-1', kind: 'test', title: '农残检测合格', text: '今天 06:20 · 5 批' }),
      );
      await stage.shopper.locator('[data-phase="idle"]').waitFor();
      await stage.shopper.getByText('农残检测合格').waitFor();
      return stage.shopper;
    },
  },
  {
    name: 'vendor-practising',
    show: async (stage) => {
      await stage.menu('training');
      await stage.vendor.locator('[data-training]').waitFor();
      return stage.vendor;
    },
  },
  {
    name: 'vendor-armed',
    show: async (stage) => {
      await stage.hand.key('结束训练').click();
      await stage.vendor.locator('[data-training]').waitFor({ state: 'detached' });
      await stage.hand.tile('土豆').click();
      await settle();
      return stage.vendor;
    },
  },
  {
    name: 'vendor-unarmed-live',
    show: async (stage) => {
      await stage.hand.tile('土豆').click();
      await stage.hand.sell(835, '青菜');
      await stage.hand.tile('老豆腐').click();
      await stage.hand.line('老豆腐').waitFor();
      await stage.hand.tile('老豆腐').click();
      await stage.hand.put(1_245);
      await settle();
      return stage.vendor;
    },
  },
  {
    name: 'vendor',
    show: async (stage) => {
      await stage.hand.tile('番茄').click();
      await stage.hand.line('番茄').waitFor();
      await settle();
      return stage.vendor;
    },
  },
  {
    name: 'customer',
    show: (stage) => Promise.resolve(stage.shopper),
  },
  {
    name: 'vendor-changed',
    show: async (stage) => {
      await stage.hand.put(1_320);
      await stage.vendor.locator('[data-keys~="F5"]').waitFor();
      return stage.vendor;
    },
  },
  {
    name: 'customer-due',
    show: async (stage) => {
      await stage.hand.lift();
      await stage.shopper.locator('[data-phase="due"]').waitFor();
      return stage.shopper;
    },
  },
  {
    name: 'vendor-gone',
    show: async (stage) => {
      await stage.vendor.keyboard.press('Delete');
      await stage.vendor.locator('[data-keys="U"]').waitFor();
      return stage.vendor;
    },
  },
  {
    name: 'vendor-residue',
    show: async (stage) => {
      await stage.vendor.keyboard.press('u');
      await stage.hand.put(300);
      await stage.hand.tile('小葱').click();
      await stage.hand.line('小葱').waitFor();
      // Not all of it was taken off.
      stage.stall.bench.load(40);
      await stage.vendor.locator('[data-reason="residue"]').waitFor();
      return stage.vendor;
    },
  },
  {
    name: 'vendor-below-min',
    show: async (stage) => {
      await stage.hand.lift();
      await stage.hand.put(65);
      await stage.hand.tile('小葱').click();
      await settle();
      return stage.vendor;
    },
  },
  {
    name: 'vendor-overload',
    show: async (stage) => {
      stage.stall.bench.load(16_000);
      await stage.vendor.locator('[data-reason="overload"]').waitFor();
      return stage.vendor;
    },
  },
  {
    name: 'keys',
    panel: 'keys',
    show: async (stage) => {
      await stage.hand.lift();
      await stage.menu('keys');
      await stage.sheet('keys');
      return stage.vendor;
    },
  },
  {
    name: 'vendor-keys',
    withKeys: true,
    show: async (stage) => {
      await stage.shut();
      await stage.vendor.keyboard.press('U');
      await settle();
      return stage.vendor;
    },
  },
  {
    name: 'find',
    panel: 'find',
    show: async (stage) => {
      await stage.shut();
      await stage.vendor.keyboard.press('F2');
      await stage.sheet('find');
      return stage.vendor;
    },
  },
  {
    name: 'find-found',
    show: async (stage) => {
      for (const letter of 'bc') await stage.vendor.keyboard.press(letter, { delay: 120 });
      await settle();
      return stage.vendor;
    },
  },
  {
    name: 'find-nothing',
    show: async (stage) => {
      for (const letter of 'xqz') await stage.vendor.keyboard.press(letter, { delay: 120 });
      await settle();
      return stage.vendor;
    },
  },
  {
    name: 'portion',
    panel: 'portion',
    show: async (stage) => {
      await stage.shut();
      await stage.vendor.keyboard.press('F3');
      await stage.sheet('portion');
      return stage.vendor;
    },
  },
  {
    name: 'portion-other',
    show: async (stage) => {
      await stage.vendor.keyboard.press('3', { delay: 120 });
      return stage.vendor;
    },
  },
  {
    name: 'vendor-price',
    panel: 'price',
    show: async (stage) => {
      await stage.shut();
      await stage.hand.tile('莲藕').click();
      await stage.sheet('price');
      await stage.hand.type('12');
      return stage.vendor;
    },
  },
  {
    name: 'price-guard',
    show: async (stage) => {
      await stage.hand.type('00');
      await stage.vendor.locator('[data-enter="from_now"]').click();
      await stage.vendor.locator('[data-panel="price"] [data-tone="short"]').waitFor();
      return stage.vendor;
    },
  },
  {
    name: 'agree-line',
    panel: 'agree_line',
    show: async (stage) => {
      await stage.shut();
      await stage.vendor.keyboard.press('l');
      await stage.sheet('agree');
      await stage.hand.type('8');
      return stage.vendor;
    },
  },
  {
    name: 'agree-total',
    panel: 'agree_total',
    show: async (stage) => {
      await stage.shut();
      await stage.vendor.locator('[data-payable]').click();
      await stage.sheet('agree');
      return stage.vendor;
    },
  },
];

/** Taking money in other ways than exact cash, several shoppers, and the strip. */
export const tendering: readonly Scene[] = [
  {
    name: 'more',
    panel: 'more',
    show: async (stage) => {
      await stage.shut();
      await stage.hand.tender('more');
      await stage.sheet('more');
      await settle();
      return stage.vendor;
    },
  },
  {
    name: 'more-change',
    show: async (stage) => {
      await stage.hand.type('50');
      return stage.vendor;
    },
  },
  {
    name: 'more-part',
    show: async (stage) => {
      await stage.vendor.keyboard.press('Backspace');
      return stage.vendor;
    },
  },
  {
    name: 'vendor-part',
    show: async (stage) => {
      await stage.vendor.locator('[data-take="cash"][aria-disabled="false"]').click();
      await stage.vendor.locator('[data-part]').waitFor();
      await stage.shut();
      return stage.vendor;
    },
  },
  {
    name: 'accounts-none',
    panel: 'accounts',
    show: async (stage) => {
      await stage.menu('accounts');
      await stage.sheet('accounts');
      return stage.vendor;
    },
  },
  {
    name: 'account-new',
    show: async (stage) => {
      await stage.hand.key('新赊账户').click();
      await stage.vendor.getByPlaceholder('饭店名字').fill('好味饭店');
      return stage.vendor;
    },
  },
  {
    name: 'vendor-mixed',
    show: async (stage) => {
      await stage.vendor.locator('[data-enter="account"]').click();
      await stage.vendor.locator('[data-account="好味饭店"]').waitFor();
      await stage.shut();
      await stage.hand.tender('more');
      await stage.vendor.locator('[data-take="card"][aria-disabled="false"]').click();
      await stage.vendor.getByText('还没有货').waitFor();
      await settle();
      return stage.vendor;
    },
  },
  {
    name: 'customer-thanks',
    show: async (stage) => {
      await stage.hand.sell(620, '黄瓜');
      await stage.shopper.locator('[data-phase="due"]').waitFor();
      await stage.hand.cash();
      await stage.shopper.locator('[data-phase="thanks"]').waitFor();
      return stage.shopper;
    },
  },
  {
    name: 'vendor-cash',
    show: async (stage) => {
      await settle();
      return stage.vendor;
    },
  },
  {
    name: 'correct',
    panel: 'correct',
    show: async (stage) => {
      await stage.vendor.keyboard.press('k');
      await stage.sheet('correct');
      return stage.vendor;
    },
  },
  {
    name: 'customer-receipt',
    show: async (stage) => {
      await stage.shut();
      await stage.vendor.keyboard.press('q');
      await stage.shopper.locator('[data-qr]').waitFor();
      return stage.shopper;
    },
  },
  {
    name: 'vendor-credit',
    show: async (stage) => {
      await stage.vendor.locator('[data-regular="好味饭店"]').click();
      for (const name of ['青菜', '土豆', '胡萝卜']) await stage.hand.sell(2_000, name);
      return stage.vendor;
    },
  },
  {
    name: 'vendor-ordered',
    show: async (stage) => {
      await stage.hand.tender('more');
      await stage.vendor.locator('[data-take="credit"][aria-disabled="false"]').click();
      await stage.vendor.getByText('还没有货').waitFor();
      await stage.vendor.locator('[data-regular="好味饭店"]').click();
      await stage.vendor.locator('[data-ordered]').first().waitFor();
      return stage.vendor;
    },
  },
  {
    name: 'accounts',
    show: async (stage) => {
      await stage.menu('accounts');
      await stage.sheet('accounts');
      await stage.vendor.locator('[data-account="好味饭店"]').click();
      await settle();
      return stage.vendor;
    },
  },
  {
    name: 'account-repay',
    show: async (stage) => {
      await stage.vendor.locator('[data-enter="repay"]').click();
      await stage.sheet('repay');
      return stage.vendor;
    },
  },
  {
    name: 'vendor-six',
    show: async (stage) => {
      await stage.shut();
      for (const _one of [0, 1, 2]) await stage.vendor.locator('[data-ordered] button[aria-label]').first().click();
      await stage.vendor.locator('[data-whose] button').click();
      for (const [at, name] of ['番茄', '黄瓜', '茄子', '青椒', '冬瓜', '土豆'].entries()) {
        if (at > 0) await stage.hand.key(/^下一位/).click();
        await stage.hand.sell(3_000 + 700 * at, name);
      }
      return stage.vendor;
    },
  },
  {
    name: 'vendor-error',
    show: async (stage) => {
      await stage.hand.key(/^下一位/).click();
      await stage.vendor.locator('[data-tone="error"]').waitFor();
      return stage.vendor;
    },
  },
];
