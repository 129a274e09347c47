import { textOf } from '../http.ts';
import { call } from './call.ts';
import type { Alipay } from './config.ts';

/** Asks Alipay's browser who is paying, without asking the shopper anything (scope `auth_base`). */
export function payerUrl({ config }: Alipay, returnTo: string, state: string): string {
  const wish = new URLSearchParams({ app_id: config.appId, scope: 'auth_base', redirect_uri: returnTo, state });
  return `${config.authUrl}/oauth2/publicAppAuthorize.htm?${wish.toString()}`;
}

export async function payerOf(alipay: Alipay, query: Readonly<Record<string, string>>): Promise<string | null> {
  const { auth_code: code = '' } = query;
  if (!/^[\w-]{1,128}$/.test(code)) return null;
  const called = await call(alipay, {
    method: 'alipay.system.oauth.token',
    params: { grant_type: 'authorization_code', code },
  });
  if (called.kind === 'nothing' || called.code !== '10000') return null;
  return textOf(called.json, 'open_id') || textOf(called.json, 'user_id') || null;
}
