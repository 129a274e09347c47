import { NONE } from './sale.ts';
import { problem, yuan } from './problem.ts';
import type { Problem } from './problem.ts';

/** A tender whose money a channel brings, as a sale or a correction states it. Texts are empty where they are null. */
export interface AwaitedTender {
  readonly no: number;
  readonly kind: string;
  readonly state: string;
  readonly amountFen: number;
  readonly order: string;
  readonly channel: string;
  readonly transaction: string;
}
/** What an entry says of the money of an earlier sale. `amountFen`: `NONE` where it is not stated. Texts are empty where they are null or missing. */
export interface ConfirmationFacts {
  readonly saleId: string;
  readonly tenderNo: number;
  readonly state: string;
  readonly mark: string;
  readonly transaction: string;
  readonly amountFen: number;
  readonly channel: string;
}

/** Money that sales wait for, while a journal is read. */
export interface Confirmations {
  /** An epoch begins that goes on from an entry of another file: sales of that one are not known here. */
  beginElsewhere(): void;
  confirmationProblem(said: ConfirmationFacts): Problem | null;
  takeConfirmation(said: ConfirmationFacts): void;
  /** The tenders of a sale, or of one as a correction left them: money may still come for what stood there before. */
  takeTenders(saleId: string, tenders: readonly AwaitedTender[]): void;
  /** Something of the sale was given back: less than its tender may come. */
  takeRefund(saleId: string): void;
}

const wrong = (en: string, zh: string): Problem => problem('bad_confirmation', en, zh);
const differ = (a: string, b: string): boolean => a !== '' && b !== '' && a !== b;
/** `sim` is a simulated channel that is not known yet. */
const channelOf = (name: string): string => (name === 'sim' ? '' : name);
/** The start of an order's name that its mark has. */
const MARK_START = 32;

/** What keeps a confirmation from being of this tender. `isRefunded`: something of the sale was given back before. */
function unlike(said: ConfirmationFacts, tender: AwaitedTender, isRefunded: boolean): Problem | null {
  const fits = said.amountFen === tender.amountFen || (isRefunded && said.amountFen < tender.amountFen);
  if (said.amountFen !== NONE && !fits)
    return wrong(
      `it confirms ${yuan(said.amountFen)}, the tender is ${yuan(tender.amountFen)}`,
      `它确认的是 ${yuan(said.amountFen)},那笔收款是 ${yuan(tender.amountFen)}`,
    );
  // Money on the printed code (`arr:`) may be for whatever the shopper owes, an order that was let go unpaid too.
  if (said.mark.startsWith('pay:') && tender.order !== '' && said.mark !== `pay:${tender.order.slice(0, MARK_START)}`)
    return wrong('it is of another order than the tender', '它和那笔收款不是同一个收款单');
  if (differ(channelOf(said.channel), channelOf(tender.channel)) || differ(said.transaction, tender.transaction))
    return wrong(
      `it names another payment or channel than the tender (${said.channel} ${said.transaction})`,
      `它写的渠道或流水号和那笔收款不同(${said.channel} ${said.transaction})`,
    );
  return null;
}

export function createConfirmations(): Confirmations {
  const sales = new Map<string, readonly AwaitedTender[]>();
  /** Which tender a channel's payment, or a mark of the market, has proven: none proves two. */
  const proven = new Map<string, string>();
  const refunded = new Set<string>();
  let elsewhere = false;
  const proofsOf = ({ mark, transaction }: ConfirmationFacts): readonly string[] =>
    [mark, transaction === '' ? '' : `no ${transaction}`].filter((one) => one !== '');
  const tenderOf = ({ saleId, tenderNo }: ConfirmationFacts): string => `${tenderNo} ${saleId}`;

  return {
    beginElsewhere: () => {
      elsewhere = true;
    },
    confirmationProblem: (said) => {
      const tenders = sales.get(said.saleId);
      if (tenders === undefined)
        return elsewhere
          ? null
          : wrong(
              `it confirms money of the sale ${said.saleId}, which is not in this journal or waits for none`,
              `它确认的是 ${said.saleId} 的钱,这本账里没有这一笔,或它不等钱`,
            );
      const named = tenders.filter(({ no }) => no === said.tenderNo);
      if (named.length === 0)
        return wrong(
          `tender ${said.tenderNo} of the sale ${said.saleId} is not paid over a channel`,
          `${said.saleId} 的第 ${said.tenderNo} 笔收款不是由渠道付的`,
        );
      const faults = named.map((tender) => unlike(said, tender, refunded.has(said.saleId)));
      const bad = faults.includes(null) ? null : (faults[0] ?? null);
      if (bad !== null) return bad;
      const used = proofsOf(said).find((proof) => (proven.get(proof) ?? tenderOf(said)) !== tenderOf(said));
      return used === undefined
        ? null
        : wrong('the same money has confirmed another tender already', '同一笔钱已经确认过另一笔收款');
    },
    takeConfirmation: (said) => {
      for (const proof of proofsOf(said)) proven.set(proof, tenderOf(said));
    },
    takeTenders: (saleId, tenders) => {
      if (tenders.length > 0) sales.set(saleId, [...(sales.get(saleId) ?? []), ...tenders]);
    },
    takeRefund: (saleId) => {
      refunded.add(saleId);
    },
  };
}
