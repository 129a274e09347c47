import { afterAll, beforeAll, expect, it } from 'vitest';
import { readScan, usualRules } from '../../../shared/scan.ts';
import { testMarket } from '../market.ts';
import type { TestMarket } from '../market.ts';
import { Till } from './till.ts';

let market: TestMarket;
beforeAll(async () => {
  market = await testMarket({ isSimulated: true });
});
afterAll(() => market.stop());
const page = async (path: string) => {
  const answer = await fetch(`${market.url}${path}`);
  return { status: answer.status, text: await answer.text() };
};
const codeOf = (text: string) => (/<p class="digits">([\d ]+)</.exec(text)?.[1] ?? '').replaceAll(' ', '');

it('a simulated phone shows a code of each wallet, which the till takes for one, and says 模拟', async () => {
  const home = await page('/phone');
  expect(home.text).toContain('模拟');
  for (const wallet of ['wechat', 'alipay', 'unionpay', 'ecny']) {
    expect(home.text).toContain(`/phone/${wallet}/pays`);
    const { text } = await page(`/phone/${wallet}/pays`);
    expect(text).toContain('模拟');
    expect(readScan({ text: codeOf(text), aim: null }, usualRules)[0]).toEqual({ kind: 'payment', channel: wallet });
    expect(codeOf((await page(`/phone/${wallet}/pays`)).text)).not.toBe(codeOf(text));
  }
  expect((await page('/phone/wechat/flies')).status).toBe(404);
  expect((await page('/phone/cash/pays')).status).toBe(404);
});

it('its code pays an order of the till', async () => {
  const till = await Till.join(market, '12');
  for (const [wallet, channel] of [
    ['wechat', 'wechat'],
    ['alipay', 'alipay'],
    ['ecny', 'acquirer'],
  ] as const) {
    const order = till.order(1_250);
    const code = codeOf((await page(`/phone/${wallet}/pays`)).text);
    await till.said('charge', { order: order.text, authCode: code, channel });
    expect((await page(`/1/${order.text}`)).text).toContain('已付款');
  }
});

it('it lists what stalls show just now, until it is paid', async () => {
  const till = await Till.join(market, '12');
  const order = till.order(3_456);
  await till.said('orders', { order: order.text });
  expect((await page('/phone')).text).toContain(`href="/1/${order.text}"`);
  const code = codeOf((await page('/phone/alipay/pays')).text);
  await till.said('charge', { order: order.text, authCode: code, channel: 'alipay' });
  expect((await page('/phone')).text).not.toContain(order.text);
});
