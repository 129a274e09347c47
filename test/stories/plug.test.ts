import { afterAll, beforeAll, expect, test } from 'vitest';
import { openVendor } from './hand.ts';
import type { Hand } from './hand.ts';
import { openStall } from './stall.ts';
import type { Stall } from './stall.ts';

/** After the kicked plug (S20): of the till, of the scale, of the market. */

let stall: Stall;
let hand: Hand;
const open = async (): Promise<void> => {
  hand = await openVendor(stall);
};
beforeAll(async () => {
  stall = await openStall();
  await stall.start({ enrol: true });
  await open();
});
afterAll(() => stall.stop());

test('S20: a cart older than two minutes comes back as a held tab that says 断电前 and when; the next shopper is served at once', async () => {
  await hand.ready();
  await hand.sell(700, '番茄');
  await stall.kill();
  await stall.start({ aheadMs: 3 * 60_000 });
  await open();
  const held = hand.page.locator('[role="tab"]', { hasText: /断电前 \d\d:\d\d/ });
  await held.waitFor();
  expect(await held.getAttribute('aria-selected')).toBe('false');
  await hand.ready();
  await hand.sell(500, '黄瓜');
  await hand.cash();
  await held.click();
  await hand.line('番茄').waitFor();
  await hand.cash();
  expect((await hand.books('sale', 2)).map(({ body }) => body.lines.map(({ name }) => name))).toEqual([
    ['黄瓜'],
    ['番茄'],
  ]);
});

test('S20: a cut line is said in no alarm colour, and the sale goes on', async () => {
  /** The colours of what stops a sale and of what waits for somebody. */
  const alarms = () =>
    hand.page.evaluate(() =>
      ['--color-stop', '--color-wait'].map((name) => {
        const probe = document.body.appendChild(document.createElement('i'));
        probe.style.color = `var(${name})`;
        const { color } = getComputedStyle(probe);
        probe.remove();
        return color;
      }),
    );
  await hand.page.locator('[data-link="online"]').waitFor();
  stall.bench.network('offline');
  await hand.page.locator('[data-link="offline"]').getByText('断网，照常卖').waitFor();
  const colour = await hand.page.locator('[data-link]').evaluate((one) => getComputedStyle(one).color);
  expect(await alarms()).not.toContain(colour);
  expect(await hand.page.locator('footer [role="alert"]').count()).toBe(0);
  await hand.sell(500, '番茄');
  await hand.cash();
  stall.bench.network('online');
  await hand.books('sale', 3);
});

test('S20: the scale’s plug: its weight is gone from the screen and sells nothing; back again with a load on it, it wants a zero first', async () => {
  await hand.put(1_000);
  stall.bench.plug('scale', false);
  await hand.page.locator('[data-reason="no_scale"]').waitFor();
  expect(await hand.page.locator('output[data-net]').count()).toBe(0);
  await hand.tile('番茄').click();
  await hand.key('¥2').waitFor();
  expect(await hand.line(/./).count()).toBe(0);
  stall.bench.plug('scale', true);
  await hand.page.locator('[data-reason="loaded_start"]').waitFor();
  await hand.page.getByText('请重新置零').waitFor();
  expect(await hand.line(/./).count()).toBe(0);
  await hand.lift();
  // What was chosen meanwhile takes the next honest load.
  stall.bench.load(1_000);
  await hand.line('0.995 kg').waitFor();
  await hand.lift();
  await hand.cash();
});

test('S20: a scale that took a load for its zero is found out when that is lifted; it says so, and the lines since carry a mark', async () => {
  // A stone of 255 g lies there when the scale finds its zero; the till starts after it.
  stall.bench.load(255);
  await hand.page.locator('output[data-net="255"]').waitFor();
  await hand.zero();
  await stall.quit();
  await stall.start();
  await open();
  await hand.ready();
  stall.bench.load(1_255);
  await hand.page.locator('[data-weighing="live"]').waitFor();
  await hand.tile('番茄').click();
  await hand.line('0.995 kg').waitFor();
  // All of it off: 255 g below zero.
  stall.bench.load(0);
  await hand.page.locator('[data-reason="loaded_start"]').waitFor();
  await hand.page.getByText('开机时秤上有东西').waitFor();
  await hand.zero();
  await hand.cash();
  const sale = (await hand.books('sale', 5))[4];
  expect(sale?.body.lines).toMatchObject([{ marks: ['loaded_start'] }]);
});
