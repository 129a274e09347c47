import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { openVendor } from './hand.ts';
import type { Hand } from './hand.ts';
import { openStall } from './stall.ts';
import type { Stall } from './stall.ts';

/** What lies on the pan, and what does not (S2 to S4), in the real window over the real scale's bytes. */

let stall: Stall;
let hand: Hand;
let shopper: Page;
beforeAll(async () => {
  stall = await openStall();
  await stall.start({ enrol: true });
  hand = await openVendor(stall);
  shopper = await stall.open('customer');
});
afterAll(() => stall.stop());
beforeEach(async () => {
  stall.bench.plug('scale', true);
  await hand.page.keyboard.press('Escape');
  await hand.lift();
});

const sheet = () => hand.page.locator('[data-panel]');
const reason = (why: string) => hand.page.locator(`[data-reason="${why}"]`);
/** The lines of the sale number `count` in the market's books. */
const sold = async (count: number) => (await hand.books('sale', count))[count - 1]?.body.lines ?? [];
/** The price of an egg, through the pad of the weighing field, from now on. */
const eggPrice = async (unit: RegExp, amount: string): Promise<void> => {
  await hand.key(/^鸡蛋 .*点一下改价$/).click();
  await hand.key(unit).click();
  await hand.type(amount);
  await hand.page.locator('[data-enter="from_now"][aria-disabled="false"]').click();
  await sheet().waitFor({ state: 'detached' });
};

test('S2: a basin is tared with one key and stays: net zero is ready, the shopper sees its tare, and lifting it ends it', async () => {
  await hand.put(350);
  await hand.page.locator('[data-weighing="live"]').getByText('稳定').waitFor();
  await hand.key(/^去皮|点一下去皮$/).click();
  await hand.ready();
  expect(await sheet().count()).toBe(0);
  for (const [grams, name] of [
    [1_350, '番茄'],
    [950, '黄瓜'],
  ] as const) {
    stall.bench.load(grams);
    await hand.page.locator(`output[data-net="${grams - 350}"]`).waitFor();
    await hand.tile(name).click();
    await hand.line(name).waitFor();
    await shopper.getByText('皮重 0.350 kg').waitFor();
    // Only the goods are taken out of the basin.
    stall.bench.load(350);
    await hand.ready();
  }
  stall.bench.load(0);
  await hand.key('清皮 0.350 kg').waitFor({ state: 'detached' });
  await hand.cash();
  expect((await sold(1)).map(({ grossG, tareG, tareKind, netG }) => [grossG, tareG, tareKind, netG])).toEqual([
    [1_350, 350, 'key', 1_000],
    [950, 350, 'key', 600],
  ]);
});

test('S2: the bag of a product is tared by itself, on both screens and on paper, and nobody is ever asked about it', async () => {
  await hand.put(1_000);
  await hand.tile('番茄').click();
  await hand.line('番茄').waitFor();
  await shopper.getByText('皮重 0.005 kg').waitFor();
  await shopper.locator('[data-net="995"]').waitFor();
  await hand.page.getByText('皮重 0.005 kg').waitFor();
  await hand.lift();
  expect(await sheet().count()).toBe(0);
  await hand.cash();
  await hand.key('打小票').click();
  await expect.poll(() => hand.paper()).toContain('净重 0.995kg');
  expect(await sold(2)).toMatchObject([{ grossG: 1_000, tareG: 5, tareKind: 'preset', netG: 995 }]);
});

test('S3: below Min the screen says the scale’s own number and offers amounts; the portion has no weight anywhere and stays out of average prices', async () => {
  stall.bench.load(60);
  await reason('below_min').waitFor();
  await hand.page.getByText('低于 100 g').waitFor();
  await hand.tile('小葱').click();
  for (const amount of ['¥0.5', '¥1', '¥2', '¥3', '其他']) await hand.key(amount).waitFor();
  await hand.key('¥1').click();
  await hand.line('小葱').getByText('按份').waitFor();
  expect(await hand.line('小葱').innerText()).not.toMatch(/\bkg\b/);
  // 其他: any amount.
  await hand.tile('生姜').click();
  await hand.key('其他').click();
  await hand.type('1.5');
  await hand.page.locator('[data-enter="portion"][aria-disabled="false"]').click();
  await hand.line('生姜').waitFor();
  await hand.lift();
  await hand.cash();
  const before = hand.paper().length;
  await hand.key('打小票').click();
  await expect.poll(() => hand.paper().slice(before)).toContain('cut');
  expect(hand.paper().slice(before)).toContain('按份');
  expect(hand.paper().slice(before)).not.toMatch(/\dkg/);
  expect((await sold(3)).map(({ name, kind, netG, evidenceId }) => [name, kind, netG, evidenceId])).toEqual([
    ['小葱', 'portion', null, null],
    ['生姜', 'portion', null, null],
  ]);
  // The market counts averages over what was weighed or counted; of these it has no weight.
  expect(await stall.db.query(`select distinct kind, net_g from sale_lines where name in ('小葱', '生姜')`)).toEqual([
    { kind: 'portion', net_g: null },
  ]);
});

