import { dateOf, dayAfter, stamp, yuan } from './clock.ts';
import type { BankRow, BillRow, CardRow, FlowRow, SourceFile, Stall } from './world.ts';
import { alipayFlow, wechatFlow } from './flow-files.ts';

/** How the parties write: WeChat's and Alipay's bills with the columns of payments.md 1.5 and 2, statements of a card machine and a bank. */

const yuan5 = (fee: number): string => (fee / 100_000).toFixed(5);
const percent = (rate: number): string => `${(rate / 1_000).toFixed(2)}%`;
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

const WECHAT_COLUMNS =
  '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注';
const WECHAT_SUMMARY = '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额';

/** Settled by the channel: what the shopper paid, less coupons of the stall's own, which this market has none of. */
const settled = (row: BillRow): number => row.amountFen;

function wechatBill(rows: readonly BillRow[]): Uint8Array {
  const lines = rows.map((row) => {
    const isPay = row.kind === 'pay';
    return [
      stamp(row.at),
      'wx0000000000000001',
      '1900000001',
      row.merchant,
      '',
      row.channelNo,
      row.outTradeNo,
      'o-shopper',
      isPay ? 'NATIVE' : 'REFUND',
      isPay ? 'SUCCESS' : 'REFUND',
      'OTHERS',
      'CNY',
      yuan(isPay ? settled(row) : 0),
      yuan(row.couponFen),
      isPay ? '0' : `W${row.outRefundNo ?? ''}`,
      isPay ? '0' : (row.outRefundNo ?? ''),
      yuan(isPay ? 0 : row.amountFen),
      '0.00',
      isPay ? '' : 'ORIGINAL',
      isPay ? '' : (row.refundState ?? ''),
      '菜',
      '',
      yuan5(isPay ? row.fee : -row.fee),
      percent(row.rate),
      yuan(isPay ? row.amountFen : 0),
      yuan(isPay ? 0 : row.amountFen),
      '',
    ]
      .map((field) => `\`${field}`)
      .join(',');
  });
  const sum = (of: (row: BillRow) => number): number => rows.reduce((all, row) => all + of(row), 0);
  const paid = sum((row) => (row.kind === 'pay' ? row.amountFen : 0));
  const back = sum((row) => (row.kind === 'refund' ? row.amountFen : 0));
  const fee = sum((row) => (row.kind === 'pay' ? row.fee : -row.fee));
  const summary = [String(rows.length), yuan(paid), yuan(back), '0.00', yuan5(fee), yuan(paid), yuan(back)];
  return utf8(
    `\uFEFF${[WECHAT_COLUMNS, ...lines, WECHAT_SUMMARY, summary.map((field) => `\`${field}`).join(',')].join('\r\n')}\r\n`,
  );
}

const ALIPAY_COLUMNS =
  '支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注';

/** Of one merchant: Alipay hands each authorised stall its own file. Alipay rounds its fee to fen. */
function alipayBill(merchant: string, day: string, rows: readonly BillRow[]): string {
  const lines = rows.map((row) => {
    const sign = row.kind === 'pay' ? 1 : -1;
    return [
      `${row.channelNo}\t`,
      `${row.outTradeNo}\t`,
      row.kind === 'pay' ? '交易' : '退款',
      '菜',
      stamp(row.at - 20_000),
      stamp(row.at),
      '',
      '',
      '',
      '',
      'sho***@example.com',
      yuan(sign * row.amountFen),
      yuan(sign * row.amountFen),
      yuan(row.couponFen),
      '0.00',
      '0.00',
      '0.00',
      '0.00',
      '',
      '0.00',
      '0.00',
      row.outRefundNo === null ? '' : `${row.outRefundNo}\t`,
      yuan(-sign * Math.round(row.fee / 1_000)),
      '0.00',
      '',
    ].join(',');
  });
  const total = (kind: BillRow['kind'], word: string): string => {
    const of = rows.filter((row) => row.kind === kind);
    const fen = of.reduce((all, row) => all + row.amountFen, 0);
    return `${of.length}笔，商家实收${word}共${yuan(kind === 'pay' ? fen : -fen)}元，商家优惠${word}共0.00元`;
  };
  return [
    '#支付宝业务明细查询',
    `#账号：[${merchant}0156]`,
    `#起始日期：[${day} 00:00:00]   终止日期：[${dayAfter(day, 1)} 00:00:00]`,
    '#-----------------------------------------业务明细列表----------------------------------------',
    ALIPAY_COLUMNS,
    ...lines,
    '#-----------------------------------------业务明细列表结束------------------------------------',
    `#交易合计：${total('pay', '')}`,
    `#退款合计：${total('refund', '退款')}`,
    `#导出时间：[${dayAfter(day, 1)} 10:00:00]`,
    '',
  ].join('\r\n');
}

