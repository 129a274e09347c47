import { createHash } from 'node:crypto';
import { downloadBill, noBill } from '../bill-file.ts';
import type { Bill, BillKind } from '../channel.ts';
import { textOf } from '../http.ts';
import { call } from './call.ts';
import type { Acquirer } from './config.ts';

const MAX_BYTES = 512 * 1024 * 1024;

/** A day's bill of all merchants under us, UTF-8 text, checked against its SHA-256. */
export async function fetchBill(acquirer: Acquirer, kind: BillKind, day: string): Promise<Bill> {
  const { config, deps } = acquirer;
  const called = await call(acquirer, 'bill', { kind, day });
  if ('no' in called) {
    const { code, text } = called.no;
    const outcome = code === 'BILL_NOT_EXIST' ? 'DENIED' : code === 'BILL_NOT_READY' ? 'PENDING' : 'UNKNOWN';
    return noBill(outcome, `${code} ${text}`.trim());
  }
  const url = URL.parse(textOf(called.data, 'url'));
  if (url === null || url.origin !== new URL(config.baseUrl).origin)
    return noBill('UNKNOWN', "an address that is not the acquirer's");
  const file = await downloadBill(deps.http, url.href, MAX_BYTES);
  if (!Buffer.isBuffer(file)) return file;
  const hash = createHash('sha256').update(file).digest('hex');
  if (hash !== textOf(called.data, 'sha256')) return noBill('UNKNOWN', 'the file is not the one its hash names');
  return { outcome: 'OK', bytes: file, hash: `sha256:${hash}`, text: '' };
}