test('S3: without a scale 按份 sells goods or a category for an amount, and so it does with one', async () => {
  stall.bench.plug('scale', false);
  await reason('no_scale').waitFor();
  await hand.tile('土豆').click();
  await hand.key('¥2').click();
  await hand.line('土豆').waitFor();
  stall.bench.plug('scale', true);
  await hand.ready();
  await hand.key(/^按份/).first().click();
  await hand.page.locator('[data-panel="portion"]').getByRole('button', { name: '根茎' }).click();
  await hand.page.locator('[data-portion="300"]').click();
  await hand.line('根茎').waitFor();
  await hand.cash();
  expect((await sold(4)).map(({ kind, productId, amountFen }) => [kind, productId !== null, amountFen])).toEqual([
    ['portion', true, 200],
    ['portion', false, 300],
  ]);
});

test('S4: goods by the piece: a tap is one, again is one more, − takes one back, and a load on the pan is no reason to refuse', async () => {
  await hand.tile('甜玉米').click();
  await hand.line('1 根').waitFor();
  await hand.tile('甜玉米').click();
  await hand.line('2 根').waitFor();
  await hand.key('甜玉米少一个').click();
  await hand.line('1 根').waitFor();
  await hand.put(700);
  await hand.tile('甜玉米').click();
  await hand.line('2 根').waitFor();
  expect(await hand.line('甜玉米').innerText()).not.toContain('kg');
  // The load is still to be sold.
  await hand.tile('黄瓜').click();
  await hand.line('黄瓜').waitFor();
  await hand.lift();
  await hand.cash();
  expect((await sold(5)).map(({ kind, qty, netG }) => [kind, qty, netG])).toEqual([
    ['piece', 2, null],
    ['weight', 1, 695],
  ]);
});

test('S4: one product with two prices: a load sells it by weight, the piece key by the piece', async () => {
  await hand.put(600);
  await hand.tile('鸡蛋').click();
  await hand.line('0.585 kg').waitFor();
  await eggPrice(/^元\/个$/, '0.8');
  await hand.lift();
  await hand.tile('鸡蛋').click();
  await hand.key('卖一个 ¥0.80').click();
  await hand.line('1 个').waitFor();
  await hand.key('卖一个 ¥0.80').click();
  await hand.line('2 个').waitFor();
  await hand.tile('鸡蛋').click();
  await hand.page.locator('[data-state="armed"]').waitFor({ state: 'detached' });
  await hand.cash();
  expect((await sold(6)).map(({ kind, qty, netG, priceFen }) => [kind, qty, netG, priceFen])).toEqual([
    ['weight', 1, 585, 1_120],
    ['piece', 2, null, 80],
  ]);
});

test('S4: a gift is a marked line of nothing, in the cart, on paper and in the books', async () => {
  await hand.sell(800, '番茄');
  const due = await hand.due();
  await hand.sell(300, '小葱');
  expect(await hand.due()).toBeGreaterThan(due);
  await hand.line('小葱').getByRole('button').first().click();
  await hand.page.locator('[data-enter="gift"]').click();
  await hand.line('小葱').getByText('赠', { exact: true }).waitFor();
  expect(await hand.due()).toBe(due);
  await hand.cash();
  const before = hand.paper().length;
  await hand.key('打小票').click();
  await expect.poll(() => hand.paper().slice(before)).toContain('赠');
  expect((await sold(7)).map(({ name, kind, amountFen }) => [name, kind, amountFen])).toMatchObject([
    ['番茄', 'weight', expect.any(Number)],
    ['小葱', 'gift', 0],
  ]);
});
