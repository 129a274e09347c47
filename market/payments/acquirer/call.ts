import { unknown, type Answer, type UpstreamState } from '../channel.ts';
import { redact, textOf } from '../http.ts';
import type { Acquirer } from './config.ts';
import { open, seal } from './envelope.ts';

export type Fields = Readonly<Record<string, unknown>>;
/** What a call came to: its data, or the answer that it is when it did not go through. */
export type Called = { readonly data: Fields; readonly raw: string } | { readonly no: Answer };

/** What refusals mean. Whatever is not listed (`SYSTEM_BUSY` …) says nothing. */
const refusals: Readonly<Record<string, UpstreamState | null>> = {
  TRADE_NOT_FOUND: 'absent',
  REFUND_NOT_FOUND: 'absent',
  SPLIT_NOT_FOUND: 'absent',
  TRADE_PAID: 'paid',
  TRADE_CLOSED: 'closed',
  AUTH_CODE_INVALID: 'failed',
  BALANCE_NOT_ENOUGH: 'failed',
  TRADE_MISMATCH: null,
  PARAM_INVALID: null,
  SIGN_INVALID: null,
  NO_PERMISSION: null,
  WALLET_NOT_OPEN: null,
  REFUND_EXCEEDS: null,
  SHARE_EXCEEDS: null,
  SHARE_FINISHED: null,
  RECEIVER_UNKNOWN: null,
};

/** Calls one operation; only what the acquirer has signed counts. */
export async function call({ config, deps }: Acquirer, operation: string, data: Fields): Promise<Called> {
  const fields = {
    app_id: config.appId,
    operation,
    timestamp: String(deps.now()),
    nonce: deps.nonce(),
    data: JSON.stringify(data),
  };
  const answer = await deps.http({
    method: 'POST',
    url: `${config.baseUrl}/v1/${operation}`,
    headers: { 'content-type': 'application/json', 'user-agent': 'stall-pos' },
    body: seal(fields, config.privateKey),
  });
  if (!answer.ok) return { no: unknown(answer.text) };
  const text = answer.body.toString('utf8');
  const opened = open(text, config.acquirerKey, config.appId, deps.now());
  if (!opened.ok)
    return { no: { ...unknown(`the answer is not proven to be the acquirer's: ${opened.reason}`), raw: redact(text) } };
  const raw = redact(opened.fields['data'] ?? '');
  // An old answer to another call of ours, played again.
  if (opened.fields['nonce'] !== fields.nonce) return { no: { ...unknown('an answer to another call'), raw } };
  const code = opened.fields['code'] ?? '';
  if (code === 'OK') return { data: opened.data, raw };
  const isKnown = Object.hasOwn(refusals, code);
  const state = isKnown ? (refusals[code] ?? null) : null;
  return {
    no: { ...unknown(textOf(opened.data, 'message')), outcome: isKnown ? 'DENIED' : 'UNKNOWN', state, code, raw },
  };
}
