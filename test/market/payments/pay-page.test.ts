import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeAuthenticated, shortCode } from '../../../shared/payment-order.ts';
import { invitedPage } from '../../../market/pay/look.ts';
import { testMarket } from '../market.ts';
import type { TestMarket } from '../market.ts';
import { ScriptedChannel } from './scripted.ts';
import { Till } from './till.ts';
import type { TillOrder } from './till.ts';

const wechat = new ScriptedChannel('wechat');
const alipay = new ScriptedChannel('alipay');
const WECHAT = 'Mozilla/5.0 (Linux; Android 14) MicroMessenger/8.0.50';
const ALIPAY = 'Mozilla/5.0 (iPhone) AlipayClient/10.5.80';
const SAFARI = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1';
let market: TestMarket;
let till: Till;

beforeAll(async () => {
  market = await testMarket({
    channels: [wechat, alipay],
    phones: new Map([
      [
        'wechat',
        {
          pay: (text: string) => {
            wechat.pay(text.split('/').at(-1)?.split('=').at(-1) ?? '');
            return 'paid';
          },
        },
      ],
    ]),
  });
  for (const channel of ['wechat', 'alipay'] as const)
    await market.setMerchant({ stall: '12', channel, subMerchant: channel, appAuthToken: '', codepayV3: false });
  till = await Till.join(market, '12');
});
afterAll(() => market.stop());

const open = (path: string, agent: string) =>
  fetch(`${market.url}${path}`, { headers: { 'user-agent': agent }, redirect: 'manual' });
const page = async (path: string, agent: string) => (await open(path, agent)).text();
const no = async (order: TillOrder): Promise<string> =>
  (
    await market.database.query<{ no: string }>(
      'select out_trade_no as no from payment_attempts where order_hash = $1 order by attempt desc limit 1',
      [order.hash],
    )
  )[0]?.no ?? '';
const settle = async (): Promise<void> => {
  market.pass(6_000);
  await market.runPayments();
};

describe('the page behind the QR', () => {
  it('of an order nobody has told the market of says stall and amount, and is marked 模拟', async () => {
    const order = till.order(2_380);
    const text = await page(`/1/${order.text}`, SAFARI);
    expect(text).toContain('12号摊 老王蔬菜');
    expect(text).toContain('23.80');
    expect(text).toContain('模拟');
    // Looking is not paying: nothing was asked of any channel.
    expect(await no(order)).toBe('');
  });
  it('invites in the wallet it is opened in, the same again when it is loaded anew', async () => {
    const order = till.order(1_250);
    const text = await page(`/1/${order.text}`, ALIPAY);
    expect(text).toContain('模拟支付宝付款');
    await page(`/1/${order.text}`, ALIPAY);
    expect(alipay.asked.filter((call) => call === `prepay ${order.hash.slice(0, 28).toUpperCase()}`)).toEqual([]);
    expect(await no(order)).toMatch(/01$/);
  });
  it('closes the try of another wallet upstream before it opens its own', async () => {
    const order = till.order(1_260);
    await page(`/1/${order.text}`, ALIPAY);
    const first = await no(order);
    await page(`/1/${order.text}`, WECHAT);
    const second = await no(order);
    expect(alipay.asked).toContain(`close ${first}`);
    expect(wechat.asked).toContain(`prepay ${second}`);
    expect(second).not.toBe(first);
  });
  it('waits while the other try can not be closed, and lets nobody pay twice', async () => {
    const order = till.order(1_270);
    await page(`/1/${order.text}`, ALIPAY);
    const first = await no(order);
    alipay.next.push({ call: 'close', how: 'unknown' }, { call: 'query', how: 'unknown' });
    expect(await page(`/1/${order.text}`, WECHAT)).toContain('正在关闭');
    expect(await no(order)).toBe(first);
    alipay.pay(first);
    await settle();
    expect(await page(`/1/${order.text}`, WECHAT)).toContain('已付款');
  });
  it('asks WeChat first who is paying, and names that payer', async () => {
    wechat.naming = true;
    const order = till.order(1_280);
    const answer = await open(`/1/${order.text}`, WECHAT);
    expect(answer.status).toBe(302);
    const to = new URL(answer.headers.get('location') ?? '');
    const back = new URL(to.searchParams.get('returnTo') ?? '');
    expect(back.pathname).toBe(`/1/${order.text}`);
    await page(`${back.pathname}${back.search}&code=abc&state=back`, WECHAT);
    const [row] = await market.database.query<{ scene: object; invitation: object }>(
      'select scene, invitation from payment_attempts where out_trade_no = $1',
      [await no(order)],
    );
    expect(row).toMatchObject({
      scene: { kind: 'jsapi', payerId: 'id-abc' },
      invitation: { kind: 'call', arguments: { package: `prepay_id=${await no(order)}` } },
    });
    // A code that was used up is asked for anew once, then people are told.
    expect((await open(`${back.pathname}${back.search}&code=used&state=back`, WECHAT)).status).toBe(302);
    expect(await page(`${back.pathname}${back.search}&again=1&code=used&state=back`, WECHAT)).toContain('没有回答');
    wechat.naming = false;
  });
  it('shows, once paid, the code and the receipt the till takes, to any phone that scans it again', async () => {
    const order = till.order(1_290);
    await page(`/1/${order.text}`, WECHAT);
    const before = await (await open(`/1/${order.text}/state`, WECHAT)).json();
    const answer = await fetch(`${market.url}/1/${order.text}/simulated`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ wallet: 'wechat' }),
    });
    expect(await answer.json()).toEqual({ result: 'paid' });
    await settle();
    expect(await (await open(`/1/${order.text}/state`, WECHAT)).json()).not.toEqual(before);
    const text = await page(`/1/${order.text}`, SAFARI);
    const key = Buffer.from((await till.config()).proofKey, 'base64url');
    const mac = Uint8Array.from(createHmac('sha256', key).update(codeAuthenticated(order.bytes, 'wechat')).digest());
    const code = shortCode(mac, 'wechat', 1_290);
    expect(text).toContain(`${code.slice(0, 4)} ${code.slice(4)}`);
    expect(text).toContain('<svg');
    expect(text).toContain('已付款');
  });
  it('tells plainly of what is over', async () => {
    const closed = till.order(300);
    await till.said('close', { order: closed.text });
    expect(await page(`/1/${closed.text}`, WECHAT)).toContain('不用付了');
    const expired = till.order(310);
    await till.said('orders', { order: expired.text });
    market.pass(601_000);
    await market.runPayments();
    expect(await page(`/1/${expired.text}`, WECHAT)).toContain('过期');
  });
  it('of an order whose amount was changed in the address can not be paid', async () => {
    const bytes = Buffer.from(till.order(5_000).text, 'base64url');
    bytes.writeUInt32BE(1, 12);
    const answer = await open(`/1/${bytes.toString('base64url')}`, WECHAT);
    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain('不能付款');
  });
  it('runs no foreign script and is framed by nobody', async () => {
    const answer = await open(`/1/${till.order(320).text}`, SAFARI);
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(answer.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(await answer.text()).not.toMatch(/<script>|style=|onclick/);
    for (const path of ['/pay/pay.css', '/pay/pay.js']) expect((await open(path, SAFARI)).status).toBe(200);
  });
});

