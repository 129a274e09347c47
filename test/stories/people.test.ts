import { afterEach, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { openStall } from './stall.ts';
import type { Stall } from './stall.ts';

/** People at the stall, in the real window before the real till and market. */

let stall: Stall;
afterEach(() => stall.stop());

const tile = (page: Page, name: string) =>
  page
    .locator('main')
    .getByRole('button', { name: new RegExp(`^${name}(?![菜瓜])`) })
    .first();
const sheet = (page: Page, name: string) => page.locator(`[data-panel="${name}"]`);
const key = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
const pressed = async (page: Page, name: string, digits: string): Promise<void> => {
  for (const digit of digits) await sheet(page, name).getByRole('button', { name: digit, exact: true }).click();
};
const journal = (kind: string) =>
  stall.db.query<{ entry: { seller: string; body: { what?: string; lines?: unknown[] } } }>(
    `select entry from journal where kind = '${kind}' order by seq`,
  );

async function openPeople(page: Page): Promise<void> {
  await tile(page, '番茄').waitFor();
  await page.keyboard.press('F10');
  await key(page, /^人员/).click();
  await sheet(page, 'people').waitFor();
}
async function addHelper(page: Page, name: string): Promise<void> {
  await openPeople(page);
  await key(page, '加帮手').click();
  await sheet(page, 'add-helper').getByRole('button', { name, exact: true }).click();
  await sheet(page, 'people')
    .getByRole('button', { name: new RegExp(name) })
    .waitFor();
}

test('S23 the spouse takes over: one touch on a face, no PIN, and every cart stays', async () => {
  stall = await openStall();
  await stall.start({ enrol: true });
  const page = await stall.open('vendor');
  await tile(page, '番茄').waitFor();
  await addHelper(page, '爱人');
  await key(page, '关').click();

  await page.locator('[data-weighing="ready"]').waitFor();
  stall.bench.load(1245);
  await page.locator('output[data-net]', { hasText: '1.24' }).waitFor();
  await tile(page, '番茄').click();
  await page.getByRole('listitem').filter({ hasText: '番茄' }).waitFor();

  await page.locator('nav').getByRole('button', { name: /爱人/ }).click();
  await page
    .locator('nav')
    .getByRole('button', { name: /换人卖.*王/ })
    .waitFor();
  await page.getByRole('listitem').filter({ hasText: '番茄' }).waitFor();
  await key(page, /^现金/).click();
  await expect.poll(async () => (await journal('sale'))[0]?.entry.seller).toBe('爱人');
});

test('S23 a PIN guards people, the lock of it holds over a restart, selling goes on, and the printed code opens it', async () => {
  stall = await openStall();
  await stall.start({ enrol: true });
  let page = await stall.open('vendor');
  await tile(page, '番茄').waitFor();
  await openPeople(page);
  await key(page, '设密码').click();
  await pressed(page, 'new-pin', '4711');
  await sheet(page, 'new-pin').getByText('再输一遍').waitFor();
  await pressed(page, 'new-pin', '4711');
  await sheet(page, 'people').getByText('有些事要密码').waitFor();

  // A new code is the owner's to print.
  await key(page, '打恢复码').click();
  await pressed(page, 'pin', '4711');
  await key(page, '忘了密码').waitFor();
  const paper = stall.bench.view().printer.paper.flatMap((row) => (row.kind === 'text' ? [row.text.trim()] : []));
  const code = paper.filter((row) => /^\d{4}$/.test(row)).join('');
  expect(code).toMatch(/^\d{12}$/);

  // Another hand tries: five times wrong, and a pulled plug gives no more tries.
  await stall.kill();
  await stall.start();
  page = await stall.open('vendor');
  await openPeople(page);
  await key(page, '加帮手').click();
  await sheet(page, 'add-helper').getByRole('button', { name: '小工' }).click();
  for (let left = 4; left > 0; left -= 1) {
    await pressed(page, 'pin', '0000');
    await sheet(page, 'pin').getByText(`还可以试 ${left} 次`).waitFor();
  }
  await pressed(page, 'pin', '0000');
  await sheet(page, 'pin').getByText('1 分钟后再试；卖货照常').waitFor();
  const lockedAt = Date.now();
  await stall.kill();
  // However long that took, the till's minute has just begun, and lasts.
  await stall.start({ aheadMs: lockedAt - Date.now(), pace: 0.05 });
  page = await stall.open('vendor');
  await openPeople(page);
  await key(page, '加帮手').click();
  await sheet(page, 'add-helper').getByRole('button', { name: '小工' }).click();
  await pressed(page, 'pin', '4711');
  await sheet(page, 'pin').getByText('1 分钟后再试；卖货照常').waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');

  await key(page, /^按份/).first().click();
  await page.locator('[data-portion="200"]').click();
  await page.locator('[data-line]').waitFor();
  await page.locator('[data-tender="cash"][aria-disabled="false"]').click();
  await page.getByText('还没有货').waitFor();

  await openPeople(page);
  await key(page, '忘了密码').click();
  await pressed(page, 'recover', code);
  await pressed(page, 'recover', '2468');
  await sheet(page, 'recover').getByText('再输一遍').waitFor();
  await pressed(page, 'recover', '2468');
  await sheet(page, 'people').waitFor();
  await key(page, '加帮手').click();
  await sheet(page, 'add-helper').getByRole('button', { name: '小工' }).click();
  await pressed(page, 'pin', '2468');
  await sheet(page, 'people').getByRole('button', { name: /小工/ }).waitFor();
});

test('training at a till that trades can not be mistaken for trade, is in no figure of the market, and ends in one touch', async () => {
  stall = await openStall();
  await stall.start({ enrol: true });
  const page = await stall.open('vendor');
  const shopper = await stall.open('customer');
  await tile(page, '番茄').waitFor();
  await page.keyboard.press('F10');
  await key(page, '训练（卖的不算）').click();
  const bar = page.locator('[data-training]');
  await bar.waitFor();
  await shopper.getByText('训练').first().waitFor();

  await page.locator('[data-weighing="ready"]').waitFor();
  stall.bench.load(1245);
  await page.locator('output[data-net]', { hasText: '1.24' }).waitFor();
  await tile(page, '番茄').click();
  await page.getByRole('listitem').filter({ hasText: '番茄' }).waitFor();
  await key(page, /^现金/).click();
  await key(page, '打小票').click();
  const paper = (): string =>
    stall.bench
      .view()
      .printer.paper.map((row) => (row.kind === 'text' ? row.text : row.kind))
      .join('\n');
  await expect.poll(paper).toContain('训练');
  stall.bench.load(0);

  await key(page, '结束训练').click();
  await bar.waitFor({ state: 'detached' });
  await page.locator('[data-weighing="ready"]').waitFor();
  stall.bench.load(500);
  await page.locator('output[data-net]', { hasText: '0.50' }).waitFor();
  await tile(page, '番茄').click();
  await page.getByRole('listitem').filter({ hasText: '番茄' }).waitFor();
  await key(page, /^现金/).click();
  await expect.poll(async () => (await journal('sale')).length).toBe(1);
  const [{ count } = { count: -1 }] = await stall.db.query<{ count: number }>(
    'select count(*)::int as count from set_aside',
  );
  expect(count).toBe(0);
});
