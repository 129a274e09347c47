import type { Bill } from './channel.ts';
import type { Http } from './http.ts';

/** Why there is no bill. */
export const noBill = (outcome: Bill['outcome'], text: string): Bill => ({ outcome, bytes: null, hash: '', text });

const TIMEOUT_MS = 60_000;
/** Downloads a bill from the address its channel has given; a bill that says why not when it does not come. */
export async function downloadBill(
  http: Http,
  url: string,
  maxBytes: number,
  headers: Readonly<Record<string, string>> = {},
): Promise<Buffer | Bill> {
  const file = await http({ method: 'GET', url, headers, body: '', maxBytes, timeoutMs: TIMEOUT_MS });
  if (!file.ok) return noBill('UNKNOWN', file.text);
  return file.status === 200 ? file.body : noBill('UNKNOWN', `the download answered ${file.status}`);
}
