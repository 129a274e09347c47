import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { SaleAnswer } from '../../../shared/commands/sale.ts';
import type { ArgsOf, Reply } from '../../../shared/contract.ts';
import type { Chance } from './chance.ts';
import type { Found, Reading } from './checker.ts';
import type { TillProcess } from './process.ts';

/** A sale as it was asked for. */
export interface Asked {
  readonly id: string;
  readonly args: ArgsOf<'sale.complete'>;
}

/** Counts of what must be zero, but for the first three. */
export interface Tally {
  sales: number;
  acknowledged: number;
  printed: number;
  lost: number;
  doubled: number;
  /** Gaps, chain, hashes, signatures, totals, sums; a till that does not open. */
  broken: number;
  /** Another answer to the same command. */
  answersChanged: number;
  /** A sold cart that is still open after a start. */
  cartsOpen: number;
  /** Acknowledged lines that are in no cart and no sale. */
  linesLost: number;
  /** A refusal that said something else than what the journal holds. */
  untruthful: number;
  /** A receipt whose number and hash are of no entry. */
  papersAlone: number;
}
const wrongs = [
  'lost',
  'doubled',
  'broken',
  'answersChanged',
  'cartsOpen',
  'linesLost',
  'untruthful',
  'papersAlone',
] as const;
export const emptyTally = (): Tally => ({
  sales: 0,
  acknowledged: 0,
  printed: 0,
  lost: 0,
  doubled: 0,
  broken: 0,
  answersChanged: 0,
  cartsOpen: 0,
  linesLost: 0,
  untruthful: 0,
  papersAlone: 0,
});
export const addTally = (to: Tally, from: Tally): void => {
  for (const name of ['sales', 'acknowledged', 'printed', ...wrongs] as const) to[name] += from[name];
};
export const wrongIn = (tally: Tally): number => wrongs.reduce((sum, name) => sum + tally[name], 0);
export const tallyFigures = (tally: Tally) => ({
  sales: tally.sales,
  acknowledged: tally.acknowledged,
  printed: tally.printed,
  lost: tally.lost,
  doubled: tally.doubled,
  broken: tally.broken,
  answers_changed: tally.answersChanged,
  carts_open: tally.cartsOpen,
  lines_lost: tally.linesLost,
  untruthful: tally.untruthful,
  papers_alone: tally.papersAlone,
});

export interface Ledger {
  readonly tally: Tally;
  /** What went wrong, in words. */
  readonly examples: readonly string[];
  /** The sale that was asked for and has no answer yet, or a refusal of the store. */
  pending(): Asked | null;
  /** A customer's lines; what is to be asked for then, or the refusal's code. @throws TillGone */
  fillCart(till: TillProcess, chance: Chance, paper?: 'none' | 'short'): Promise<Asked | string>;
  /** One customer: lines, then the sale. @throws TillGone. Returns the refusal's code, or null. */
  sell(till: TillProcess, chance: Chance, paper?: 'none' | 'short'): Promise<string | null>;
  /** Asks for a sale that is ready, or again for one without an answer. */
  ask(till: TillProcess, sale: Asked): Promise<string | null>;
  /** Asks again for the pending sale and for one that was answered long ago: the answer must be the same. */
  repeat(till: TillProcess, chance: Chance): Promise<string | null>;
  /** A receipt came out: its entry must be found after the next start. */
  readonly hearPaper: (rows: readonly string[]) => void;
  /** Compares what was answered with what a stranger found. `atRest`: right after a start, nothing being sold. */
  judge(reading: Reading, atRest: boolean): void;
  /** Compares with a complete second reading: nothing that was seen once may be gone or different. */
  judgeAll(entries: readonly Found[]): void;
  fault(what: (typeof wrongs)[number], example: string): void;
}

const saleArgs = (cartId: string, payableFen: number, paper: 'none' | 'short'): ArgsOf<'sale.complete'> => ({
  cartId,
  payableFen,
  tenders: [{ kind: 'cash', amountFen: payableFen, tenderedFen: null }],
  concedeFen: 0,
  paper,
});

