import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../shared/records/journal.ts';
import { startPayMarket, type PayMarket } from './pay-market.ts';
import { createStall, storedIn, until, type Stall } from './stall.ts';

/** Payments that are proven by way of the shopper, while the till has no line. */

let market: PayMarket;
let stall: Stall;
const open = async (config: Partial<PayMarket['config']> = {}) => {
  Object.assign(market.config, config);
  await stall.open();
  await until(
    () => stall.see('paying'),
    (view) => view.isOffered && view.isOnline,
  );
  market.cut();
  await until(
    () => stall.see('paying'),
    (view) => !view.isOnline,
  );
};
beforeEach(async () => {
  market = await startPayMarket();
  stall = createStall({ server: market.url, enrolCode: 'GOOD-CODE', jitter: () => 0 });
});
afterEach(async () => {
  await stall.close();
  await market.stop();
});

const show = async (amountFen: number) => {
  const made = await stall.must('goods.portion', { productId: null, category: '01', amountFen });
  const cartId = 'cartId' in made ? made.cartId : '';
  const { orderId } = await stall.must('pay.show', { cartId, payableFen: amountFen, amountFen: null });
  const one = (await stall.see('paying')).waiting.find((it) => it.orderId === orderId);
  return { cartId, orderId, url: one?.url ?? '' };
};
const scan = (text: string) => stall.call('scan.read', { text, aim: null });
const refusal = async (text: string) => {
  const reply = await scan(text);
  return reply.ok ? null : reply.refusal;
};
const typed = async (orderId: string, code: string) => {
  const reply = await stall.call('pay.code', { orderId, code });
  return reply.ok ? null : reply.refusal;
};
const wrong = (code: string) => `${code[0]}${code[1] === '0' ? '1' : '0'}${code.slice(2)}`;
const entries = (kind: string) => storedIn<JournalEntry>(stall.dir, 'journal').filter((one) => one.kind === kind);
const tenders = () => entries('sale').flatMap(({ body }) => (body.kind === 'sale' ? body.tenders : []));
const again = async () => {
  market.mend();
  await stall.restart();
  await until(
    () => stall.see('paying'),
    (view) => view.isOnline,
  );
};

describe('a scanned proof', () => {
  it('finds its order among all that wait, and the ledger agrees when the line is back', async () => {
    await open();
    const a = await show(1_250);
    await show(1_250);
    expect(await scan(market.proof(a.url))).toMatchObject({ ok: true, value: { did: 'proof', orderId: a.orderId } });
    expect(tenders()).toMatchObject([{ state: 'proven_offline', channel: 'wechat', paymentOrderId: a.orderId }]);
    expect((await stall.see('paying')).news).toMatchObject({ what: 'paid', sign: 'A', isOffline: true });
    expect((await stall.see('paying')).waiting).toMatchObject([{ sign: 'B' }]);
    market.answers.set('/orders', { state: 'paid' });
    await again();
    await until(
      () => entries('confirmation'),
      (all) => all.length === 1,
    );
    expect(entries('confirmation')[0]?.body).toMatchObject({ state: 'confirmed', transactionId: 'tx-1' });
    expect((await stall.see('owed')).differing).toEqual([]);
  });
  it.each(['before', 'after'] as const)(
    'of a part is confirmed for its sale, also when the ledger has it %s the rest is paid',
    async (when) => {
      await open();
      const made = await stall.must('goods.portion', { productId: null, category: '01', amountFen: 2_000 });
      const cartId = 'cartId' in made ? made.cartId : '';
      const { orderId } = await stall.must('pay.show', { cartId, payableFen: 2_000, amountFen: 500 });
      const url = (await stall.see('paying')).waiting[0]?.url ?? '';
      expect(await scan(market.proof(url))).toMatchObject({ ok: true });
      const rest = async () => {
        const tender = { kind: 'cash', amountFen: 1_500, tenderedFen: null } as const;
        const how = { concedeFen: 0, paper: 'none' } as const;
        await stall.must('sale.complete', { cartId, payableFen: 2_000, tenders: [tender], ...how });
      };
      market.answers.set('/orders', { state: 'paid' });
      if (when === 'after') await rest();
      await again();
      if (when === 'before') {
        await until(
          () => storedIn<{ id: string; market: string }>(stall.dir, 'payment_orders'),
          (all) => all.some(({ id, market: said }) => id === orderId && said === 'paid'),
        );
        expect(entries('confirmation')).toEqual([]);
        expect((await stall.see('owed')).differing).toEqual([]);
        market.mark(url, 'paid');
        await rest();
      }
      const [confirmation] = await until(
        () => entries('confirmation'),
        (all) => all.length === 1,
      );
      const [sale] = entries('sale');
      expect(confirmation?.body).toMatchObject({ saleId: sale?.id, tenderNo: 1, state: 'confirmed' });
      expect(tenders()).toMatchObject([{ no: 1, state: 'proven_offline', paymentOrderId: orderId }, { kind: 'cash' }]);
      expect((await stall.see('owed')).differing).toEqual([]);
    },
  );
  it('that the ledger does not know is told', async () => {
    await open();
    const { url, orderId } = await show(1_250);
    await scan(market.proof(url));
    market.answers.set('/orders', { state: 'closed' });
    await again();
    const owed = await until(
      () => stall.see('owed'),
      ({ differing }) => differing.length === 1,
    );
    expect(owed.differing).toMatchObject([{ orderId, amountFen: 1_250 }]);
    expect(entries('confirmation')).toEqual([]);
  });
  it('proves a sale that was let go before', async () => {
    await open();
    const { url, orderId } = await show(900);
    await stall.must('pay.release', { orderId });
    expect((await stall.see('owed')).unpaidFen).toBe(900);
    expect(await refusal(market.proof(url))).toBeNull();
    expect((await stall.see('owed')).unpaidFen).toBe(0);
    expect(entries('confirmation')[0]?.body).toMatchObject({ state: 'proven_offline', tenderNo: 1 });
  });
  it('of another hand, order, amount or time is refused with its reason, and each counts once', async () => {
    await open();
    const { url, orderId } = await show(1_250);
    const dropped = await show(300);
    await stall.must('pay.drop', { orderId: dropped.orderId });
    await stall.must('cart.next', {});
    expect(await refusal(market.proof(url, { key: 'foreign' }))).toEqual({ code: 'proof_forged' });
    expect(await refusal(market.proof(url, { hash: 'ab'.repeat(32) }))).toEqual({ code: 'proof_unknown' });
    expect(await refusal(market.proof(url, { paidFen: 125 }))).toEqual({
      code: 'proof_amount',
      paidFen: 125,
      amountFen: 1_250,
    });
    expect(await refusal(market.proof(dropped.url))).toEqual({ code: 'proof_dropped', sign: 'B' });
    const proof = market.proof(url);
    expect(await refusal(`${proof.slice(0, -4)}AAAA`)).toMatchObject({
      code: expect.stringMatching(/unreadable|forged/),
    });
    expect(entries('sale')).toEqual([]);
    expect(await refusal(proof)).toBeNull();
    stall.pass(3_000);
    expect(await refusal(proof)).toEqual({ code: 'proof_used', sign: 'A' });
    await stall.restart();
    expect(await refusal(proof)).toEqual({ code: 'proof_used', sign: 'A' });
    expect(tenders()).toMatchObject([{ paymentOrderId: orderId }]);
  });
  it('asks no clock: a till a day off takes it as well', async () => {
    await open();
    stall.pass(-86_400_000);
    const { url } = await show(1_250);
    stall.pass(2 * 86_400_000);
    expect(await refusal(market.proof(url))).toBeNull();
  });
  it('is taken without a line only up to the limits of the market, over a restart too', async () => {
    await open({ offlineOrderFen: 1_000, offlineTotalFen: 1_500 });
    const big = await show(1_100);
    expect(await refusal(market.proof(big.url))).toEqual({ code: 'proof_limit', limitFen: 1_000, total: false });
    const first = await show(900);
    expect(await refusal(market.proof(first.url))).toBeNull();
    await stall.restart();
    const second = await show(700);
    expect(await refusal(market.proof(second.url))).toEqual({ code: 'proof_limit', limitFen: 1_500, total: true });
    market.answers.set('/orders', { state: 'open' });
    await again();
    expect(await refusal(market.proof(second.url))).toBeNull();
  });
});

