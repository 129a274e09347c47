import { NONE, tenderProblem } from './sale.ts';
import type { TenderFigures } from './sale.ts';
import { problem, yuan } from './problem.ts';
import type { Problem } from './problem.ts';

/** What an entry says of an earlier sale. */
export interface LaterFacts {
  readonly kind: 'correction' | 'void' | 'refund';
  readonly saleId: string;
  /** What is given back; of a correction what its tenders before came to. */
  readonly amountFen: number;
  /** Of a refund only: the sum of its lines. */
  readonly linesFen: number;
  readonly tenders: readonly TenderFigures[];
}

/** Sales of which something was taken back, while a journal is read. */
export interface Later {
  laterProblem(later: LaterFacts, epoch: number): Problem | null;
  takeLater(later: LaterFacts, epoch: number): void;
}

const wrong = (en: string, zh: string): Problem => problem('bad_later', en, zh);

function sumProblem({ kind, amountFen, linesFen, tenders }: LaterFacts): Problem | null {
  for (const tender of tenders) {
    const bad = tenderProblem(tender);
    if (bad !== null) return bad;
    if (kind !== 'correction' && tender.tenderedFen !== NONE)
      return wrong('money given back is not handed over', '退回的钱不应有实收');
  }
  const sumFen = tenders.reduce((sum, tender) => sum + tender.amountFen, 0);
  if (amountFen === 0) return wrong('its amount is zero', '金额为零');
  if (sumFen !== amountFen)
    return wrong(
      `its tenders come to ${yuan(sumFen)} yuan, not ${yuan(amountFen)}`,
      `收款合计 ${yuan(sumFen)} 元,应为 ${yuan(amountFen)} 元`,
    );
  if (kind === 'refund' && linesFen !== amountFen)
    return wrong(
      `its lines come to ${yuan(linesFen)} yuan, not ${yuan(amountFen)}`,
      `各行合计 ${yuan(linesFen)} 元,应为 ${yuan(amountFen)} 元`,
    );
  return null;
}

export function createLater(): Later {
  const taken = new Map<string, { readonly epoch: number; readonly by: 'void' | 'refund' }>();
  return {
    laterProblem: (later, epoch) => {
      const bad = sumProblem(later);
      if (bad !== null) return bad;
      const before = taken.get(later.saleId);
      // What stands in another epoch the terminal may have learned later.
      if (before === undefined || before.epoch !== epoch || (before.by === 'refund' && later.kind === 'refund'))
        return null;
      return before.by === 'void'
        ? wrong(`the sale ${later.saleId} is void already`, `${later.saleId} 已经作废`)
        : wrong(
            `something of the sale ${later.saleId} was refunded already, so there is no ${later.kind} of it`,
            `${later.saleId} 已经退过款,不能再作废或更正`,
          );
    },
    takeLater: ({ kind, saleId }, epoch) => {
      if (kind !== 'correction') taken.set(saleId, { epoch, by: kind });
    },
  };
}
