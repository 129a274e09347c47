import { useEffect, useRef, useState } from 'react';
import { clockText, shanghaiTime } from '../../shared/day.ts';
import type { PayNews } from '../../shared/pay-view.ts';
import { useStall, useTexts, useTopic, useTopicState } from '../stall.tsx';
import { useClock } from '../ui/clock.ts';
import { Icon } from '../ui/icons.tsx';
import s from './customer.module.css';
import { Hero } from './Hero.tsx';
import { Idle } from './Idle.tsx';
import { Due, List } from './Lines.tsx';
import { PayCard } from './PayCard.tsx';
import { frontCart, newlyPaid, nextThanks, phaseOf } from './phase.ts';
import type { Thanks } from './phase.ts';
import { ThanksCard } from './ThanksCard.tsx';

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
          <ThanksCard thanks={thanks} />
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
