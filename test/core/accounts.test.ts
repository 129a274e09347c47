import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../shared/records/journal.ts';
import { chicory, createStall, greens, price, storedIn, until, type Stall } from './stall.ts';

let stall: Stall;
beforeEach(async () => {
  stall = createStall();
  await stall.open();
  stall.put(0);
  for (const [productId, fen] of [
    [greens, 300],
    [chicory, 500],
  ] as const)
    await stall.must('goods.price', { productId, price: price(fen), scope: 'from_now', sure: true });
});
afterEach(() => stall.close());

const bodies = () => storedIn<JournalEntry>(stall.dir, 'journal').map((entry) => entry.body);
const front = async () => {
  const { frontId, carts } = await stall.see('carts');
  const cart = carts.find((one) => one.id === frontId);
  if (cart === undefined) throw new Error('no cart in front');
  return cart;
};
const laoli = (change: object = {}) =>
  stall.must('account.save', {
    accountId: null,
    name: '老李饭店',
    prices: [{ productId: greens, price: price(250) }],
    limitFen: null,
    blocks: false,
    closed: false,
    ...change,
  });
const owed = async () => (await stall.see('accounts')).accounts[0]?.owedFen;
const weigh = async (grams: number, productId: string) => {
  stall.put(grams);
  const reply = await stall.must('goods.tap', { productId });
  stall.put(0);
  return reply;
};
const portion = (amountFen: number) => stall.must('goods.portion', { productId: null, category: '01', amountFen });
const pay = async (kind: 'cash' | 'credit', id: string = randomUUID()) => {
  const { id: cartId, payableFen } = await front();
  return stall.call(
    'sale.complete',
    {
      cartId,
      payableFen,
      tenders: [{ kind, amountFen: payableFen, tenderedFen: null }],
      concedeFen: 0,
      paper: 'default',
    },
    id,
  );
};
/** Buys for this much on credit. */
const buy = async (accountId: string, amountFen: number) => {
  await portion(amountFen);
  await stall.must('account.choose', { cartId: (await front()).id, accountId });
  return pay('credit');
};

