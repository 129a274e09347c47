import type { JournalEntry } from '../../shared/records/journal.ts';

/** Rows of the tables that are made from journal entries. Every row carries the mode: what is simulated never enters a figure of trade. */
export interface Derived {
  readonly sales: readonly object[];
  readonly lines: readonly object[];
  readonly prices: readonly object[];
}

export function derive(entries: readonly JournalEntry[], stall: string): Derived {
  const sales: object[] = [];
  const lines: object[] = [];
  const prices: object[] = [];
  for (const { id, market, terminal, epoch, seq, mode, day, at, seller, body } of entries) {
    const key = { market, terminal, epoch, seq, stall, mode, day };
    switch (body.kind) {
      case 'sale':
        sales.push({
          ...key,
          id,
          at,
          seller,
          goods_fen: body.goodsFen,
          concession_fen: body.concessionFen,
          rounding_fen: body.roundingFen,
          payable_fen: body.payableFen,
          online: body.online,
          tenders: body.tenders,
        });
        lines.push(
          ...body.lines.map((line) => ({
            ...key,
            no: line.no,
            product_id: line.productId,
            name: line.name,
            category: line.category,
            kind: line.kind,
            net_g: line.netG,
            qty: line.qty,
            price_fen: line.priceFen,
            basis_g: line.basisG,
            amount_fen: line.amountFen,
            concession_fen: line.concessionFen,
            allocated_fen: line.allocatedFen,
            capped: line.capped,
            evidence_hash: line.evidenceHash,
          })),
        );
        break;
      case 'price_change':
        prices.push({
          ...key,
          at,
          product_id: body.productId,
          name: body.name,
          price_fen: body.price.priceFen,
          basis_g: body.price.basisG,
          outside_guard: body.outsideGuard,
        });
        break;
      // Kept in the journal as they are; no table is made from them.
      case 'correction':
      case 'void':
      case 'refund':
      case 'reweigh':
      case 'part_payment':
      case 'part_return':
      case 'confirmation':
      case 'repayment':
      case 'cash_movement':
      case 'override':
      case 'shift_close':
      case 'day_close':
      case 'epoch_start':
        break;
      default:
        body satisfies never;
    }
  }
  return { sales, lines, prices };
}
