import { afterEach, beforeEach, expect, it } from 'vitest';
import { createStall, greens, price, storedIn, until, type Stall } from './stall.ts';

/** What the stall settles itself: its price basis (S10), what its bags weigh (S2), and who may settle it. */

let stall: Stall;
beforeEach(async () => {
  stall = createStall();
  await stall.open();
  stall.put(0);
});
afterEach(() => stall.close());

const perKilogram = { priceFen: 560, basisG: 1000 as const };
const priceOf = async (id: string) =>
  (await stall.see('goods')).products.find((product) => product.id === id)?.weightPrice ?? null;
const set = (fen: number, basisG: 500 | 1000 = 500) =>
  stall.call('goods.price', { productId: greens, price: { priceFen: fen, basisG }, scope: 'from_now', sure: false });

it('S10: another price basis asks for each price anew on its first tap and converts nothing', async () => {
  await set(300);
  await stall.must('settings.set', { basisG: 1000 });
  expect(await priceOf(greens)).toBeNull();
  expect((await stall.see('stall')).basisG).toBe(1000);
  stall.put(505);
  expect(await stall.call('goods.tap', { productId: greens })).toMatchObject({
    ok: false,
    refusal: { code: 'no_price', productId: greens },
  });
  expect(await set(300)).toMatchObject({ ok: false, refusal: { code: 'bad_args' } });
  await set(560, 1000);
  await stall.must('goods.tap', { productId: greens });
  const [line] = (await stall.see('carts')).carts[0]?.lines ?? [];
  expect(line?.price).toEqual(perKilogram);
  await stall.restart();
  expect(await priceOf(greens)).toEqual(perKilogram);
  // One price is kept of each product: the other basis asks again.
  await stall.must('settings.set', { basisG: 500 });
  expect(await priceOf(greens)).toBeNull();
});

it('S10: what was typed for one line in the old basis is no price in the new one', async () => {
  await stall.must('goods.price', { productId: greens, price: price(280), scope: 'once', sure: false });
  await stall.must('settings.set', { basisG: 1000 });
  expect(await priceOf(greens)).toBeNull();
});

it('S2: what the stall’s own bags weigh is taken off with their goods, and a key tare goes before it', async () => {
  await set(300);
  await stall.must('settings.set', { bags: { A: 15, B: null, C: null } });
  stall.put(515);
  await stall.must('goods.tap', { productId: greens });
  const lines = async () => (await stall.see('carts')).carts[0]?.lines ?? [];
  expect((await lines())[0]).toMatchObject({ netG: 500, tareG: 15 });
  stall.put(0);
  stall.put(200);
  await stall.must('scale.tare', {});
  stall.put(700);
  await stall.must('goods.tap', { productId: greens });
  expect((await lines())[0]).toMatchObject({ netG: 500, tareG: 200 });
  await stall.restart();
  expect((await stall.see('stall')).bags).toEqual({ A: 15, B: null, C: null });
});

it('the right `settings` guards how the stall sells and where its copy lies; the order of the tiles is anybody’s', async () => {
  await stall.must('people.set_pin', { personId: 'owner', pin: '4711' });
  await stall.must('people.permit', { right: 'people', personId: 'owner', pin: '4711' });
  await stall.must('people.guard', { rights: ['settings', 'people'] });
  const guarded = { ok: false, refusal: { code: 'needs_pin', right: 'settings' } };
  expect(await stall.call('settings.set', { rounding: 'none' })).toMatchObject(guarded);
  expect(await stall.call('settings.set', { basisG: 1000 })).toMatchObject(guarded);
  expect(await stall.call('mirror.set', { dir: null })).toMatchObject(guarded);
  expect(await stall.call('settings.set', { grid: [greens] })).toMatchObject({ ok: true });
  await stall.must('people.permit', { right: 'settings', personId: 'owner', pin: '4711' });
  expect(await stall.call('settings.set', { rounding: 'none' })).toMatchObject({ ok: true });
});

it('S5: 活鲜 weighs what never lies still by its mean, over a restart as well; the change of how weights are read is in the journal', async () => {
  await set(300);
  await stall.must('goods.tap', { productId: greens });
  const lines = async () => (await stall.see('carts')).carts[0]?.lines ?? [];
  /** Three seconds of a tail that beats, a frame each 100 ms. */
  const beat = (): void => {
    for (let no = 0; no < 30; no += 1) {
      stall.pass(100);
      stall.scale.frame(no % 2 === 0 ? 960 : 1_040, false);
    }
  };
  beat();
  expect(await stall.see('weighing')).toMatchObject({ state: 'blocked', reason: 'unstable' });
  await stall.must('settings.set', { live: true });
  await stall.restart();
  expect(await stall.see('stall')).toMatchObject({ live: true });
  stall.put(0);
  await stall.must('goods.tap', { productId: greens });
  beat();
  await until(lines, (all) => all.length === 1);
  expect((await lines())[0]).toMatchObject({ kind: 'weight', netG: 995 });
  const entries = storedIn<{ body: { kind: string; what?: string; detail?: string } }>(stall.dir, 'journal');
  expect(entries.map(({ body }) => body)).toContainEqual(
    expect.objectContaining({ kind: 'override', what: 'scale_config', detail: 'live: mean of 2 s' }),
  );
});
