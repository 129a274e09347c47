import { dayAfter, stamp, yuan } from './clock.ts';
import type { FlowRow } from './world.ts';

/** The flow of funds as WeChat (资金账单) and Alipay (账务明细) write it: payments.md 1.5, and public files of Alipay's. */

const WECHAT_COLUMNS =
  '记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),资金变更提交申请人,备注,业务凭证号';
const WECHAT_SUMMARY = '资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额';

const wechatWords: Readonly<Record<FlowRow['kind'], readonly [name: string, type: string]>> = {
  trade: ['交易', '交易'],
  net: ['交易', '交易'],
  refund: ['退款', '退款'],
  fee: ['交易', '扣除交易手续费'],
  fee_back: ['退款', '退回交易手续费'],
  share: ['分账', '分账'],
  payout: ['提现', '提现'],
};
const alipayWords: Readonly<Record<FlowRow['kind'], string>> = {
  trade: '在线支付',
  net: '在线支付',
  refund: '交易退款',
  fee: '收费',
  fee_back: '收费',
  share: '交易分账',
  payout: '提现',
};

const sumOf = (rows: readonly FlowRow[]): string => yuan(rows.reduce((sum, { fen }) => sum + Math.abs(fen), 0));

/** Numbers in their order of booking, each with what the account then holds. */
function balances(rows: readonly FlowRow[]): readonly number[] {
  let left = 1_000_000;
  return rows.map(({ fen }) => (left += fen));
}

export function wechatFlow(rows: readonly FlowRow[]): string {
  const left = balances(rows);
  const line = (fields: readonly string[]): string => fields.map((field) => `\`${field}`).join(',');
  const lines = rows.map(({ kind, at, channelNo, flowNo, ownNo, fen }, i) => {
    const side = fen > 0 ? '收入' : '支出';
    const sums = [yuan(Math.abs(fen)), yuan(left[i] ?? 0)];
    return line([stamp(at), channelNo, flowNo, ...wechatWords[kind], side, ...sums, 'system', '', ownNo]);
  });
  const [ins, outs] = [rows.filter(({ fen }) => fen > 0), rows.filter(({ fen }) => fen <= 0)];
  const summary = line([`${rows.length}`, `${ins.length}`, sumOf(ins), `${outs.length}`, sumOf(outs)]);
  return `\uFEFF${[WECHAT_COLUMNS, ...lines, WECHAT_SUMMARY, summary].join('\r\n')}\r\n`;
}

const ALIPAY_COLUMNS =
  '账务流水号,业务流水号,商户订单号,商品名称,发生时间,对方账号,收入金额（+元）,支出金额（-元）,账户余额（元）,交易渠道,业务类型,备注';

export function alipayFlow(merchant: string, day: string, rows: readonly FlowRow[]): string {
  const left = balances(rows);
  const lines = rows.map(({ kind, at, channelNo, flowNo, ownNo, fen }, i) =>
    [
      `${flowNo}\t`,
      `${channelNo}\t`,
      `${ownNo}\t`,
      '菜',
      stamp(at),
      'sho***@example.com\t',
      fen > 0 ? yuan(fen) : '0.00',
      fen > 0 ? '0.00' : yuan(fen),
      yuan(left[i] ?? 0),
      '支付宝',
      alipayWords[kind],
      '',
    ].join(','),
  );
  const [ins, outs] = [rows.filter(({ fen }) => fen > 0), rows.filter(({ fen }) => fen <= 0)];
  return [
    '#支付宝账务明细查询',
    `#账号：[${merchant}0156]`,
    `#起始日期：[${day} 00:00:00]   终止日期：[${dayAfter(day, 1)} 00:00:00]`,
    '#-----------------------------------------账务明细列表----------------------------------------',
    ALIPAY_COLUMNS,
    ...lines,
    '#-----------------------------------------账务明细列表结束------------------------------------',
    `#支出合计：${outs.length}笔，共${sumOf(outs)}元`,
    `#收入合计：${ins.length}笔，共${sumOf(ins)}元`,
    `#导出时间：[${dayAfter(day, 1)} 10:00:00]`,
    '',
  ].join('\r\n');
}
