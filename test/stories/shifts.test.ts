import { afterEach, expect, test } from 'vitest';
import { openVendor } from './hand.ts';
import { openStall, type Stall } from './stall.ts';

let stall: Stall;
afterEach(() => stall.stop());

const pictures = process.env['STALL_PICTURES'];

test('S23/S24: with the cash book on, the drawer is handed over counted by note, the next one sells, and Z names both shifts', async () => {
  stall = await openStall();
  await stall.start({ enrol: true });
  const hand = await openVendor(stall);
  const { page } = hand;
  const key: typeof hand.key = (name) => hand.key(name);
  const sheet = (name: string) => page.locator(`[data-panel="${name}"]`);
  const openDay = async (): Promise<void> => {
    await key(/菜单/).click();
    await page.locator('[data-menu="day"]').click();
    await page.getByText('今天卖了').first().waitFor();
  };
  const shut = async (): Promise<void> => {
    await sheet('day').getByRole('button', { name: '关', exact: true }).click();
    await sheet('day').waitFor({ state: 'detached' });
  };
  const picture = async (name: string): Promise<void> => {
    if (pictures !== undefined) await page.screenshot({ path: `${pictures}/${name}.png` });
  };

  await page.keyboard.press('F10');
  await page.locator('[data-menu="people"]').click();
  await key('加帮手').click();
  await sheet('add-helper').getByRole('button', { name: '爱人', exact: true }).click();
  await sheet('people').getByRole('button', { name: /爱人/ }).waitFor();
  await sheet('people').getByRole('button', { name: '关', exact: true }).click();

  await hand.ready();
  await hand.sell(1_500, '番茄');
  await hand.cash();
  const [first] = await hand.books('sale', 1);
  const firstFen = first?.body.payableFen ?? 0;
  await openDay();
  expect(await key('交班').count()).toBe(0);
  await key('填一个数').click();
  await sheet('day_count').getByRole('group', { name: '现金本' }).getByRole('button', { name: '开' }).click();
  await sheet('day_count').getByRole('button', { name: '关', exact: true }).first().click();

  await sheet('day').getByRole('button', { name: '交班', exact: true }).click();
  await sheet('day_shift').waitFor();
  await key('按面额数').click();
  for (const note of ['+ ¥10.00', '+ ¥1.00', '+ ¥1.00']) await page.getByRole('button', { name: note }).click();
  await picture('day-notes');
  await key('就是这个数').click();
  await sheet('day_shift').getByText('¥12.00').first().waitFor();
  await picture('day-shift');
  await sheet('day_shift').getByRole('button', { name: '交给爱人', exact: true }).click();
  await sheet('day').locator('[data-shift="1"]').waitFor();
  const [handed] = await hand.books('shift_close', 1);
  expect(handed?.body).toMatchObject({
    no: 1,
    sales: 1,
    payableFen: firstFen,
    expectedFen: firstFen,
    countedFen: 1_200,
    counts: [
      { fen: 1_000, pieces: 1 },
      { fen: 100, pieces: 2 },
    ],
  });
  await key('打交班单').click();
  await expect.poll(() => hand.paper()).toContain('交班单 第1班');
  await shut();

  await hand.sell(500, '番茄');
  await hand.cash();
  const sales = await hand.books('sale', 2);
  expect(sales[1]?.seller).toBe('爱人');
  expect(handed?.seller).toBe(sales[0]?.seller);
  await openDay();
  await picture('day-shifts');
  await key('确认日结').click();
  await page.getByText('已日结，第 1 号').waitFor();
  await key('打日结单').click();
  await expect.poll(() => hand.paper()).toMatch(/日结单 Z1[^]*第1班/);
});
