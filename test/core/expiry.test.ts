import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { businessDay } from '../../shared/day.ts';
import type { ExpiryPolicy } from '../../shared/metrology.ts';
import type { JournalEntry, SaleEntry } from '../../shared/records/journal.ts';
import { createStall, greens, price, storedIn, until, payCash, type Stall } from './stall.ts';

let stall: Stall;
beforeEach(async () => {
  stall = createStall();
  await stall.open();
  await stall.must('goods.price', { productId: greens, price: price(300), scope: 'from_now', sure: true });
  stall.put(0);
});
afterEach(() => stall.close());

const DAY_MS = 86_400_000;
/** The verification ends in so many days; negative: it ended. */
const due = (inDays: number, accuracy?: 'II' | 'III' | 'IIII') =>
  stall.must('scale.record', {
    certificate: 'SH-1',
    verifiedOn: null,
    dueOn: businessDay(stall.now() + inDays * DAY_MS, 0),
    ...(accuracy === undefined ? {} : { accuracy }),
  });
const policy = (wish: ExpiryPolicy) => stall.must('scale.expiry', { policy: wish });
const lines = async () => (await stall.see('carts')).carts.flatMap((cart) => cart.lines);
const notes = async () => (await stall.see('status')).health.filter(({ code }) => code.startsWith('verification'));
const overrides = () =>
  storedIn<JournalEntry>(stall.dir, 'journal').flatMap(({ body }) => (body.kind === 'override' ? [body] : []));
async function sellAll(): Promise<SaleEntry | undefined> {
  const { frontId, carts } = await stall.see('carts');
  const payableFen = carts.find((cart) => cart.id === frontId)?.payableFen ?? 0;
  await payCash(stall, frontId, payableFen, 'short');
  return storedIn<JournalEntry>(stall.dir, 'journal').find((one): one is SaleEntry => one.kind === 'sale');
}

describe('the end of a verification', () => {
  it('is told in the status bar from 60 days on, in red from 15, and when it is over', async () => {
    expect(await notes()).toEqual([]);
    await due(61);
    expect(await notes()).toEqual([]);
    await due(60);
    expect(await notes()).toEqual([{ code: 'verification_soon', days: 60 }]);
    stall.pass(45 * DAY_MS);
    // The status moves every second.
    const code = (wanted: string) => until(notes, ([note]) => note?.code === wanted);
    expect(await code('verification_urgent')).toEqual([{ code: 'verification_urgent', days: 15 }]);
    stall.pass(16 * DAY_MS);
    expect(await code('verification_over')).toEqual([{ code: 'verification_over', days: 1, policy: 'warn' }]);
  });

  it('is only told unless the owner wants more', async () => {
    await due(-1);
    stall.put(505);
    expect(await stall.must('goods.tap', { productId: greens })).toMatchObject({ did: 'taken' });
    expect((await sellAll())?.body.lines).toMatchObject([{ marks: [] }]);
    await until(
      () => stall.printer.paper.length,
      (papers) => papers > 0,
    );
    expect(JSON.stringify(stall.printer.paper)).not.toContain('未检定');
  });

  it('marks each line that is weighed after it, and the receipt, where the owner wants that', async () => {
    await policy('mark');
    await due(0);
    stall.put(505);
    await stall.must('goods.tap', { productId: greens });
    stall.put(0);
    stall.pass(DAY_MS);
    stall.put(1005);
    await stall.must('goods.tap', { productId: greens });
    // An update weighs anew.
    stall.put(1105);
    await stall.must('line.update', {});
    expect((await stall.see('carts')).carts[0]?.lines).toMatchObject([
      { netG: 1100, unverified: true },
      { netG: 500, unverified: false },
    ]);
    expect((await sellAll())?.body.lines).toMatchObject([
      { netG: 500, marks: [] },
      { netG: 1100, marks: ['unverified_scale'] },
    ]);
    const [paper] = await until(
      () => stall.printer.paper,
      (papers) => papers.length > 0,
    );
    const texts = (paper ?? []).flatMap((row) => (row.kind === 'text' ? [row] : []));
    expect(texts).toContainEqual(expect.objectContaining({ text: '秤未检定', size: 'double' }));
    expect(texts.filter(({ text }) => text.trim() === '未检定')).toHaveLength(1);
  });

  it('ends selling by weight where the owner wants that, also of a load that is a line already; portions go on', async () => {
    await due(0);
    await policy('block');
    stall.put(505);
    await stall.must('goods.tap', { productId: greens });
    stall.pass(DAY_MS);
    stall.put(605);
    const refusal = { code: 'not_sellable', reason: 'overdue' };
    expect(await stall.call('line.update', {})).toMatchObject({ refusal });
    expect(await stall.call('goods.tap', { productId: greens })).toMatchObject({ refusal });
    stall.put(0);
    stall.put(705);
    expect(await stall.see('weighing')).toMatchObject({ state: 'blocked', reason: 'overdue', netG: 705 });
    expect(await stall.must('goods.tap', { productId: greens })).toEqual({ did: 'armed' });
    stall.put(705);
    await stall.must('goods.portion', { productId: greens, category: null, amountFen: 200 });
    expect(await lines()).toMatchObject([{ kind: 'portion' }, { kind: 'weight', netG: 500 }]);
    // The new certificate is written down: the load on the pan sells at once.
    await due(365);
    expect(await stall.see('weighing')).toMatchObject({ state: 'live' });
  });

  it('is of no consequence where nobody wrote a date down', async () => {
    await policy('block');
    stall.put(505);
    expect(await stall.must('goods.tap', { productId: greens })).toMatchObject({ did: 'taken' });
  });
});

describe('what the owner wants then', () => {
  it('is an entry of the journal, holds over a restart, and is the owner’s to set', async () => {
    await policy('mark');
    await policy('mark');
    expect(overrides()).toMatchObject([{ what: 'expiry_policy', subjectId: null, detail: 'mark' }]);
    await stall.restart();
    expect((await stall.see('devices')).scale).toMatchObject({ expiry: 'mark' });
    await stall.must('people.guard', { rights: ['settings'] });
    await stall.must('people.set_pin', { personId: 'owner', pin: '4711' });
    await stall.restart();
    expect(await stall.call('scale.expiry', { policy: 'warn' })).toMatchObject({
      refusal: { code: 'needs_pin', right: 'settings' },
    });
    expect((await stall.see('devices')).scale).toMatchObject({ expiry: 'mark' });
  });
});

describe('the class on the certificate', () => {
  it('gives the scale its Min: 10 e for IIII, 50 e for II; the evidence and the journal carry it', async () => {
    await due(365, 'IIII');
    expect((await stall.see('devices')).scale).toMatchObject({ record: { accuracy: 'IIII' }, plate: { minG: 50 } });
    stall.put(65);
    expect(await stall.must('goods.tap', { productId: greens })).toMatchObject({ did: 'taken' });
    expect(storedIn(stall.dir, 'evidence')).toMatchObject([{ minG: 50 }]);
    expect(overrides()).toMatchObject([{ what: 'scale_record', detail: expect.stringMatching(/ IIII$/) }]);
    stall.put(0);
    await due(365, 'II');
    stall.put(205);
    expect(await stall.see('weighing')).toMatchObject({ reason: 'below_min', minG: 250 });
  });
});
