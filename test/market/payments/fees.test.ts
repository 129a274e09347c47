import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pointsOf, rateOn, ratesOf } from '../../../market/payments/fees.ts';
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
  test('is read as it is typed, to hundredths of a percent', () => {
    expect(['0.38', '0.6', '1', '10.00'].map(pointsOf)).toEqual([38, 60, 100, 1_000]);
    for (const wrong of ['', '0.385', '-1', '.5', '1,5', 'x']) expect(pointsOf(wrong)).toBeNaN();
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

  const set = (form: Record<string, string>, headers: Record<string, string> = { cookie }) =>
    fetch(`${market.url}/console/payments/rates`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: new URLSearchParams({
        channel: 'wechat',
        stall: '',
        from: '2026-11-01',
        actor: '赵<主任>',
        ...form,
      }).toString(),
    });

  test('is shown with the one that follows it; the same day again puts it right, and who changed what is kept', async () => {
    expect(await page()).toContain('0.6 %');
    for (const form of [{ percent: '0.4' }, { percent: '0.38' }, { percent: '0.38' }])
      expect((await set(form)).headers.get('location')).toBe('/console/payments#rates');
    await set({ percent: '0.25', stall: '12', from: '2026-12-01' });
    const text = await page();
    for (const shown of ['0.38 %', '2026-12-01 起 0.25 %', '赵&lt;主任&gt;', '0.4 % → 0.38 %', '改动记录 3 条'])
      expect(text).toContain(shown);
    await set({ percent: '', stall: '12', from: '2026-12-01' });
    expect(await page()).toContain('0.25 % → —');
    expect(await market.database.query(`select before, after, actor from payment_fee_changes order by no`)).toEqual([
      { before: null, after: 40, actor: '赵<主任>' },
      { before: 40, after: 38, actor: '赵<主任>' },
      { before: null, after: 25, actor: '赵<主任>' },
      { before: 25, after: null, actor: '赵<主任>' },
    ]);
    await expect(market.database.query(`update payment_fee_changes set actor = 'x'`)).rejects.toThrow('never changed');
  });
  test.each([
    ['a stall that is not there', { percent: '0.38', stall: '999' }, '没有这个摊位'],
    ['a rate no channel takes', { percent: '38' }, '费率不对'],
    ['what is no rate', { percent: '0.385' }, '费率不对'],
    ['a day that is none', { percent: '0.38', from: '2026-02-30' }, '起始日不对'],
    ['nobody’s name', { percent: '0.38', actor: ' ' }, '请写经办人'],
    ['one that is not there to take back', { percent: '', from: '2020-01-01' }, '已经不在了'],
  ])('is refused for %s, in the language of the page', async (_what, form, sentence) => {
    const before = await market.database.query('select count(*) from payment_fee_changes');
    const answer = await set(form);
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain(sentence);
    expect(await (await set(form, { cookie: `${cookie}; stall_console_lang=en` })).text()).not.toContain(sentence);
    expect(await market.database.query('select count(*) from payment_fee_changes')).toEqual(before);
  });
  test('is set by nobody who is not logged in', async () => {
    expect((await set({ percent: '0.1' }, {})).status).toBe(401);
  });
});
