import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../shared/records/journal.ts';
import { createStall, greens, price, sellPortion, storedIn, until, type Stall } from './stall.ts';

let stall: Stall;
beforeEach(async () => {
  stall = createStall();
  await stall.open();
  stall.put(0);
});
afterEach(() => stall.close());

const journal = (): JournalEntry[] =>
  storedIn<JournalEntry>(stall.dir, 'journal').toSorted((a, b) => a.epoch - b.epoch || a.seq - b.seq);
const kinds = (): readonly string[] => journal().map((entry) => entry.kind);
const paper = (): string =>
  (stall.printer.paper.at(-1) ?? []).flatMap((row) => (row.kind === 'text' ? [row.text] : [])).join('\n');
/** Sells an amount of leaves in cash; answers the sale's id. */
const sell = (amountFen = 2_380) => sellPortion(stall, amountFen);
/** 1.245 kg of greens at 6.04 per 500 g, in a bag of 5 g: 15.00 after 抹零. */
async function sellGreens(): Promise<string> {
  await stall.must('goods.price', { productId: greens, price: price(604), scope: 'from_now', sure: true });
  stall.put(1_250);
  const tapped = await stall.must('goods.tap', { productId: greens });
  if (tapped.did !== 'taken') throw new Error(tapped.did);
  const cart = (await stall.see('carts')).carts.find((one) => one.id === tapped.cartId);
  const payableFen = cart?.payableFen ?? 0;
  const tenders = [{ kind: 'cash' as const, amountFen: payableFen, tenderedFen: null }];
  const sale = { cartId: tapped.cartId, payableFen, tenders, concedeFen: 0, paper: 'none' as const };
  const { saleId } = await stall.must('sale.complete', sale);
  stall.put(0);
  return saleId;
}
const all = { lines: [], inCash: false, reweighId: null };

describe('S18: without paper', () => {
  it('a receipt that no market can check has no code, and the vendor is told so', async () => {
    const saleId = await sell();
    expect(await stall.call('sale.show_code', { saleId })).toEqual({ ok: false, refusal: { code: 'no_receipt_code' } });
    expect(await stall.call('sale.show_code', { saleId: randomUUID() })).toMatchObject({ ok: false });
    expect((await stall.see('shopper', 'customer')).receipt).toBeNull();
  });
});

describe('S19: the last sale stays in reach', () => {
  it('现金 → 收款码 writes a correction, and the strip shows what holds now', async () => {
    const saleId = await sell();
    expect((await stall.see('last'))?.now).toMatchObject({ state: 'sold', tenders: [{ no: 1, kind: 'cash' }] });
    await stall.must('sale.correct', { saleId, tenderNo: 1, kind: 'static_code' });
    expect(journal().at(-1)).toMatchObject({ kind: 'correction', perpetualFen: 2_380, body: { saleId } });
    const last = await stall.see('last');
    expect(last).toMatchObject({ tenderState: 'unproven', changeHints: [] });
    expect(last?.now.tenders).toMatchObject([{ kind: 'static_code', state: 'unproven' }]);
  });
  it('a void takes it back at once: the total goes down, the drawer opens, the reprint says so', async () => {
    const saleId = await sell();
    const pulses = stall.printer.pulses();
    await stall.must('sale.void', { saleId });
    expect(journal().at(-1)).toMatchObject({ kind: 'void', perpetualFen: 0, body: { saleId, amountFen: 2_380 } });
    expect((await stall.see('last'))?.now).toMatchObject({ state: 'voided', netFen: 0, correctUntil: null });
    await until(stall.printer.pulses, (count) => count > pulses);
    await stall.must('sale.print', { saleId, layout: 'short' });
    await until(
      () => stall.printer.paper.length,
      (count) => count > 0,
    );
    expect(paper()).toContain('作废');
  });
  it('is known after a restart too, with and without the kept list', async () => {
    const saleId = await sell();
    await stall.must('sale.void', { saleId });
    await stall.restart();
    await until(
      async () => (await stall.see('last'))?.now.state,
      (state) => state === 'voided',
    );
    expect(await stall.call('sale.void', { saleId })).toEqual({ ok: false, refusal: { code: 'already_voided' } });
    await stall.core().stop();
    stall.forget('settings');
    await stall.open();
    expect(await stall.call('sale.refund', { saleId, ...all })).toEqual({
      ok: false,
      refusal: { code: 'already_voided' },
    });
  });
  it('a repeated command writes once', async () => {
    const saleId = await sell();
    const id = randomUUID();
    await stall.must('sale.void', { saleId }, id);
    await stall.restart();
    await stall.must('sale.void', { saleId }, id);
    expect(kinds()).toEqual(['sale', 'void']);
  });
});