/**
 * All files of these days, each as its party writes it: one WeChat bill a day for the whole market, an Alipay bill a day for each stall in
 * GBK (`encodeGbk`), the flow of funds of each, a card machine's statement and a bank statement a day for each stall.
 */
export function writeFiles(
  days: readonly string[],
  stalls: readonly Stall[],
  book: {
    readonly bill: readonly BillRow[];
    readonly flows: readonly FlowRow[];
    readonly cards: readonly CardRow[];
    readonly bank: readonly BankRow[];
  },
  encodeGbk: (text: string) => Uint8Array,
): SourceFile[] {
  return days.flatMap((day) => {
    const rows = book.bill.filter((row) => dateOf(row.at) === day).toSorted((a, b) => a.at - b.at);
    const plain = day.replaceAll('-', '');
    return [
      {
        kind: 'wechat_trade',
        day,
        stall: null,
        name: `1900000001All${day}.csv`,
        bytes: wechatBill(rows.filter((row) => row.channel === 'wechat')),
      } as const,
      ...stalls.flatMap((stall): SourceFile[] => {
        const merchant = stall.merchants.alipay;
        const flows = book.flows.filter((row) => dateOf(row.at) === day).toSorted((a, b) => a.at - b.at);
        const flowOf = (channel: FlowRow['channel']): FlowRow[] =>
          flows.filter((row) => row.channel === channel && row.merchant === stall.merchants[channel]);
        const cards = book.cards.filter((row) => row.machine === stall.cardMachine && dateOf(row.at) === day);
        const bank = book.bank.filter((row) => row.stall === stall.stall && row.day === day);
        return [
          {
            kind: 'alipay_trade',
            day,
            stall: stall.stall,
            name: `${merchant}_${plain}_业务明细.csv`,
            bytes: encodeGbk(
              alipayBill(
                merchant,
                day,
                rows.filter((row) => row.channel === 'alipay' && row.merchant === merchant),
              ),
            ),
          },
          {
            kind: 'wechat_flow',
            day,
            stall: stall.stall,
            name: `${stall.merchants.wechat}Basic${day}.csv`,
            bytes: utf8(wechatFlow(flowOf('wechat'))),
          },
          {
            kind: 'alipay_flow',
            day,
            stall: stall.stall,
            name: `${merchant}_${plain}_账务明细.csv`,
            bytes: encodeGbk(alipayFlow(merchant, day, flowOf('alipay'))),
          },
          {
            kind: 'card',
            day,
            stall: stall.stall,
            name: `${stall.cardMachine}_${plain}.csv`,
            bytes: utf8(
              `终端号,交易日期,交易时间,参考号,交易类型,交易金额\r\n${cards
                .map((row) =>
                  [
                    row.machine,
                    dateOf(row.at),
                    stamp(row.at).slice(11),
                    row.reference,
                    '消费',
                    yuan(row.amountFen),
                  ].join(','),
                )
                .map((line) => `${line}\r\n`)
                .join('')}`,
            ),
          },
          {
            kind: 'bank',
            day,
            stall: stall.stall,
            name: `stall${stall.stall}_${plain}.csv`,
            bytes: utf8(
              `记账日期,摘要,对方户名,收入金额,支出金额,账单日期\r\n${bank
                .map(
                  (row) =>
                    `${row.day},${row.channel === 'wechat' ? '财付通结算' : '支付宝结算'},${row.channel === 'wechat' ? '财付通支付科技' : '支付宝'},${yuan(row.fen)},,${row.billDay}\r\n`,
                )
                .join('')}`,
            ),
          },
        ];
      }),
    ];
  });
}
