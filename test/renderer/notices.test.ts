import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { NoticesView } from '../../shared/notices.ts';
import { startWindows, wrongs } from './window.ts';
import type { Windows } from './window.ts';

let windows: Windows;
beforeAll(async () => {
  windows = await startWindows();
});
afterEach(() => windows.reset());
afterAll(() => windows.stop());

const notice = (id: string, title: string, seen = false): NoticesView['notices'][number] => ({
  id,
  kind: 'alert',
  title,
  text: '明天九点到十一点停水，请备水。',
  at: 1_790_000_000_000,
  seen,
});

describe('S25 the market never interrupts', () => {
  it('a notice that comes while somebody sells moves nothing, and shows after a minute without a touch', async () => {
    const page = await windows.open('vendor');
    await windows.stand(page);
    const mine = page.getByRole('button', { name: '我的' });
    const before = await mine.boundingBox();
    windows.core.set({ notices: { notices: [notice('n1', '明天停水')] } });
    await page.clock.runFor(30_000);
    await page.keyboard.press('Escape');
    await page.clock.runFor(45_000);
    expect(await page.locator('[data-notices]').count()).toBe(0);
    expect(await mine.boundingBox()).toEqual(before);
    await page.clock.runFor(20_000);
    await page.locator('[data-notices="1"]').waitFor();
    expect(await page.locator('[data-panel]').count()).toBe(0);
  });

  it('is a badge from the opening on, read in one touch and acknowledged in another', async () => {
    windows.core.set({
      notices: { notices: [notice('n2', '平价菜'), notice('n1', '明天停水'), notice('n0', '旧的', true)] },
    });
    const page = await windows.open('vendor');
    await page.locator('[data-notices="2"]').click();
    await page.locator('[data-panel="notices"]').waitFor();
    expect(await wrongs(page)).toEqual([]);
    await page.getByRole('button', { name: '都知道了' }).click();
    await expect
      .poll(() => windows.core.calls.find(({ name }) => name === 'notices.seen')?.args)
      .toEqual({ ids: ['n2', 'n1'] });
    await page.locator('[data-panel]').waitFor({ state: 'detached' });
  });
});

describe('the log', () => {
  it('shows what was done, a wrong PIN so that it can not be overlooked, and goes further back on a touch', async () => {
    const row = (id: string, what: string, subject: string, amountFen: number | null) => ({
      id,
      at: 1_790_000_000_000,
      seller: '王',
      what,
      subject,
      amountFen,
    });
    windows.core.answer('audit.list', (call) => ({
      ok: true,
      value: JSON.stringify(call.args).includes('null')
        ? {
            rows: [
              row('1', 'pin_wrong', '王 · refund', null),
              row('2', 'price_change', '青菜', 600),
              row('3', 'refund', '', 1240),
            ],
            next: { epoch: 1, seq: 7 },
          }
        : { rows: [row('4', 'drawer_open', '', null)], next: null },
    }));
    const page = await windows.open('vendor');
    await page.keyboard.press('F10');
    await page.getByRole('button', { name: '操作记录' }).click();
    await page.locator('[data-alarm]', { hasText: '密码输错王 · 退款' }).waitFor();
    expect(await wrongs(page)).toEqual([]);
    await page.getByRole('button', { name: '再往前' }).click();
    await page.getByText('开钱箱').waitFor();
    expect(await page.getByRole('button', { name: '再往前' }).count()).toBe(0);
  });
});
