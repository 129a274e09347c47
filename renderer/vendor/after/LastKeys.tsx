import { useRef } from 'react';
import type { LastSaleView } from '../../../shared/view.ts';
import { useTexts } from '../../stall.tsx';
import { useTenderGuard, useUntil } from '../guard.ts';
import s from '../strip.module.css';
import { useAct } from '../ui.ts';

/** 改收款 and 作废 of the last sale (S19). One that is no longer fresh is voided on its own page, where it is asked about. */
export function LastKeys({ last }: { readonly last: LastSaleView }) {
  const texts = useTexts();
  const act = useAct();
  const keys = useRef<HTMLDivElement>(null);
  // Deaf for a moment after they begin to mean another sale, as tenders are.
  const deaf = useTenderGuard(keys, last.saleId);
  const fresh = useUntil(last.now.correctUntil);
  const proven = last.now.tenders.every(({ state }) => state === 'confirmed' || state === 'proven_offline');
  const { state } = last.now;
  if (state !== 'sold' && state !== 'part_refunded') return null;
  const open = (): void => {
    act.open({ kind: 'history', saleId: last.saleId, step: 'refund' });
  };
  const isOld = last.looked || !fresh;
  return (
    <div className={s['keys']} ref={keys}>
      {fresh && !proven && !last.looked ? (
        <button
          type="button"
          data-keys="K"
          onClick={() => {
            act.open({ kind: 'correct' });
          }}
        >
          {texts.after.correct}
        </button>
      ) : null}
      {isOld || state !== 'sold' ? (
        <button type="button" data-keys="V" onClick={open}>
          {texts.after.refund}
        </button>
      ) : (
        <button
          type="button"
          data-keys="V"
          aria-disabled={deaf}
          onClick={() => {
            if (!deaf) void act.run('sale.void', { saleId: last.saleId });
          }}
        >
          {texts.after.void}
        </button>
      )}
    </div>
  );
}
