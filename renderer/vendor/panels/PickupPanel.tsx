import { yuanText } from '../../../shared/money.ts';
import type { CartView } from '../../../shared/view.ts';
import { useTexts } from '../../stall.tsx';
import { useAct } from '../ui.ts';
import { Figure } from './pad.tsx';
import s from './panels.module.css';
import { Sheet } from './Sheet.tsx';

/** A paid cart whose goods wait: its sale is committed, and all that is left is to hand them over (S6). */
export function PickupPanel({ cart }: { readonly cart: CartView }) {
  const texts = useTexts();
  const act = useAct();
  const { saleId } = cart;
  return (
    <Sheet title={texts.pickup.title(cart.sign)} name="pickup">
      <div className={s['menu']} tabIndex={0} role="group" aria-label={texts.pickup.title(cart.sign)}>
        {cart.lines.toReversed().map((line) => (
          <Figure key={line.id} label={texts.goods.name(line.name)} value={yuanText(line.amountFen)} />
        ))}
        <Figure label={texts.pickup.paid} value={yuanText(cart.payableFen)} tone="good" />
      </div>
      <div className={s['choices']}>
        {saleId === null ? null : (
          <button
            type="button"
            className={s['key']}
            onClick={() => {
              void act.run('sale.print', { saleId, layout: 'short' });
            }}
          >
            {texts.pickup.print}
          </button>
        )}
        <button
          type="button"
          className={`${s['enter']} ${s['wide']}`}
          data-enter="pickup"
          onClick={() => {
            void act.run('cart.collect', { cartId: cart.id }).then((done) => {
              if (done) act.close();
            });
          }}
        >
          {texts.pickup.collected}
        </button>
      </div>
    </Sheet>
  );
}
