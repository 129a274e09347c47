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
          <b>{name}</b>
          <small>{texts.accounts.ordered}</small>
        </button>
        <button
          type="button"
          className={s['x']}
          aria-label={texts.accounts.strike(name)}
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