describe('a typed code', () => {
  it('is tried against the chosen order alone', async () => {
    await open();
    const a = await show(1_250);
    const b = await show(1_250);
    expect(await typed(b.orderId, market.code(a.url))).toEqual({ code: 'proof_code_wrong', left: 2 });
    expect(await typed(a.orderId, market.code(a.url, 2))).toBeNull();
    expect(tenders()).toMatchObject([{ state: 'proven_offline', channel: 'alipay', paymentOrderId: a.orderId }]);
    expect(await typed(a.orderId, market.code(a.url))).toEqual({ code: 'no_such_order' });
  });
  it('has eight digits behind the channel above ¥500', async () => {
    await open({ offlineOrderFen: 100_000 });
    const { orderId, url } = await show(50_100);
    expect(market.code(url)).toHaveLength(9);
    expect(await typed(orderId, market.code(url).slice(0, 7))).toMatchObject({ code: 'proof_code_wrong' });
    expect(await typed(orderId, market.code(url))).toBeNull();
  });
  it('three wrong ones shut the keypad of that order, over a restart; the scanner still takes its proof', async () => {
    await open();
    const { orderId, url } = await show(1_250);
    const code = market.code(url);
    expect(await typed(orderId, wrong(code))).toEqual({ code: 'proof_code_wrong', left: 2 });
    await stall.restart();
    expect((await stall.see('paying')).waiting).toMatchObject([{ triesLeft: 2 }]);
    expect(await typed(orderId, wrong(code))).toEqual({ code: 'proof_code_wrong', left: 1 });
    expect(await typed(orderId, wrong(code))).toEqual({ code: 'proof_code_locked' });
    expect(await typed(orderId, code)).toEqual({ code: 'proof_code_locked' });
    expect(entries('override').map(({ body }) => (body.kind === 'override' ? body.what : ''))).toEqual([
      'proof_wrong',
      'proof_wrong',
      'proof_wrong',
    ]);
    expect(await refusal(market.proof(url))).toBeNull();
  });
  it('ten wrong ones in an hour shut all of them, until the market is reached or the hour is over', async () => {
    await open();
    for (let i = 0; i < 4; i += 1) {
      const { orderId, url } = await show(500);
      for (let j = 0; j < (i < 3 ? 3 : 1); j += 1) await typed(orderId, wrong(market.code(url)));
      await stall.must('pay.release', { orderId });
    }
    const { orderId, url } = await show(600);
    expect(await typed(orderId, market.code(url))).toEqual({ code: 'proof_codes_locked' });
    await stall.restart();
    stall.pass(-7_200_000);
    expect(await typed(orderId, market.code(url))).toEqual({ code: 'proof_codes_locked' });
    stall.pass(7_200_000 + 3_601_000);
    expect(await typed(orderId, market.code(url))).toBeNull();
  });
});
