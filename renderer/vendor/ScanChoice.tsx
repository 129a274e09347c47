import { useRef } from 'react';
import { kgText, yuanText } from '../../shared/money.ts';
import type { ScanView } from '../../shared/view.ts';
import { useTexts } from '../stall.tsx';
import s from './scan-choice.module.css';
import { useTenderGuard } from './guard.ts';
import { useAct } from './ui.ts';

/** A code that may be a payment or the label of goods: one touch decides (S13). It stands in the cart, over nothing. */
export function ScanChoice({ choice }: { readonly choice: NonNullable<ScanView['choice']> }) {
  const texts = useTexts();
  const act = useAct();
  const row = useRef<HTMLDivElement>(null);
  const deaf = useTenderGuard(row, choice.id);
  const pick = (as: 'payment' | 'goods' | 'nothing') => () => {
    if (!deaf) void act.run('scan.choose', { choiceId: choice.id, as });
  };
  const weight = choice.netG === null ? '' : `${kgText(choice.netG)} kg `;
  return (
    <div className={s['choice']} ref={row} role="group" aria-label={texts.scan.ask} data-choice={choice.id}>
      <p role="status">{texts.scan.ask}</p>
      <button type="button" aria-disabled={deaf} onClick={pick('payment')}>
        {texts.scan.payment}
        <span>{yuanText(choice.payableFen)}</span>
      </button>
      <button type="button" aria-disabled={deaf} onClick={pick('goods')}>
        {texts.scan.goods(texts.goods.name(choice.name))}
        <span>
          {weight}
          {yuanText(choice.amountFen)}
        </span>
      </button>
      <button type="button" className={s['neither']} aria-disabled={deaf} onClick={pick('nothing')}>
        {texts.scan.nothing}
      </button>
    </div>
  );
}
