import { problem, yuan } from './problem.ts';
import type { Problem } from './problem.ts';
import { tenderProblem } from './sale.ts';
import type { SaleFigures, TenderFigures } from './sale.ts';

/** An entry that is money without goods: a part of a cart's amount, one given back, or what was owed paid off. */
export interface MoneyFacts {
  readonly kind: 'part_payment' | 'part_return' | 'repayment';
  /** Empty for a repayment. */
  readonly cartId: string;
  /** The part that is given back; empty for all else. */
  readonly partId: string;
  readonly tender: TenderFigures;
}

/** What a sale says of the parts that were received for its cart. */
export interface Settled {
  readonly cartId: string;
  readonly parts: readonly string[];
}

interface OpenPart {
  readonly cartId: string;
  readonly tender: TenderFigures;
  /** Index of its entry among all of the file. */
  readonly index: number;
  /** The terminal can't be known to have had it when it wrote what comes now. */
  inDoubt: boolean;
}

/** The parts of carts that were received and became no sale yet, while a journal is read. */
export interface Parts {
  /** An epoch begins that goes on from entry `index` of the file; -1: from nothing. */
  begin(index: number): void;
  /** An epoch begins that goes on from an entry of another file: parts of that one are not known here. */
  beginElsewhere(): void;
  /** Whether a sale may have to name one. */
  readonly any: () => boolean;
  moneyProblem(money: MoneyFacts): Problem | null;
  saleProblem(settled: Settled, sale: SaleFigures): Problem | null;
  takeMoney(id: string, money: MoneyFacts, index: number): void;
  takeSale(settled: Settled): void;
}

const wrong = (en: string, zh: string): Problem => problem('bad_part', en, zh);
const same = (a: TenderFigures, b: TenderFigures): boolean =>
  a.kind === b.kind && a.state === b.state && a.amountFen === b.amountFen;

export function createParts(): Parts {
  const open = new Map<string, OpenPart>();
  let elsewhere = false;

  /** What is wrong with a part that is named for this cart with this tender. */
  const namedProblem = (id: string, cartId: string, tender: TenderFigures | undefined): Problem | null => {
    const part = open.get(id);
    if (part === undefined)
      return elsewhere
        ? null
        : wrong(
            `it names the part ${id}, which was not received or is used up`,
            `写明的先收款 ${id} 没有收过,或已经用掉`,
          );
    if (part.cartId !== cartId) return wrong(`the part ${id} was received for another cart`, `先收款 ${id} 是另一单的`);
    return tender !== undefined && same(part.tender, tender)
      ? null
      : wrong(
          `the part ${id} was ${yuan(part.tender.amountFen)} in ${part.tender.kind}, which is not what stands here`,
          `先收款 ${id} 是 ${yuan(part.tender.amountFen)}(${part.tender.kind}),与这里写的不符`,
        );
  };

  return {
    begin: (index) => {
      for (const part of open.values()) part.inDoubt ||= part.index > index;
    },
    beginElsewhere: () => {
      elsewhere = true;
    },
    any: () => open.size > 0,
    moneyProblem: (money) =>
      tenderProblem(money.tender) ??
      (money.kind === 'part_return' ? namedProblem(money.partId, money.cartId, money.tender) : null),
    saleProblem: ({ cartId, parts }, sale) => {
      if (new Set(parts).size !== parts.length) return wrong('it names a part twice', '同一笔先收款写了两次');
      for (const [index, id] of parts.entries()) {
        const bad = namedProblem(id, cartId, index < sale.tenderCount ? sale.tenders[index] : undefined);
        if (bad !== null) return bad;
      }
      for (const [id, part] of open)
        if (part.cartId === cartId && !part.inDoubt && !parts.includes(id))
          return wrong(
            `the part ${id} of ${yuan(part.tender.amountFen)} was received for its cart and is not among its tenders`,
            `这一单先收过 ${yuan(part.tender.amountFen)}(${id}),收款里却没有`,
          );
      return null;
    },
    takeMoney: (id, { kind, cartId, partId, tender }, index) => {
      if (kind === 'part_payment') open.set(id, { cartId, tender, index, inDoubt: false });
      else if (kind === 'part_return') open.delete(partId);
    },
    takeSale: ({ parts }) => {
      for (const id of parts) open.delete(id);
    },
  };
}
