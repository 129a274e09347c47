import { numberOf, timeOf } from './csv.ts';
import { collect, type BankEntry, type CardEntry, type Read, type Rows } from './entry.ts';
import type { FileFault } from './fault.ts';
import { flatRows } from './flat-file.ts';

/** Statements as banks and card machines export them, by their headings. */

const cardColumns = {
  machine: ['终端号'],
  date: ['交易日期'],
  time: ['交易时间'],
  reference: ['参考号'],
  amount: ['交易金额'],
} as const;

export const readCardStatement = (bytes: Uint8Array): Read<CardEntry> => collect(cardRows(bytes));
export function cardRows(bytes: Uint8Array): Rows<CardEntry> {
  return flatRows(bytes, {
    wanted: cardColumns,
    amount: 'amount',
    row: (read): CardEntry | FileFault => {
      const at = timeOf(`${read('date')} ${read('time')}`);
      const amountFen = numberOf(read('amount'), 2);
      if (at === null) return { fault: 'bad_time', value: `${read('date')} ${read('time')}` };
      if (amountFen === null) return { fault: 'bad_amount', column: '交易金额', value: read('amount') };
      return { machine: read('machine'), reference: read('reference'), at, amountFen };
    },
  });
}

const bankColumns = {
  booked: ['记账日期'],
  summary: ['摘要'],
  credit: ['收入金额'],
  billDay: ['账单日期'],
} as const;
const payers = [
  ['wechat', /财付通|微信/],
  ['alipay', /支付宝/],
  ['acquirer', /收单|汇付|乐刷|拉卡拉|连连/],
] as const;

/** Credits of channels on a stall's account; other rows of the account are left out. */
export const readBankStatement = (bytes: Uint8Array): Read<BankEntry> => collect(bankRows(bytes));
export function bankRows(bytes: Uint8Array): Rows<BankEntry> {
  return flatRows(bytes, {
    wanted: bankColumns,
    amount: 'credit',
    row: (read): BankEntry | null | FileFault => {
      const channel = payers.find(([, words]) => words.test(read('summary')))?.[0];
      if (channel === undefined || read('credit') === '') return null;
      const amountFen = numberOf(read('credit'), 2);
      const [bookedDay, billDay] = [read('booked'), read('billDay')];
      if (amountFen === null) return { fault: 'bad_amount', column: '收入金额', value: read('credit') };
      for (const day of [bookedDay, billDay]) if (!isDay(day)) return { fault: 'bad_day', day };
      return { channel, billDay, bookedDay, amountFen };
    },
  });
}
const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text);
