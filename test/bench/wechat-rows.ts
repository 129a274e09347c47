/** The day of such a bill. */
export const BILL_DAY = '2026-10-01';
/** Between ¥1 and ¥120, by the number of the row. */
export const fenOf = (i: number): number => 100 + ((i * 7919) % 11_900);

/** A bill of WeChat's with so many rows, as bytes; `merchantOf`: whose a row is. */
export function billOf(rows: number, merchantOf: (i: number) => string): Uint8Array {
  const columns =
    '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注';
  const parts = [Buffer.from(`\uFEFF${columns}\r\n`)];
  let sum = 0;
  for (let from = 0; from < rows; from += 10_000)
    parts.push(
      Buffer.from(
        Array.from({ length: Math.min(10_000, rows - from) }, (_, k) => {
          const fen = fenOf(from + k);
          sum += fen;
          const yuan = (fen / 100).toFixed(2);
          return `\`${BILL_DAY} 08:00:00,\`wx0000000000000001,\`1900000001,\`${merchantOf(from + k)},\`,\`42${from + k},\`O${from + k},\`o-shopper,\`NATIVE,\`SUCCESS,\`OTHERS,\`CNY,\`${yuan},\`0.00,\`0,\`0,\`0.00,\`0.00,\`,\`,\`菜,\`,\`0.00000,\`0.38%,\`${yuan},\`0.00,\`\r\n`;
        }).join(''),
      ),
    );
  const yuan = (sum / 100).toFixed(2);
  parts.push(
    Buffer.from(
      `总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额\r\n\`${rows},\`${yuan},\`0.00,\`0.00,\`0.00000,\`${yuan},\`0.00\r\n`,
    ),
  );
  return Buffer.concat(parts);
}
