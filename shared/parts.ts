import type { ArgsOf } from './contract.ts';
import { cartTotals, dueFen, isStanding } from './cart.ts';
import type { JournalBody, JournalEntry } from './records/journal.ts';
import type { Cart } from './records/terminal.ts';
import type { Refusal } from './refusal.ts';
import { tenderOf } from './tender.ts';

/** A sale has at most 20 tenders, and the last one is no part. */
export const MAX_PARTS = 19;

type Decision<K extends JournalBody['kind']> =
  | { readonly ok: true; readonly body: Extract<JournalBody, { kind: K }> }
  | { readonly ok: false; readonly refusal: Refusal };
const no = (refusal: Refusal): { readonly ok: false; readonly refusal: Refusal } => ({ ok: false, refusal });

/** The entry of a part that is received now (S14): less than what is due, or it would be the sale's own tender. */
export function partPayment(
  cart: Cart,
  { payableFen, kind, amountFen }: ArgsOf<'part.take'>,
): Decision<'part_payment'> {
  if (!isStanding(cart)) return no({ code: cart.state === 'waiting' ? 'cart_waiting' : 'cart_closed' });
  if (cart.lines.length === 0) return no({ code: 'cart_empty' });
  const due = dueFen(cart);
  if (cartTotals(cart).payableFen !== payableFen || amountFen === 0 || amountFen >= due)
    return no({ code: 'tenders_differ', payableFen: due });
  if (cart.parts.length >= MAX_PARTS) return no({ code: 'too_many_lines' });
  const tender = tenderOf({ kind, amountFen, tenderedFen: null }, cart.parts.length + 1);
  return { ok: true, body: { kind: 'part_payment', cartId: cart.id, tender } };
}

/** The entry of a part that is given back. */
export function partReturn(cart: Cart, partId: string): Decision<'part_return'> {
  const part = cart.parts.find((one) => one.id === partId);
  if (part === undefined) return no({ code: 'no_such_part' });
  if (cart.state === 'waiting') return no({ code: 'cart_waiting' });
  return { ok: true, body: { kind: 'part_return', cartId: cart.id, partId, tender: part.tender } };
}

/** A cart after an entry of its own: a part more, or one less. Any other entry leaves it as it is. */
export function withEntry(cart: Cart, { id, body }: Pick<JournalEntry, 'id' | 'body'>): Cart {
  if (body.kind === 'part_payment' && body.cartId === cart.id && !cart.parts.some((part) => part.id === id))
    return { ...cart, parts: [...cart.parts, { id, tender: body.tender }] };
  if (body.kind === 'part_return' && body.cartId === cart.id && cart.parts.some((part) => part.id === body.partId))
    return { ...cart, parts: cart.parts.filter((part) => part.id !== body.partId) };
  return cart;
}

/** Parts of these entries, oldest first, that were neither given back nor became a sale: the carts they belong to. */
export function cartsWithParts(entries: readonly JournalEntry[]): ReadonlySet<string> {
  const open = new Map<string, string>();
  for (const { id, body } of entries) {
    if (body.kind === 'part_payment') open.set(id, body.cartId);
    else if (body.kind === 'part_return') open.delete(body.partId);
    else if (body.kind === 'sale') for (const partId of body.parts ?? []) open.delete(partId);
  }
  return new Set(open.values());
}
