import { useRef, useState } from 'react';
import { aboveLimit } from '../../../shared/accounts.ts';
import type { TenderWish } from '../../../shared/tender.ts';
import { fenText, noteText, yuanText } from '../../../shared/money.ts';
import { changeHints, roundHint } from '../../../shared/sale.ts';
import type { CartView } from '../../../shared/view.ts';
import { useTexts, useTopic } from '../../stall.tsx';
import { useAccount } from '../Account.tsx';
import { useTenderGuard } from '../guard.ts';
import { useAct, useUi } from '../ui.ts';
import { Figure, Pad, useAmount, useAmountKeys } from './pad.tsx';
import s from './panels.module.css';
import { Sheet } from './Sheet.tsx';

/** Means the terminal can't vouch for: their word and subtotal are their own (S14). */
const others = ['card', 'other'] as const satisfies readonly TenderWish['kind'][];

/**
 * 更多: what was handed over gives the change; less than the amount due is a part of it, or the rest is let off in one touch (S7, S14).
 * Other means take what was typed, or all that is due.
 */
export function MorePanel({ cart }: { readonly cart: CartView }) {
  const texts = useTexts();
  const act = useAct();
  const booking = useUi((ui) => ui.booking);
  const [paper, setPaper] = useState(false);
  const keys = useRef<HTMLDivElement>(null);
  const amount = useAmount();
  const deaf = useTenderGuard(keys, cart.id);
  const account = useAccount(cart);
  const canShow = useTopic('paying')?.isOffered ?? false;
  const due = cart.dueFen;
  const above = account === undefined ? 0 : aboveLimit(account, account.owedFen, due);
  const typed = amount.fen;
  const over = typed === null ? 0 : typed - due;
  const isPart = typed !== null && over < 0;
  /** What the stall takes when the rest is let off: what was typed, else down to whole yuan. */
  const takesFen = isPart ? typed : typed === null && cart.parts.length === 0 ? roundHint(due) : null;
  const off = booking || deaf || typed === 0;
  const take = (kind: TenderWish['kind'], concede = false): void => {
    if (off) return;
    void act.tender({ cart, kind, typedFen: concede ? takesFen : typed, concede, paper: paper ? 'short' : 'default' });
    amount.set('');
  };
  useAmountKeys(amount, () => {
    take('cash');
  });
  const cashWord =
    typed === null || over === 0
      ? texts.tenders.exact(yuanText(due))
      : isPart
        ? texts.tenders.part(yuanText(typed))
        : texts.tenders.take(yuanText(typed), yuanText(over));
  return (
    <Sheet
      title={texts.tenders.title}
      name="more"
      head={
        <>
          <h2>{texts.tenders.title}</h2>
          <button
            type="button"
            className={s['key']}
            aria-pressed={paper}
            onClick={() => {
              setPaper(!paper);
            }}
          >
            {texts.tenders.paper}
          </button>
          <button
            type="button"
            className={s['key']}
            aria-pressed={cart.pickup}
            onClick={() => {
              void act.run('cart.pickup', { cartId: cart.id, pickup: !cart.pickup });
            }}
          >
            {texts.tenders.pickup}
          </button>
        </>
      }
    >
      <div className={s['body']}>
        <div className={s['side']} ref={keys}>
          <Figure label={cart.receivedFen > 0 ? texts.tenders.rest : texts.tenders.due} value={yuanText(due)} />
          <Figure label={texts.tenders.received} value={amount.typed === '' ? '' : `¥${amount.typed}`} typed />
          <Figure
            spare
            label={isPart ? texts.tenders.rest : texts.tenders.change}
            value={typed === null ? '' : yuanText(Math.abs(over))}
            tone={isPart ? 'short' : 'good'}
          />
          <div className={`${s['notes']} ${s['spare']}`}>
            {changeHints(due).map((hint) => (
              <button
                type="button"
                key={hint.paidFen}
                className={s['key']}
                onClick={() => {
                  amount.set(fenText(hint.paidFen));
                }}
              >
                ¥{noteText(hint.paidFen)}
              </button>
            ))}
          </div>
          <div className={s['means']}>
            {canShow ? (
              <button
                type="button"
                className={s['key']}
                aria-disabled={off || over > 0}
                data-take="qr"
                data-keys="F1 /"
                onClick={() => {
                  if (over > 0) act.say(texts.tenders.tooMuch, 'error');
                  else if (!off) void act.showQr(cart, typed);
                }}
              >
                {texts.pay.scanMe}
                <small>{yuanText(isPart ? typed : due)}</small>
              </button>
            ) : null}
            {others.map((kind) => (
              <button
                type="button"
                key={kind}
                className={s['key']}
                aria-disabled={off || over > 0}
                data-take={kind}
                data-keys={kind === 'card' ? 'F8 *' : 'O'}
                onClick={() => {
                  if (over > 0) act.say(texts.tenders.tooMuch, 'error');
                  else take(kind);
                }}
              >
                {texts.tenders.word(kind)}
                <small>{yuanText(isPart ? typed : due)}</small>
              </button>
            ))}
            <button
              type="button"
              className={s['key']}
              aria-disabled={booking || deaf || typed !== null}
              data-take="credit"
              data-keys="C"
              onClick={() => {
                if (account === undefined) act.open({ kind: 'accounts', cartId: cart.id });
                else if (typed === null) take('credit');
              }}
            >
              {texts.tenders.word('credit')}
              <small data-above={above > 0 ? '' : undefined}>
                {account === undefined
                  ? texts.accounts.whose
                  : above > 0
                    ? texts.accounts.above(yuanText(above))
                    : yuanText(due)}
              </small>
            </button>
            <button
              type="button"
              className={`${s['key']} ${s['wide']}`}
              aria-disabled={off || takesFen === null}
              data-take="concede"
              data-keys="R"
              onClick={() => {
                if (takesFen !== null) take('cash', true);
              }}
            >
              {takesFen === null ? texts.tenders.concede : texts.tenders.concedeBy(yuanText(due - takesFen))}
              {takesFen === null ? null : <small>{texts.tenders.takesCash(yuanText(takesFen))}</small>}
            </button>
          </div>
          <button
            type="button"
            className={`${s['enter']} ${s['cash']}`}
            aria-disabled={off}
            data-take="cash"
            data-keys="F9 + ⏎"
            onClick={() => {
              take('cash');
            }}
          >
            {cashWord}
          </button>
        </div>
        <Pad amount={amount} />
      </div>
    </Sheet>
  );
}
