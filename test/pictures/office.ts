import { PHONE, inMenu, settle } from './stage.ts';
import type { Scene, Stage } from './stage.ts';

const pressed = async (stage: Stage, sheet: string, digits: string): Promise<void> => {
  for (const digit of digits)
    await stage.vendor.locator(`[data-panel="${sheet}"]`).getByRole('button', { name: digit, exact: true }).click();
};
const opened = (name: string, sheet: string, open: (stage: Stage) => Promise<void>): Scene => ({
  name,
  show: async (stage) => {
    await open(stage);
    await stage.sheet(sheet);
    await settle();
    return stage.vendor;
  },
});

/** Six shoppers are served, one of them waits for her payment. */
export const waiting: readonly Scene[] = [
  {
    name: 'vendor-waiting',
    show: async (stage) => {
      await stage.vendor.locator('[role="tab"][data-sign="A"]').click();
      await stage.hand.tender('scan');
      await stage.vendor.locator('[data-pending]').waitFor();
      await settle();
      return stage.vendor;
    },
  },
  {
    name: 'pay',
    panel: 'pay',
    show: async (stage) => {
      await stage.vendor.locator('[role="tab"][data-sign="A"]').click();
      await stage.sheet('pay');
      await settle(700);
      return stage.vendor;
    },
  },
  {
    name: 'pay-code',
    show: async (stage) => {
      await stage.vendor.locator('[data-pay="code"]').click();
      await stage.vendor.locator('[data-entry]').waitFor();
      return stage.vendor;
    },
  },
  {
    name: 'customer-next',
    show: async (stage) => {
      await stage.shut();
      await stage.hand.put(900);
      await stage.shopper.locator('[data-phase="weighing"]').waitFor();
      return stage.shopper;
    },
  },
  {
    name: 'vendor-offline',
    show: async (stage) => {
      await stage.hand.lift();
      stage.stall.bench.network('offline');
      await stage.vendor.locator('[data-link="offline"]').waitFor();
      return stage.vendor;
    },
  },
  {
    name: 'pay-offline',
    show: async (stage) => {
      await stage.vendor.locator('[role="tab"][data-sign="A"]').click();
      await stage.sheet('pay');
      await settle(700);
      return stage.vendor;
    },
  },
  {
    name: 'customer-pay',
    show: async (stage) => {
      await stage.shut();
      stage.stall.bench.network('online');
      await stage.vendor.locator('[data-link="online"]').waitFor();
      for (const sign of ['B', 'C', 'D', 'E', 'F']) {
        await stage.vendor.locator(`[role="tab"][data-sign="${sign}"]`).click();
        await settle();
        await stage.vendor.locator('[data-tender="cash"][aria-disabled="false"]').click();
        await stage.vendor.getByText('还没有货').waitFor();
      }
      await stage.shopper.locator('[data-phase="pay"]').waitFor();
      return stage.shopper;
    },
  },
  {
    name: 'owed',
    panel: 'owed',
    show: async (stage) => {
      await stage.vendor.locator('[data-release]').click();
      await stage.vendor.locator('[data-pending]').waitFor({ state: 'detached' });
      await stage.menu('owed');
      await stage.sheet('owed');
      await settle();
      return stage.vendor;
    },
  },
  {
    name: 'pickup',
    panel: 'pickup',
    show: async (stage) => {
      await stage.shut();
      await stage.hand.sell(1_500, '冬瓜');
      await stage.hand.tender('more');
      await stage.vendor.locator('[data-panel="more"]').getByRole('button', { name: '待取' }).click();
      await stage.vendor.locator('[data-take="cash"][aria-disabled="false"]').click();
      await stage.vendor.locator('[data-state="paid"]').click();
      await stage.sheet('pickup');
      return stage.vendor;
    },
  },
];

