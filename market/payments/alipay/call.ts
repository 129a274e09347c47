import { readObject, redact, textOf } from '../http.ts';
import { rsaSign, rsaVerify, sortedText } from '../rsa.ts';
import { beijingTime } from '../yuan.ts';
import type { Alipay } from './config.ts';
import { rawMembers, type Params } from './sign.ts';

/** What a call to the gateway came to. `code` is Alipay's: 10000 done, 10003 waits, 40004 refused by `subCode`. */
export type Called =
  | {
      readonly kind: 'answer';
      readonly code: string;
      readonly subCode: string;
      readonly text: string;
      readonly json: Readonly<Record<string, unknown>>;
      readonly raw: string;
    }
  | { readonly kind: 'nothing'; readonly text: string; readonly raw: string };

export interface Wish {
  readonly method: string;
  /** The business fields, and `biz_content`'s siblings. */
  readonly content?: Readonly<Record<string, unknown>>;
  readonly params?: Params;
  readonly appAuthToken?: string;
  readonly isNotified?: boolean;
}

/** Calls the gateway. Only an answer that Alipay signed counts, refusals included. */
export async function call({ config, deps }: Alipay, wish: Wish): Promise<Called> {
  const params: Params = {
    app_id: config.appId,
    method: wish.method,
    format: 'JSON',
    charset: 'utf-8',
    sign_type: 'RSA2',
    timestamp: beijingTime(deps.now()),
    version: '1.0',
    ...(wish.isNotified === true ? { notify_url: config.notifyUrl } : {}),
    ...(wish.appAuthToken === undefined || wish.appAuthToken === '' ? {} : { app_auth_token: wish.appAuthToken }),
    ...wish.params,
    ...(wish.content === undefined ? {} : { biz_content: JSON.stringify(wish.content) }),
  };
  const answer = await deps.http({
    method: 'POST',
    url: `${config.gatewayUrl}?charset=utf-8`,
    headers: { 'content-type': 'application/x-www-form-urlencoded;charset=utf-8', 'user-agent': 'stall-pos' },
    body: new URLSearchParams({ ...params, sign: rsaSign(sortedText(params), config.privateKey) }).toString(),
  });
  if (!answer.ok) return { kind: 'nothing', text: answer.text, raw: '' };
  const text = answer.body.toString('utf8');
  const raw = redact(text);
  const members = rawMembers(text);
  const own = members?.get(`${wish.method.replaceAll('.', '_')}_response`);
  const json = own === undefined ? null : readObject(own);
  if (members === null || own === undefined || json === null)
    return { kind: 'nothing', text: `an answer ${answer.status} that can't be read`, raw };
  const signature: unknown = readObject(`{"sign":${members.get('sign') ?? '""'}}`)?.['sign'];
  if (typeof signature !== 'string' || !rsaVerify(own, signature, config.alipayPublicKey))
    return { kind: 'nothing', text: "the answer is not proven to be Alipay's", raw };
  // Some answers (who is paying) come without a code when they are good.
  const code = textOf(json, 'code') || '10000';
  return {
    kind: 'answer',
    code,
    subCode: textOf(json, 'sub_code'),
    text: textOf(json, 'sub_msg') || textOf(json, 'msg'),
    json,
    raw,
  };
}
