import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openVendor } from './hand.ts';
import type { Hand } from './hand.ts';
import { openStall } from './stall.ts';
import type { Stall } from './stall.ts';

/** What never lies still (S5), in the real window over the real scale's bytes. */

let stall: Stall;
let hand: Hand;
beforeAll(async () => {
  stall = await openStall();
  await stall.start({ enrol: true });
  hand = await openVendor(stall);
});
afterAll(() => stall.stop());
beforeEach(() => hand.lift());

const weighing = (key: '平常' | '活鲜') =>
  hand.page.getByRole('group', { name: '称重' }).getByRole('button', { name: key, exact: true });

test('S5: a fish that beats its tail is never sold by an unstable weight; as 活鲜 its mean comes to rest, and that is what is sold', async () => {
  // Armed, it would be taken at the first stable moment.
  await hand.tile('番茄').click();
  await hand.page.locator('[data-state="armed"]').waitFor();
  stall.bench.load(1_000, true);
  await hand.page.getByText('未稳定').first().waitFor();
  expect(await hand.page.locator('[data-line]').count()).toBe(0);

  await hand.key(/菜单/).click();
  await hand.key('设置').click();
  await weighing('活鲜').click();
  await weighing('活鲜').and(hand.page.locator('[aria-pressed="true"]')).waitFor();
  await hand.line('番茄').waitFor();
  await hand.page.keyboard.press('Escape');
  await hand.page.keyboard.press('Escape');
  stall.bench.load(0);
  await hand.ready();
  // What lies still is weighed as ever.
  await hand.sell(805, '黄瓜');
  await hand.cash();

  const [sale] = await hand.books('sale', 1);
  const [fish, still] = sale?.body.lines ?? [];
  expect(still).toMatchObject({ name: '黄瓜', kind: 'weight', netG: 800 });
  expect(fish).toMatchObject({ name: '番茄', kind: 'weight' });
  // The tail beats by 15 g; a mean over two seconds lies within one interval of the scale.
  expect(Math.abs((fish?.grossG ?? 0) - 1_000)).toBeLessThanOrEqual(5);
  expect((await hand.books('override', 1))[0]?.body).toMatchObject({
    what: 'scale_config',
    detail: 'live: mean of 2 s',
  });
});
