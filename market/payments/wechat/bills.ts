import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { downloadBill, noBill } from '../bill-file.ts';
import type { Bill, BillKind } from '../channel.ts';
import { textOf } from '../http.ts';
import { callV3, signedHeaders } from './call.ts';
import { failed, type Wechat } from './orders.ts';

const MAX_BYTES = 64 * 1024 * 1024;
const MAX_TEXT_BYTES = 512 * 1024 * 1024;

/**
 * A day's bill of all stalls under us, as UTF-8 text, checked against its SHA-1 (which is over the text, not the packed file).
 * The address it gives is good for 30 s and must be WeChat's own.
 */
export async function fetchBill(wechat: Wechat, kind: BillKind, day: string): Promise<Bill> {
  const { config, deps } = wechat;
  const wish = new URLSearchParams(
    kind === 'trade'
      ? { bill_date: day, bill_type: 'ALL', tar_type: 'GZIP' }
      : { bill_date: day, account_type: 'BASIC', tar_type: 'GZIP' },
  );
  const called = await callV3(
    wechat,
    'GET',
    `/v3/bill/${kind === 'trade' ? 'tradebill' : 'fundflowbill'}?${wish.toString()}`,
  );
  const no = failed(called);
  if (no !== null || called.kind === 'nothing') {
    const code = no?.code ?? '';
    const outcome = code === 'NO_STATEMENT_EXIST' ? 'DENIED' : code === 'STATEMENT_CREATING' ? 'PENDING' : 'UNKNOWN';
    return noBill(outcome, `${code} ${no?.text ?? ''}`.trim());
  }
  const hash = textOf(called.json, 'hash_value').toLowerCase();
  const url = URL.parse(textOf(called.json, 'download_url'));
  if (url === null || url.origin !== new URL(config.baseUrl).origin || textOf(called.json, 'hash_type') !== 'SHA1')
    return noBill('UNKNOWN', "an address or a kind of hash that is not WeChat's");
  const headers = signedHeaders(config, deps, 'GET', url.pathname + url.search, '');
  const file = await downloadBill(deps.http, url.href, MAX_BYTES, headers);
  if (!Buffer.isBuffer(file)) return file;
  const bytes = unpack(file);
  if (bytes === null || createHash('sha1').update(bytes).digest('hex') !== hash)
    return noBill('UNKNOWN', 'the file is not the one its hash names');
  return { outcome: 'OK', bytes, hash: `sha1:${hash}`, text: '' };
}

function unpack(file: Buffer): Buffer | null {
  try {
    return gunzipSync(file, { maxOutputLength: MAX_TEXT_BYTES });
  } catch {
    return null;
  }
}
