import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../shared/records/journal.ts';
import { checkSale } from '../../shared/sale.ts';
import { startTill, type TillProcess } from './child/process.ts';
import { createStall, storedIn, until, type Stall } from './stall.ts';

let stall: Stall;
beforeEach(async () => {
  stall = createStall();
  await stall.open();
  stall.put(0);
});
afterEach(() => stall.close());

const journal = (): JournalEntry[] =>
  storedIn<JournalEntry>(stall.dir, 'journal').toSorted((a, b) => a.epoch - b.epoch || a.seq - b.seq);
const bodies = () => journal().map((entry) => entry.body);
const portion = (amountFen: number) => stall.must('goods.portion', { productId: null, category: '01', amountFen });
const cartNamed = async (cartId: string) => (await stall.see('carts')).carts.find((cart) => cart.id === cartId);
const wish = (kind: 'cash' | 'card' | 'other' | 'credit', amountFen: number) => ({
  kind,
  amountFen,
  tenderedFen: null,
});
const complete = (cartId: string, payableFen: number, tenders: ReturnType<typeof wish>[]) => ({
  cartId,
  payableFen,
  tenders,
  concedeFen: 0,
  paper: 'default' as const,
});

describe('S14 part payments', () => {
  it('take what was typed, say what is still due, and end as the first tenders of the sale', async () => {
    const { cartId } = await portion(2_380);
    const part = randomUUID();
    const taken = await stall.must('part.take', { cartId, payableFen: 2_380, kind: 'cash', amountFen: 1_000 }, part);
    expect(taken).toEqual({ partId: part, dueFen: 1_380 });
    expect(await cartNamed(cartId)).toMatchObject({
      payableFen: 2_380,
      receivedFen: 1_000,
      dueFen: 1_380,
      parts: [{ id: part, kind: 'cash', amountFen: 1_000 }],
    });
    await stall.must('part.take', { cartId, payableFen: 2_380, kind: 'card', amountFen: 380 });
    expect(await stall.call('sale.complete', complete(cartId, 2_380, [wish('cash', 2_380)]))).toMatchObject({
      ok: false,
      refusal: { code: 'tenders_differ' },
    });
    await stall.must('sale.complete', complete(cartId, 2_380, [wish('other', 1_000)]));
    const sale = bodies().at(-1);
    expect(sale).toMatchObject({
      kind: 'sale',
      payableFen: 2_380,
      parts: [part, expect.any(String)],
      tenders: [
        { no: 1, kind: 'cash', state: 'cash', amountFen: 1_000 },
        { no: 2, kind: 'card', state: 'external', amountFen: 380 },
        { no: 3, kind: 'other', state: 'external', amountFen: 1_000 },
      ],
    });
    if (sale?.kind === 'sale') expect(checkSale(sale)).toBeNull();
    expect(bodies().map((body) => body.kind)).toEqual(['part_payment', 'part_payment', 'sale']);
    // Money in hand, and no turnover before the sale.
    expect(journal().map((entry) => entry.perpetualFen)).toEqual([0, 0, 2_380]);
  });

  it('can not be emptied away or bargained below, only completed or returned', async () => {
    const { cartId, lineId } = await portion(1_500);
    const { partId } = await stall.must('part.take', { cartId, payableFen: 1_500, kind: 'cash', amountFen: 1_000 });
    const below = { ok: false, refusal: { code: 'below_received', receivedFen: 1_000 } };
    expect(await stall.call('line.remove', { cartId, lineId })).toEqual(below);
    expect(await stall.call('line.agree', { cartId, lineId, amountFen: 900 })).toEqual(below);
    expect(await stall.call('line.gift', { cartId, lineId, gift: true })).toEqual(below);
    expect(await stall.call('cart.agree', { cartId, totalFen: 900 })).toEqual(below);
    await stall.must('part.return', { cartId, partId });
    expect(await stall.call('part.return', { cartId, partId })).toMatchObject({ refusal: { code: 'no_such_part' } });
    expect(bodies().at(-1)).toMatchObject({ kind: 'part_return', cartId, partId, tender: { amountFen: 1_000 } });
    await stall.must('line.remove', { cartId, lineId });
    expect(bodies().map((body) => body.kind)).toEqual(['part_payment', 'part_return']);
  });

  it('that cover an agreed total are completed without another tender', async () => {
    const { cartId } = await portion(1_050);
    await stall.must('part.take', { cartId, payableFen: 1_050, kind: 'card', amountFen: 1_000 });
    await stall.must('cart.agree', { cartId, totalFen: 1_000 });
    expect(await cartNamed(cartId)).toMatchObject({ dueFen: 0 });
    expect(await stall.must('sale.complete', complete(cartId, 1_000, []))).toMatchObject({ payableFen: 1_000 });
  });

  it('open the drawer for cash only', async () => {
    const { cartId } = await portion(2_000);
    await stall.must('part.take', { cartId, payableFen: 2_000, kind: 'card', amountFen: 500 });
    await stall.must('part.take', { cartId, payableFen: 2_000, kind: 'cash', amountFen: 500 });
    await until(
      () => stall.printer.pulses(),
      (pulses) => pulses === 1,
    );
    await stall.must('sale.complete', complete(cartId, 2_000, [wish('other', 1_000)]));
    await stall.restart();
    expect(stall.printer.pulses()).toBe(1);
  });

  it('are refused where they are no part: nothing, all of it, another amount than was shown, a foreign cart', async () => {
    const { cartId } = await portion(1_000);
    const take = (payableFen: number, amountFen: number) =>
      stall.call('part.take', { cartId, payableFen, kind: 'cash', amountFen });
    expect(await take(1_000, 0)).toMatchObject({ refusal: { code: 'tenders_differ' } });
    expect(await take(1_000, 1_000)).toMatchObject({ refusal: { code: 'tenders_differ', payableFen: 1_000 } });
    expect(await take(900, 100)).toMatchObject({ refusal: { code: 'tenders_differ', payableFen: 1_000 } });
    expect(
      await stall.call('part.take', { cartId: 'nobody', payableFen: 1, kind: 'cash', amountFen: 1 }),
    ).toMatchObject({ refusal: { code: 'no_such_cart' } });
    expect(bodies()).toEqual([]);
  });

  it('answer a repeated command the same, after a restart too, and stay in the journal once', async () => {
    const { cartId } = await portion(1_000);
    const id = randomUUID();
    const args = { cartId, payableFen: 1_000, kind: 'cash' as const, amountFen: 600 };
    const answer = await stall.must('part.take', args, id);
    expect(await stall.must('part.take', args, id)).toEqual(answer);
    await stall.restart();
    expect(await stall.must('part.take', args, id)).toEqual(answer);
    const back = randomUUID();
    await stall.must('part.return', { cartId, partId: id }, back);
    await stall.restart();
    await stall.must('part.return', { cartId, partId: id }, back);
    expect(bodies().map((body) => body.kind)).toEqual(['part_payment', 'part_return']);
    expect(await cartNamed(cartId)).toMatchObject({ dueFen: 1_000, parts: [] });
  });

  it('stand in a tab of their own where the cart is lost with the disk', async () => {
    const { cartId } = await portion(1_000);
    await stall.must('part.take', { cartId, payableFen: 1_000, kind: 'cash', amountFen: 600 });
    await stall.core().stop();
    stall.forget('carts');
    await stall.open();
    const found = await cartNamed(cartId);
    expect(found).toMatchObject({ state: 'held', lines: [], receivedFen: 600, dueFen: -600 });
    await stall.must('cart.select', { cartId });
    await portion(400);
    await portion(500);
    await stall.must('sale.complete', complete(cartId, 900, [wish('cash', 300)]));
    expect(bodies().at(-1)).toMatchObject({ kind: 'sale', cartId, parts: [found?.parts[0]?.id] });
  });
});