describe('S23: what the owner guards asks for a PIN', () => {
  beforeEach(async () => {
    await stall.must('people.set_pin', { personId: 'owner', pin: '4711' });
  });
  const permit = (right: 'refund' | 'void_old' | 'cash_refund') =>
    stall.must('people.permit', { right, personId: 'owner', pin: '4711' });

  it('a void of an older sale needs it, of the last one it does not', async () => {
    const older = await sell(1_000);
    const last = await sell(2_000);
    expect(await stall.call('sale.void', { saleId: older })).toMatchObject({
      refusal: { code: 'needs_pin', right: 'void_old' },
    });
    await stall.must('sale.void', { saleId: last });
    await permit('void_old');
    await stall.must('sale.void', { saleId: older });
    expect(kinds().filter((kind) => kind === 'void')).toHaveLength(2);
  });
  it('a refund needs it, and what can’t be done does not use it up', async () => {
    const saleId = await sell();
    expect(await stall.call('sale.refund', { saleId, ...all })).toMatchObject({
      refusal: { code: 'needs_pin', right: 'refund' },
    });
    await permit('refund');
    const tooMuch = { saleId, lines: [{ no: 1, qty: 2, netG: null }], inCash: false, reweighId: null };
    expect(await stall.call('sale.refund', tooMuch)).toMatchObject({ refusal: { code: 'refund_too_much' } });
    await stall.must('sale.refund', { saleId, ...all });
  });
  it('cash for what came by a code is the owner’s own right', async () => {
    const saleId = await sell();
    await stall.must('sale.correct', { saleId, tenderNo: 1, kind: 'static_code' });
    expect(await stall.call('sale.refund', { saleId, ...all, inCash: true })).toMatchObject({
      refusal: { code: 'needs_pin', right: 'cash_refund' },
    });
    await permit('cash_refund');
    await stall.must('sale.refund', { saleId, ...all, inCash: true });
    expect(journal().at(-1)).toMatchObject({ body: { kind: 'refund', tenders: [{ kind: 'cash', amountFen: 2_380 }] } });
  });
});

describe('a refund from the original', () => {
  it('in parts sums exactly, prints a slip marked 退款, and is refused beyond what was paid', async () => {
    const saleId = await sellGreens();
    const part = (netG: number) =>
      stall.call('sale.refund', { saleId, lines: [{ no: 1, qty: 0, netG }], inCash: false, reweighId: null });
    expect(await stall.must('sale.refund_quote', { saleId, lines: [{ no: 1, qty: 0, netG: 400 }] })).toEqual({
      amountFen: 482,
      crosses: false,
    });
    const amounts: number[] = [];
    for (const netG of [400, 500, 345]) {
      const reply = await part(netG);
      if (reply.ok) amounts.push(reply.value.amountFen);
    }
    expect(amounts).toEqual([482, 602, 416]);
    expect(journal().at(-1)?.perpetualFen).toBe(0);
    expect(await part(1)).toEqual({ ok: false, refusal: { code: 'already_refunded' } });
    await until(
      () => stall.printer.paper.length,
      (count) => count === 3,
    );
    expect(paper()).toContain('退款');
    expect(paper()).toContain('青菜 0.345kg');
    expect(paper()).toContain('退现金');
    await stall.must('sale.print', { saleId, layout: 'short' });
    await until(
      () => stall.printer.paper.length,
      (count) => count === 4,
    );
    expect(paper()).toContain('已退款');
    expect(await stall.call('sale.void', { saleId })).toEqual({ ok: false, refusal: { code: 'already_refunded' } });
  });
});

describe('复秤', () => {
  it('records both scales and readings, refunds the missing weight, and prints both slips', async () => {
    const saleId = await sellGreens();
    const answer = await stall.must('sale.reweigh', {
      saleId,
      lineNo: 1,
      foundG: 1_200,
      scaleName: '市场公平秤',
      scaleEG: 2,
      accuracy: 'better',
    });
    expect(answer).toMatchObject({ verdict: 'short', shortG: 45, limitG: 40, backFen: 54 });
    expect(journal().at(-1)?.body).toMatchObject({
      kind: 'reweigh',
      soldG: 1_245,
      foundG: 1_200,
      soldOn: { name: 'T-4711', eG: 5 },
      foundOn: { name: '市场公平秤', eG: 2 },
      source: 'typed',
      band: 'low',
    });
    const lines = [{ no: 1, qty: 0, netG: answer.shortG }];
    const refund = await stall.must('sale.refund', { saleId, lines, inCash: false, reweighId: answer.reweighId });
    expect(refund.amountFen).toBe(54);
    expect(journal().at(-1)?.body).toMatchObject({ reweighId: answer.reweighId });
    await until(
      () => stall.printer.paper.length,
      (count) => count === 2,
    );
    expect(stall.printer.paper[0]?.some((row) => row.kind === 'text' && row.text === '短秤')).toBe(true);
  });
  it('reads the stall’s own scale, and says why it can’t', async () => {
    const saleId = await sellGreens();
    const wish = { saleId, lineNo: 1, foundG: null, scaleName: '', scaleEG: null, accuracy: 'better' as const };
    stall.scale.frame(1_230, false);
    expect(await stall.call('sale.reweigh', wish)).toMatchObject({ ok: false, refusal: { code: 'not_sellable' } });
    stall.put(1_230);
    expect(await stall.must('sale.reweigh', wish)).toMatchObject({ verdict: 'within', shortG: 20, backFen: 0 });
    expect(journal().at(-1)?.body).toMatchObject({ source: 'scale', foundOn: { name: 'T-4711', eG: 5 } });
  });
});
