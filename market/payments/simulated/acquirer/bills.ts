import { createHash } from 'node:crypto';
import { textOf } from '../../http.ts';
import { beijingTime, yuanOf } from '../../yuan.ts';
import type { Asked, Said } from '../server.ts';
import { feeFen } from '../sharing.ts';
import { FEE_BASIS_POINTS, type Parts } from '../simulated.ts';

/** Bills of the simulated acquirer: UTF-8, one header row, yuan; refunds are rows of their own with negative sums. */
const columns = '时间,商户编号,平台流水号,商户订单号,商户退款号,钱包,类型,金额(元),手续费(元),商品名称,备注';
const LINK_MS = 30_000;
type Links = Map<string, { readonly text: string; readonly until: number }>;
const links = new WeakMap<Parts, Links>();

function bill(parts: Parts, kind: string, day: string): string | null {
  const rows = parts.book.orders().flatMap((order) => {
    const list = [
      ...(order.paidAt === null ? [] : [{ at: order.paidAt, no: order.channelNo, refundNo: '', fen: order.amountFen }]),
      ...order.refunds.map(({ at, channelNo: no, outRefundNo: refundNo, fen }) => ({ at, no, refundNo, fen: -fen })),
    ];
    return list
      .filter(({ at }) => beijingTime(at).startsWith(day))
      .map(({ at, no, refundNo, fen }) => {
        const fee = -Math.sign(fen) * feeFen(Math.abs(fen), FEE_BASIS_POINTS);
        const type = fen > 0 ? '支付' : '退款';
        const sums = kind === 'trade' ? [yuanOf(fen), yuanOf(fee)] : [yuanOf(fen + fee), ''];
        const subject = order.subject.replace(/[,\r\n]/g, ' ');
        return [
          beijingTime(at),
          order.subMerchant,
          no,
          order.outTradeNo,
          refundNo,
          order.wallet,
          type,
          ...sums,
          subject,
          '模拟',
        ].join(',');
      });
  });
  return rows.length === 0 ? null : `${[columns, ...rows.toSorted()].join('\n')}\n`;
}

export function billLink(
  parts: Parts,
  data: Readonly<Record<string, unknown>>,
): readonly [string, Readonly<Record<string, unknown>>] {
  const day = textOf(data, 'day');
  if (day >= beijingTime(parts.now()).slice(0, 10)) return ['BILL_NOT_READY', { message: '模拟：账单生成中' }];
  const text = bill(parts, textOf(data, 'kind'), day);
  if (text === null) return ['BILL_NOT_EXIST', { message: '模拟：账单不存在' }];
  const held: Links = links.get(parts) ?? new Map();
  const token = parts.book.number();
  links.set(parts, held.set(token, { text, until: parts.now() + LINK_MS }));
  return ['OK', { url: `${parts.url()}/bill?token=${token}`, sha256: createHash('sha256').update(text).digest('hex') }];
}
export function billFile(parts: Parts, { query }: Asked): Said {
  const found = links.get(parts)?.get(query['token'] ?? '');
  if (found === undefined || found.until < parts.now()) return { status: 404, headers: {}, body: '' };
  return { status: 200, headers: { 'content-type': 'text/csv; charset=utf-8' }, body: Buffer.from(found.text) };
}
