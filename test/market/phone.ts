import { API } from '../../shared/wire.ts';
import type { TestTerminal } from './client.ts';

/** A code for the vendor's phone, as the till shows it. */
export async function bookCode(terminal: TestTerminal): Promise<string> {
  // The clock of the test goes on by days; a session is good for one.
  await terminal.openSession();
  const answer = await terminal.send({ method: 'POST', path: `${API}/book/code`, body: {} });
  if (answer.status !== 200) throw new Error(`no code: ${JSON.stringify(answer)}`);
  return (answer.body as { code: string }).code;
}

export const logIn = (market: { readonly url: string }, code: string): Promise<Response> =>
  fetch(`${market.url}/book/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ code }).toString(),
    redirect: 'manual',
  });
export const cookieOf = (answer: Response): string => (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';

/** The phone of a stall's vendor, logged in: opens a page of its books, which must be there. */
export async function phoneOf(
  market: { readonly url: string },
  terminal: TestTerminal,
): Promise<(path: string) => Promise<string>> {
  const cookie = cookieOf(await logIn(market, await bookCode(terminal)));
  return async (path) => {
    const answer = await fetch(`${market.url}${path}`, { headers: { cookie }, redirect: 'manual' });
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status}`);
    return answer.text();
  };
}
