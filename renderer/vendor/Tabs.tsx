import { clockText } from '../../shared/day.ts';
import { fenText } from '../../shared/money.ts';
import type { TextTable } from '../../shared/text/text.ts';
import type { CartsView, CartView } from '../../shared/view.ts';
import { useTexts } from '../stall.tsx';
import { Icon } from '../ui/icons.tsx';
import s from './cart.module.css';
import { useAct } from './ui.ts';

const ROOMY = 3;

function note(texts: TextTable, cart: CartView, front: boolean) {
  if (cart.beforePowerCutAt !== null) return texts.cart.beforeCut(clockText(cart.beforePowerCutAt));
  if (cart.state === 'waiting')
    return (
      <>
        <Icon name="clock" />
        {texts.cart.waiting}
      </>
    );
  if (cart.state === 'paid')
    return (
      <>
        <Icon name="tick" />
        {texts.cart.paid}
      </>
    );
  const first = cart.lines[0];
  if (first === undefined) return texts.cart.newShopper;
  return front ? (
    texts.cart.items(first.name, cart.lines.length)
  ) : (
    <>
      <Icon name="pause" />
      {texts.cart.held}
    </>
  );
}

/** The shoppers at the stall, A to F, and 下一位 at their end (S6). */
export function Tabs({ view }: { readonly view: CartsView }) {
  const texts = useTexts();
  const act = useAct();
  const { carts, frontId } = view;
  return (
    <div className={s['tabs']} data-many={carts.length > ROOMY ? '' : undefined}>
      <div role="tablist" aria-label={texts.cart.tabs} className={s['list']}>
        {carts.map((cart) => (
          <button
            type="button"
            key={cart.id}
            id={`tab-${cart.id}`}
            role="tab"
            aria-selected={cart.id === frontId}
            aria-controls="cart-sheet"
            className={s['tab']}
            data-state={cart.state === 'waiting' ? 'wait' : cart.state === 'paid' ? 'paid' : undefined}
            data-sign={cart.sign}
            onClick={() => {
              if (cart.state === 'paid') act.open({ kind: 'pickup', cartId: cart.id });
              else if (cart.id !== frontId) void act.run('cart.select', { cartId: cart.id });
            }}
          >
            <span className={s['sign']}>{cart.sign}</span>
            <span className={s['t']}>
              <b>
                <i>¥</i>
                {fenText(cart.payableFen)}
              </b>
              <small>{note(texts, cart, cart.id === frontId)}</small>
            </span>
          </button>
        ))}
      </div>
      <button
        type="button"
        className={`${s['tab']} ${s['next']}`}
        onClick={() => {
          void act.run('cart.next', {});
        }}
      >
        <Icon name="plus" />
        {texts.cart.next}
        <span className={s['kbd']} aria-hidden="true">
          F6
        </span>
      </button>
    </div>
  );
}
