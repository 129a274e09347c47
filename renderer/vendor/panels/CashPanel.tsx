import { useState } from 'react';
import { fenText, yuanText } from '../../../shared/money.ts';
import { changeHints } from '../../../shared/sale.ts';
import type { CartView } from '../../../shared/view.ts';
import { useTexts } from '../../stall.tsx';
import { useAct, useUi } from '../ui.ts';
import { Figure, Pad, useAmount, useAmountKeys } from './pad.tsx';
import s from './panels.module.css';
import { Sheet } from './Sheet.tsx';

/** 更多: what was handed over gives the change; less than the total offers the rest as 让价 in one touch (S7). */
export function CashPanel({ cart }: { readonly cart: CartView }) {
  const texts = useTexts();
  const act = useAct();
  const booking = useUi((ui) => ui.booking);
  const [paper, setPaper] = useState(false);
  const due = cart.payableFen;
  const take = (receivedFen: number | null): void => {
    void act.cash({ cartId: cart.id, payableFen: due, receivedFen, paper: paper ? 'short' : 'default' });
  };
  const amount = useAmount();
  const enter = (): void => {
    if (!booking && amount.fen !== 0) take(amount.fen);
  };
  useAmountKeys(amount, enter);
  const received = amount.fen;
  const over = received === null ? 0 : received - due;
  const word =
    received === null || over === 0
      ? texts.cash.exact(yuanText(due))
      : over > 0
        ? texts.cash.take(yuanText(received), yuanText(over))
        : texts.cash.concede(yuanText(-over), yuanText(received));
  return (
    <Sheet title={texts.cash.title} name="cash">
      <div className={s['body']}>
        <div className={s['side']}>
          <Figure label={texts.cash.due} value={yuanText(due)} />
          <Figure label={texts.cash.received} value={amount.typed === '' ? '' : `¥${amount.typed}`} typed />
          <Figure
            label={over < 0 ? texts.cash.short : texts.cash.change}
            value={received === null ? '' : yuanText(Math.abs(over))}
            tone={over < 0 ? 'short' : 'good'}
          />
          <div className={s['notes']}>
            {changeHints(due).map((hint) => (
              <button
                type="button"
                key={hint.paidFen}
                className={s['key']}
                onClick={() => {
                  amount.set(fenText(hint.paidFen));
                }}
              >
                ¥{hint.paidFen % 100 === 0 ? hint.paidFen / 100 : fenText(hint.paidFen)}
              </button>
            ))}
            <button
              type="button"
              className={s['key']}
              aria-pressed={paper}
              onClick={() => {
                setPaper(!paper);
              }}
            >
              {texts.cash.paper}
            </button>
          </div>
          <button
            type="button"
            className={`${s['enter']} ${s['cash']}`}
            aria-disabled={booking || received === 0}
            data-enter="cash"
            onClick={enter}
          >
            {word}
          </button>
        </div>
        <Pad amount={amount} />
      </div>
    </Sheet>
  );
}
