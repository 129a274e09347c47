import { describe, expect, it } from 'vitest';
import { acquirerRows } from '../../../market/reconcile/acquirer-bill.ts';
import { collect } from '../../../market/reconcile/entry.ts';
import type { Read } from '../../../market/reconcile/entry.ts';
import { readAlipayFlow, readWechatFlow } from '../../../market/reconcile/fund-flow.ts';
import { readBankStatement, readCardStatement } from '../../../market/reconcile/statement.ts';
import { zhWords } from '../../../market/reconcile/words.ts';
import { encodeGbk } from '../../faults/reconcile.ts';
import { alipayFlow, wechatFlow } from '../../faults/reconcile/flow-files.ts';
import type { FlowRow } from '../../faults/reconcile/world.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const said = <T>(read: Read<T>): string => (read.ok ? 'taken' : zhWords.fault(read.fault));
const at = Date.parse('2026-11-23T08:30:05+08:00');
const row = (kind: FlowRow['kind'], fen: number, no: string): FlowRow => ({
  channel: 'wechat',
  merchant: '1600000012',
  kind,
  at,
  ownNo: `O${no}`,
  channelNo: `4200${no}`,
  flowNo: `8${no}${kind}`,
  fen,
});
const rows = [
  row('trade', 1_250, '1'),
  row('fee', -8, '1'),
  row('net', 994, '2'),
  row('refund', -500, '3'),
  row('fee_back', 3, '3'),
  row('share', -62, '4'),
  row('payout', -1_739, '5'),
];
const kinds = ['trade', 'fee', 'trade', 'refund', 'fee', 'other', 'payout'];

describe('a flow of funds of WeChat', () => {
  const text = wechatFlow(rows);
  const read = (of: string) => readWechatFlow(bytes(of), '1600000012');
  it('is read with its kinds of movement, what goes out negative', () => {
    const whole = read(text);
    expect(whole.ok && whole.entries.map(({ kind }) => kind)).toEqual(kinds);
    expect(whole).toMatchObject({
      entries: [
        { merchant: '1600000012', at, ownNo: 'O1', channelNo: '42001', amountFen: 1_250 },
        ...rows.slice(1).map(({ fen }) => ({ amountFen: fen })),
      ],
    });
  });
  it('is read by its headings, in whatever order they stand', () => {
    const [header = '', ...rest] = text.replace('\uFEFF', '').split('\r\n');
    const turn = (line: string): string => line.split(',').toReversed().join(',');
    const turned = [turn(header), ...rest.map((line) => (line.split(',').length === 11 ? turn(line) : line))];
    expect(read(turned.join('\r\n'))).toEqual(read(text));
  });
  it.each([
    ['cut off', text.split('资金流水总笔数')[0] ?? '', /末尾没有合计,可能没下完/],
    ['a row less', text.replace(/`2026[^\n]*\n/, ''), /合计说有 7 笔,读到 6 笔/],
    ['an edited amount', text.replace('`12.50', '`12.60'), /“收入金额”是 22\.47,各行加起来不是这个数/],
    ['a direction nobody knows', text.replace('`支出', '`转出'), /收支类型“转出”不认识/],
    ['the trade bill instead', '交易时间,商户订单号\r\n', /没有“记账时间”这一列/],
  ])('is not taken with %s', (_what, of, sentence) => {
    expect(said(read(of))).toMatch(sentence);
  });
});

describe('a flow of funds of Alipay', () => {
  const text = alipayFlow('2088000000000012', '2026-11-23', rows);
  it('is read in GBK, with the account it is of; outgoing sums with or without their sign', () => {
    const whole = readAlipayFlow(encodeGbk(text));
    expect(whole).toMatchObject({
      entries: rows.map(({ fen }, i) => ({ merchant: '2088000000000012', kind: kinds[i], amountFen: fen })),
    });
    expect(readAlipayFlow(encodeGbk(text.replaceAll(',-', ',')))).toEqual(whole);
  });
  it.each([
    ['cut off', text.split('#支出合计')[0] ?? '', /末尾没有合计,可能没下完/],
    ['a row less', text.replace(/\r\n81trade[^\n]*/, ''), /合计说有 3 笔,读到 2 笔/],
    ['an edited sum', text.replace('共22.47元', '共22.48元'), /“收入合计”是 22\.48,各行加起来不是这个数/],
    ['no account', text.replace('账号', '户名'), /账单里没有账号/],
    ['both sides in one row', text.replace(',12.50,0.00,', ',12.50,1.00,'), /又有收入又有支出/],
  ])('is not taken with %s', (_what, of, sentence) => {
    expect(said(readAlipayFlow(encodeGbk(of)))).toMatch(sentence);
  });
});

describe('a table without sums of its own', () => {
  const bank = '记账日期,摘要,收入金额,账单日期\r\n2026-11-24,财付通结算,12.42,2026-11-23\r\n2026-11-24,利息,0.08,\r\n';
  const card = '终端号,交易日期,交易时间,参考号,交易金额\r\n8001,2026-11-23,08:30:05,77,12.50\r\n';
  const acquirer =
    '时间,商户编号,平台流水号,商户订单号,商户退款号,类型,金额(元),手续费(元)\n2026-11-23 08:30:05,M1,T1,O1,,支付,12.50,0.08\n';
  const reads: readonly (readonly [string, string, string, (of: string) => Read<unknown>])[] = [
    ['a bank', bank, '合计,共2笔,12.50,', (of) => readBankStatement(bytes(of))],
    ['a card machine', card, '合计,1笔,,,12.50', (of) => readCardStatement(bytes(of))],
    ['an acquirer', acquirer, '总计,1笔,,,,,12.50,', (of) => collect(acquirerRows(bytes(of)))],
  ];
  it.each(reads)('of %s is checked against a last line of sums where it has one', (_whose, text, total, read) => {
    expect(said(read(text))).toBe('taken');
    expect(said(read(`${text}${total}\n`))).toBe('taken');
    expect(read(`${text}${total}\n`)).toEqual(read(text));
    expect(said(read(`${text}${total.replace('12.50', '12.51')}\n`))).toMatch(/合计里“.+”是 12\.51/);
    expect(said(read(`${text}${total.replace(/\d笔/, '9笔')}\n`))).toMatch(/合计说有 9 笔,读到 \d 笔/);
    expect(said(read(`${text}${total}\n${total}\n`))).toMatch(/合计后面还有内容/);
  });
  it('of the acquirer must end with a line', () => {
    expect(said(collect(acquirerRows(bytes(acquirer.trimEnd()))))).toBe('最后一行没有结束,可能没下完');
  });
});
