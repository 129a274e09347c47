import { capLines } from '../../../shared/cart.ts';
import type { Log } from '../../../shared/log.ts';
import type { CartLine, Price } from '../../../shared/records/goods.ts';
import type { Carts } from './carts.ts';
import type { Goods } from '../goods/goods.ts';
import type { Prices } from '../goods/prices.ts';
import type { Serial } from '../serial.ts';

/**
 * A cap of the market that comes down in the middle of a sale holds for what is in a cart already, where that can still be changed: a cart whose
 * money is on its way stays as its shopper saw it. Returns its end.
 */
export function watchCaps(deps: {
  readonly goods: Pick<Goods, 'onPolicy'>;
  readonly prices: Pick<Prices, 'capUnder'>;
  readonly carts: Carts;
  readonly lane: Serial;
  readonly log: Log;
}): () => void {
  const { prices, carts, log } = deps;
  const capOf = ({ productId, priceFen, basisG }: CartLine): Price | null =>
    productId === null ? null : prices.capUnder(productId, { priceFen, basisG });
  const hold = async (): Promise<void> => {
    for (const cart of carts.all()) {
      if (cart.lines.every((line) => capOf(line) === null)) continue;
      const reply = await carts.change(cart.id, null, (now) => {
        const change = capLines(now, capOf);
        return change.ok ? { ...change, value: {} } : change;
      });
      if (!reply.ok) log.info({ cartId: cart.id, refusal: reply.refusal }, 'a cart keeps what it had before the cap');
    }
  };
  return deps.goods.onPolicy(() => {
    deps.lane(hold).catch((error: unknown) => {
      log.error({ err: error }, 'the cap could not be put on the carts');
    });
  });
}
