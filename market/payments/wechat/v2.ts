import { ended, payOutcome, unknown, type Answer, type Trade } from '../channel.ts';
import { redact } from '../http.ts';
import { payRefusal, refusal, stateOf, type Wechat } from './orders.ts';
import { isSigned, readXml, signFields, toXml, type Fields } from './xml.ts';

type Called = { readonly fields: Fields; readonly raw: string } | { readonly no: Answer };

/** Calls APIv2. What is not signed under our key says nothing, a refused call (`return_code`) included. */
async function callV2(
  { config, deps }: Wechat,
  path: string,
  own: Fields,
  trade: Pick<Trade, 'merchant' | 'outTradeNo'>,
  isCertified: boolean,
): Promise<Called> {
  const { apiV2Key: key, v2SignType: type, certificate: cert, privateKey } = config;
  const fields: Fields = {
    appid: config.spAppid,
    mch_id: config.spMchid,
    sub_mch_id: trade.merchant.subMerchant,
    out_trade_no: trade.outTradeNo,
    nonce_str: deps.nonce(),
    sign_type: type,
    ...own,
  };
  const answer = await deps.http({
    method: 'POST',
    url: `${config.baseUrl}${path}`,
    headers: { 'content-type': 'application/xml', 'user-agent': 'stall-pos' },
    body: toXml({ ...fields, sign: signFields(fields, key, type) }),
    ...(isCertified ? { certificate: { cert, key: privateKey } } : {}),
  });
  if (!answer.ok) return { no: unknown(answer.text) };
  const text = answer.body.toString('utf8');
  const raw = redact(text);
  const read = readXml(text);
  if (read === null) return { no: { ...unknown(`an answer ${answer.status} that can't be read`), raw } };
  if (read['return_code'] !== 'SUCCESS') return { no: { ...unknown(read['return_msg'] ?? ''), code: 'FAIL', raw } };
  if (!isSigned(read, key, type)) return { no: { ...unknown("the answer is not proven to be WeChat's: bad"), raw } };
  if (read['mch_id'] !== config.spMchid || (read['out_trade_no'] ?? trade.outTradeNo) !== trade.outTradeNo)
    return { no: { ...unknown('an answer about another order'), raw } };
  if (read['result_code'] !== 'SUCCESS') {
    const no = refusal(read['err_code'] ?? '', read['err_code_des'] ?? '', raw);
    // To be called again, whatever the code says.
    return { no: read['recall'] === 'Y' ? { ...no, outcome: 'UNKNOWN' } : no };
  }
  return { fields: read, raw };
}

/** 付款码 by APIv2 (`/pay/micropay`). */
export async function micropay(wechat: Wechat, trade: Trade, authCode: string): Promise<Answer> {
  const called = await callV2(
    wechat,
    '/pay/micropay',
    {
      body: trade.subject.slice(0, 40),
      total_fee: String(trade.amountFen),
      // The address of the server that asks; WeChat wants one and judges none.
      spbill_create_ip: '127.0.0.1',
      auth_code: authCode,
      profit_sharing: trade.isShared ? 'Y' : 'N',
    },
    trade,
    false,
  );
  if ('no' in called) return payRefusal(called.no);
  const { fields, raw } = called;
  const state = stateOf(fields['trade_state'] ?? 'SUCCESS');
  const fen = /^\d{1,12}$/.test(fields['total_fee'] ?? '') ? Number(fields['total_fee']) : null;
  return {
    outcome: fields['sub_mch_id'] === trade.merchant.subMerchant ? payOutcome(state) : 'UNKNOWN',
    state,
    amountFen: fen,
    channelNo: fields['transaction_id'] ?? null,
    paidAt: v2Time(fields['time_end'] ?? ''),
    wallet: state === 'paid' ? 'wechat' : null,
    code: fields['trade_state'] ?? 'SUCCESS',
    text: '',
    raw,
  };
}

/** 撤销 by APIv2; shows our certificate. */
export async function reverseV2(wechat: Wechat, trade: Pick<Trade, 'merchant' | 'outTradeNo'>): Promise<Answer> {
  const called = await callV2(wechat, '/secapi/pay/reverse', {}, trade, true);
  if ('no' in called) return ended(called.no, called.no.raw);
  const { fields, raw } = called;
  return fields['recall'] === 'Y' ? { ...unknown('to be called again'), raw } : ended(null, raw);
}

/** `yyyyMMddHHmmss`, Beijing time. */
const v2Time = (text: string): number | null => {
  const [, y, mo, d, h, mi, s] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(text) ?? [];
  return y === undefined ? null : Date.parse(`${y}-${mo}-${d}T${h}:${mi}:${s}+08:00`) || null;
};
