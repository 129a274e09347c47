import { clockText } from '../../shared/day.ts';
import { fenText } from '../../shared/money.ts';
import type { TextTable } from '../../shared/text/text.ts';
import type { CartsView, CartView, LineView } from '../../shared/view.ts';
import type { ProductView } from '../../shared/goods-view.ts';
import { useTexts, useTopicState } from '../stall.tsx';
import { Icon } from '../ui/icons.tsx';
import { fieldStyle, productsById } from '../ui/product.ts';
import s from './tabs.module.css';
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
    texts.cart.items(texts.goods.name(first.name), cart.lines.length)
  ) : (
    <>
      <Icon name="pause" />
      {texts.cart.held}
    </>
  );
}

/** The first item where there is no room for its name: the sign of its tile. */
function First({
  line,
  goods,
}: {
  readonly line: LineView | undefined;
  readonly goods: readonly ProductView[] | undefined;
}) {
  const texts = useTexts();
  if (line === undefined) return null;
  const product = goods === undefined ? undefined : productsById(goods).get(line.productId ?? '');
  return (
    <span
      className={s['first']}
      role="img"
      aria-label={texts.goods.name(line.name)}
      style={product === undefined ? undefined : fieldStyle(product.field)}
    >
      {product?.glyph ?? Array.from(line.name)[0]}
    </span>
  );
}

/** The shoppers at the stall, A to F, and 下一位 at their end (S6). */
export function Tabs({ view }: { readonly view: CartsView }) {
  const texts = useTexts();
  const act = useAct();
  const { carts, frontId } = view;
  const isMany = carts.length > ROOMY;
  const goods = useTopicState((state) => state.topics.goods?.products);
  return (
    <div className={s['tabs']} data-many={isMany ? '' : undefined}>
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
            data-keys={cart.id === frontId && cart.state !== 'paid' ? undefined : cart.sign}
            onClick={() => {
              if (cart.state === 'paid') act.open({ kind: 'pickup', cartId: cart.id });
              else if (cart.state === 'waiting') act.open({ kind: 'pay', cartId: cart.id });
              else if (cart.id !== frontId) void act.run('cart.select', { cartId: cart.id });
            }}
          >
            <span className={s['sign']}>{cart.sign}</span>
            {isMany ? <First line={cart.lines[0]} goods={goods} /> : null}
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
        data-keys="F6 −"
        className={`${s['tab']} ${s['next']}`}
        onClick={() => {
          void act.run('cart.next', {});
        }}
      >
        <Icon name="plus" />
        {texts.cart.next}
      </button>
    </div>
  );
}
