import { fenText, kgText, yuanText } from '../../shared/money.ts';
import type { TextTable } from '../../shared/text/text.ts';
import type { CartsView, CartView, LineView } from '../../shared/view.ts';
import { useTexts, useTopic } from '../stall.tsx';
import { Icon } from '../ui/icons.tsx';
import s from './cart.module.css';
import { Account, Ordered, Regulars, useAccount } from './Account.tsx';
import { useUntil } from './guard.ts';
import { Pending } from './pay/Pending.tsx';
import { PartLine } from './PartLine.tsx';
import { ScanChoice } from './ScanChoice.tsx';
import { Tabs } from './Tabs.tsx';
import { Tenders } from './Tenders.tsx';
import { useAct } from './ui.ts';

/** `1.245 kg × `, `2 块 × `; a portion has no weight and no count to show. */
function quantity(texts: TextTable, line: LineView) {
  const price = <u>{yuanText(line.price.priceFen)}</u>;
  switch (line.kind) {
    case 'weight':
      return (
        <>
          {kgText(line.netG ?? 0)} kg × {price}
        </>
      );
    case 'piece':
      return (
        <>
          {line.qty} {texts.goods.unit(line.pieceUnit)} × {price}
        </>
      );
    case 'portion':
      return (
        <>
          {texts.cart.portion} {price}
        </>
      );
    case 'gift':
      return line.netG === null ? (
        <>
          {line.qty} {texts.goods.unit(line.pieceUnit)}
        </>
      ) : (
        <>{kgText(line.netG)} kg</>
      );
    default:
      return line.kind satisfies never;
  }
}

function Line({
  cart,
  line,
  isNewest,
}: {
  readonly cart: CartView;
  readonly line: LineView;
  readonly isNewest: boolean;
}) {
  const texts = useTexts();
  const act = useAct();
  const ids = { cartId: cart.id, lineId: line.id };
  const fewer = line.kind === 'piece' && line.qty > 1;
  return (
    <li className={s['line']} data-piece={fewer ? '' : undefined} data-line={line.id}>
      <button
        type="button"
        className={s['edit']}
        data-keys={isNewest ? 'L' : undefined}
        onClick={() => {
          act.open({ kind: 'agree_line', ...ids });
        }}
      >
        <span className={s['n']}>
          {texts.goods.name(line.name)}
          {line.onPan ? <em>{texts.cart.onPan}</em> : line.kind === 'gift' ? <em>{texts.cart.gift}</em> : null}
          {line.fromLabel ? <em>{texts.cart.fromLabel}</em> : null}
          {line.unverified ? <em data-tone="wait">{texts.cart.unverified}</em> : null}
        </span>
        <span className={s['q']}>
          {quantity(texts, line)}
          {line.concessionFen > 0 ? <span> {texts.cart.conceded(fenText(line.concessionFen))}</span> : null}
        </span>
        <span className="sr">{texts.cart.lineHint}</span>
      </button>
      <div className={s['a']}>{yuanText(line.amountFen)}</div>
      {fewer ? (
        <button
          type="button"
          className={s['x']}
          aria-label={texts.cart.fewer(texts.goods.name(line.name))}
          onClick={() => {
            void act.run('line.quantity', { ...ids, qty: line.qty - 1 });
          }}
        >
          <span>
            <Icon name="minus" />
          </span>
        </button>
      ) : null}
      <button
        type="button"
        className={s['x']}
        data-keys={isNewest ? 'Del' : undefined}
        aria-label={texts.cart.remove(texts.goods.name(line.name))}
        onClick={() => {
          void act.run('line.remove', ids);
        }}
      >
        <span>
          <Icon name="cross" />
        </span>
      </button>
    </li>
  );
}

function Undo({ undo }: { readonly undo: NonNullable<CartsView['undo']> }) {
  const texts = useTexts();
  const act = useAct();
  if (!useUntil(undo.until)) return null;
  return (
    <li className={s['gone']}>
      {texts.cart.removed(texts.goods.name(undo.name))}
      <button
        type="button"
        data-keys="U"
        onClick={() => {
          void act.run('line.restore', { cartId: undo.cartId, lineId: undo.lineId });
        }}
      >
        {texts.cart.undo}
      </button>
    </li>
  );
}

function totalNote(texts: TextTable, cart: CartView) {
  if (cart.parts.length > 0) return texts.tenders.dueOf(yuanText(cart.payableFen));
  const parts = [
    cart.concessionFen > 0 ? texts.agree.conceded(`−${fenText(cart.concessionFen)}`) : null,
    cart.roundingFen > 0 ? texts.cart.roundedOff(`−${fenText(cart.roundingFen)}`) : null,
  ].filter((part) => part !== null);
  return parts.length > 0
    ? parts.join(' ')
    : cart.agreedFen === null
      ? texts.cart.rounding(cart.rounding)
      : texts.cart.agreed;
}

/** The carts: tabs, lines newest first, the amount due, the tenders. */
export function Cart() {
  const texts = useTexts();
  const act = useAct();
  const view = useTopic('carts');
  const choice = useTopic('scan')?.choice ?? null;
  const cart = view?.carts.find((one) => one.id === view.frontId);
  const account = useAccount(cart);
  if (view === undefined || cart === undefined) return <section className={s['cart']} />;
  const undo = view.undo?.cartId === cart.id ? view.undo : null;
  return (
    <section className={s['cart']}>
      <Tabs view={view} />
      <div className={s['sheet']} role="tabpanel" id="cart-sheet" aria-labelledby={`tab-${cart.id}`}>
        {choice === null ? <Pending /> : <ScanChoice key={choice.id} choice={choice} />}
        <ol className={s['lines']}>
          {undo === null ? null : <Undo key={undo.lineId} undo={undo} />}
          {account === undefined ? null : <Account cart={cart} account={account} />}
          {cart.parts.map((part) => (
            <PartLine key={part.id} cart={cart} part={part} />
          ))}
          {cart.lines.map((line, at) => (
            <Line key={line.id} cart={cart} line={line} isNewest={at === 0} />
          ))}
          <Ordered cart={cart} />
          {cart.lines.length === 0 && cart.parts.length === 0 && cart.accountId === null ? (
            <li className={s['none']}>
              <b>{texts.cart.empty}</b>
              <Regulars cart={cart} />
            </li>
          ) : null}
        </ol>
        <div className={s['total']}>
          <span className={s['k']}>
            {cart.parts.length > 0 ? texts.tenders.rest : texts.cart.due}
            <small data-conceded={cart.concessionFen > 0 ? '' : undefined}>{totalNote(texts, cart)}</small>
          </span>
          <button
            type="button"
            className={s['v']}
            data-keys="T"
            aria-label={texts.cart.agreeLabel(fenText(Math.max(0, cart.dueFen)))}
            data-payable={cart.payableFen}
            data-due={cart.dueFen}
            onClick={() => {
              if (cart.lines.length > 0) act.open({ kind: 'agree_total', cartId: cart.id });
            }}
          >
            <i>¥</i>
            <u>{fenText(Math.max(0, cart.dueFen))}</u>
          </button>
        </div>
        <Tenders cart={cart} />
      </div>
    </section>
  );
}
