import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ScalesView } from '../../shared/device-view.ts';
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

const line = { baudRate: 9600, dataBits: 8, parity: 'none' } as const;
const at = (path: string, about = '') => ({ port: { kind: 'serial' as const, path, usb: null }, about });
const finding: ScalesView = {
  ...sample.scales,
  finding: {
    looking: true,
    ports: [
      {
        ...at('/dev/ttyUSB0', 'USB2.0-Serial'),
        state: 'found',
        scales: [
          {
            protocol: 'os2',
            name: { zh: '顶尖 OS2 / 凯士 PD、AP', en: 'Aclas OS2 / CAS PD, AP' },
            line,
            ways: [{ variant: {}, weightG: 1235, steady: true }],
          },
        ],
      },
      {
        ...at('/dev/ttyUSB1', 'FT232R'),
        state: 'found',
        scales: [
          {
            protocol: 'd2',
            name: { zh: '柯力 D2 / 耀华 A9 (tF=2,3)', en: 'Keli D2 / Yaohua A9 (tF=2, 3)' },
            line,
            ways: [
              { variant: { digits: 'reversed', unit: 'kg' }, weightG: 500, steady: true },
              { variant: { digits: 'forward', unit: 'kg' }, weightG: 5000, steady: true },
            ],
          },
        ],
      },
      { ...at('/dev/ttyS0'), state: 'looking', scales: [] },
      { ...at('/dev/ttyACM0'), state: 'busy', scales: [] },
    ],
  },
};

const open = async () => {
  const page = await windows.open('vendor');
  await page.keyboard.press('F10');
  await page.getByRole('button', { name: '设备' }).click();
  await page.locator('[data-find-scale]').waitFor();
  return page;
};
const called = (name: string) => windows.core.calls.filter((call) => call.name === name).map((call) => call.args);

describe('finding a scale from the devices sheet', () => {
  it('reads well while it looks, and shows each port with what answers there', async () => {
    windows.core.set({ scales: finding });
    const page = await open();
    await page.locator('[data-found=d2]').scrollIntoViewIfNeeded();
    expect(await wrongs(page)).toEqual([]);
    const card = page.locator('[data-find-scale]');
    expect(await card.textContent()).toContain('别的设备在用');
    expect(await page.locator('[data-found=os2] output').textContent()).toBe('1.235 kg');
    expect(windows.complaints).toEqual([]);
  });

  it('starts to look, everywhere or at one port, and ends with the sheet', async () => {
    const page = await open();
    await page.getByRole('button', { name: '找秤', exact: true }).click();
    await page.getByLabel('只找这个口').fill('COM7');
    await page.getByRole('button', { name: '只找它' }).click();
    await expect.poll(() => called('scale.find')).toEqual([{ path: null }, { path: 'COM7' }]);
    windows.core.set({ scales: finding });
    await page.locator('[data-found=os2]').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => called('scale.find_end')).toHaveLength(1);
  });

  it('asks for a known weight where the figures can be read in several ways, and for the nameplate where not', async () => {
    windows.core.set({ scales: finding });
    const page = await open();
    const unclear = page.locator('[data-found=d2]');
    expect(await unclear.getByRole('button', { name: '用这台卖' }).count()).toBe(0);
    await unclear.getByLabel('多重').fill('525');
    await unclear.getByRole('button', { name: '就是这么重' }).click();
    await expect.poll(() => called('scale.settle')).toEqual([{ path: '/dev/ttyUSB1', protocol: 'd2', grams: 525 }]);
    const clear = page.locator('[data-found=os2]');
    await clear.getByRole('button', { name: '30' }).click();
    await clear.getByLabel('出厂编号').fill('A123');
    await clear.getByRole('button', { name: '用这台卖' }).click();
    await expect
      .poll(() => called('scale.choose'))
      .toEqual([
        { id: 'scale-1', path: '/dev/ttyUSB0', protocol: 'os2', plate: { maxG: 30_000, eG: 10, serial: 'A123' } },
      ]);
  });

  it('sells by the other of two scales in one touch', async () => {
    windows.core.set({
      scales: { ...sample.scales, reweigh: { id: 'scale-2', state: 'online', weightG: 0, stable: true } },
    });
    const page = await open();
    await page.getByRole('button', { name: '秤 2' }).click();
    await expect.poll(() => called('scale.sell_by')).toEqual([{ id: 'scale-2' }]);
  });
});
