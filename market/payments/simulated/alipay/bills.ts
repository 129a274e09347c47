import iconv from 'iconv-lite';
import { textOf } from '../../http.ts';
import { beijingTime, yuanOf } from '../../yuan.ts';
import type { SimOrder, SimRefund } from '../order.ts';
import type { Asked, Said } from '../server.ts';
import { feeFen } from '../sharing.ts';
import { FEE_BASIS_POINTS } from '../simulated.ts';
import { zip } from '../zip.ts';
import { done, refuse, type Gateway, type Method } from './common.ts';

/** Bills of the simulated Alipay, in the form of payments.md 2: GBK, comments after `#`, a tab behind numbers, yuan. */
const tradeColumns =
  '支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注';
const fundColumns =
  '账务流水号,业务流水号,商户订单号,商品名称,发生时间,对方账号,收入金额（+元）,支出金额（-元）,账户余额（元）,交易渠道,业务类型,备注';

type Movement = { readonly at: number; readonly order: SimOrder; readonly refund: SimRefund | null };
const field = (text: string): string => text.replace(/[,\r\n]/g, ' ');

function movements({ book }: Gateway, subMerchant: string, day: string): readonly Movement[] {
  const isOn = (ms: number | null): ms is number => ms !== null && beijingTime(ms).startsWith(day);
  return book
    .orders()
    .filter((order) => subMerchant === '' || order.subMerchant === subMerchant)
    .flatMap((order): readonly Movement[] => [
      ...(isOn(order.paidAt) ? [{ at: order.paidAt, order, refund: null }] : []),
      ...order.refunds.filter(({ at }) => isOn(at)).map((refund) => ({ at: refund.at, order, refund })),
    ])
    .toSorted((a, b) => a.at - b.at);
}
const sumOf = ({ order, refund }: Movement): number => (refund === null ? order.amountFen : -refund.fen);
/** What Alipay keeps: taken at the payment, given back in proportion. */
const feeOf = (one: Movement): number => -Math.sign(sumOf(one)) * feeFen(Math.abs(sumOf(one)), FEE_BASIS_POINTS);

const head = (title: string, subMerchant: string, day: string): readonly string[] => [
  `#${title}`,
  `#账号：[${subMerchant}0156]`,
  `#起始日期：[${day} 00:00:00]   终止日期：[${day} 23:59:59]`,
  '#模拟',
];
function tradeBill(all: readonly Movement[], subMerchant: string, day: string): string {
  const rows = all.map((one) => {
    const { at, order, refund } = one;
    const sum = yuanOf(sumOf(one));
    const zeros = ['0.00', '0.00', '0.00', '0.00', '0.00', '', '0.00', '0.00'];
    const kind = refund === null ? '交易' : '退款';
    return [
      `${order.channelNo}\t`,
      `${order.outTradeNo}\t`,
      kind,
      field(order.subject),
      beijingTime(order.createdAt),
      beijingTime(at),
      '',
      '',
      '',
      '',
      field(order.payer),
      sum,
      sum,
      ...zeros,
      `${refund?.outRefundNo ?? ''}\t`,
      yuanOf(feeOf(one)),
      '0.00',
      '模拟',
    ].join(',');
  });
  const total = (list: readonly Movement[], word: string) =>
    `${list.length}笔，商家实收${word}共${yuanOf(list.reduce((sum, one) => sum + sumOf(one), 0))}元，商家优惠${word}共0.00元`;
  const [paid, back] = [all.filter(({ refund }) => refund === null), all.filter(({ refund }) => refund !== null)];
  const tail = [
    `#-----------------------------------------业务明细列表结束------------------------------------`,
    `#交易合计：${total(paid, '')}`,
    `#退款合计：${total(back, '退款')}`,
  ];
  return `${[...head('支付宝业务明细查询', subMerchant, day), tradeColumns, ...rows, ...tail].join('\r\n')}\r\n`;
}
function fundBill(all: readonly Movement[], subMerchant: string, day: string, number: () => string): string {
  let left = 0;
  const [income, spent] = [
    { rows: 0, fen: 0 },
    { rows: 0, fen: 0 },
  ];
  const rows = all.flatMap((one) =>
    [
      { fen: sumOf(one), kind: one.refund === null ? '在线支付' : '交易退款' },
      { fen: feeOf(one), kind: '收费' },
    ]
      .filter(({ fen }) => fen !== 0)
      .map(({ fen, kind }) => {
        left += fen;
        const side = fen > 0 ? income : spent;
        side.rows += 1;
        side.fen += Math.abs(fen);
        const sides = fen > 0 ? [yuanOf(fen), ''] : ['', yuanOf(fen)];
        const { order } = one;
        return [
          `${number()}\t`,
          `${order.channelNo}\t`,
          `${order.outTradeNo}\t`,
          field(order.subject),
          beijingTime(one.at),
          order.payer,
          ...sides,
          yuanOf(left),
          '支付宝',
          kind,
          '模拟',
        ].join(',');
      }),
  );
  const tail = [
    '#-----------------------------------------账务明细列表结束------------------------------------',
    `#支出合计：${spent.rows}笔，共${yuanOf(-spent.fen)}元`,
    `#收入合计：${income.rows}笔，共${yuanOf(income.fen)}元`,
  ];
  return `${[...head('支付宝账务明细查询', subMerchant, day), fundColumns, ...rows, ...tail].join('\r\n')}\r\n`;
}

const LINK_MS = 30_000;
type Links = Map<string, { readonly file: Buffer; readonly until: number }>;
const links = new WeakMap<Gateway, Links>();

export const billLink: Method['answer'] = (gateway, content, subMerchant) => {
  const day = textOf(content, 'bill_date');
  const all =
    /^\d{4}-\d\d-\d\d$/.test(day) && day < beijingTime(gateway.now()).slice(0, 10)
      ? movements(gateway, subMerchant, day)
      : [];
  if (all.length === 0) return refuse('isp.bill_not_exist', '账单不存在');
  const isTrade = textOf(content, 'bill_type') === 'trade';
  const text = isTrade
    ? tradeBill(all, subMerchant, day)
    : fundBill(all, subMerchant, day, () => gateway.book.number());
  const name = `${subMerchant}0156_${day.replaceAll('-', '')}_${isTrade ? '业务明细' : '账务明细'}`;
  const file = zip([
    {
      name: iconv.encode(`${name}(汇总).csv`, 'gbk'),
      bytes: iconv.encode(`#模拟\r\n总笔数\r\n${all.length}\r\n`, 'gbk'),
    },
    { name: iconv.encode(`${name}.csv`, 'gbk'), bytes: iconv.encode(text, 'gbk') },
  ]);
  const held: Links = links.get(gateway) ?? new Map();
  const token = gateway.book.number();
  links.set(gateway, held.set(token, { file, until: gateway.now() + LINK_MS }));
  return done({ bill_download_url: `${gateway.url()}/bill?token=${token}` });
};
export function billFile(gateway: Gateway, { query }: Asked): Said {
  const found = links.get(gateway)?.get(query['token'] ?? '');
  if (found === undefined || found.until < gateway.now()) return { status: 404, headers: {}, body: '' };
  return { status: 200, headers: { 'content-type': 'application/zip' }, body: found.file };
}
