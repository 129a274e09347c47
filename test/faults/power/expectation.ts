import type { Call } from '../../../shared/contract.ts';
import type { Content } from './checker.ts';
import type { Mark } from './mark.ts';

/** What must be found after a cut at some point, from what was answered before it. */
export interface Expectation {
  hear(mark: Mark): void;
  judge(content: Content): Verdict;
  /** The sale answered last: the same command must get the same answer. */
  lastSale(): { readonly call: Call; readonly value: unknown } | null;
  /** Rises with each answer. */
  readonly answers: () => number;
}

export interface Verdict {
  /** Answered entries that are missing, or have another number, hash or amount. */
  readonly lost: number;
  /** Answered cart changes that no cart knows of. */
  readonly cartChangesLost: number;
  readonly doubled: number;
  /** Entries that nobody had tried to make. */
  readonly foreign: number;
  readonly faults: readonly string[];
}

export function createExpectation(): Expectation {
  const tried = new Map<string, Call>();
  const entries = new Map<
    string,
    { readonly seq: number | null; readonly payableFen: number | null; seal: string | null }
  >();
  const inCarts: string[] = [];
  let last: { readonly call: Call; readonly value: unknown } | null = null;
  let answers = 0;
  return {
    hear: (mark) => {
      switch (mark.t) {
        case 'try':
          tried.set(mark.call.id, mark.call);
          return;
        case 'seal': {
          const entry = entries.get(mark.id);
          if (entry !== undefined) entry.seal = mark.seal;
          return;
        }
        case 'ack': {
          answers += 1;
          const { effect, id } = mark;
          if (effect.kind === 'cart') inCarts.push(id);
          else
            entries.set(
              id,
              effect.kind === 'sale' ? { ...effect, seal: null } : { seq: null, payableFen: null, seal: null },
            );
          const call = tried.get(id);
          if (effect.kind === 'sale' && call !== undefined) last = { call, value: mark.value };
          return;
        }
        default:
          mark satisfies never;
      }
    },
    judge: ({ entries: found, answered, doubled, faults }) => {
      let lost = 0;
      for (const [id, { seq, payableFen, seal }] of entries) {
        const entry = found.get(id);
        const same =
          entry !== undefined &&
          (seq ?? entry.seq) === entry.seq &&
          payableFen === entry.payableFen &&
          (seal ?? entry.seal) === entry.seal;
        if (!same) lost += 1;
      }
      return {
        lost,
        doubled,
        faults,
        cartChangesLost: inCarts.reduce((missing, id) => missing + (answered.has(id) ? 0 : 1), 0),
        foreign: [...found.keys()].reduce((foreign, id) => foreign + (tried.has(id) ? 0 : 1), 0),
      };
    },
    lastSale: () => last,
    answers: () => answers,
  };
}
