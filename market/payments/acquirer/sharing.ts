import { unknown, type Answer, type Channel, type Merchant, type Split, type SplitAnswer } from '../channel.ts';
import { isObject, textOf, wholeOf } from '../http.ts';
import { call, type Called } from './call.ts';
import type { Acquirer } from './config.ts';

const results: Readonly<Record<string, 'success' | 'pending' | 'failed'>> = {
  DONE: 'success',
  PENDING: 'pending',
  REFUSED: 'failed',
};
const answered = (called: Called): Answer =>
  'no' in called ? called.no : { ...unknown(''), outcome: 'OK', raw: called.raw };

export const addReceiver = async (
  acquirer: Acquirer,
  merchant: Merchant,
  receiver: Parameters<Channel['addReceiver']>[1],
): Promise<Answer> =>
  answered(
    await call(acquirer, 'receiver_add', {
      merchant_no: merchant.subMerchant,
      kind: receiver.kind,
      account: receiver.account,
      description: receiver.description,
    }),
  );

export const split = async (acquirer: Acquirer, wish: Split): Promise<SplitAnswer> =>
  told(
    await call(acquirer, 'split', {
      merchant_no: wish.merchant.subMerchant,
      trade_no: wish.channelNo,
      out_split_no: wish.outSplitNo,
      receivers: wish.receivers.map(({ kind, account, amountFen, description }) => ({
        kind,
        account,
        amount_fen: amountFen,
        description,
      })),
      is_last: wish.isLast,
    }),
    wish.outSplitNo,
  );

export async function splitQuery(acquirer: Acquirer, wish: Parameters<Channel['splitQuery']>[0]): Promise<SplitAnswer> {
  const called = await call(acquirer, 'split_query', {
    merchant_no: wish.merchant.subMerchant,
    trade_no: wish.channelNo,
    out_split_no: wish.outSplitNo,
  });
  const answer = told(called, wish.outSplitNo);
  return answer.outcome === 'DENIED' ? { ...answer, outcome: 'UNKNOWN' } : answer;
}

function told(called: Called, outSplitNo: string): SplitAnswer {
  if ('no' in called) return { ...called.no, receivers: [] };
  const { data, raw } = called;
  if (textOf(data, 'out_split_no') !== outSplitNo)
    return { ...unknown('an answer about another split'), raw, receivers: [] };
  const list: readonly unknown[] = Array.isArray(data['receivers']) ? data['receivers'] : [];
  const receivers = list.filter(isObject).map((one) => ({
    account: textOf(one, 'account'),
    amountFen: wholeOf(one, 'amount_fen') ?? 0,
    result: results[textOf(one, 'state')] ?? ('pending' as const),
    reason: textOf(one, 'reason'),
  }));
  const isDone = receivers.every(({ result }) => result !== 'pending');
  return {
    ...unknown(''),
    outcome: isDone ? 'OK' : 'PENDING',
    channelNo: textOf(data, 'split_no') || null,
    raw,
    receivers,
  };
}

export async function splitReturn(acquirer: Acquirer, wish: Parameters<Channel['splitReturn']>[0]): Promise<Answer> {
  const called = await call(acquirer, 'split_return', {
    merchant_no: wish.merchant.subMerchant,
    out_split_no: wish.outSplitNo,
    out_return_no: wish.outReturnNo,
    account: wish.account,
    amount_fen: wish.amountFen,
  });
  if ('no' in called) return called.no;
  return {
    ...answered(called),
    amountFen: wholeOf(called.data, 'amount_fen'),
    channelNo: textOf(called.data, 'return_no') || null,
  };
}

export const unfreeze = async (acquirer: Acquirer, wish: Parameters<Channel['unfreeze']>[0]): Promise<Answer> =>
  answered(
    await call(acquirer, 'unfreeze', {
      merchant_no: wish.merchant.subMerchant,
      trade_no: wish.channelNo,
      out_split_no: wish.outSplitNo,
      reason: wish.reason,
    }),
  );
