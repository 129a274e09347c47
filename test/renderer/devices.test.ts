import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
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

const { scale } = sample.devices;
if (scale === null) throw new Error('the sample has a scale');
const looks = {
  fine: sample.devices,
  unplugged: { scale: { ...scale, state: 'absent', frames: [], verification: { state: 'soon', daysLeft: 40 } } },
  overdue: {
    scale: { ...scale, verification: { state: 'over', daysLeft: -3 }, tooCoarseFor: ['大闸蟹', '鲈鱼'] },
  },
} as const;

const open = async () => {
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
    await expect.poll(() => panel.textContent()).toContain('按公开协议实现,未经真机验证');
    expect(await panel.textContent()).toContain('01 02 53');
    windows.core.set({ devices: looks.unplugged });
    await expect.poll(() => panel.locator('[data-device=scale]').textContent()).toBe('没接上');
    expect(await panel.textContent()).toContain('没有新的帧');
    expect(await panel.textContent()).toContain('检定还有 40 天');
  });

  it('take the certificate, and say what is wrong with a date', async () => {
    const page = await open();
    await page.getByLabel('有效到').fill('28.2.2027');
    await page.getByRole('button', { name: '记下' }).click();
    expect(await page.getByRole('status').filter({ hasText: '日期' }).count()).toBe(1);
    await page.getByLabel('有效到').fill('2027-02-28');
    await page.getByRole('button', { name: '记下' }).click();
    await expect
      .poll(() => windows.core.calls.filter((call) => call.name === 'scale.record').map((call) => call.args))
      .toEqual([{ certificate: 'SH-2026-0815', verifiedOn: '2026-03-01', dueOn: '2027-02-28' }]);
  });
});
