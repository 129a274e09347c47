import { useEffect, useRef, useState } from 'react';
import { clockText, shanghaiTime } from '../../shared/day.ts';
import { fenText, kgText, yuanText } from '../../shared/money.ts';
import type { TextTable } from '../../shared/text/text.ts';
import type { CartView, LineView } from '../../shared/view.ts';
import { useStall, useTexts, useTopic, useTopicState } from '../stall.tsx';
import { useClock } from '../ui/clock.ts';
import { priceText, unitText, weightText } from '../ui/format.ts';
import { Icon } from '../ui/icons.tsx';
import s from './customer.module.css';
import { Idle } from './Idle.tsx';
import { frontCart, nextThanks, phaseOf } from './phase.ts';
import type { Thanks } from './phase.ts';

const THANKS_MS = 8_000;

/** The thanks that stand now, kept from the changes of the topics. */
function useThanks(): Thanks | null {
  const { topics } = useStall();
  const [thanks, setThanks] = useState<Thanks | null>(null);
  const latest = useRef<Thanks | null>(null);
  useEffect(() => {
    let over: ReturnType<typeof setTimeout> | null = null;
    const set = (next: Thanks | null): void => {
      if (next === latest.current) return;
      if (next !== null && latest.current === null)
        over = setTimeout(() => {
          set(null);
        }, THANKS_MS);
      if (next === null && over !== null) clearTimeout(over);
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
      return `${line.qty} ${line.pieceUnit} × ${priceText(texts, line.price, line.pieceUnit)}`;
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
function Hero() {
  const texts = useTexts();
  const weighing = useTopic('weighing');
  if (weighing === undefined) return null;
  const { product } = weighing;
  const filled = weighing.stable && (weighing.state === 'live' || (weighing.state === 'taken' && product !== null));
  return (
    <section className={s['hero']} data-state={filled ? 'live' : 'hollow'}>
      <div className={s['name']}>
        {product?.name ?? texts.customer.weighing}
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

function List({ cart }: { readonly cart: CartView }) {
  const texts = useTexts();
  return (
    <section className={s['list']}>
      <h2>{texts.customer.lines(cart.lines.length)}</h2>
      <ol>
        {cart.lines.map((line) => (
          <li key={line.id}>
            <b>{line.name}</b>
            <small>{quantity(texts, line)}</small>
            <span className={s['a']}>{yuanText(line.amountFen)}</span>
          </li>
        ))}
      </ol>
      <div className={s['sum']}>
        <span>
          {texts.customer.due}
          <small>{takenOff(texts, cart)}</small>
        </span>
        <b data-due={cart.payableFen}>
          <i>¥</i>
          {fenText(cart.payableFen)}
        </b>
      </div>
    </section>
  );
}

/** Between loads, and while the money is handed over: the total is all that matters. */
function Due({ cart }: { readonly cart: CartView }) {
  const texts = useTexts();
  const off = takenOff(texts, cart);
  return (
    <section className={s['due']}>
      <div className={s['k']}>
        {texts.customer.due}
        <small>
          {texts.customer.lines(cart.lines.length)}
          {off === '' ? '' : ` · ${off}`}
        </small>
      </div>
      <div className={s['big']} data-due={cart.payableFen}>
        <i>¥</i>
        {fenText(cart.payableFen)}
      </div>
      <ol>
        {cart.lines.map((line) => (
          <li key={line.id}>
            <span>{line.name}</span>
            <small>{quantity(texts, line)}</small>
            <span>{yuanText(line.amountFen)}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** The shopper's screen. It takes no input and follows the carts, never the vendor's sheets. */
export default function CustomerPage() {
  const texts = useTexts();
  const thanks = useThanks();
  const stall = useTopic('stall');
  const cart = useTopicState((state) => frontCart(state.topics.carts));
  const phase = useTopicState((state) => phaseOf(state.topics, thanks));
  const now = useClock();
  const [, month = '', day = ''] = shanghaiTime(now).slice(0, 10).split('-');
  const date = texts.customer.date(Number(month), Number(day));
  return (
    <div className={s['shop']} data-phase={phase}>
      <header className={s['top']}>
        {phase === 'idle' || cart === undefined ? null : <span className={s['sign']}>{thanks?.sign ?? cart.sign}</span>}
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
          <Hero />
          <List cart={cart} />
        </main>
      ) : null}
      {phase === 'due' && cart !== undefined ? (
        <main className={s['one']}>
          <h1 className="sr">{texts.customer.due}</h1>
          <Due cart={cart} />
        </main>
      ) : null}
      {phase === 'thanks' && thanks !== null ? (
        <main className={s['one']}>
          <section className={s['thanks']}>
            <Icon name="tick" />
            <h1>{texts.customer.thanks}</h1>
            <p>{texts.customer.paid(yuanText(thanks.payableFen))}</p>
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
