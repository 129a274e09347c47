import { printedNumber } from '../../shared/sale.ts';
import type { Evidence } from './book.ts';
import { billDayOf, payoutDayOf } from './days.ts';
import type { Exception } from './facts.ts';
import type { LoadedDay } from './load.ts';

const nothing = { at: null, fen: null, channel: null, terminal: null, no: null, tender: null, tenderNo: null } as const;

/** What everybody wrote down of a difference: each number it names, looked up where it comes from. */
export function evidenceOf({ books, statements }: LoadedDay, { type, refs, fen }: Exception): readonly Evidence[] {
  const found = new Map<string, Evidence>();
  const add = (one: Evidence): void => {
    found.set(`${one.what} ${one.id}`, one);
  };
  if (type === 'SETTLE_SHORT') {
    const [, channel = '', billDay = ''] = (refs[0] ?? '').split('/');
    const credits = statements.bank.filter((row) => row.channel === channel && row.billDay === billDay);
    for (const { channel: of, bookedDay, amountFen } of credits)
      add({
        ...nothing,
        what: 'settlement',
        id: `${billDay} ${bookedDay}`,
        at: Date.parse(`${bookedDay}T00:00:00+08:00`),
        fen: amountFen,
        channel: of,
      });
    if (credits.length === 0) add({ ...nothing, what: 'settlement', id: billDay, fen: 0 });
    for (const flow of statements.flows)
      if (flow.kind === 'payout' && flow.channel === channel && billDayOf(flow.at) === payoutDayOf(billDay))
        add({ ...nothing, what: 'flow', id: flow.channelNo, at: flow.at, fen: flow.amountFen, channel: flow.channel });
    return [...found.values()];
  }
  const names = new Set(refs);
  for (const sale of books.sales)
    if (names.has(sale.id)) {
      const tender = sale.tenders.find(({ amountFen }) => amountFen === Math.abs(fen)) ?? sale.tenders[0];
      const no = printedNumber(sale);
      const { id, at, terminal, payableFen } = sale;
      const keyed = { tender: tender?.kind ?? null, tenderNo: tender?.no ?? null };
      add({ ...nothing, what: 'sale', id, at, fen: payableFen, terminal, no, ...keyed });
    }
  for (const { outTradeNo: id, startedAt: at, amountFen, channel, terminal } of books.attempts)
    if (names.has(id)) add({ ...nothing, what: 'payment', id, at, fen: amountFen, channel, terminal });
  for (const row of statements.bill)
    if (row.kind === 'pay' ? names.has(row.channelNo) : names.has(row.outRefundNo ?? row.channelNo))
      add({
        ...nothing,
        what: 'bill',
        id: row.kind === 'pay' ? row.channelNo : (row.outRefundNo ?? row.channelNo),
        at: row.at,
        fen: row.kind === 'pay' ? row.amountFen : -row.amountFen,
        channel: row.channel,
      });
  if (type === 'FLOW_MISMATCH')
    for (const { kind, channelNo, ownNo, at, amountFen, channel } of statements.flows)
      if (names.has(channelNo) || names.has(ownNo))
        add({
          ...nothing,
          what: 'flow',
          id: `${channelNo}${kind === 'fee' ? ' 手续费' : ''}`,
          at,
          fen: amountFen,
          channel,
        });
  for (const { outRefundNo: id, at, fen: back } of books.refunds)
    if (names.has(id)) add({ ...nothing, what: 'refund', id, at, fen: back });
  for (const { outSplitNo: id, at, fen: share } of books.splits)
    if (names.has(id)) add({ ...nothing, what: 'share', id, at, fen: share });
  for (const { reference: id, at, amountFen } of statements.cards)
    if (names.has(id)) add({ ...nothing, what: 'slip', id, at, fen: amountFen, channel: 'card' });
  return [...found.values()].toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0) || (a.id < b.id ? -1 : 1));
}
