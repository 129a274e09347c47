import { readObject, redact, textOf } from '../http.ts';
import type { Deps, WechatConfig } from './config.ts';
import { authorization, checkSigned } from './sign.ts';

/** What a call to APIv3 came to. `code` is empty for what went through. */
export type Called =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly json: Readonly<Record<string, unknown>>;
      readonly code: string;
      readonly text: string;
      readonly raw: string;
    }
  | { readonly kind: 'nothing'; readonly text: string; readonly raw: string };

/**
 * Calls APIv3 and proves the answer. A refusal without any signature (as for a malformed call) is taken at its word, since it
 * moves no money; what went through, or bears a signature that does not hold, is not.
 */
export async function callV3(
  { config, deps }: { readonly config: WechatConfig; readonly deps: Deps },
  method: 'GET' | 'POST',
  path: string,
  fields: Readonly<Record<string, unknown>> | null = null,
): Promise<Called> {
  const body = fields === null ? '' : JSON.stringify(fields);
  const answer = await deps.http({
    method,
    url: `${config.baseUrl}${path}`,
    headers: signedHeaders(config, deps, method, path, body),
    body,
  });
  if (!answer.ok) return { kind: 'nothing', text: answer.text, raw: '' };
  const text = answer.body.toString('utf8');
  const raw = redact(text);
  const signed = checkSigned(answer.headers, text, config.platformKeys, deps.now());
  const isThrough = answer.status >= 200 && answer.status < 300;
  if (signed !== 'good' && (isThrough || signed !== 'unsigned'))
    return { kind: 'nothing', text: `the answer is not proven to be WeChat's: ${signed}`, raw };
  const json = text === '' ? {} : readObject(text);
  if (json === null) return { kind: 'nothing', text: `an answer ${answer.status} that can't be read`, raw };
  const code = isThrough ? '' : textOf(json, 'code') || String(answer.status);
  return { kind: 'answer', status: answer.status, json, code, text: textOf(json, 'message'), raw };
}

export function signedHeaders(
  config: WechatConfig,
  deps: Deps,
  method: string,
  path: string,
  body: string,
): Record<string, string> {
  const signed = { method, path, timestamp: Math.floor(deps.now() / 1_000), nonce: deps.nonce(), body };
  const { spMchid: mchid, serial, privateKey } = config;
  // Asks to have the answer signed by the public key we hold, when we hold one.
  const keyId = Object.keys(config.platformKeys).find((id) => id.startsWith('PUB_KEY_ID_'));
  return {
    authorization: authorization(signed, { mchid, serial, privateKey }),
    accept: 'application/json',
    'user-agent': 'stall-pos',
    ...(body === '' ? {} : { 'content-type': 'application/json' }),
    ...(keyId === undefined ? {} : { 'wechatpay-serial': keyId }),
  };
}
