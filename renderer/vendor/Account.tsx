import { aboveLimit } from '../../shared/accounts.ts';
import { yuanText } from '../../shared/money.ts';
import type { AccountView, CartView } from '../../shared/view.ts';
import { useTexts, useTopicState } from '../stall.tsx';
import { Icon } from '../ui/icons.tsx';
import s from './cart.module.css';
import { useAct } from './ui.ts';

/** Who buys on credit in this cart. */
export const useAccount = (cart: CartView | undefined): AccountView | undefined =>
  useTopicState(({ topics }) => topics.accounts?.accounts.find((one) => one.id === cart?.accountId));

/** The same, of the cart in front. */
export const useFrontAccount = (): AccountView | undefined =>
  useTopicState(({ topics: { accounts, carts } }) => {
    const front = carts?.carts.find((one) => one.id === carts.frontId);
    return accounts?.accounts.find((one) => one.id === front?.accountId);
  });

/** Chips that fit an empty cart; the others are behind the last one. */
const MOST_REGULARS = 4;

/** In an empty cart, before anything is weighed: one touch, and the last order of a regular waits on the pan (S11). */
export function Regulars({ cart }: { readonly cart: CartView }) {
  const texts = useTexts();
  const act = useAct();
  const accounts = useTopicState(({ topics }) => topics.accounts?.accounts) ?? [];
  const open = accounts.filter((one) => !one.closed);
  if (open.length === 0) return <span>{texts.cart.emptyHint}</span>;
  const shown = open.length > MOST_REGULARS ? open.slice(0, MOST_REGULARS - 1) : open;
  return (
    <div className={s['regulars']} role="group" aria-label={texts.accounts.title}>
      {shown.map((one) => (
        <button
          type="button"
          key={one.id}
          data-regular={one.name}
          onClick={() => {
            void act.run('account.choose', { cartId: cart.id, accountId: one.id });
          }}
        >
          {one.name}
        </button>
      ))}
      {shown.length < open.length ? (
        <button
          type="button"
          onClick={() => {
            act.open({ kind: 'accounts', cartId: cart.id });
          }}
        >
          {texts.accounts.others}
        </button>
      ) : null}
    </div>
  );
}

/** Above the goods: whose sale it is, and what is owed (S11). */
export function Account({ cart, account }: { readonly cart: CartView; readonly account: AccountView }) {
  const texts = useTexts();
  const act = useAct();
  const above = aboveLimit(account, account.owedFen, Math.max(0, cart.dueFen));
  return (
    <li className={`${s['gone']} ${s['whose']}`} data-whose={account.name}>
      <span>
        <b>{account.name}</b>
        <small data-above={above > 0 ? '' : undefined}>
          {above > 0 ? texts.accounts.above(yuanText(above)) : texts.accounts.owes(yuanText(account.owedFen))}
        </small>
      </span>
      <button
        type="button"
        aria-label={texts.accounts.leave(account.name)}
        onClick={() => {
          void act.run('account.choose', { cartId: cart.id, accountId: null });
        }}
      >
        <Icon name="cross" />
      </button>
    </li>
  );
}

/** Below the goods: what is still wanted of the last order. */
export function Ordered({ cart }: { readonly cart: CartView }) {
  const texts = useTexts();
  const act = useAct();
  const goods = useTopicState(({ topics }) => topics.goods?.products);
  return cart.ordered.map((productId) => {
    const name = goods?.find(({ id }) => id === productId)?.name ?? productId;
    return (
      <li key={productId} className={s['wanted']} data-ordered={productId}>
        <button
          type="button"
          onClick={() => {
            void act.tap(productId);
          }}
        >
          <b>{texts.goods.name(name)}</b>
          <small>{texts.accounts.ordered}</small>
        </button>
        <button
          type="button"
          className={s['x']}
          aria-label={texts.accounts.strike(texts.goods.name(name))}
          onClick={() => {
            void act.run('account.strike', { cartId: cart.id, productId });
          }}
        >
          <span>
            <Icon name="cross" />
          </span>
        </button>
      </li>
    );
  });
}
