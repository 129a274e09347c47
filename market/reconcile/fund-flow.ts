import { alipayFile } from './alipay-file.ts';
import { columnsOf, numberOf, timeOf } from './csv.ts';
import { collect, type FlowEntry, type Read, type Rows } from './entry.ts';
import type { FileFault } from './fault.ts';
import { sumsFault, wechatFile } from './wechat-file.ts';

/**
 * What moved on a merchant's account: WeChat's 资金账单 (payments.md 1.5) and Alipay's 账务明细.
 *
 * The columns are the channels' own. By which words a kind of movement is known was seen in public files and is in no list of the channels': fees
 * as `扣除交易手续费`, `退回交易手续费`, `收费`, `服务费`; the way to the bank as `提现`. A word that is not known makes a row `other`: it counts in the
 * file's sums and is matched with nothing. WeChat also books a payment with its fee taken off already (备注 结算总金额…含手续费…); what is
 * compared is therefore the sum of a payment's rows. Alipay's trailer of sums (支出合计, 收入合计) is from public files too.
 */
const kindOf = (...words: readonly string[]): FlowEntry['kind'] => {
  const text = words.join(' ');
  if (/手续费|服务费|收费/.test(text)) return 'fee';
  if (text.includes('提现')) return 'payout';
  if (text.includes('分账') || text.includes('分润')) return 'other';
  if (text.includes('退款')) return 'refund';
  return /交易|在线支付/.test(text) ? 'trade' : 'other';
};

const wechatColumns = {
  at: ['记账时间'],
  channelNo: ['微信支付业务单号'],
  flowNo: ['资金流水单号'],
  name: ['业务名称'],
  type: ['业务类型'],
  direction: ['收支类型'],
  amount: ['收支金额(元)'],
  ownNo: ['业务凭证号'],
} as const;

export const readWechatFlow = (bytes: Uint8Array, merchant: string): Read<FlowEntry> =>
  collect(wechatFlowRows(bytes, merchant));

/** The file does not say whose account it is: `merchant` is who it was asked for, or handed over, as. */
export function wechatFlowRows(bytes: Uint8Array, merchant: string): Rows<FlowEntry> {
  const sums = { in: { rows: 0, fen: 0 }, out: { rows: 0, fen: 0 } };
  return wechatFile(bytes, {
    sumHeading: '资金流水总笔数',
    open: (header) => {
      const columns = columnsOf(header, wechatColumns);
      if (!columns.ok) return columns.fault;
      const { at } = columns;
      return (fields): FlowEntry | FileFault => {
        const read = (column: keyof typeof wechatColumns): string => fields[at[column]] ?? '';
        const [time, fen] = [timeOf(read('at')), numberOf(read('amount'), 2)];
        if (time === null) return { fault: 'bad_time', value: read('at') };
        if (fen === null || fen < 0) return { fault: 'bad_amount', column: '收支金额', value: read('amount') };
        const isIn = read('direction') === '收入';
        if (!isIn && read('direction') !== '支出')
          return { fault: 'unknown_word', column: '收支类型', value: read('direction') };
        const side = isIn ? sums.in : sums.out;
        side.rows += 1;
        side.fen += fen;
        return {
          channel: 'wechat',
          merchant,
          kind: kindOf(read('type')),
          at: time,
          ownNo: read('ownNo'),
          channelNo: read('channelNo'),
          flowNo: read('flowNo'),
          amountFen: isIn ? fen : -fen,
        };
      };
    },
    check: (headings, said) =>
      sumsFault(
        headings,
        said,
        ['资金流水总笔数', sums.in.rows + sums.out.rows],
        [
          [['收入金额'], 2, sums.in.fen],
          [['支出金额'], 2, sums.out.fen],
        ],
      ),
  });
}

const alipayColumns = {
  flowNo: ['账务流水号'],
  channelNo: ['业务流水号'],
  ownNo: ['商户订单号'],
  at: ['发生时间'],
  in: ['收入金额(+元)'],
  out: ['支出金额(-元)'],
  type: ['业务类型'],
} as const;

export const readAlipayFlow = (bytes: Uint8Array): Read<FlowEntry> => collect(alipayFlowRows(bytes));

export function alipayFlowRows(bytes: Uint8Array): Rows<FlowEntry> {
  const income = { words: /收入合计[：:]\s*(\d+)笔，共(-?[\d.,]+)元/, what: '收入合计', rows: 0, fen: 0 };
  const spent = { words: /支出合计[：:]\s*(\d+)笔，共-?([\d.,]+)元/, what: '支出合计', rows: 0, fen: 0 };
  return alipayFile(bytes, {
    firstHeading: '账务流水号',
    wanted: alipayColumns,
    totals: [income, spent],
    row: (read, merchant): FlowEntry | FileFault => {
      const amountOf = (text: string): number | null => (text === '' ? 0 : numberOf(text, 2));
      const [time, inFen, outFen] = [timeOf(read('at')), amountOf(read('in')), amountOf(read('out'))];
      if (time === null) return { fault: 'bad_time', value: read('at') };
      if (inFen === null || inFen < 0) return { fault: 'bad_amount', column: '收入金额', value: read('in') };
      if (outFen === null) return { fault: 'bad_amount', column: '支出金额', value: read('out') };
      if (inFen !== 0 && outFen !== 0) return { fault: 'both_sides' };
      const total = outFen === 0 ? income : spent;
      total.rows += 1;
      total.fen += inFen + Math.abs(outFen);
      return {
        channel: 'alipay',
        merchant,
        kind: kindOf(read('type')),
        at: time,
        ownNo: read('ownNo'),
        channelNo: read('channelNo'),
        flowNo: read('flowNo'),
        amountFen: inFen - Math.abs(outFen),
      };
    },
  });
}