/** All that is not selling. */
export const office: readonly Scene[] = [
  {
    name: 'menu',
    panel: 'menu',
    show: async (stage) => {
      await stage.vendor.locator('[data-enter="pickup"]').click();
      await stage.shut();
      await stage.vendor.keyboard.press('F10');
      await stage.sheet('menu');
      return stage.vendor;
    },
  },
  inMenu('history'),
  opened('sale', 'sale', (stage) => stage.vendor.locator('[data-sale]').nth(3).click()),
  opened('sale-refund', 'sale', (stage) =>
    stage.vendor.locator('[data-panel="sale"]').getByRole('button', { name: '退款' }).click(),
  ),
  {
    name: 'sale-reweigh',
    show: async (stage) => {
      await stage.menu('history');
      await stage.vendor.locator('[data-sale]').nth(3).click();
      await stage.hand.key('复秤').first().click();
      await stage.hand.type('0.5');
      await settle();
      return stage.vendor;
    },
  },
  inMenu('earnings'),
  opened('earnings-goods', 'earnings', (stage) => stage.hand.key('按货').click()),
  opened('cost', 'cost', (stage) => stage.vendor.locator('[data-product="番茄"]').click()),
  opened('month', 'month', async (stage) => {
    await stage.menu('earnings');
    await stage.hand.key('月账').click();
  }),
  opened('takeaway', 'takeaway', (stage) => stage.hand.key('带走').click()),
  inMenu('day'),
  inMenu('phone'),
  {
    name: 'phone-day',
    show: async (stage) => {
      const code = (await stage.vendor.locator('[data-code]').getAttribute('data-code')) ?? '';
      const page = await stage.stall.browse(`${stage.stall.marketUrl}/book?code=${code}`, PHONE);
      await page.locator('form button').click();
      await page.locator('svg.plot').first().waitFor();
      return page;
    },
  },
  inMenu('audit'),
  inMenu('notices'),
  inMenu('prices'),
  inMenu('arrange'),
  inMenu('settings'),
  inMenu('devices'),
  {
    name: 'devices-paper-out',
    show: async (stage) => {
      stage.stall.bench.printerFault('paper_out');
      await stage.shut();
      await stage.vendor.locator('[data-keys~="P"]').first().click();
      await stage.menu('devices');
      await settle(1_200);
      return stage.vendor;
    },
  },
  inMenu('people'),
  opened('people-helper', 'add-helper', (stage) => stage.hand.key('加帮手').click()),
  opened('people-pin', 'new-pin', async (stage) => {
    await stage.vendor.locator('[data-panel="add-helper"]').getByRole('button', { name: '爱人', exact: true }).click();
    await stage.sheet('people');
    await stage.hand.key('设密码').first().click();
  }),
  opened('people-guarded', 'people', async (stage) => {
    for (const _twice of [0, 1]) {
      await pressed(stage, 'new-pin', '4711');
      await settle(200);
    }
    await stage.vendor.getByText('有些事要密码').waitFor();
  }),
  opened('people-rights', 'guarded', (stage) => stage.hand.key('哪些要密码').click()),
  opened('pin', 'pin', async (stage) => {
    await stage.vendor.keyboard.press('Escape');
    await stage.menu('people');
    await stage.hand.key('加帮手').click();
    await stage.vendor.locator('[data-panel="add-helper"]').getByRole('button', { name: '小工', exact: true }).click();
  }),
  {
    name: 'pin-wrong',
    show: async (stage) => {
      await pressed(stage, 'pin', '0000');
      await stage.vendor.locator('[data-panel="pin"] [data-tone="short"]').waitFor();
      return stage.vendor;
    },
  },
  opened('shift', 'day_shift', async (stage) => {
    await stage.vendor.keyboard.press('Escape');
    await stage.menu('day');
    await stage.hand.key('填一个数').click();
    const count = stage.vendor.locator('[data-panel="day_count"]');
    await count.getByRole('group', { name: '现金本' }).getByRole('button', { name: '开' }).click();
    await count.getByRole('button', { name: '关', exact: true }).first().click();
    await stage.vendor.locator('[data-panel="day"]').getByRole('button', { name: '交班', exact: true }).click();
  }),
  opened('shift-notes', 'day_notes', (stage) => stage.hand.key('按面额数').click()),
  opened('day-shifts', 'day', async (stage) => {
    await stage.hand.key('就是这个数').click();
    await stage.sheet('day_shift');
    await stage.hand.key('交给爱人').click();
    await stage.vendor.locator('[data-shift="1"]').waitFor();
  }),
  {
    name: 'vendor-no-scale',
    show: async (stage) => {
      await stage.shut();
      await stage.hand.sell(1_100, '青椒');
      stage.stall.bench.plug('scale', false);
      await stage.vendor.locator('[data-reason="no_scale"]').waitFor();
      return stage.vendor;
    },
  },
  inMenu('devices', 'devices-unplugged'),
  {
    name: 'vendor-wiping',
    show: async (stage) => {
      await stage.menu('wipe');
      await settle(200);
      return stage.vendor;
    },
  },
  {
    name: 'vendor-power-cut',
    show: async (stage) => {
      await stage.stall.kill();
      stage.stall.bench.plug('scale', true);
      await stage.stall.start({ aheadMs: 180_000 });
      await stage.openWindows();
      await stage.vendor
        .getByText(/断电前/)
        .first()
        .waitFor();
      return stage.vendor;
    },
  },
  {
    name: 'unprinted',
    panel: 'unprinted',
    show: async (stage) => {
      await stage.menu('unprinted');
      await stage.sheet('unprinted');
      await settle();
      return stage.vendor;
    },
  },
];

/** Pages of the market, in a browser and on a shopper's phone. */
export const marketPages: readonly Scene[] = [
  {
    name: 'console',
    show: async (stage) => {
      const page = await stage.stall.browse(stage.stall.consoleUrl, { width: 1366, height: 768 });
      await page.locator('main').first().waitFor();
      return page;
    },
  },
  {
    name: 'phone',
    show: async (stage) => stage.stall.browse(`${stage.stall.marketUrl}/phone`, PHONE),
  },
  {
    name: 'phone-receipt',
    show: async (stage) => {
      stage.stall.bench.printerFault('none');
      await stage.shut();
      await settle(2_000);
      stage.stall.bench.tear();
      await stage.hand.lift();
      await stage.vendor.locator('[role="tab"]').first().click();
      await stage.hand.sell(700, '番茄');
      await stage.vendor.locator('[data-tender="cash"][aria-disabled="false"]').click();
      await stage.vendor.keyboard.press('p');
      let url = '';
      for (let tries = 0; url === '' && tries < 100; tries += 1) {
        url = stage.stall.bench.view().printer.paper.flatMap((row) => (row.kind === 'qr' ? [row.data] : []))[0] ?? '';
        await settle(100);
      }
      return stage.stall.browse(url, PHONE);
    },
  },
  {
    name: 'phone-pay',
    show: async (stage) => {
      await stage.hand.sell(900, '黄瓜');
      await stage.hand.tender('scan');
      const url = (await stage.shopper.locator('svg[data-qr]').getAttribute('data-qr')) ?? '';
      return stage.stall.browse(url, PHONE);
    },
  },
];
