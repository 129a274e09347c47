import { fenText } from '../money.ts';
import type { Tender } from '../records/goods.ts';
import { tenderFault } from '../tender.ts';
import { judgeReweigh } from './reweigh.ts';
import type { LaterBody } from './standing.ts';

const sumOf = (tenders: readonly Tender[]): number => tenders.reduce((sum, tender) => sum + tender.amountFen, 0);
const differs = (what: string, is: number, should: number): string | null =>
  is === should ? null : `${what} ${fenText(is)} 应为 ${fenText(should)}`;
const firstFault = (tenders: readonly Tender[]): string | null =>
  tenders.map(tenderFault).find((fault) => fault !== null) ?? null;

/** What an entry about an earlier sale says by itself that can't be, in words for the market's clerk; null when it adds up. */
export function laterFault(body: LaterBody): string | null {
  switch (body.kind) {
    case 'correction':
      return firstFault(body.after) ?? differs('更正后的收款合计', sumOf(body.after), sumOf(body.before));
    case 'void':
      if (body.amountFen === 0) return '作废金额为零';
      return firstFault(body.tenders) ?? differs('退回合计', sumOf(body.tenders), body.amountFen);
    case 'refund': {
      const goodsFen = body.lines.reduce((sum, line) => sum + line.amountFen, 0);
      if (body.amountFen === 0) return '退款金额为零';
      return (
        firstFault(body.tenders) ??
        differs('退款各行合计', goodsFen, body.amountFen) ??
        differs('退回合计', sumOf(body.tenders), body.amountFen)
      );
    }
    case 'reweigh': {
      const due = judgeReweigh(body);
      return due.verdict === body.verdict && due.limitG === body.limitG ? null : '复秤的结论与重量、限值不符';
    }
    case 'confirmation':
      return null;
    default:
      return body satisfies never;
  }
}
