import type { ProofChannel } from '../../../shared/payment-order.ts';
import {
  ended,
  payOutcome,
  unknown,
  type Answer,
  type Channel,
  type Invitation,
  type Trade,
  type UpstreamState,
} from '../channel.ts';
import { textOf, timeOf, wholeOf } from '../http.ts';
import { call, type Fields } from './call.ts';
import type { Acquirer } from './config.ts';

type Named = Pick<Trade, 'merchant' | 'outTradeNo'>;
const states: Readonly<Record<string, UpstreamState>> = {
  OPEN: 'open',
  PAYING: 'paying',
  PAID: 'paid',
  FAILED: 'failed',
  CLOSED: 'closed',
  REVERSED: 'closed',
  REFUNDED: 'refunded',
};
export const stateOf = (word: string): UpstreamState | null =>
  Object.hasOwn(states, word) ? (states[word] ?? null) : null;
export const walletOf = (word: string): ProofChannel | null => {
  const name = word.toLowerCase();
  return name === 'wechat' || name === 'alipay' || name === 'unionpay' || name === 'ecny' ? name : null;
};

const content = ({ config }: Acquirer, trade: Trade): Fields => ({
  merchant_no: trade.merchant.subMerchant,
  out_trade_no: trade.outTradeNo,
  amount_fen: trade.amountFen,
  subject: trade.subject.slice(0, 60),
  expires_at: new Date(trade.expiresAt).toISOString(),
  profit_sharing: trade.isShared,
  notify_url: config.notifyUrl,
});
const named = (trade: Named): Fields => ({ merchant_no: trade.merchant.subMerchant, out_trade_no: trade.outTradeNo });

/** An order as an answer or a notice tells it. */
export const orderFacts = (data: Fields) => {
  const state = stateOf(textOf(data, 'state'));
  return {
    state,
    amountFen: wholeOf(data, 'amount_fen'),
    channelNo: textOf(data, 'trade_no') || null,
    paidAt: timeOf(textOf(data, 'paid_at')),
    wallet: state === 'paid' || state === 'refunded' ? walletOf(textOf(data, 'wallet')) : null,
    code: textOf(data, 'state'),
  };
};
const isOf = (data: Fields, trade: Named): boolean =>
  textOf(data, 'out_trade_no') === trade.outTradeNo && textOf(data, 'merchant_no') === trade.merchant.subMerchant;

export const prepay = async (
  acquirer: Acquirer,
  ...[trade, scene]: Parameters<Channel['prepay']>
): ReturnType<Channel['prepay']> => {
  if (scene.kind === 'jsapi')
    return { ...unknown('the acquirer names the shopper on its own page'), outcome: 'DENIED', invitation: null };
  const called = await call(acquirer, 'prepay', {
    ...content(acquirer, trade),
    wallet: scene.wallet.toUpperCase(),
    way: scene.kind === 'native' ? 'CODE' : 'PAGE',
  });
  if ('no' in called) return { ...called.no, invitation: null };
  const { data, raw } = called;
  const url = textOf(data, 'url');
  if (!isOf(data, trade) || url === '') return { ...unknown('an answer about another order'), raw, invitation: null };
  const invitation: Invitation = { kind: 'url', url };
  return { ...unknown(''), outcome: 'OK', state: 'open', raw, invitation };
};

export async function payByCode(acquirer: Acquirer, trade: Trade, authCode: string): Promise<Answer> {
  const called = await call(acquirer, 'pay_by_code', { ...content(acquirer, trade), auth_code: authCode });
  if ('no' in called) {
    const { no } = called;
    if (no.outcome !== 'DENIED') return no;
    // A number that is taken, paid or closed may be so by our own lost call: only a query tells.
    const isOpen = no.code === 'TRADE_MISMATCH' || (no.state !== null && no.state !== 'failed');
    return isOpen ? { ...no, outcome: 'UNKNOWN', state: null } : { ...no, state: 'failed' };
  }
  const { data, raw } = called;
  if (!isOf(data, trade)) return { ...unknown('an answer about another order'), raw };
  const facts = orderFacts(data);
  return { ...unknown(''), ...facts, outcome: payOutcome(facts.state), raw };
}

export async function query(acquirer: Acquirer, trade: Named): Promise<Answer> {
  const called = await call(acquirer, 'query', named(trade));
  if ('no' in called) return { ...called.no, outcome: called.no.state === 'absent' ? 'OK' : 'UNKNOWN' };
  const { data, raw } = called;
  const facts = orderFacts(data);
  if (!isOf(data, trade) || facts.state === null) return { ...unknown('an answer about another order'), raw };
  return { ...unknown(''), ...facts, outcome: 'OK', raw };
}

/** `close` ends what is not paid; `reverse` gives the money back too. */
export const end = async (acquirer: Acquirer, operation: 'close' | 'reverse', trade: Named): Promise<Answer> => {
  const called = await call(acquirer, operation, named(trade));
  return 'no' in called ? ended(called.no, called.no.raw) : ended(null, called.raw);
};
