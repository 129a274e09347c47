import { cartTotals, linesFen, receivedFen } from './cart.ts';
import { allocate, fenText, lineAmount, MAX_SALE_FEN, pieceAmount, roundDown } from './money.ts';
import type { SaleLine, Tender } from './records/goods.ts';
import type { JournalBody, SaleBody } from './records/journal.ts';
import type { Cart } from './records/terminal.ts';
import type { Refusal } from './refusal.ts';
import { tenderFault, tenderOf } from './tender.ts';
import type { ChannelTender, TenderWish } from './tender.ts';

export interface SaleInput {
  readonly cart: Cart;
  /** What the window showed, before `concedeFen`. */
  readonly payableFen: number;
  /** Their amounts sum to payable − concede − what was received in parts. `tenderedFen` null: cash was not counted, taken as exact. */
  readonly tenders: readonly (TenderWish | ChannelTender)[];
  /** 让价 given with the money (S7), fen. */
  readonly concedeFen: number;
  readonly paper: SaleBody['paper'];
  readonly drawer: boolean;
  readonly online: boolean;
  readonly appVersion: string;
}

const no = (refusal: Refusal): { readonly ok: false; readonly refusal: Refusal } => ({ ok: false, refusal });

/**
 * The sale of a cart, ready for the journal. The cart's concession and rounding are shared over the lines by largest
 * remainder, so that a line's amount − concession − allocated is what was paid for it. `changeFen` is null unless cash was counted.
 */
export function buildSale(
  input: SaleInput,
):
  | { readonly ok: true; readonly body: SaleBody; readonly changeFen: number | null }
  | { readonly ok: false; readonly refusal: Refusal } {
  const { cart, tenders: wishes, concedeFen } = input;
  if (cart.state === 'closed' || cart.state === 'paid') return no({ code: 'cart_closed' });
  if (cart.lines.length === 0) return no({ code: 'cart_empty' });
  const totals = cartTotals(cart);
  if (totals.payableFen !== input.payableFen) return no({ code: 'tenders_differ', payableFen: totals.payableFen });
  const payableFen = totals.payableFen - concedeFen;
  if (payableFen <= 0) return no({ code: 'payable_zero' });
  if (payableFen > MAX_SALE_FEN) return no({ code: 'amount_absurd', maxFen: MAX_SALE_FEN });

  if (cart.account === null && wishes.some((wish) => wish.kind === 'credit'))
    return no({ code: 'credit_needs_account' });
  if (payableFen < receivedFen(cart)) return no({ code: 'below_received', receivedFen: receivedFen(cart) });

  const tenders = [
    ...cart.parts.map(({ tender }, index): Tender => ({ ...tender, no: index + 1 })),
    ...wishes.map((wish, index) => tenderOf(wish, cart.parts.length + index + 1)),
  ];
  const takenFen = tenders.reduce((sum, tender) => sum + tender.amountFen, 0);
  const uncoveredFen = tenders.reduce((sum, tender) => sum + Math.max(0, -(tender.changeFen ?? 0)), 0);
  const shortFen = uncoveredFen + Math.max(0, payableFen - takenFen);
  if (shortFen > 0) return no({ code: 'cash_short', payableFen, shortFen });
  if (takenFen !== payableFen || tenders.some((tender) => tender.amountFen === 0))
    return no({ code: 'tenders_differ', payableFen });

  const shares = allocate(
    linesFen(cart) - payableFen,
    cart.lines.map((line) => line.amountFen - line.concessionFen),
  );
  const counted = tenders.flatMap((tender) => tender.changeFen ?? []);
  return {
    ok: true,
    changeFen: counted.length === 0 ? null : counted.reduce((sum, fen) => sum + fen, 0),
    body: {
      kind: 'sale',
      cartId: cart.id,
      sign: cart.sign,
      openedAt: cart.openedAt,
      lines: cart.lines.map((line, index): SaleLine => ({ ...line, no: index + 1, allocatedFen: shares[index] ?? 0 })),
      goodsFen: totals.goodsFen,
      concessionFen: totals.concessionFen + concedeFen,
      rounding: cart.rounding,
      roundingFen: totals.roundingFen,
      payableFen,
      tenders,
      ...(cart.parts.length === 0 ? {} : { parts: cart.parts.map((part) => part.id) }),
      ...(cart.account === null ? {} : { account: cart.account }),
      paper: input.paper,
      drawer: input.drawer,
      online: input.online,
      appVersion: input.appVersion,
    },
  };
}

/**
 * Recomputes a sale from its parts. Null when every line and sum is right, else what is wrong, in a sentence for the market's clerk.
 * The terminal asks before the commit, the server on intake. The body has passed its schema.
 */
export function checkSale(body: SaleBody): string | null {
  for (const [index, line] of body.lines.entries()) {
    const wrong = line.no === index + 1 ? lineFault(line) : `行号应为 ${index + 1}`;
    if (wrong !== null) return `第 ${index + 1} 行:${wrong}`;
  }
  for (const [index, tender] of body.tenders.entries()) {
    const wrong = tender.no === index + 1 ? tenderFault(tender) : `序号应为 ${index + 1}`;
    if (wrong !== null) return `第 ${index + 1} 笔收款:${wrong}`;
  }
  if (body.account === undefined && body.tenders.some((tender) => tender.kind === 'credit'))
    return '赊账却没有写明账户';
  const parts = new Set(body.parts);
  if (parts.size !== (body.parts?.length ?? 0) || parts.size > body.tenders.length) return '先收的款与收款不符';
  return sumFault(body);
}

