import { cartTotals, dueFen, receivedFen } from '../../../shared/cart.ts';
import { FROM_LABEL, UNVERIFIED } from '../../../shared/marks.ts';
import type { CartLine } from '../../../shared/records/goods.ts';
import type { Cart } from '../../../shared/records/terminal.ts';
import type { CartView, LineView } from '../../../shared/view.ts';

/** A cart as the windows see it. */
export function cartView(cart: Cart, onPanLineId: string | null, beforePowerCutAt: number | null): CartView {
  return {
    id: cart.id,
    sign: cart.sign,
    state: cart.state === 'closed' ? 'paid' : cart.state,
    lines: cart.lines.map((line) => lineView(line, line.id === onPanLineId)).toReversed(),
    ...cartTotals(cart),
    rounding: cart.rounding,
    agreedFen: cart.agreedFen,
    parts: cart.parts.map(({ id, tender }) => ({ id, kind: tender.kind, amountFen: tender.amountFen })),
    receivedFen: receivedFen(cart),
    dueFen: dueFen(cart),
    accountId: cart.account?.id ?? null,
    ordered: cart.ordered,
    pickup: cart.pickup,
    saleId: cart.saleId,
    beforePowerCutAt,
  };
}

function lineView(line: CartLine, onPan: boolean): LineView {
  return {
    id: line.id,
    kind: line.kind,
    productId: line.productId,
    name: line.name,
    netG: line.netG,
    tareG: line.tareG,
    qty: line.qty,
    pieceUnit: line.pieceUnit,
    price: { priceFen: line.priceFen, basisG: line.basisG },
    amountFen: line.amountFen - line.concessionFen,
    concessionFen: line.concessionFen,
    capped: line.capped,
    onPan,
    fromLabel: line.marks.includes(FROM_LABEL),
    unverified: line.marks.includes(UNVERIFIED),
  };
}
