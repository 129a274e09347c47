import { readObject, textOf } from '../http.ts';
import type { Wechat } from './orders.ts';

/** Asks WeChat's browser who is paying, without asking the shopper anything (scope `snsapi_base`). */
export function payerUrl({ config }: Wechat, returnTo: string, state: string): string {
  const wish = new URLSearchParams({
    appid: config.spAppid,
    redirect_uri: returnTo,
    response_type: 'code',
    scope: 'snsapi_base',
    state,
  });
  return `${config.openUrl}/connect/oauth2/authorize?${wish.toString()}#wechat_redirect`;
}

export async function payerOf(
  { config, deps }: Wechat,
  query: Readonly<Record<string, string>>,
): Promise<string | null> {
  const { code = '' } = query;
  if (!/^[\w-]{1,128}$/.test(code) || config.appSecret === '') return null;
  const wish = new URLSearchParams({
    appid: config.spAppid,
    secret: config.appSecret,
    code,
    grant_type: 'authorization_code',
  });
  const answer = await deps.http({
    method: 'GET',
    url: `${config.openApiUrl}/sns/oauth2/access_token?${wish.toString()}`,
    headers: {},
    body: '',
  });
  return answer.ok ? textOf(readObject(answer.body.toString('utf8')), 'openid') || null : null;
}
