import { useEffect, useRef, useState } from 'react';
import { yuanText } from '../../../shared/money.ts';
import type { WaitingView } from '../../../shared/pay-view.ts';
import type { CartView } from '../../../shared/view.ts';
import { useTexts, useTopic } from '../../stall.tsx';
import { PayQr } from '../../ui/PayQr.tsx';
import { exactCash } from '../actions.ts';
import { useTenderGuard } from '../guard.ts';
import { DigitPad } from '../panels/DigitPad.tsx';
import p from '../panels/panels.module.css';
import { Sheet } from '../panels/Sheet.tsx';
import { useAct, useUi } from '../ui.ts';
import type { PanelOf } from '../ui.ts';
import s from './pay.module.css';
import { stageText } from './Pending.tsx';

/** Above it a typed code has nine digits. */
const LONG_CODE_FROM_FEN = 50_000;

/** The digits of the shopper's page, for this one order. Left when they were right, or when it takes no more. */
export function CodeEntry({ orderId, amountFen, triesLeft }: Pick<WaitingView, 'orderId' | 'amountFen' | 'triesLeft'>) {
  const texts = useTexts();
  const act = useAct();
  const [typed, setTyped] = useState('');
  const digits = amountFen > LONG_CODE_FROM_FEN ? 9 : 7;
  return (
    <div className={s['entry']} data-entry={orderId}>
      <p className={p['say']} data-tone={triesLeft < 3 ? 'short' : undefined}>
        {triesLeft > 0 ? texts.pay.triesLeft(triesLeft) : texts.pay.keypadShut}
      </p>
      {triesLeft > 0 ? (
        <DigitPad
          typed={typed}
          digits={digits}
          onType={(next) => {
            setTyped(next);
            if (next.length < digits) return;
            void act.run('pay.code', { orderId, code: next }).then(() => {
              setTyped('');
            });
          }}
        />
      ) : null}
    </div>
  );
}

function Keys({
  cart,
  one,
  onCode,
}: {
  readonly cart: CartView;
  readonly one: WaitingView;
  readonly onCode: () => void;
}) {
  const texts = useTexts();
  const act = useAct();
  const booking = useUi((ui) => ui.booking);
  const keys = useRef<HTMLDivElement>(null);
  const deaf = useTenderGuard(keys, one.orderId);
  const off = booking || deaf;
  const { orderId } = one;
  return (
    <div className={s['keys']} ref={keys}>
      {one.isRest ? (
        <>
          <button
            type="button"
            className={`${p['enter']} ${p['cash']}`}
            aria-disabled={off}
            data-pay="cash"
            data-keys="F9 +"
            onClick={() => {
              if (!off) void act.tender(exactCash(cart));
            }}
          >
            {texts.pay.cash(yuanText(cart.dueFen))}
          </button>
          <button
            type="button"
            className={`${p['key']} ${s['big']}`}
            aria-disabled={off}
            data-pay="release"
            data-keys="R /"
            onClick={() => {
              if (!off) void act.run('pay.release', { orderId });
            }}
          >
            {texts.pay.release}
            <small>{texts.pay.releaseNote}</small>
          </button>
        </>
      ) : null}
      {one.url === null ? null : (
        <button type="button" className={`${p['key']} ${s['big']}`} data-pay="code" data-keys="N *" onClick={onCode}>
          {texts.pay.keypad}
          <small>{texts.pay.keypadNote}</small>
        </button>
      )}
      <button
        type="button"
        className={`${p['key']} ${s['big']}`}
        aria-disabled={off}
        data-pay="drop"
        data-keys="Del ."
        onClick={() => {
          if (!off) void act.run('pay.drop', { orderId });
        }}
      >
        {texts.pay.drop}
        <small>{texts.pay.dropNote}</small>
      </button>
    </div>
  );
}

/** A cart that waits for its payment: its QR, and every way on. Gone by itself when it is paid. */
export default function PayPanel({ panel }: { readonly panel: PanelOf<'pay'> }) {
  const texts = useTexts();
  const act = useAct();
  const paying = useTopic('paying');
  const cart = useTopic('carts')?.carts.find((it) => it.id === panel.cartId);
  const one = paying?.waiting.findLast((it) => it.cartId === panel.cartId);
  const [isTyping, setTyping] = useState(false);
  const isOver = paying !== undefined && one === undefined;
  useEffect(() => {
    if (isOver) act.close();
  }, [isOver, act]);
  if (paying === undefined || cart === undefined || one === undefined) return null;
  const amount = yuanText(one.amountFen);
  const note = [stageText(texts, one), one.isRest ? '' : texts.pay.part, one.isSimulated ? texts.pay.simulated : ''];
  return (
    <Sheet
      title={isTyping ? texts.pay.keypadTitle(one.sign, amount) : texts.pay.waits(one.sign, amount)}
      note={isTyping ? '' : note.filter(Boolean).join(' · ')}
      name="pay"
    >
      <div className={s['body']} data-typing={isTyping ? '' : undefined}>
        {isTyping ? null : one.url === null ? (
          <p className={s['asked']} role="status">
            {stageText(texts, one)}
          </p>
        ) : (
          <div className={s['card']}>
            <PayQr className={s['qr']} text={one.url} label={texts.shop.qr} />
            {paying.isOnline ? null : <p>{texts.pay.scanProof}</p>}
          </div>
        )}
        {isTyping ? (
          <CodeEntry key={one.orderId} {...one} />
        ) : (
          <Keys
            cart={cart}
            one={one}
            onCode={() => {
              setTyping(true);
            }}
          />
        )}
      </div>
    </Sheet>
  );
}