/** What the parent heard from a till over all its lives, kept in the parent's memory: outside the tested disk. */
export function createLedger(): Ledger {
  const tally = emptyTally();
  const examples: string[] = [];
  const answers = new Map<string, { readonly asked: Asked; readonly answer: SaleAnswer }>();
  const order: string[] = [];
  const found = new Map<string, string>();
  const soldCarts = new Set<string>();
  const unseen = new Set<string>();
  const lines = new Map<string, number>();
  /** Printed number → hash. */
  const hashes = new Map<string, string>();
  let papers: readonly { readonly no: string; readonly hashStart: string }[] = [];
  let pending: Asked | null = null;

  const fault: Ledger['fault'] = (what, example) => {
    tally[what] += 1;
    if (examples.length < 20) examples.push(`${what}: ${example}`);
  };
  const hear = (asked: Asked, reply: Reply<SaleAnswer>): void => {
    if (!reply.ok) return;
    const known = answers.get(asked.id);
    if (known !== undefined) {
      if (!isDeepStrictEqual(known.answer, reply.value))
        fault('answersChanged', `${asked.id}: ${JSON.stringify([known.answer, reply.value])}`);
      return;
    }
    if (reply.value.saleId !== asked.id || reply.value.payableFen !== asked.args.payableFen)
      fault('answersChanged', `${asked.id} was answered ${JSON.stringify(reply.value)}`);
    answers.set(asked.id, { asked, answer: reply.value });
    order.push(asked.id);
    unseen.add(asked.id);
    tally.acknowledged += 1;
  };
  const ask: Ledger['ask'] = async (till, sale) => {
    if (!answers.has(sale.id)) pending = sale;
    const reply = await till.call('sale.complete', sale.args, sale.id);
    hear(sale, reply);
    if (!reply.ok) return reply.refusal.code;
    if (pending?.id === sale.id) pending = null;
    lines.delete(sale.args.cartId);
    return null;
  };
  const fillCart: Ledger['fillCart'] = async (till, chance, paper = 'none') => {
    for (let left = 1 + chance.whole(2); left > 0; left -= 1) {
      const amountFen = 50 + chance.whole(3_000);
      const reply = await till.call('goods.portion', { productId: null, category: '01', amountFen });
      if (!reply.ok) return reply.refusal.code;
      lines.set(reply.value.cartId, (lines.get(reply.value.cartId) ?? 0) + 1);
    }
    const seen = await till.call('view.snapshot', {});
    if (!seen.ok) return seen.refusal.code;
    const view = seen.value.topics.carts;
    const front = view?.carts.find((cart) => cart.id === view.frontId);
    if (front === undefined) throw new Error('no cart in front');
    tally.sales += 1;
    return { id: randomUUID(), args: saleArgs(front.id, front.payableFen, paper) };
  };
  const matches = (entry: Found, { asked, answer }: { readonly asked: Asked; readonly answer: SaleAnswer }): boolean =>
    entry.kind === 'sale' &&
    entry.cartId === asked.args.cartId &&
    entry.payableFen === answer.payableFen &&
    answer.no.endsWith(`-${entry.seq}`);

  return {
    tally,
    examples,
    pending: () => pending,
    ask,
    fault,
    fillCart,
    sell: async (till, chance, paper = 'none') => {
      const asked = await fillCart(till, chance, paper);
      return typeof asked === 'string' ? asked : ask(till, asked);
    },
    hearPaper: (rows) => {
      const text = rows.join('\n');
      const no = /单号 (\d+-\d+-\d+)/.exec(text)?.[1];
      const hashStart = /校验码 ([\da-f ]+)/.exec(text)?.[1]?.replaceAll(' ', '');
      if (no === undefined || hashStart === undefined) throw new Error(`not a receipt: ${text}`);
      tally.printed += 1;
      papers = [...papers, { no, hashStart }];
    },
    repeat: async (till, chance) => {
      const old = answers.get(order[chance.whole(order.length)] ?? '');
      if (old !== undefined) {
        const code = await ask(till, old.asked);
        if (code !== null) fault('answersChanged', `${old.asked.id}: refused with ${code} after it was answered`);
      }
      return pending === null ? null : ask(till, pending);
    },
    judge: ({ entries, carts, faults }, atRest) => {
      for (const text of faults) fault(text.startsWith('double') ? 'doubled' : 'broken', text);
      for (const entry of entries) {
        found.set(entry.id, entry.hash);
        hashes.set(`${entry.terminal}-${entry.epoch}-${entry.seq}`, entry.hash);
        soldCarts.add(entry.cartId);
        const answered = answers.get(entry.id);
        if (answered !== undefined && !matches(entry, answered)) fault('lost', `${entry.id} is another sale`);
        if (entry.kind === 'sale' && answered === undefined && pending?.id !== entry.id)
          fault('doubled', `${entry.id} was asked for by nobody`);
      }
      for (const id of unseen) {
        if (found.has(id)) unseen.delete(id);
        else if (atRest) {
          fault('lost', `${id} was answered`);
          unseen.delete(id);
        }
      }
      if (!atRest) return;
      for (const { no, hashStart } of papers)
        if (hashes.get(no)?.startsWith(hashStart) !== true) fault('papersAlone', `receipt ${no} (${hashStart})`);
      papers = [];
      for (const cart of carts)
        if (soldCarts.has(cart.id)) fault('cartsOpen', `cart ${cart.id} is sold and ${cart.state}`);
      for (const [id, count] of lines) {
        if (soldCarts.has(id)) continue;
        const held = carts.find((cart) => cart.id === id)?.lines ?? 0;
        if (held < count) fault('linesLost', `cart ${id} has ${held} lines of ${count}`);
      }
    },
    judgeAll: (entries) => {
      const all = new Map(entries.map((entry) => [entry.id, entry]));
      if (all.size !== entries.length) fault('doubled', 'an id is there twice');
      for (const [id, hash] of found) if (all.get(id)?.hash !== hash) fault('lost', `${id} is not what it was`);
      for (const [id, answered] of answers) {
        const entry = all.get(id);
        if (entry === undefined || !matches(entry, answered)) fault('lost', `${id} is not there at the end`);
      }
    },
  };
}
