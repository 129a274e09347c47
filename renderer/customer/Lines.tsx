import { fenText, kgText, yuanText } from '../../shared/money.ts';
import type { TextTable } from '../../shared/text/text.ts';
import type { CartView, LineView } from '../../shared/view.ts';
import { useTexts } from '../stall.tsx';
import { priceText } from '../ui/format.ts';
import { Icon } from '../ui/icons.tsx';
import s from './lines.module.css';

/** `1.245 kg × ¥8.40/kg`, `2 块 × ¥3.00/块`; a portion carries no weight. */
function quantity(texts: TextTable, line: LineView): string {
  switch (line.kind) {
    case 'weight':
      return `${kgText(line.netG ?? 0)} kg × ${priceText(texts, line.price, line.pieceUnit)}`;
    case 'piece':
      return `${line.qty} ${texts.goods.unit(line.pieceUnit)} × ${priceText(texts, line.price, line.pieceUnit)}`;
    case 'portion':
      return texts.cart.portion;
    case 'gift':
      return texts.cart.gift;
    default:
      return line.kind satisfies never;
  }
}

/** What was taken off: `让价 −0.80 · 抹零 −0.07`. */
const takenOff = (texts: TextTable, cart: CartView): string =>
  [
    cart.concessionFen > 0 ? texts.agree.conceded(`−${fenText(cart.concessionFen)}`) : '',
    cart.roundingFen > 0 ? texts.cart.roundedOff(`−${fenText(cart.roundingFen)}`) : '',
  ]
    .filter((part) => part !== '')
    .join(' · ');

/** What is still to be paid: all of it, or the rest after a part was received (S14). */
function dueOf(
  texts: TextTable,
  cart: CartView,
): { readonly word: string; readonly note: string; readonly fen: number } {
  return cart.receivedFen > 0
    ? { word: texts.tenders.rest, note: `${texts.customer.due} ${yuanText(cart.payableFen)}`, fen: cart.dueFen }
    : { word: texts.customer.due, note: takenOff(texts, cart), fen: cart.payableFen };
}

/** Beside the load: what is in the cart, and what it comes to. */
export function List({ cart }: { readonly cart: CartView }) {
  const texts = useTexts();
  const due = dueOf(texts, cart);
  return (
    <section className={s['list']}>
      <h2>{texts.customer.lines(cart.lines.length)}</h2>
      <ol>
        {cart.lines.map((line) => (
          <li key={line.id}>
            <b>{texts.goods.name(line.name)}</b>
            <small>{quantity(texts, line)}</small>
            <span className={s['a']}>{yuanText(line.amountFen)}</span>
          </li>
        ))}
      </ol>
      <div className={s['sum']}>
        <span>
          {due.word}
          <small>{due.note}</small>
        </span>
        <b data-due={due.fen}>
          <i>¥</i>
          {fenText(due.fen)}
        </b>
      </div>
    </section>
  );
}

/** Between loads, and while the money is handed over: the total is all that matters. */
export function Due({ cart, later }: { readonly cart: CartView; readonly later: boolean }) {
  const texts = useTexts();
  const due = dueOf(texts, cart);
  return (
    <section className={s['due']}>
      <div className={s['k']}>
        {due.word}
        <small>
          {texts.customer.lines(cart.lines.length)}
          {due.note === '' ? '' : ` · ${due.note}`}
        </small>
      </div>
      <div className={s['big']} data-due={due.fen}>
        <i>¥</i>
        {fenText(due.fen)}
      </div>
      <ol>
        {cart.lines.map((line) => (
          <li key={line.id}>
            <span>{texts.goods.name(line.name)}</span>
            <small>{quantity(texts, line)}</small>
            <span>{yuanText(line.amountFen)}</span>
          </li>
        ))}
      </ol>
      {later ? (
        <div className={s['later']}>
          <Icon name="clock" />
          {texts.shop.after}
          <b>{texts.shop.arrived}</b>
        </div>
      ) : null}
    </section>
  );
}
