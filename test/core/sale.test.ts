import { createHash, randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canonicalText } from '../../shared/canonical.ts';
import { entryText, GENESIS } from '../../shared/chain.ts';
import type { JournalEntry, SaleEntry } from '../../shared/records/journal.ts';
import { checkSale } from '../../shared/sale.ts';
import { createStall, greens, price, storedIn, until, type Stall } from './stall.ts';

let stall: Stall;
beforeEach(async () => {
  stall = createStall();
  await stall.open();
  stall.put(0);
});
afterEach(() => stall.close());

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');
const stored = <T>(collection: string): T[] => storedIn<T>(stall.dir, collection);
const journal = (): JournalEntry[] => stored<JournalEntry>('journal').toSorted((a, b) => a.seq - b.seq);
const portion = (amountFen: number) => stall.must('goods.portion', { productId: null, category: '01', amountFen });
const cash = (amountFen: number, tenderedFen: number | null = null) => [
  { kind: 'cash' as const, amountFen, tenderedFen },
];
const sale = (cartId: string, payableFen: number) => ({
  cartId,
  payableFen,
  tenders: cash(payableFen),
  concedeFen: 0,
  paper: 'default' as const,
});

describe('taking cash', () => {
  it('commits at once, closes the cart, opens the next and shows the last sale with its change', async () => {
    const { cartId } = await portion(2_380);
    const id = randomUUID();
    expect(await stall.must('sale.complete', sale(cartId, 2_380), id)).toEqual({
      saleId: id,
      no: '0-0-1',
      payableFen: 2_380,
      changeFen: null,
    });
    expect(await stall.see('last')).toMatchObject({
      saleId: id,
      no: '0-0-1',
      payableFen: 2_380,
      tenderState: 'cash',
      firstItem: '叶菜',
      items: 1,
      paper: 'none',
    });
    expect((await stall.see('last'))?.changeHints[0]).toEqual({ paidFen: 5_000, changeFen: 2_620 });
    const carts = await stall.see('carts');
    expect(carts.carts).toMatchObject([{ sign: 'A', state: 'open', lines: [] }]);
    expect(carts.frontId).not.toBe(cartId);
  });

  it('gives change on counted cash, says what is short, and takes the shortfall as 让价 in one touch', async () => {
    const { cartId } = await portion(1_380);
    expect(await stall.call('sale.complete', { ...sale(cartId, 1_380), tenders: cash(1_300) })).toEqual({
      ok: false,
      refusal: { code: 'cash_short', payableFen: 1_380, shortFen: 80 },
    });
    const done = await stall.must('sale.complete', {
      ...sale(cartId, 1_380),
      tenders: cash(1_300, 1_500),
      concedeFen: 80,
    });
    expect(done).toMatchObject({ payableFen: 1_300, changeFen: 200 });
    expect(journal()[0]?.body).toMatchObject({ concessionFen: 80, payableFen: 1_300, goodsFen: 1_380 });
    expect((await stall.see('last'))?.changeHints).toEqual([]);
  });

  it('refuses when the cart is not what the window showed', async () => {
    const { cartId } = await portion(500);
    await portion(200);
    expect(await stall.call('sale.complete', sale(cartId, 500))).toEqual({
      ok: false,
      refusal: { code: 'tenders_differ', payableFen: 700 },
    });
    expect(await stall.call('sale.complete', sale('nobody', 500))).toEqual({
      ok: false,
      refusal: { code: 'no_such_cart' },
    });
  });

  it('answers the same id the same, with another id says the cart is closed, also after a restart', async () => {
    const { cartId } = await portion(500);
    const id = randomUUID();
    const answer = await stall.must('sale.complete', sale(cartId, 500), id);
    expect(await stall.must('sale.complete', sale(cartId, 500), id)).toEqual(answer);
    await stall.restart();
    expect(await stall.must('sale.complete', sale(cartId, 500), id)).toEqual(answer);
    expect(await stall.call('sale.complete', sale(cartId, 500))).toEqual({
      ok: false,
      refusal: { code: 'cart_closed' },
    });
    expect(journal()).toHaveLength(1);
    expect(await stall.see('last')).toMatchObject({ saleId: id });
  });

  it('sells one cart once when two windows complete it together', async () => {
    const { cartId } = await portion(500);
    const replies = await Promise.all([
      stall.call('sale.complete', sale(cartId, 500)),
      stall.call('sale.complete', sale(cartId, 500)),
    ]);
    expect(replies.filter((reply) => reply.ok)).toHaveLength(1);
    expect(journal()).toHaveLength(1);
  });
});

