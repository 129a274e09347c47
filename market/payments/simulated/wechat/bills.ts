import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { beijingTime, yuanOf } from '../../yuan.ts';
import { feeFen } from '../sharing.ts';
import { FEE_BASIS_POINTS } from '../simulated.ts';
import type { SimOrder, SimRefund } from '../order.ts';
import { beijing, no, ok, types, type Route, type V3 } from './common.ts';

/** Bills of the simulated WeChat Pay, in the columns of payments.md 1.5: yuan, a backtick before each field, a summary. */
const tradeColumns =
  '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注';
const tradeSummary = '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额';
const fundColumns =
  '记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),资金变更提交申请人,备注,业务凭证号';
const fundSummary = '资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额';

const line = (fields: readonly string[]): string =>
  fields.map((field) => `\`${field.replace(/[,\r\n]/g, ' ')}`).join(',');
const isOn = (ms: number | null, day: string): ms is number => ms !== null && beijing(ms).startsWith(day);

/** What was paid and what refunds were accepted on a day, in the order of time. */
function movements(
  v3: V3,
  day: string,
): readonly { readonly at: number; readonly order: SimOrder; readonly refund: SimRefund | null }[] {
  return v3.book
    .orders()
    .flatMap((order) => [
      ...(isOn(order.paidAt, day) ? [{ at: order.paidAt, order, refund: null }] : []),
      ...order.refunds.filter(({ at }) => isOn(at, day)).map((refund) => ({ at: refund.at, order, refund })),
    ])
    .toSorted((a, b) => a.at - b.at);
}

function tradeBill(v3: V3, day: string): string {
  const all = movements(v3, day);
  const fee = (order: SimOrder, refund: SimRefund | null): number =>
    refund === null ? feeFen(order.amountFen, FEE_BASIS_POINTS) : -feeFen(refund.fen, FEE_BASIS_POINTS);
  const rows = all.map(({ at, order, refund }) =>
    line([
      beijingTime(at),
      v3.config.spAppid,
      v3.config.spMchid,
      order.subMerchant,
      '',
      order.channelNo,
      order.outTradeNo,
      order.payer,
      types[order.way],
      refund === null ? 'SUCCESS' : order.state === 'reversed' ? 'REVOKED' : 'REFUND',
      'OTHERS',
      'CNY',
      yuanOf(refund === null ? order.amountFen : 0),
      '0.00',
      refund?.channelNo ?? '0',
      refund?.outRefundNo ?? '0',
      yuanOf(refund?.fen ?? 0),
      '0.00',
      refund === null ? '' : 'ORIGINAL',
      refund === null ? '' : refund.state === 'success' ? 'SUCCESS' : 'PROCESSING',
      order.subject,
      '模拟',
      (fee(order, refund) / 100).toFixed(5),
      '0.60%',
      yuanOf(refund === null ? order.amountFen : 0),
      yuanOf(refund?.fen ?? 0),
      '模拟',
    ]),
  );
  const paid = all.reduce((sum, { order, refund }) => sum + (refund === null ? order.amountFen : 0), 0);
  const back = all.reduce((sum, { refund }) => sum + (refund?.fen ?? 0), 0);
  const fees = all.reduce((sum, { order, refund }) => sum + fee(order, refund), 0);
  const summary = line([
    String(all.length),
    yuanOf(paid),
    yuanOf(back),
    '0.00',
    (fees / 100).toFixed(5),
    yuanOf(paid),
    yuanOf(back),
  ]);
  return `\uFEFF${[tradeColumns, ...rows, tradeSummary, summary].join('\r\n')}\r\n`;
}

function fundBill(v3: V3, day: string): string {
  let left = 0;
  const sums = { in: [0, 0], out: [0, 0] } as { in: [number, number]; out: [number, number] };
  const row = (at: number, no1: string, name: string, type: string, fen: number, proof: string): string => {
    left += fen;
    const sum = fen > 0 ? sums.in : sums.out;
    sum[0] += 1;
    sum[1] += Math.abs(fen);
    return line([
      beijingTime(at),
      no1,
      v3.book.number(),
      name,
      type,
      fen > 0 ? '收入' : '支出',
      yuanOf(Math.abs(fen)),
      yuanOf(left),
      'system',
      '模拟',
      proof,
    ]);
  };
  const rows = movements(v3, day).flatMap(({ at, order, refund }) => {
    const fee = feeFen(refund === null ? order.amountFen : refund.fen, FEE_BASIS_POINTS);
    if (refund !== null)
      return [row(at, refund.channelNo, '退款', '退款', -(refund.fen - fee) || -1, refund.outRefundNo)];
    const paid = row(at, order.channelNo, '交易', '交易', order.amountFen, order.outTradeNo);
    return fee === 0 ? [paid] : [paid, row(at, order.channelNo, '交易', '扣除交易手续费', -fee, order.outTradeNo)];
  });
  const summary = line([
    String(rows.length),
    String(sums.in[0]),
    yuanOf(sums.in[1]),
    String(sums.out[0]),
    yuanOf(sums.out[1]),
  ]);
  return `\uFEFF${[fundColumns, ...rows, fundSummary, summary].join('\r\n')}\r\n`;
}

const LINK_MS = 30_000;
const links = new WeakMap<V3, Map<string, { readonly file: Buffer; readonly until: number }>>();

export const billLink: Route = (v3, _json, [kind = ''], asked) => {
  const day = asked['bill_date'] ?? '';
  if (!/^\d{4}-\d\d-\d\d$/.test(day)) return no(400, 'PARAM_ERROR', '日期错误');
  if (day >= beijing(v3.now()).slice(0, 10)) return no(400, 'STATEMENT_CREATING', '账单生成中');
  if (movements(v3, day).length === 0) return no(404, 'NO_STATEMENT_EXIST', '账单不存在');
  const text = kind === 'tradebill' ? tradeBill(v3, day) : fundBill(v3, day);
  const token = v3.book.number();
  const held = links.get(v3) ?? new Map<string, { readonly file: Buffer; readonly until: number }>();
  links.set(v3, held.set(token, { file: gzipSync(text), until: v3.now() + LINK_MS }));
  return ok({
    hash_type: 'SHA1',
    hash_value: createHash('sha1').update(text).digest('hex'),
    download_url: `${v3.url()}/v3/billdownload/file?token=${token}`,
  });
};
export const billFile: Route = (v3, _json, _parts, asked) => {
  const found = links.get(v3)?.get(asked['token'] ?? '');
  if (found === undefined || found.until < v3.now()) return no(404, 'RESOURCE_NOT_EXISTS', '下载链接已失效');
  return { status: 200, headers: { 'content-type': 'application/octet-stream' }, body: found.file };
};