describe('S14 a power cut', () => {
  it('at any instant of a part leaves it there once or not at all, in the journal as in the cart', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'stall-parts-'));
    let till: TillProcess = await startTill(dir);
    try {
      const line = await till.call('goods.portion', { productId: null, category: '01', amountFen: 10_000 });
      if (!line.ok) throw new Error('no line');
      const { cartId } = line.value;
      for (let round = 0; round < 4; round++) {
        const id = randomUUID();
        const args = { cartId, payableFen: 10_000, kind: 'cash' as const, amountFen: 700 };
        till.send('part.take', args, id);
        await new Promise((resolve) => {
          setTimeout(resolve, round * 2);
        });
        await till.kill();
        till = await startTill(dir);
        expect(await till.call('part.take', args, id)).toMatchObject({ ok: true, value: { partId: id } });
        const entries = storedIn<JournalEntry>(dir, 'journal');
        expect(entries.map((entry) => entry.seq)).toEqual(entries.map((_entry, index) => index + 1));
        const snapshot = await till.call('view.snapshot', {});
        const cart = snapshot.ok ? snapshot.value.topics.carts?.carts.find((one) => one.id === cartId) : undefined;
        expect(cart?.parts.map((part) => part.id)).toEqual(entries.map((entry) => entry.id));
        expect(cart?.dueFen).toBe(10_000 - 700 * (round + 1));
      }
    } finally {
      await till.kill();
      rmSync(dir, { recursive: true, force: true });
    }
  });
});
