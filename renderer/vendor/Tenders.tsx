import { useRef } from 'react';
import type { CartView } from '../../shared/view.ts';
import { useTexts, useTopic } from '../stall.tsx';
import { Icon } from '../ui/icons.tsx';
import { exactCash } from './actions.ts';
import { useTenderGuard } from './guard.ts';
import s from './tenders.module.css';
import { useAct, useUi } from './ui.ts';

/** What is paid with: cash to the fen, a code that is shown, and the key to all other ways. */
export function Tenders({ cart }: { readonly cart: CartView }) {
  const texts = useTexts();
  const act = useAct();
  const booking = useUi((ui) => ui.booking);
  const canShow = useTopic('paying')?.isOffered ?? false;
  const row = useRef<HTMLDivElement>(null);
  const empty = cart.lines.length === 0;
  const deaf = useTenderGuard(row, `${cart.id} ${empty} ${canShow}`);
  const off = empty || deaf || booking;
  const guarded = (press: () => void) => () => {
    if (!off) press();
  };
  return (
    <div className={s['tenders']} ref={row} data-plain={canShow ? undefined : ''} aria-disabled={empty || undefined}>
      <button
        type="button"
        data-keys="F9 +"
        className={s['cash']}
        aria-disabled={off}
        data-tender="cash"
        onClick={guarded(() => {
          void act.tender(exactCash(cart));
        })}
      >
        <Icon name="cash" />
        {booking ? texts.tender.busy : cart.dueFen === 0 && !empty ? texts.tenders.complete : texts.tender.cash}
      </button>
      {canShow ? (
        <button
          type="button"
          data-keys="F1 /"
          className={s['scan']}
          aria-disabled={off || cart.dueFen <= 0}
          data-tender="scan"
          onClick={guarded(() => {
            if (cart.dueFen > 0) void act.showQr(cart, null);
          })}
        >
          <Icon name="qr" />
          {texts.pay.scanMe}
        </button>
      ) : null}
      <button
        type="button"
        data-keys="F8 *"
        className={s['more']}
        aria-disabled={off}
        data-tender="more"
        onClick={guarded(() => {
          act.open({ kind: 'more', cartId: cart.id });
        })}
      >
        {texts.tender.more}
      </button>
    </div>
  );
}
