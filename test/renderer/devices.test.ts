import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { evidenceRow, type EvidencePage } from '../../shared/evidence.ts';
import type { Evidence } from '../../shared/records/evidence.ts';
import type { DevicesView } from '../../shared/device-view.ts';
import * as sample from './sample.ts';
import { startWindows, wrongs } from './window.ts';
import type { Windows } from './window.ts';

let windows: Windows;
beforeAll(async () => {
  windows = await startWindows();
});
afterEach(async () => {
  await windows.reset();
});
afterAll(async () => {
  await windows.stop();
});

const { scale, printer } = sample.devices;
if (scale === null || printer === null) throw new Error('the sample has a scale and a printer');
const looks = {
  fine: sample.devices,
  unplugged: {
    ...sample.devices,
    scale: { ...scale, state: 'absent', frames: [], verification: { state: 'soon', daysLeft: 40 } },
  },
  overdue: {
    ...sample.devices,
    scale: { ...scale, verification: { state: 'over', daysLeft: -3 }, tooCoarseFor: ['大闸蟹', '鲈鱼'] },
  },
  'out of paper': {
    ...sample.devices,
    printer: { ...printer, state: 'failed', says: 'paper out' },
  },
} as const satisfies Record<string, DevicesView>;

const weighing = {
  id: 'e1',
  at: 1_000_000,
  cartId: 'c1',
  lineId: 'l1',
  productId: 'p0101',
  name: '番茄',
  scaleId: 'scale-1',
  scaleSerial: 'A123',
  protocol: 'os2',
  grossG: 1245,
  tareG: 20,
  tareKind: 'key',
  netG: 1225,
  eG: 5,
  minG: 100,
  maxG: 15_000,
  stableBy: 'scale',
  zeroBefore: true,
  settleMs: 800,
  priceFen: 840,
  basisG: 1000,
  amountFen: 1029,
  frames: [{ at: 1_000_000, hex: '0102532030312e3234356b67620304' }],
  curve: [0, 400, 900, 1245, 1245].map((grossG, no) => ({
    at: 999_000 + no * 250,
    grossG,
    stable: no === 0 || no > 2,
  })),
  mode: 'live',
} as const satisfies Evidence;

const open = async () => {
  windows.core.answer('evidence.list', () => ({
    ok: true,
    value: { rows: [evidenceRow(weighing)], more: false } satisfies EvidencePage,
  }));
  windows.core.answer('evidence.read', () => ({ ok: true, value: weighing }));
  const page = await windows.open('vendor');
  await page.keyboard.press('F10');
  await page.getByRole('button', { name: '设备' }).click();
  await page.locator('[data-panel=devices]').waitFor();
  return page;
};

describe('the devices', () => {
  it.each(Object.entries(looks))('reads well: %s', async (_name, devices) => {
    windows.core.set({ devices });
    const page = await open();
    expect(await wrongs(page)).toEqual([]);
    // The till beside the sheet stays free.
    expect(await page.locator('[data-payable]').isVisible()).toBe(true);
    expect(windows.complaints).toEqual([]);
  });

  it('say that a driver has not met its device, show what the scale says, and when it is gone', async () => {
    const page = await open();
    const panel = page.locator('[data-panel=devices]');
    await expect.poll(() => panel.textContent()).toContain('按公开协议实现，未经真机验证');
    expect(await panel.textContent()).toContain('01 02 53');
    windows.core.set({ devices: looks.unplugged });
    await expect.poll(() => panel.locator('[data-device=scale]').textContent()).toBe('没接上');
    expect(await panel.textContent()).toContain('没有新的帧');
    expect(await panel.textContent()).toContain('检定还有 40 天');
  });

  it('open when a mark of theirs in the status bar is touched', async () => {
    windows.core.set({ devices: looks.unplugged, status: { ...sample.status, scale: 'absent' } });
    const page = await windows.open('vendor');
    await page.locator('footer').getByText('秤 没接上').or(page.locator('footer [data-open=devices]')).first().click();
    await page.locator('[data-panel=devices]').waitFor();
  });

  it('take the certificate, and say what is wrong with a date', async () => {
    const page = await open();
    await page.getByLabel('有效到').fill('28.2.2027');
    await page.getByRole('button', { name: '记下' }).click();
    expect(await page.getByRole('status').filter({ hasText: '日期' }).count()).toBe(1);
    await page.getByLabel('有效到').fill('2027-02-28');
    await page.getByRole('group', { name: '准确度等级' }).getByRole('button', { name: 'IIII' }).click();
    await page.getByRole('button', { name: '记下' }).click();
    await expect
      .poll(() => windows.core.calls.filter((call) => call.name === 'scale.record').map((call) => call.args))
      .toEqual([{ certificate: 'SH-2026-0815', verifiedOn: '2026-03-01', dueOn: '2027-02-28', accuracy: 'IIII' }]);
  });

  it('let the owner choose what is done once the verification is over', async () => {
    windows.core.set({ devices: looks.overdue });
    const page = await open();
    await page.getByRole('group', { name: '过期以后' }).getByRole('button', { name: '不按重量卖' }).click();
    await expect
      .poll(() => windows.core.calls.filter((call) => call.name === 'scale.expiry').map((call) => call.args))
      .toEqual([{ policy: 'block' }]);
  });

  it('say what to do when the paper is out', async () => {
    windows.core.set({ devices: looks['out of paper'] });
    const page = await open();
    const panel = page.locator('[data-panel=devices]');
    await expect.poll(() => panel.locator('[data-device=printer]').textContent()).toBe('缺纸');
    expect(await panel.textContent()).toContain('换一卷纸');
    expect(await panel.textContent()).toContain('付款码');
  });

  it('show the last weighings, and the curve of one', async () => {
    const page = await open();
    await page.getByRole('button', { name: '番茄' }).and(page.locator('[data-panel=devices] li button')).click();
    const curve = page.getByRole('img', { name: '番茄 的称重曲线' });
    await curve.waitFor();
    expect(await curve.locator('[data-part=stable]').count()).toBe(1);
    expect(await curve.locator('[data-part=tare]').count()).toBe(1);
    expect(await page.locator('[data-panel=devices]').textContent()).toContain('毛重 1.245 kg');
    expect(await wrongs(page)).toEqual([]);
  });
});
