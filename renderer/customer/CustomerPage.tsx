import { useEffect, useRef, useState } from 'react';
import { clockText, shanghaiTime } from '../../shared/day.ts';
import { fenText, kgText, yuanText } from '../../shared/money.ts';
import type { PayNews } from '../../shared/pay-view.ts';
import type { TextTable } from '../../shared/text/text.ts';
import type { CartView, LineView } from '../../shared/view.ts';
import { useStall, useTexts, useTopic, useTopicState } from '../stall.tsx';
import { useClock } from '../ui/clock.ts';
import { priceText, unitText, weightText } from '../ui/format.ts';
import { Icon } from '../ui/icons.tsx';
import { PayQr } from '../ui/PayQr.tsx';
import s from './customer.module.css';
import { Idle } from './Idle.tsx';
import { PayCard } from './PayCard.tsx';
import { frontCart, newlyPaid, nextThanks, phaseOf } from './phase.ts';
import type { Thanks } from './phase.ts';

const THANKS_MS = 8_000;
/** A code takes a while to be scanned. */
const CODE_MS = 60_000;
/** So long it is said on the card that a payment has arrived, while others wait behind it. */
const PAID_MS = 5_000;

/** A payment that has just arrived. */
function usePaid(): PayNews | null {
  const { topics } = useStall();
  const [paid, setPaid] = useState<PayNews | null>(null);
  useEffect(() => {
    let over: ReturnType<typeof setTimeout> | null = null;
    const off = topics.subscribe((now, before) => {
      const news = newlyPaid(before.topics, now.topics);
      if (news === null) return;
      setPaid(news);
      if (over !== null) clearTimeout(over);
      over = setTimeout(() => {
        setPaid(null);
      }, PAID_MS);
    });
    return () => {
      off();
      if (over !== null) clearTimeout(over);
    };
  }, [topics]);
  return paid;
}

/** The thanks that stand now, kept from the changes of the topics. */
function useThanks(): Thanks | null {
  const { topics } = useStall();
  const [thanks, setThanks] = useState<Thanks | null>(null);
  const latest = useRef<Thanks | null>(null);
  useEffect(() => {
    let over: ReturnType<typeof setTimeout> | null = null;
    const set = (next: Thanks | null): void => {
      if (next === latest.current) return;
      const isNew = next !== null && (latest.current === null || next.url !== latest.current.url);
      if ((isNew || next === null) && over !== null) clearTimeout(over);
      if (isNew)
        over = setTimeout(
          () => {
            set(null);
          },
          next.url === undefined ? THANKS_MS : CODE_MS,
        );
      latest.current = next;
      setThanks(next);
    };
    const off = topics.subscribe((now, before) => {
      set(nextThanks(latest.current, before.topics, now.topics));
    });
    return () => {
      off();
      if (over !== null) clearTimeout(over);
    };
  }, [topics]);
  return thanks;
}

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

/** Weight, unit price, amount and name of the load, at once. */
function Hero({ runningFen }: { readonly runningFen: number | null }) {
  const texts = useTexts();
  const weighing = useTopic('weighing');
  if (weighing === undefined) return null;
  const { product } = weighing;
  const filled = weighing.stable && (weighing.state === 'live' || (weighing.state === 'taken' && product !== null));
  return (
    <section className={s['hero']} data-state={filled ? 'live' : 'hollow'}>
      <div className={s['name']}>
        {product === null ? texts.customer.weighing : texts.goods.name(product.name)}
        <span className={s['pill']}>
          {filled ? (
            <>
              <Icon name="tick" />
              {texts.weigh.stable}
            </>
          ) : (
            texts.customer.waiting(weighing.reason, weighing.state)
          )}
        </span>
      </div>
      <div className={s['weight']} data-net={weighing.netG}>
        {weighing.netG === null ? '–' : kgText(weighing.netG, weighing.decimals)}
        <i>kg</i>
      </div>
      <div className={s['bottom']}>
        <div className={s['net']}>
          <span>{texts.customer.net}</span>
          {weighing.tareG > 0 ? (
            <span>{texts.customer.tare(weightText(weighing.tareG, weighing.decimals))}</span>
          ) : null}
          {runningFen === null ? null : <b>{texts.shop.running(yuanText(runningFen))}</b>}
        </div>
        <div className={s['pair']}>
          <div>
            <small>{texts.customer.unitPrice}</small>
            <b>
              {product === null ? (
                '–'
              ) : (
                <>
                  <i>¥</i>
                  {fenText(product.price.priceFen)}
                  <i className={s['u']}>{unitText(texts, product.price, '')}</i>
                </>
              )}
            </b>
          </div>
          <div>
            <small>{texts.customer.amount}</small>
            <b>
              {product?.amountFen === undefined || product.amountFen === null ? (
                '–'
              ) : (
                <>
                  <i>¥</i>
                  {fenText(product.amountFen)}
                </>
              )}
            </b>
          </div>
        </div>
      </div>
    </section>
  );
}

