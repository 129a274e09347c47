import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rateOn, ratesOf, readFeeRate } from '../../../market/payments/fees.ts';
import type { FeeRate } from '../../../market/payments/fees.ts';
import { testMarket } from '../market.ts';
import type { TestMarket } from '../market.ts';
import { ScriptedChannel } from './scripted.ts';

describe('a contract’s rate', () => {
  const rates: readonly FeeRate[] = [
    { channel: 'wechat', stall: '12', basisPoints: 20, from: '2026-12-01' },
    { channel: 'wechat', stall: '', basisPoints: 38, from: '2026-11-01' },
    { channel: 'wechat', stall: '', basisPoints: 54, from: '2026-06-01' },
    { channel: 'alipay', stall: '', basisPoints: 55, from: '2026-01-01' },
  ];
  const on = (stall: string, channel: 'wechat' | 'alipay' | 'acquirer', day: string) =>
    rateOn(ratesOf(rates, stall, channel), day)?.basisPoints;
  test('is the stall’s own from its day on, before that the market’s of that day, and 0.6 % where nobody has set one', () => {
    expect(on('12', 'wechat', '2026-12-01')).toBe(20);
    expect(on('12', 'wechat', '2026-11-30')).toBe(38);
    expect(on('8', 'wechat', '2026-12-01')).toBe(38);
    expect(on('8', 'wechat', '2026-10-31')).toBe(54);
    expect(on('8', 'wechat', '2026-05-31')).toBe(60);
    expect(on('8', 'alipay', '2026-12-01')).toBe(55);
    expect(on('8', 'acquirer', '2026-12-01')).toBe(60);
  });
  test('is written in one word, and a wrong word is told', () => {
    expect(readFeeRate('*:wechat:38:2026-12-01')).toEqual({
      channel: 'wechat',
      stall: '',
      basisPoints: 38,
      from: '2026-12-01',
    });
    for (const wrong of [
      '12:wechat:38',
      '12:cash:38:2026-12-01',
      '12:wechat:0.38:2026-12-01',
      '12:wechat:38:2026-13-41',
    ])
      expect(() => readFeeRate(wrong)).toThrow(`--fee ${wrong}`);
  });
});

describe('a contract’s rate that was set', () => {
  let market: TestMarket;
  let cookie = '';
  const page = async (): Promise<string> =>
    (await fetch(`${market.url}/console/payments`, { headers: { cookie } })).text();
  beforeAll(async () => {
    market = await testMarket({ channels: [new ScriptedChannel('wechat')] });
    await market.setMerchant({
      stall: '12',
      channel: 'wechat',
      subMerchant: '1600000012',
      appAuthToken: '',
      codepayV3: false,
    });
    const answer = await fetch(market.consoleUrl, { redirect: 'manual' });
    cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  });
  afterAll(() => market.stop());

  test('is shown with the one that follows it; the same day again puts it right', async () => {
    expect(await page()).toContain('0.6 %');
    await market.setFeeRate({ channel: 'wechat', stall: '', basisPoints: 40, from: '2026-11-01' });
    await market.setFeeRate({ channel: 'wechat', stall: '', basisPoints: 38, from: '2026-11-01' });
    await market.setFeeRate({ channel: 'wechat', stall: '12', basisPoints: 25, from: '2026-12-01' });
    const text = await page();
    expect(text).toContain('0.38 %');
    expect(text).toContain('2026-12-01 起 0.25 %');
  });
  test('is refused for a stall that is not there, and beyond what a channel takes', async () => {
    const rate = { channel: 'wechat', basisPoints: 38, from: '2026-11-01' } as const;
    await expect(market.setFeeRate({ ...rate, stall: '999' })).rejects.toThrow('there is no stall 999');
    await expect(market.setFeeRate({ ...rate, stall: '12', basisPoints: 3_800 })).rejects.toThrow('38 %');
  });
});
