import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import type { AccountView } from '../../shared/view.ts';
import * as sample from './sample.ts';
import { startWindows, wrongs, type Windows } from './window.ts';

let windows: Windows;
beforeAll(async () => {
  windows = await startWindows();
});
afterEach(async () => {
  expect(windows.complaints).toEqual([]);
  await windows.reset();
});
afterAll(async () => {
  await windows.stop();
});

const tomato = sample.product('番茄');
const laoli: AccountView = {
  id: 'a1',
  name: '老李饭店',
  prices: [{ productId: tomato.id, price: { priceFen: 780, basisG: 1000 } }],
  limitFen: 200_000,
  blocks: false,
  closed: false,
  owedFen: 199_000,
};
const noodles: AccountView = { ...laoli, id: 'a2', name: '四川面馆', prices: [], limitFen: null, owedFen: 0 };
const open = async (): Promise<Page> => {
  windows.core.set({ accounts: { accounts: [laoli, noodles] } });
  windows.core.answer('account.statement', () => ({
    ok: true,
    value: {
      id: 'a1',
      name: '老李饭店',
      openingFen: 189_000,
      owedFen: 199_000,
      movements: [
        { entryId: 's1', at: Date.UTC(2026, 10, 22, 0, 41), kind: 'sale', amountFen: 15_000 },
        { entryId: 'r1', at: Date.UTC(2026, 10, 22, 9, 5), kind: 'repayment', amountFen: -5_000 },
      ],
      lastSaleId: 's1',
    },
  }));
  return windows.open('vendor');
};
const key = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const call = async (name: string): Promise<unknown> => {
  await expect.poll(() => windows.core.calls.some((one) => one.name === name)).toBe(true);
  return windows.core.calls.findLast((one) => one.name === name)?.args;
};

describe('S11 on credit', () => {
  it('asks whose it is, then takes all that is due with one touch', async () => {
    const page = await open();
    await page.locator('[data-tender=more]').click();
    await page.locator('[data-take=credit][aria-disabled=false]').click();
    await page.locator('[data-account=四川面馆]').click();
    await key(page, '这一单给四川面馆').click();
    expect(await call('account.choose')).toEqual({ cartId: 'c1', accountId: 'a2' });
    windows.core.set({ carts: { frontId: 'c1', carts: [{ ...sample.fullCart, accountId: 'a2' }], undo: null } });
    await page.locator('[data-whose=四川面馆]').waitFor();
    await page.locator('[data-tender=more]').click();
    await page.locator('[data-take=credit][aria-disabled=false]').click();
    expect(await call('sale.complete')).toMatchObject({
      tenders: [{ kind: 'credit', amountFen: 2140, tenderedFen: null }],
    });
  });

  it('warns above the limit, shows the own price on its tile and what is left of the last order', async () => {
    const page = await open();
    const tile = page.locator(`[data-product=${tomato.id}]`);
    expect(await tile.innerText()).toContain('8.40');
    const cart = { ...sample.fullCart, accountId: 'a1', ordered: [sample.product('黄瓜').id] };
    windows.core.set({ carts: { frontId: 'c1', carts: [cart], undo: null } });
    await page.locator('[data-whose=老李饭店]', { hasText: '超出额度 ¥11.40' }).waitFor();
    expect(await tile.innerText()).toContain('7.80');
    await page
      .locator(`[data-ordered=${sample.product('黄瓜').id}] button`)
      .first()
      .click();
    expect(await call('goods.tap')).toEqual({ productId: sample.product('黄瓜').id });
    await key(page, '今天不要黄瓜').click();
    expect(await call('account.strike')).toEqual({ cartId: 'c1', productId: sample.product('黄瓜').id });
  });

  it('shows the statement, prints it, and takes a part of it back', async () => {
    const page = await open();
    await page.keyboard.press('F10');
    await key(page, '赊账户').click();
    await page.locator('[data-account=老李饭店]').click();
    await page.getByText('−50.00').waitFor();
    await page.getByText('1890.00').waitFor();
    expect(await wrongs(page)).toEqual([]);
    await key(page, '打对账单').click();
    expect(await call('account.print_statement')).toEqual({ accountId: 'a1' });
    await page.locator('[data-enter=repay]').click();
    await page.locator('[data-panel=repay]').waitFor();
    await page.keyboard.type('500');
    await page.locator('[data-take=cash][aria-disabled=false]').click();
    expect(await call('account.repay')).toEqual({ accountId: 'a1', kind: 'cash', amountFen: 50_000 });
    await page.getByText('老李饭店还了 ¥500.00，现欠 ¥1490.00').waitFor();
  });

  it('opens an account with a limit, and says why it can not', async () => {
    const page = await open();
    await page.keyboard.press('F10');
    await key(page, '赊账户').click();
    await key(page, '新赊账户').click();
    await page.getByLabel('名字').fill('老李饭店');
    await page.locator('[data-limit]').click();
    for (const digit of ['5', '0', '0'])
      await page.locator('[data-panel=edit-account]').getByText(digit, { exact: true }).first().click();
    await key(page, '不再赊').click();
    expect(await wrongs(page)).toEqual([]);
    windows.core.answer('account.save', () => ({
      ok: false,
      refusal: { code: 'account_exists', name: '老李饭店' },
    }));
    await page.locator('[data-enter=account]').click();
    await page.getByText('已经有“老李饭店”了').waitFor();
    expect(await call('account.save')).toEqual({
      accountId: null,
      name: '老李饭店',
      prices: [],
      limitFen: 50_000,
      blocks: true,
      closed: false,
    });
  });

  it('gives goods a price of the account’s own where prices are given', async () => {
    const page = await open();
    windows.core.set({ carts: { frontId: 'c1', carts: [{ ...sample.fullCart, accountId: 'a1' }], undo: null } });
    await page
      .getByRole('button', { name: /点一下改价|改价/ })
      .first()
      .waitFor();
    await page.locator('aside section[data-state] button', { hasText: '/kg' }).click();
    await page.locator('[data-panel=price]').waitFor();
    await page.keyboard.type('7.5');
    await page.locator('[data-enter=account_price]').click();
    expect(await call('account.price')).toEqual({
      accountId: 'a1',
      productId: tomato.id,
      unit: 'weight',
      price: { priceFen: 750, basisG: 1000 },
    });
  });
});