/** What is still to be paid: all of it, or the rest after a part was received (S14). */
function dueOf(
  texts: TextTable,
  cart: CartView,
): { readonly word: string; readonly note: string; readonly fen: number } {
  return cart.receivedFen > 0
    ? { word: texts.tenders.rest, note: `${texts.customer.due} ${yuanText(cart.payableFen)}`, fen: cart.dueFen }
    : { word: texts.customer.due, note: takenOff(texts, cart), fen: cart.payableFen };
}

function List({ cart }: { readonly cart: CartView }) {
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
function Due({ cart, later }: { readonly cart: CartView; readonly later: boolean }) {
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

/** The shopper's screen. It takes no input and follows the carts, never the vendor's sheets. */
export default function CustomerPage() {
  const texts = useTexts();
  const thanks = useThanks();
  const paid = usePaid();
  const paying = useTopic('paying');
  const stall = useTopic('stall');
  const front = useTopicState((state) => frontCart(state.topics.carts));
  const phase = useTopicState((state) => phaseOf(state.topics, thanks));
  const now = useClock();
  const waiting = paying?.waiting.at(-1);
  const cart = useTopicState((state) =>
    phase === 'pay' ? state.topics.carts?.carts.find((one) => one.id === waiting?.cartId) : front,
  );
  const card =
    paying === undefined || (waiting === undefined && paid === null) ? null : (
      <PayCard paying={paying} paid={paid} isAlone={phase === 'pay'} />
    );
  const [, month = '', day = ''] = shanghaiTime(now).slice(0, 10).split('-');
  const date = texts.customer.date(Number(month), Number(day));
  return (
    <div className={s['shop']} data-phase={phase}>
      <header className={s['top']}>
        {phase === 'idle' || cart === undefined || thanks?.sign === '' ? null : (
          <span className={s['sign']}>{thanks?.sign ?? cart.sign}</span>
        )}
        {stall === undefined ? null : (
          <>
            <b>{stall.stallName}</b>
            {stall.stallNo === '' ? null : <span>{texts.customer.stallNo(stall.stallNo)}</span>}
          </>
        )}
        {stall === undefined || stall.mode === 'live' ? null : (
          <span className={s['mode']}>{texts.bar.mode(stall.mode)}</span>
        )}
        <span className={s['right']}>{phase === 'idle' ? `${date} ${clockText(now)}` : clockText(now)}</span>
      </header>
      {phase === 'weighing' && cart !== undefined ? (
        <main className={s['two']}>
          <h1 className="sr">{texts.customer.weighing}</h1>
          <Hero runningFen={card === null || cart.lines.length === 0 ? null : cart.payableFen} />
          {card ?? <List cart={cart} />}
        </main>
      ) : null}
      {(phase === 'due' || phase === 'pay') && cart !== undefined ? (
        <main className={s[card === null ? 'one' : 'two']}>
          <h1 className="sr">{texts.customer.due}</h1>
          <Due cart={cart} later={phase === 'pay'} />
          {card}
        </main>
      ) : null}
      {phase === 'thanks' && thanks !== null ? (
        <main className={s['one']}>
          <section className={s['thanks']}>
            {thanks.url === undefined ? (
              <Icon name="tick" />
            ) : (
              <span className={s['receipt']}>
                <PayQr className={s['qr']} text={thanks.url} label={texts.customer.receipt} />
              </span>
            )}
            <h1>{thanks.url === undefined ? texts.customer.thanks : texts.customer.receipt}</h1>
            <p>{texts.customer.paid(yuanText(thanks.payableFen))}</p>
            {thanks.isSimulated === true ? <p className={s['stamp']}>{texts.shop.simulated}</p> : null}
          </section>
        </main>
      ) : null}
      {phase === 'idle' ? <Idle /> : null}
      {phase === 'idle' ? (
        <footer className={`${s['foot']} ${s['right-to']}`}>
          <Icon name="fair" />
          {texts.customer.fairIdle}
          <span>{texts.customer.fairWhere(stall?.publicScale ?? '')}</span>
        </footer>
      ) : (
        <footer className={s['foot']}>
          <Icon name="fair" />
          {texts.customer.fair}
        </footer>
      )}
    </div>
  );
}
