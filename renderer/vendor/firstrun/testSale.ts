import type { Failure } from '../../../shared/text/text.ts';
import type { Stall } from '../../stall.tsx';

/** Fen per basis: any price will do, nothing of it stays. */
const TEST_PRICE_FEN = 500;

/**
 * What is on the pan is weighed, sold for cash and printed, as practice: in no figure, marked 训练 on the paper. Null: done; else what
 * the till refused.
 */
export async function sellTest({ client, topics }: Stall): Promise<Failure | null> {
  const { goods, status } = topics.getState().topics;
  const product = goods?.grid
    .map((id) => goods.products.find((one) => one.id === id))
    .find((one) => one !== undefined && one.sellBy !== 'piece');
  if (goods === undefined || status === undefined || product === undefined) return { code: 'no_such_product' };
  const begun = await client.call('training.set', { on: true });
  if (!begun.ok) return begun.refusal;
  const refusal = await sell(product.id);
  const ended = await client.call('training.set', { on: false });
  return refusal ?? (ended.ok ? null : ended.refusal);

  async function sell(productId: string): Promise<Failure | null> {
    const price = { priceFen: TEST_PRICE_FEN, basisG: goods?.basisG ?? 500 };
    const priced = await client.call('goods.price', { productId, price, scope: 'once', sure: true });
    if (!priced.ok) return priced.refusal;
    const tapped = await client.call('goods.tap', { productId });
    if (!tapped.ok) return tapped.refusal;
    if (!('cartId' in tapped.value)) return { code: 'not_sellable', reason: 'unstable' };
    const { cartId } = tapped.value;
    const payableFen = await payable(cartId);
    if (payableFen === null) return { code: 'no_such_cart' };
    const sold = await client.call('sale.complete', {
      cartId,
      payableFen,
      tenders: [{ kind: 'cash', amountFen: payableFen, tenderedFen: null }],
      concedeFen: 0,
      paper: 'short',
    });
    return sold.ok ? null : sold.refusal;
  }
  /** What the cart comes to, once the window has heard of it. */
  function payable(cartId: string): Promise<number | null> {
    const look = (): number | null => {
      const cart = topics.getState().topics.carts?.carts.find((one) => one.id === cartId);
      return cart === undefined || cart.lines.length === 0 ? null : cart.payableFen;
    };
    return new Promise((resolve) => {
      const now = look();
      if (now !== null) {
        resolve(now);
        return;
      }
      const off = topics.subscribe(() => {
        const then = look();
        if (then === null) return;
        off();
        clearTimeout(end);
        resolve(then);
      });
      const end = setTimeout(() => {
        off();
        resolve(null);
      }, 3_000);
    });
  }
}