describe('S11 a restaurant on credit', () => {
  it('gets its own prices, also for what is in the cart already, and the stall keeps its own', async () => {
    const { accountId } = await laoli();
    await weigh(505, greens);
    expect(await front()).toMatchObject({ payableFen: 300 });
    const cartId = (await front()).id;
    await stall.must('account.choose', { cartId, accountId });
    expect(await front()).toMatchObject({ accountId, payableFen: 250 });
    await weigh(1_005, greens);
    await weigh(505, chicory);
    expect((await front()).lines.map((line) => [line.price.priceFen, line.amountFen])).toEqual([
      [500, 500],
      [250, 500],
      [250, 250],
    ]);
    await stall.must('account.choose', { cartId, accountId: null });
    expect(await front()).toMatchObject({ payableFen: 300 + 600 + 500 });
    await stall.must('account.choose', { cartId, accountId });
    await pay('cash');
    const sale = bodies().at(-1);
    if (sale?.kind !== 'sale') throw new Error('no sale');
    expect(sale.account).toEqual({ id: accountId, name: '老李饭店' });
    expect(sale.lines.map((line) => line.priceSource)).toEqual(['account', 'account', 'stall']);
    // Paid at once: nothing is owed.
    expect(await owed()).toBe(0);
  });

  it('finds its last order armed, one product after the other, and may leave one out', async () => {
    const { accountId } = await laoli();
    await stall.must('account.choose', { cartId: (await front()).id, accountId });
    await weigh(505, chicory);
    await weigh(505, greens);
    await pay('credit');
    await stall.restart();
    stall.put(0);

    await stall.must('account.choose', { cartId: (await front()).id, accountId });
    expect((await front()).ordered).toEqual([chicory, greens]);
    expect((await stall.see('weighing')).product).toMatchObject({ id: chicory, armed: true });
    // No touch: the load is taken as what it waits for, and the next one is armed when it leaves.
    stall.put(705);
    await until(front, (cart) => cart.lines.length === 1);
    stall.put(0);
    await until(
      () => stall.see('weighing'),
      (weighing) => weighing.product?.id === greens && weighing.product.armed,
    );
    expect((await stall.see('weighing')).product?.price).toEqual(price(250));
    // Another shopper is not weighed the restaurant's goods.
    await stall.must('cart.next', {});
    expect((await stall.see('weighing')).product).toBeNull();
    await stall.must('cart.select', { cartId: (await stall.see('carts')).carts[0]?.id ?? '' });
    expect((await stall.see('weighing')).product).toMatchObject({ id: greens, armed: true });
    await stall.must('account.strike', { cartId: (await front()).id, productId: greens });
    expect((await front()).ordered).toEqual([]);
  });

  it('owes what was sold on credit, less what it paid back, by the journal alone', async () => {
    const { accountId } = await laoli();
    expect(await pay('credit')).toMatchObject({ refusal: { code: 'cart_empty' } });
    await portion(100);
    expect(await pay('credit')).toMatchObject({ refusal: { code: 'credit_needs_account' } });
    await pay('cash');
    await buy(accountId, 5_000);
    await buy(accountId, 2_000);
    expect(await owed()).toBe(7_000);
    expect(await stall.see('last')).toMatchObject({ tenderState: 'credit' });
    const turnover = storedIn<JournalEntry>(stall.dir, 'journal').at(-1)?.perpetualFen;
    const id = randomUUID();
    const repay = { accountId, kind: 'cash', amountFen: 3_000 } as const;
    expect(await stall.must('account.repay', repay, id)).toEqual({ repaymentId: id, owedFen: 4_000 });
    expect(await stall.call('account.repay', { ...repay, amountFen: 4_001 })).toMatchObject({
      refusal: { code: 'above_debt', owedFen: 4_000 },
    });
    // Money received, and no turnover.
    expect(storedIn<JournalEntry>(stall.dir, 'journal').at(-1)).toMatchObject({
      kind: 'repayment',
      perpetualFen: turnover,
      body: { account: { id: accountId, name: '老李饭店' }, tender: { kind: 'cash', amountFen: 3_000 } },
    });
    await stall.restart();
    expect(await stall.must('account.repay', repay, id)).toEqual({ repaymentId: id, owedFen: 4_000 });
    expect(await stall.must('account.statement', { accountId })).toMatchObject({
      openingFen: 0,
      owedFen: 4_000,
      movements: [
        { kind: 'sale', amountFen: 5_000 },
        { kind: 'sale', amountFen: 2_000 },
        { kind: 'repayment', amountFen: -3_000 },
      ],
    });
  });

  it('goes on above its limit with a warning, and is blocked only where the owner wants it', async () => {
    const { accountId } = await laoli({ limitFen: 5_000 });
    await buy(accountId, 4_000);
    expect(await buy(accountId, 2_000)).toMatchObject({ ok: true });
    await laoli({ accountId, limitFen: 7_000, blocks: true });
    expect(await buy(accountId, 2_000)).toMatchObject({
      refusal: { code: 'credit_blocked', name: '老李饭店', owedFen: 6_000, limitFen: 7_000 },
    });
    expect(await pay('cash')).toMatchObject({ ok: true });
  });

  it('pays a part in cash and owes the rest', async () => {
    const { accountId } = await laoli();
    await portion(5_000);
    const cartId = (await front()).id;
    await stall.must('account.choose', { cartId, accountId });
    await stall.must('part.take', { cartId, payableFen: 5_000, kind: 'cash', amountFen: 2_000 });
    expect(
      await stall.call('sale.complete', {
        cartId,
        payableFen: 5_000,
        tenders: [{ kind: 'credit', amountFen: 3_000, tenderedFen: null }],
        concedeFen: 0,
        paper: 'default',
      }),
    ).toMatchObject({ ok: true });
    await until(owed, (fen) => fen === 3_000);
  });

  it('is kept with its name, and not closed while it owes', async () => {
    const { accountId } = await laoli();
    await buy(accountId, 1_000);
    expect(await stall.call('account.save', { ...(await asSaved()), closed: true })).toMatchObject({
      refusal: { code: 'account_owes', owedFen: 1_000 },
    });
    expect(await stall.call('account.save', { ...(await asSaved()), accountId: null })).toMatchObject({
      refusal: { code: 'account_exists', name: '老李饭店' },
    });
    expect(await stall.call('account.save', { ...(await asSaved()), name: '  ' })).toMatchObject({
      refusal: { code: 'account_nameless' },
    });
    await stall.must('account.repay', { accountId, kind: 'other', amountFen: 1_000 });
    await stall.must('account.save', { ...(await asSaved()), closed: true });
    expect(await stall.call('account.choose', { cartId: (await front()).id, accountId })).toMatchObject({
      refusal: { code: 'no_such_account' },
    });
  });
});
const asSaved = async () => {
  const [account] = (await stall.see('accounts')).accounts;
  if (account === undefined) throw new Error('no account');
  const { id, owedFen: _owed, ...rest } = account;
  return { accountId: id, ...rest };
};

describe('S11 paper', () => {
  const printed = () =>
    stall.printer.paper.map((lines) =>
      lines.flatMap((line) => (line.kind === 'text' ? [line.text] : line.kind === 'cut' ? ['cut'] : [])).join('\n'),
    );

  it('of a sale on credit is two slips, each with a line to sign on', async () => {
    const { accountId } = await laoli();
    await buy(accountId, 1_200);
    await until(printed, (paper) => paper.length === 1);
    const [slips = ''] = printed();
    expect(slips.match(/cut/g)).toHaveLength(2);
    expect(slips.match(/签字/g)).toHaveLength(2);
    expect(slips.match(/老李饭店/g)).toHaveLength(2);
    expect(slips).toContain('摊主联');
    expect(slips).toContain('顾客联');
  });

  it('of a statement says what it owed, what came and went, and what it owes', async () => {
    const { accountId } = await laoli();
    await buy(accountId, 1_200);
    await stall.must('account.repay', { accountId, kind: 'cash', amountFen: 200 });
    await until(printed, (paper) => paper.length === 1);
    await stall.must('account.print_statement', { accountId });
    const statement = printed()[1] ?? '';
    expect(statement).toMatch(/前欠 +0\.00/);
    expect(statement).toMatch(/赊账 +12\.00/);
    expect(statement).toMatch(/还款 +-2\.00/);
    expect(statement).toMatch(/现欠 +10\.00/);
  });
});