const differs = (what: string, is: number, should: number): string => `${what} ${fenText(is)} 应为 ${fenText(should)}`;

function lineFault(line: SaleLine): string | null {
  const due = amountDue(line);
  if (typeof due === 'string') return due;
  if (line.amountFen !== due) return differs('金额', line.amountFen, due);
  if (line.concessionFen > line.amountFen) return '让价大于金额';
  return null;
}

function amountDue(line: SaleLine): number | string {
  const { kind, netG, grossG, tareG, basisG, qty, priceFen } = line;
  if ((line.tareKind === 'none') !== ((tareG ?? 0) === 0)) return '皮重与去皮方式不符';
  switch (kind) {
    case 'weight':
      if (netG === null || grossG === null || tareG === null || basisG === null || qty !== 1)
        return '称重行缺少重量或单价';
      if (netG <= 0) return '净重不大于零';
      if (netG !== grossG - tareG) return '净重不等于毛重减皮重';
      return lineAmount(netG, priceFen, basisG);
    case 'piece':
    case 'portion':
      if (netG !== null || grossG !== null || tareG !== null || basisG !== null) return '按件的行不应有重量';
      if (kind === 'portion' && qty !== 1) return '按份的行数量应为 1';
      return pieceAmount(qty, priceFen);
    case 'gift':
      return 0;
    default:
      return kind satisfies never;
  }
}

function sumFault(body: SaleBody): string | null {
  const sum = (of: (line: SaleLine) => number): number => body.lines.reduce((total, line) => total + of(line), 0);
  const goodsFen = sum((line) => line.amountFen);
  if (body.goodsFen !== goodsFen) return differs('商品合计', body.goodsFen, goodsFen);
  const ownFen = sum((line) => line.concessionFen);
  if (body.concessionFen < ownFen) return differs('让价', body.concessionFen, ownFen);
  const afterLines = goodsFen - ownFen;
  // An agreed total carries no rounding on top; otherwise it is exactly what the rule takes off.
  const rounded = afterLines - roundDown(afterLines, body.rounding);
  if (body.roundingFen !== 0 && body.roundingFen !== rounded) return differs('抹零', body.roundingFen, rounded);
  const payableFen = goodsFen - body.concessionFen - body.roundingFen;
  if (body.payableFen !== payableFen) return differs('应付', body.payableFen, payableFen);
  if (payableFen <= 0) return '应付不大于零';
  const shares = allocate(
    afterLines - payableFen,
    body.lines.map((line) => line.amountFen - line.concessionFen),
  );
  for (const [index, line] of body.lines.entries()) {
    if (line.allocatedFen !== shares[index])
      return `第 ${line.no} 行:${differs('分摊', line.allocatedFen, shares[index] ?? 0)}`;
  }
  const taken = body.tenders.reduce((total, tender) => total + tender.amountFen, 0);
  return taken === payableFen ? null : differs('收款合计', taken, payableFen);
}

const notes = [500, 1000, 2000, 5000, 10_000] as const;

/**
 * What a shopper probably hands over for cash that was not counted, and the change (S19): full hundreds and the next single notes, at most three.
 * None for whole hundreds: those are paid exactly.
 */
export function changeHints(payableFen: number): readonly { readonly paidFen: number; readonly changeFen: number }[] {
  const rest = payableFen % 10_000;
  if (rest === 0) return [];
  return notes
    .filter((note) => note > rest)
    .slice(0, 3)
    .map((note) => ({ paidFen: payableFen - rest + note, changeFen: note - rest }));
}

/** What a bargain usually ends at, the dearest first: down to half a yuan, a yuan, five. `fen` is the total before it. */
export const bargainHints = (fen: number): readonly number[] =>
  [...new Set([50, 100, 500].map((step) => fen - (fen % step)))].filter((hint) => hint > 0 && hint < fen);

/** Cash is mostly bargained down to whole yuan; null where nothing is left of it or there is nothing to let off. */
export const roundHint = (fen: number): number | null => (fen > 100 && fen % 100 > 0 ? fen - (fen % 100) : null);

/** `17-1-212`: terminal, epoch, sequence. */
export const printedNumber = (entry: {
  readonly terminal: number;
  readonly epoch: number;
  readonly seq: number;
}): string => `${entry.terminal}-${entry.epoch}-${entry.seq}`;

/** What an entry adds to the perpetual total, fen: sales up, voids and refunds down, all else nothing (an `epoch_start` begins at what it carries over). */
export function perpetualDelta(body: JournalBody): number {
  switch (body.kind) {
    case 'sale':
      return body.payableFen;
    case 'void':
    case 'refund':
      return -body.amountFen;
    case 'correction':
    case 'reweigh':
    case 'part_payment':
    case 'part_return':
    case 'confirmation':
    case 'repayment':
    case 'cash_movement':
    case 'price_change':
    case 'override':
    case 'shift_close':
    case 'day_close':
    case 'epoch_start':
      return 0;
    default:
      return body satisfies never;
  }
}
