import type { ChannelName } from '../channel.ts';
import { readObject, textOf } from '../http.ts';
import type { CodePlan, Phone } from './phone.ts';
import type { Asked, Said } from './server.ts';

/** The phone's own addresses on a simulated channel's server: what a page asks for in the shopper's name. */
const PREFIX = '/simulated/';
export const isPhones = ({ path }: Asked): boolean => path.startsWith(PREFIX);

const headers = {
  'content-type': 'application/json; charset=utf-8',
  'access-control-allow-origin': '*',
  'access-control-allow-headers': 'content-type',
} as const;
const say = (status: number, body: object): Said => ({
  status,
  headers,
  body: JSON.stringify({ ...body, mode: '模拟' }),
});

/**
 * `POST /simulated/look|pay|cancel {text}` and `POST /simulated/code {plan?, afterMs?}` → `{code}`. Answers say 模拟. `text` is
 * what the phone's camera read or what a page hands to the wallet's browser.
 */
export function answerPhone(name: ChannelName, phone: Phone, { method, path, body }: Asked): Said {
  if (method === 'OPTIONS') return say(200, {});
  const asked = readObject(body) ?? {};
  const text = textOf(asked, 'text');
  switch (path.slice(PREFIX.length)) {
    case 'look': {
      const seen = phone.look(text);
      return seen === null ? say(404, { error: 'unknown', channel: name }) : say(200, { ...seen, channel: name });
    }
    case 'pay':
      return say(200, { result: phone.pay(text) });
    case 'cancel':
      phone.cancel(text);
      return say(200, { result: 'cancelled' });
    case 'code':
      return say(200, { code: phone.showCode(planOf(asked)) });
    default:
      return say(404, { error: 'not_found' });
  }
}

function planOf(asked: Readonly<Record<string, unknown>>): CodePlan {
  const kind = textOf(asked, 'plan');
  const afterMs = typeof asked['afterMs'] === 'number' ? asked['afterMs'] : 5_000;
  switch (kind) {
    case 'password':
      return { kind: 'password', afterMs, does: 'pays' };
    case 'cancels':
      return { kind: 'password', afterMs, does: 'cancels' };
    case 'nothing':
      return { kind: 'password', afterMs, does: 'nothing' };
    case 'no_money':
    case 'expired':
      return { kind };
    default:
      return { kind: 'pays' };
  }
}
