import type { TenderKind, TenderState } from '../../shared/records/goods.ts';
import type { LastSaleView, ViewTopics } from '../../shared/view.ts';
import type { Announcement } from '../../shared/voice.ts';

const electronic: ReadonlySet<TenderKind> = new Set<TenderKind>(['dynamic_qr', 'payment_code', 'static_code']);
const arrived: ReadonlySet<TenderState> = new Set<TenderState>(['confirmed', 'proven_offline']);

/** Money of a sale that has arrived by a channel, fen, and which one when there was but one. */
function receivedBy(sale: LastSaleView | null | undefined): { readonly fen: number; readonly channel: string | null } {
  const those = (sale?.now.tenders ?? []).filter((one) => electronic.has(one.kind) && arrived.has(one.state));
  const channels = new Set(those.map((one) => one.channel));
  return {
    fen: those.reduce((sum, one) => sum + one.amountFen, 0),
    channel: channels.size === 1 ? (those[0]?.channel ?? null) : null,
  };
}

/**
 * What is said aloud when the topics go from `before` to `now`, and when it became true: the total of a sale that was just
 * committed or of a cart that now waits for its money, and money that is proven. Nothing else, and nothing of a
 * first look: a window that was just opened has missed it.
 */
export function announcementOf(
  before: Partial<ViewTopics>,
  now: Partial<ViewTopics>,
  clock: number,
): { readonly announcement: Announcement; readonly bornAt: number } | null {
  const { last } = now;
  if (last !== undefined && last !== null && before.last !== undefined && last !== before.last && !last.looked) {
    const isNew = last.saleId !== before.last?.saleId;
    const received = receivedBy(last);
    if (isNew && received.fen > 0) return { announcement: { kind: 'received', ...received }, bornAt: last.at };
    if (isNew && last.now.state === 'sold')
      return { announcement: { kind: 'total', fen: last.payableFen }, bornAt: last.at };
  }
  const news = now.paying?.news ?? null;
  if (news !== null && before.paying !== undefined && news.no > (before.paying.news?.no ?? 0)) {
    // That of a whole cart is said with its sale.
    const isAlone = news.what === 'paid_later' || (news.what === 'paid' && news.isPart);
    if (isAlone)
      return { announcement: { kind: 'received', fen: news.amountFen, channel: news.channel }, bornAt: clock };
  }
  if (now.carts !== before.carts && before.carts !== undefined)
    for (const cart of now.carts?.carts ?? []) {
      const was = before.carts.carts.find((one) => one.id === cart.id);
      if (cart.state === 'waiting' && was !== undefined && was.state !== 'waiting')
        return { announcement: { kind: 'total', fen: cart.dueFen }, bornAt: clock };
    }
  return null;
}