describe('the journal', () => {
  it('numbers without a gap, chains, and adds up over a restart', async () => {
    await stall.must('goods.price', { productId: greens, price: price(300), scope: 'from_now', sure: true });
    for (let i = 0; i < 3; i++)
      await stall.must('sale.complete', sale((await portion(100 + i * 10)).cartId, 100 + i * 10));
    await stall.restart();
    await stall.must('sale.complete', sale((await portion(500)).cartId, 500));
    const entries = journal();
    expect(entries.map((entry) => [entry.seq, entry.kind])).toEqual([
      [1, 'price_change'],
      [2, 'sale'],
      [3, 'sale'],
      [4, 'sale'],
      [5, 'sale'],
    ]);
    let before = GENESIS;
    for (const entry of entries) {
      expect(entry.prevHash).toBe(before);
      expect(sha256(entryText(entry))).toBe(entry.hash);
      before = entry.hash;
    }
    expect(entries.map((entry) => entry.perpetualFen)).toEqual([0, 100, 210, 330, 830]);
    expect(entries.every((entry) => entry.mode === 'training' && entry.terminal === 0)).toBe(true);
    for (const entry of entries) if (entry.body.kind === 'sale') expect(checkSale(entry.body)).toBeNull();
  });

  it('keeps the evidence of each weighing, whose hash the line carries', async () => {
    await stall.must('goods.price', { productId: greens, price: price(300), scope: 'from_now', sure: true });
    stall.put(505);
    await stall.must('goods.tap', { productId: greens });
    const cart = (await stall.see('carts')).carts[0];
    await stall.must('sale.complete', sale(cart?.id ?? '', 300));
    const entry = journal().find((one): one is SaleEntry => one.kind === 'sale');
    const [line] = entry?.body.lines ?? [];
    const [evidence] = stored<Record<string, unknown>>('evidence');
    const document = Object.fromEntries(Object.entries(evidence ?? {}).filter(([name]) => !name.startsWith('_')));
    expect(document).toMatchObject({
      id: line?.evidenceId,
      lineId: line?.id,
      grossG: 505,
      netG: 500,
      amountFen: 300,
      stableBy: 'scale',
      zeroBefore: true,
    });
    expect((document['frames'] as unknown[]).length).toBeGreaterThan(0);
    expect(sha256(canonicalText(document))).toBe(line?.evidenceHash);
  });
});

describe('after the kicked plug', () => {
  /** As a cut leaves the disk: nothing says that it was stopped. */
  const cut = async (): Promise<void> => {
    await stall.core().stop();
    stall.forget('settings', 'stopped');
    await stall.open();
  };

  it('says nothing of a cut after an evening on which it was stopped, and keeps the carts', async () => {
    await portion(300);
    stall.pass(130_000);
    await stall.restart();
    const { carts } = await stall.see('carts');
    expect(carts.map((cart) => [cart.sign, cart.state, cart.beforePowerCutAt])).toEqual([
      ['A', 'held', null],
      ['B', 'open', null],
    ]);
    // The stop before the last is no excuse for a cut after it.
    stall.pass(130_000);
    await cut();
    expect((await stall.see('carts')).carts[0]?.beforePowerCutAt).not.toBeNull();
  });

  it('brings an old cart back as a held tab that says when, and a fresh one as it was', async () => {
    await portion(300);
    await stall.must('cart.next', {});
    await portion(200);
    const before = stall.now();
    await cut();
    const fresh = await stall.see('carts');
    expect(fresh.carts.map((cart) => [cart.sign, cart.state, cart.beforePowerCutAt])).toEqual([
      ['A', 'held', null],
      ['B', 'open', null],
    ]);
    stall.pass(130_000);
    await cut();
    const old = await stall.see('carts');
    expect(old.carts.map((cart) => [cart.sign, cart.state])).toEqual([
      ['A', 'held'],
      ['B', 'held'],
      ['C', 'open'],
    ]);
    expect(old.carts[1]?.beforePowerCutAt).toBeLessThanOrEqual(before);
    expect(old.frontId).toBe(old.carts[2]?.id);
  });
});