describe('inside WeChat and Alipay', () => {
  const view = {
    stall: '12号摊 <b>',
    path: '/1/x',
    version: 'v',
    isSimulated: false,
    mark: {
      orderHash: '',
      state: 'open',
      channel: null,
      amountFen: 1_250,
      returnedFen: 0,
      transactionId: null,
      paidAt: null,
      isSimulated: false,
    },
  } as const;
  it('the key makes the wallet call with the arguments as they were signed', () => {
    const args = { appId: 'wx1', package: 'prepay_id=wx2', paySign: 'a"b' };
    const text = invitedPage(view, 'wechat', { kind: 'call', arguments: args }, true);
    const held = /data-arguments="([^"]*)"/.exec(text)?.[1]?.replaceAll('&quot;', '"');
    expect(JSON.parse(held ?? '')).toEqual(args);
    expect(text).not.toContain('<b>\n');
    expect(text).not.toContain('模拟');
  });
  it('outside, Alipay is opened by its address and can be scanned', () => {
    const text = invitedPage(view, 'alipay', { kind: 'url', url: 'https://qr.alipay.com/x' }, false);
    expect(text).toContain('href="https://qr.alipay.com/x"');
    expect(text).toContain('<svg');
  });
});

describe('the printed code of a stall', () => {
  it('takes an amount the shopper keys, and its money arrives at the tills', async () => {
    expect(await page('/s/12', WECHAT)).toContain('12号摊');
    const made = await fetch(`${market.url}/s/12/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ amountFen: 870 }),
    });
    const { path } = (await made.json()) as { path: string };
    expect(await page(path, WECHAT)).toContain('8.70');
    const [row] = await market.database.query<{ no: string }>(
      `select out_trade_no as no from payment_attempts where order_hash = $1`,
      [path.slice(3)],
    );
    wechat.pay(row?.no ?? '');
    await settle();
    expect(await page(path, SAFARI)).toContain('给摊主看');
    expect((await till.marks()).find(({ kind }) => kind === 'arrival')?.arrival).toMatchObject({
      amountFen: 870,
      takenBy: null,
    });
  });
  it('takes no more than a static code may, and none for a stall without a merchant', async () => {
    const ask = (stall: string, amountFen: unknown) =>
      fetch(`${market.url}/s/${stall}/orders`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ amountFen }),
      });
    for (const amountFen of [50_001, 0, -5, 1.5, 'x', null]) expect((await ask('12', amountFen)).status).toBe(400);
    expect((await ask('8', 100)).status).toBe(404);
    expect((await open('/s/8', SAFARI)).status).toBe(404);
    expect((await open('/s/12/sheet', SAFARI)).status).toBe(200);
  });
});
