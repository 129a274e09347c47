import type { paperCommands, UnprintedRow } from '../../../shared/commands/paper.ts';
import { ok } from '../../../shared/contract.ts';
import type { PrintJob } from '../../../shared/records/terminal.ts';
import { printedNumber } from '../../../shared/sale.ts';
import type { Handlers } from '../dispatch.ts';
import type { Journal } from '../journal/journal.ts';
import type { Printing } from './printing.ts';

const ROWS = 500;

/** The list 未打印·可补: what was asked for and is not on paper, and what becomes of it. */
export function createUnprinted(deps: {
  readonly printing: Pick<Printing, 'unprinted' | 'printLeft' | 'letBe'>;
  readonly journal: Pick<Journal, 'find'>;
}): Omit<Pick<Handlers, keyof typeof paperCommands>, 'label.print'> {
  const { printing, journal } = deps;
  const row = async (job: PrintJob): Promise<UnprintedRow> => {
    const told = { id: job.id, why: job.reason, marked: job.reprint };
    const entry = job.saleId === null ? null : await journal.find(job.saleId);
    if (entry === null) return { ...told, what: 'sale', no: '', at: job.requestedAt, amountFen: null };
    const { body, at } = entry;
    const of = { ...told, no: printedNumber(entry), at };
    if (body.kind === 'void' || body.kind === 'refund') return { ...of, what: body.kind, amountFen: -body.amountFen };
    if (body.kind === 'reweigh') return { ...of, what: body.kind, amountFen: null };
    return { ...of, what: 'sale', amountFen: body.kind === 'sale' ? body.payableFen : null };
  };
  return {
    'unprinted.list': async () =>
      ok({ rows: await Promise.all(printing.unprinted().toReversed().slice(0, ROWS).map(row)) }),
    'unprinted.print': ({ ids }) => printing.printLeft(ids),
    'unprinted.leave': ({ ids }) => printing.letBe(ids),
  };
}