describe('paper and drawer', () => {
  it('opens the drawer for cash, and prints only what is asked for', async () => {
    const sold = await stall.must('sale.complete', sale((await portion(500)).cartId, 500));
    await until(
      () => stall.printer.pulses(),
      (pulses) => pulses === 1,
    );
    expect(stall.printer.paper).toHaveLength(0);
    await stall.must('sale.print', { saleId: sold.saleId, layout: 'short' });
    await until(
      () => stall.see('last'),
      (last) => last?.paper === 'printed',
    );
    await stall.must('sale.print', { saleId: sold.saleId, layout: 'short' });
    await until(
      () => stall.printer.paper.length,
      (jobs) => jobs === 2,
    );
    const texts = stall.printer.paper.map((lines) =>
      lines.flatMap((line) => (line.kind === 'text' ? [line.text] : [])).join('\n'),
    );
    expect(texts[0]).not.toContain('重打印');
    expect(texts[1]).toContain('重打印');
    expect(await stall.call('sale.print', { saleId: 'none', layout: 'short' })).toEqual({
      ok: false,
      refusal: { code: 'no_such_sale' },
    });
  });

  it('prints each sale when the stall wants it so', async () => {
    await stall.must('settings.set', { paper: 'each' });
    await stall.must('sale.complete', sale((await portion(500)).cartId, 500));
    await until(
      () => stall.printer.paper.length,
      (jobs) => jobs === 1,
    );
  });

  it('keeps a job for a printer that is out of paper, prints it when it is back, and leaves what is old 未打印', async () => {
    stall.printer.answer({ done: 'not_printed', why: '缺纸' });
    const sold = await stall.must('sale.complete', { ...sale((await portion(500)).cartId, 500), paper: 'short' });
    await until(
      () => stall.see('status'),
      (status) => status.printer === 'failed' && status.printerText === '缺纸',
    );
    expect(await stall.see('last')).toMatchObject({ paper: 'queued' });
    stall.pass(121_000);
    await stall.restart();
    await until(
      () => stall.see('status'),
      (status) => status.unprinted === 1,
    );
    stall.printer.answer({ done: 'printed' });
    await stall.must('sale.print', { saleId: sold.saleId, layout: 'short' });
    await until(
      () => stall.see('status'),
      (status) => status.unprinted === 0,
    );
    await until(
      () => stall.printer.paper.length,
      (jobs) => jobs === 1,
    );
    // It never was on paper, so this is the receipt itself.
    expect(JSON.stringify(stall.printer.paper[0])).not.toContain('重打印');
  });

  it('asks about a job that may have printed, in the status only', async () => {
    stall.printer.answer({ done: 'unsure', why: '连接断了' });
    await stall.must('sale.complete', { ...sale((await portion(500)).cartId, 500), paper: 'short' });
    await until(
      () => stall.see('status'),
      (status) => status.unsure === 1,
    );
    stall.printer.answer({ done: 'printed' });
    await stall.must('print.settle', { again: true });
    await until(
      () => stall.printer.paper.length,
      (jobs) => jobs === 1,
    );
    expect(
      await until(
        () => stall.see('status'),
        (status) => status.unsure === 0,
      ),
    ).toMatchObject({ unprinted: 0 });
  });

  it('keeps 重打印 on a job that may have printed before, however old it grew on the way', async () => {
    stall.printer.answer({ done: 'unsure', why: '连接断了' });
    const sold = await stall.must('sale.complete', { ...sale((await portion(500)).cartId, 500), paper: 'short' });
    await until(
      () => stall.see('status'),
      (status) => status.unsure === 1,
    );
    stall.printer.answer({ done: 'not_printed', why: '缺纸' });
    await stall.must('print.settle', { again: true });
    await until(
      () => stall.see('last'),
      (last) => last?.paper === 'queued',
    );
    stall.pass(121_000);
    await stall.restart();
    await until(
      () => stall.see('status'),
      (status) => status.unprinted === 1,
    );
    stall.printer.answer({ done: 'printed' });
    await stall.must('sale.print', { saleId: sold.saleId, layout: 'short' });
    await until(
      () => stall.printer.paper.length,
      (jobs) => jobs === 1,
    );
    expect(JSON.stringify(stall.printer.paper[0])).toContain('重打印');
  });

  it('does not make a wish anew at a start that was answered under another touch', async () => {
    stall.printer.answer({ done: 'not_printed', why: '缺纸' });
    const sold = await stall.must('sale.complete', { ...sale((await portion(500)).cartId, 500), paper: 'short' });
    await until(
      () => stall.see('last'),
      (last) => last?.paper === 'queued',
    );
    stall.pass(121_000);
    await stall.restart();
    await until(
      () => stall.see('status'),
      (status) => status.unprinted === 1,
    );
    stall.printer.answer({ done: 'printed' });
    await stall.must('sale.print', { saleId: sold.saleId, layout: 'short' });
    await until(
      () => stall.printer.paper.length,
      (jobs) => jobs === 1,
    );
    await stall.restart();
    expect(await stall.see('status')).toMatchObject({ unprinted: 0, unsure: 0 });
    expect(stored<{ saleId: string }>('print_jobs')).toHaveLength(1);
  });
});
