/** A WeChat bill as the channel writes it, for tests of the import: rows with the columns that count, and its own sums. */
export interface BillRow {
  readonly at: string;
  readonly merchant: string;
  readonly channelNo: string;
  readonly outTradeNo: string;
  readonly fen: number;
}
const columns =
  '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注';
const sums = '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额';
const yuan = (fen: number): string => (fen / 100).toFixed(2);
/** 0.6 %, in five decimals. */
const feeOf = (fen: number): number => Math.round(fen * 6);

export const billLine = ({ at, merchant, channelNo, outTradeNo, fen }: BillRow): string =>
  `\`${at},\`wx1,\`1900000001,\`${merchant},\`,\`${channelNo},\`${outTradeNo},\`o-shopper,\`NATIVE,\`SUCCESS,\`OTHERS,\`CNY,\`${yuan(fen)},\`0.00,\`0,\`0,\`0.00,\`0.00,\`,\`,\`菜,\`,\`${(feeOf(fen) / 100_000).toFixed(5)},\`0.60%,\`${yuan(fen)},\`0.00,\``;

export function wechatBill(rows: readonly BillRow[]): string {
  const fen = rows.reduce((sum, row) => sum + row.fen, 0);
  const fee = rows.reduce((sum, row) => sum + feeOf(row.fen), 0);
  const said = `\`${rows.length},\`${yuan(fen)},\`0.00,\`0.00,\`${(fee / 100_000).toFixed(5)},\`${yuan(fen)},\`0.00`;
  return `\uFEFF${[columns, ...rows.map(billLine), sums, said].join('\r\n')}\r\n`;
}
