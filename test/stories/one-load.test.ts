import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { handOf } from './hand.ts';
import type { Hand } from './hand.ts';
import { openStall } from './stall.ts';
import type { Stall } from './stall.ts';

/** One load, one line, any order (S1, S2), in the real window over the real scale's bytes. */

let stall: Stall;
let hand: Hand;
beforeAll(async () => {
  stall = await openStall();
  await stall.start({ enrol: true });
  hand = handOf(stall, await stall.open('vendor'));
  await hand.tile('番茄').waitFor();
});
afterAll(() => stall.stop());
beforeEach(() => hand.lift());

test('S1: a tile armed on an empty pan shows name and price on both screens and takes the load by itself; tapped again it lets go', async () => {
  const shopper = await stall.open('customer');
  await hand.tile('番茄').click();
  await hand.page.locator('[data-state="armed"]', { hasText: '番茄' }).waitFor();
  await shopper.getByText('番茄').first().waitFor();
  await shopper.getByText('8.40').first().waitFor();
  await hand.tile('番茄').click();
  await hand.page.locator('[data-state="armed"]').waitFor({ state: 'detached' });
  await hand.tile('番茄').click();
  stall.bench.load(1_250);
  await hand.line('番茄').waitFor();
  expect(await hand.line('番茄').innerText()).toContain('1.245 kg');
  await hand.lift();
  await hand.cash();
  await shopper.close();
});

test('S1: another tile changes the product of the load on the pan, the same tile takes its new weight, and what is added on top costs nothing until then', async () => {
  await hand.put(1_000);
  await hand.tile('番茄').click();
  await hand.line('番茄').waitFor();
  await hand.tile('茄子').click();
  await hand.line('茄子').waitFor();
  expect(await hand.line(/./).count()).toBe(1);
  const before = await hand.due();
  // A spring onion on top.
  stall.bench.load(1_060);
  await hand.key('更新').waitFor();
  expect(await hand.due()).toBe(before);
  await hand.tile('茄子').click();
  await hand.line('1.055 kg').waitFor();
  expect(await hand.due()).toBeGreaterThan(before);
  // 更新 does the same.
  stall.bench.load(1_200);
  await hand.key('更新').click();
  await hand.line('1.195 kg').waitFor();
  await hand.lift();
  await hand.cash();
  const sale = (await hand.books('sale', 2))[1];
  expect(sale?.body.lines.map(({ name, netG, marks }) => [name, netG, marks])).toEqual([
    ['茄子', 1_195, ['product_changed']],
  ]);
});

test('S1: a pinned tile adds one line for each load, three cuts with one touch', async () => {
  await hand.tile('南瓜').click();
  await hand.key('连称').click();
  for (const [index, grams] of [800, 910, 1_020].entries()) {
    stall.bench.load(grams);
    await hand.line('南瓜').nth(index).waitFor();
    await hand.lift();
  }
  await hand.cash();
  expect((await hand.books('sale', 3))[2]?.body.lines.map(({ grossG }) => grossG)).toEqual([800, 910, 1_020]);
  // The pin was this shopper's.
  await hand.page.locator('[data-state="armed"]').waitFor({ state: 'detached' });
});

test('S2: a residue asks for zero with the largest key, and what is chosen meanwhile waits for its load', async () => {
  await hand.put(1_000);
  await hand.tile('番茄').click();
  await hand.line('番茄').waitFor();
  // Water stays on the pan.
  stall.bench.load(25);
  await hand.page.locator('[data-reason="residue"]').waitFor();
  const zero = hand.key('置零');
  const [box, cash] = [await zero.boundingBox(), await hand.key(/^更多/).boundingBox()];
  expect(box?.width).toBeGreaterThan(cash?.width ?? 0);
  await hand.tile('茄子').click();
  await hand.page.getByText('归零后放上就称').waitFor();
  await zero.click();
  await hand.ready();
  stall.bench.load(525);
  await hand.line('茄子').waitFor();
  expect(await hand.line('茄子').innerText()).toContain('0.495 kg');
  stall.bench.load(25);
  await hand.ready();
  await hand.cash();
  stall.bench.load(0);
  // Wiped: the scale is below its zero, and once it is at rest the same key puts that right.
  await hand.page.locator('output[data-net="-25"]').waitFor();
  await hand.zero();
});
