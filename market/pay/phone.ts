import type { FastifyInstance } from 'fastify';
import type { ProofChannel } from '../../shared/payment-order.ts';
import { safety } from '../html.ts';
import type { ChannelName } from '../payments/channel.ts';
import type { Desk, Phone } from '../payments/desk.ts';
import type { CodePlan } from '../payments/simulated/phone.ts';
import { mockCodePage, mockPhonePage, sayPage } from './look.ts';
import type { MockPlan } from './look.ts';
import { isWallet, wallets } from './wallet.ts';

const PASSWORD_MS = 8_000;
const plans: Readonly<Record<MockPlan, CodePlan>> = {
  pays: { kind: 'pays' },
  password: { kind: 'password', afterMs: PASSWORD_MS, does: 'pays' },
  cancels: { kind: 'password', afterMs: PASSWORD_MS, does: 'cancels' },
  nothing: { kind: 'password', afterMs: PASSWORD_MS, does: 'nothing' },
  no_money: { kind: 'no_money' },
};
const isPlan = (text: string | undefined): text is MockPlan => text !== undefined && Object.hasOwn(plans, text);
const channelOf = (wallet: ProofChannel): ChannelName =>
  wallet === 'wechat' || wallet === 'alipay' ? wallet : 'acquirer';

/** The phone of a simulated shopper, `/phone`: shows payment codes to hold under a scanner. Only where channels are simulated. */
export function addMockPhone(app: FastifyInstance, desk: Desk): void {
  const phoneOf = (wallet: ProofChannel): Phone | undefined => desk.phones.get(channelOf(wallet));
  app.get('/phone', async (_request, reply) => {
    const offered = wallets.filter((one) => phoneOf(one)?.showCode !== undefined);
    const page =
      offered.length === 0
        ? sayPage('没有模拟手机', '付款渠道不是模拟的。')
        : mockPhonePage(await shownOrders(desk), offered);
    return reply
      .code(offered.length === 0 ? 404 : 200)
      .headers(safety)
      .type('text/html; charset=utf-8')
      .send(page);
  });
  app.get('/phone/:wallet/:plan', (request, reply) => {
    const { wallet, plan } = request.params as { readonly wallet: string; readonly plan: string };
    const showCode = isWallet(wallet) ? phoneOf(wallet)?.showCode : undefined;
    const answer = reply.headers(safety).type('text/html; charset=utf-8');
    if (!isWallet(wallet) || !isPlan(plan) || showCode === undefined)
      return answer.code(404).send(sayPage('没有这个钱包', '请回到模拟手机的首页。'));
    return answer.send(mockCodePage(wallet, plan, showCode(plans[plan], wallet)));
  });
}

const SHOWN = 6;

/** Orders that stalls show just now, newest first: what a phone could scan. */
async function shownOrders(desk: Desk) {
  const rows = await desk.db
    .selectFrom('payment_orders')
    .select(['stall', 'amount_fen', 'payload', 'signature'])
    .where('market', '=', desk.market)
    .where('terminal', '>', 0)
    .where('paid_by', 'is', null)
    .where('ended', '=', '')
    .where('expires_at', '>', desk.now())
    .orderBy('first_seen_at', 'desc')
    .limit(SHOWN)
    .execute();
  return rows.map(({ stall, amount_fen: fen, payload, signature }) => {
    const bytes = [payload, signature].map((text) => Buffer.from(text, 'base64url'));
    return { path: `/1/${Buffer.concat(bytes).toString('base64url')}`, stall: `${stall}号摊`, fen };
  });
}
