import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startWindows, wrongs } from './window.ts';
import type { Windows } from './window.ts';

let windows: Windows;
beforeAll(async () => {
  windows = await startWindows();
});
afterEach(() => windows.reset());
afterAll(() => windows.stop());

/** A drawer that needs a PIN until `people.permit` was right. */
function guardDrawer(): void {
  let isOpen = false;
  const by = [
    { id: 'owner-12', name: '王建国' },
    { id: 'h-1', name: '李梅' },
  ];
  windows.core.answer('drawer.open', () =>
    isOpen ? { ok: true, value: {} } : { ok: false, refusal: { code: 'needs_pin', right: 'drawer', by } },
  );
  windows.core.answer('people.permit', (call) => {
    isOpen = JSON.stringify(call.args).includes('4711');
    return isOpen ? { ok: true, value: {} } : { ok: false, refusal: { code: 'pin_wrong', left: 4 } };
  });
}
const openDrawer = async (look: { language?: 'en' } = {}) => {
  const page = await windows.open('vendor', 1366, 768, look);
  await page.keyboard.press('F10');
  await page.getByRole('button', { name: /开钱箱|Open drawer/ }).click();
  const sheet = page.locator('[data-panel="pin"]');
  await sheet.waitFor();
  return { page, sheet };
};
const names = () => windows.core.calls.map(({ name }) => name);

describe('a command that needs a PIN', () => {
  it('asks for it in one place, and is given again by itself once it was right', async () => {
    guardDrawer();
    const { page, sheet } = await openDrawer();
    for (const digit of '4711') await sheet.getByRole('button', { name: digit, exact: true }).click();
    await sheet.waitFor({ state: 'detached' });
    await expect.poll(names).toEqual(['drawer.open', 'people.permit', 'drawer.open']);
    expect(windows.core.calls[1]?.args).toEqual({ right: 'drawer', personId: 'owner-12', pin: '4711' });
    expect(await page.locator('[data-panel]').count()).toBe(0);
  });

  it('says how many tries are left, and takes digits from the keyboard for no product number', async () => {
    guardDrawer();
    const { page, sheet } = await openDrawer();
    await sheet.getByRole('button', { name: '李梅' }).click();
    await page.keyboard.type('0000', { delay: 120 });
    await sheet.getByText('密码不对，还可以试 4 次').waitFor();
    await page.keyboard.type('4711', { delay: 120 });
    await sheet.waitFor({ state: 'detached' });
    expect(windows.core.calls[2]?.args).toEqual({ right: 'drawer', personId: 'h-1', pin: '4711' });
    expect(await page.locator('footer').innerText()).not.toContain('4711');
  });

  it('is left undone when the sheet is shut, and says so', async () => {
    guardDrawer();
    const { page, sheet } = await openDrawer();
    await page.keyboard.press('Escape');
    await sheet.waitFor({ state: 'detached' });
    await page.getByText('开钱箱要密码；没有输，就没有做').waitFor();
    expect(names()).toEqual(['drawer.open']);
  });

  it('gives way to the next load', async () => {
    guardDrawer();
    const { sheet } = await openDrawer();
    const { weighing } = (await import('./window.ts')).morning;
    windows.core.set({ weighing: { ...weighing, state: 'ready', grossG: 0, netG: 0 } });
    windows.core.set({ weighing: { ...weighing, state: 'live', grossG: 500, netG: 500 } });
    await sheet.waitFor({ state: 'detached' });
  });

  it('has nothing against it, in both languages', async () => {
    guardDrawer();
    for (const look of [{}, { language: 'en' as const }]) {
      const { page } = await openDrawer(look);
      expect(await wrongs(page)).toEqual([]);
      await page.close();
    }
    expect(windows.complaints).toEqual([]);
  });
});
