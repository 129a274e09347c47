import { createHash } from 'node:crypto';
import { downloadBill, noBill } from '../bill-file.ts';
import type { Bill, BillKind, Merchant } from '../channel.ts';
import { textOf } from '../http.ts';
import { call } from './call.ts';
import type { Alipay } from './config.ts';
import { refusal } from './orders.ts';
import { unzip } from './zip.ts';

const MAX_BYTES = 64 * 1024 * 1024;
const MAX_TEXT_BYTES = 512 * 1024 * 1024;
const DAY_MS = 86_400_000;

/**
 * A day's bill of one stall: the details (业务明细), from GBK to UTF-8. Alipay gives no hash of the whole; each file is checked
 * against its own in the archive, and `hash` names the archive. Ready after ten the next day; before that a bill that is not
 * there is still to come.
 */
export async function fetchBill(alipay: Alipay, kind: BillKind, day: string, merchant: Merchant | null): Promise<Bill> {
  const { config, deps } = alipay;
  const called = await call(alipay, {
    method: 'alipay.data.dataservice.bill.downloadurl.query',
    ...(merchant === null ? {} : { appAuthToken: merchant.appAuthToken }),
    content: { bill_type: kind === 'trade' ? 'trade' : 'signcustomer', bill_date: day },
  });
  const no = refusal(called, []);
  if (no !== null || called.kind === 'nothing') {
    if (no?.code !== 'isp.bill_not_exist') return noBill('UNKNOWN', no?.text ?? '');
    const isReady = deps.now() >= Date.parse(`${day}T10:00:00+08:00`) + DAY_MS;
    return noBill(isReady ? 'DENIED' : 'PENDING', no.code);
  }
  const url = URL.parse(textOf(called.json, 'bill_download_url'));
  const isOurs =
    url !== null &&
    (url.origin === new URL(config.gatewayUrl).origin ||
      (url.protocol === 'https:' && url.host.endsWith('.alipay.com')));
  if (!isOurs) return noBill('UNKNOWN', "an address that is not Alipay's");
  const file = await downloadBill(deps.http, url.href, MAX_BYTES);
  if (!Buffer.isBuffer(file)) return file;
  const gbk = new TextDecoder('gbk');
  const details = unzip(file, MAX_TEXT_BYTES)?.find(({ name }) => {
    const text = gbk.decode(name);
    return text.includes('明细') && !text.includes('汇总');
  });
  if (details === undefined) return noBill('UNKNOWN', 'the archive is damaged or holds no details');
  const bytes = Buffer.from(gbk.decode(details.bytes));
  return { outcome: 'OK', bytes, hash: `zip-sha256:${createHash('sha256').update(file).digest('hex')}`, text: '' };
}
