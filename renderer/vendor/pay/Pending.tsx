import { useRef } from 'react';
import { yuanText } from '../../../shared/money.ts';
import type { WaitingView } from '../../../shared/pay-view.ts';
import type { TextTable } from '../../../shared/text/text.ts';
import { useTexts, useTopic } from '../../stall.tsx';
import { useClock } from '../../ui/clock.ts';
import { Icon } from '../../ui/icons.tsx';
import { useTenderGuard } from '../guard.ts';
import { useAct } from '../ui.ts';
import s from './pay.module.css';

/** `0:18`, `12:05`. */
function elapsed(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
export function stageText(texts: TextTable, { stage }: WaitingView): string {
  switch (stage) {
    case 'shown':
      return texts.pay.onScreen;
    case 'charging':
      return texts.pay.charging;
    case 'pending':
      return texts.pay.pending;
    case 'unknown':
      return texts.pay.unknown;
    default:
      return stage satisfies never;
  }
}

/** Alone on the clock: what is around it is drawn when it changes, not each second. */
function Stage({ one }: { readonly one: WaitingView }) {
  const texts = useTexts();
  const now = useClock(1_000);
  return `${stageText(texts, one)} · ${elapsed(now - one.since)}`;
}

/** The shopper who pays beside the one who is served (S6): the latest, and how many others. It never moves the rest by itself. */
export function Pending() {
  const texts = useTexts();
  const act = useAct();
  const waiting = useTopic('paying')?.waiting ?? [];
  const one = waiting.at(-1);
  const row = useRef<HTMLDivElement>(null);
  const deaf = useTenderGuard(row, one?.orderId ?? '');
  if (one === undefined) return null;
  return (
    <div className={s['pending']} ref={row} data-pending={one.orderId}>
      <button
        type="button"
        className={s['txt']}
        data-keys="W"
        onClick={() => {
          act.open({ kind: 'pay', cartId: one.cartId });
        }}
      >
        <span className={s['screen']}>
          <Icon name="qr" />
        </span>
        <span>
          <b>{texts.pay.waits(one.sign, yuanText(one.amountFen))}</b>
          <span className="sr">{texts.pay.open(one.sign)}</span>
          <small>{waiting.length > 1 ? texts.pay.others(waiting.length - 1) : <Stage one={one} />}</small>
        </span>
      </button>
      {one.isRest ? (
        <button
          type="button"
          className={s['release']}
          data-keys="R"
          aria-disabled={deaf}
          data-release={one.sign}
          onClick={() => {
            if (!deaf) void act.run('pay.release', { orderId: one.orderId });
          }}
        >
          {texts.pay.release}
        </button>
      ) : null}
    </div>
  );
}
