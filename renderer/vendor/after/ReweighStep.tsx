import { useState } from 'react';
import type { SaleLife } from '../../../shared/after/history.ts';
import type { ReweighAnswer } from '../../../shared/commands/after.ts';
import { parseKg, yuanText } from '../../../shared/money.ts';
import { useStall, useTexts } from '../../stall.tsx';
import { Figure, Pad, useAmount } from '../panels/pad.tsx';
import p from '../panels/panels.module.css';
import { useAct } from '../ui.ts';
import s from './after.module.css';
import { LifeLines } from './LifeLines.tsx';

/** A line weighed again (复秤): what the law allows it to differ by, and what it comes to if it was short. */
export function ReweighStep({ life, onDone }: { readonly life: SaleLife; readonly onDone: () => void }) {
  const texts = useTexts();
  const act = useAct();
  const { client } = useStall();
  const weighed = life.lines.filter((line) => line.left.leftG > 0);
  const [no, setNo] = useState(weighed[0]?.no ?? 0);
  const [accuracy, setAccuracy] = useState<'better' | 'equal'>('better');
  const [answer, setAnswer] = useState<ReweighAnswer | null>(null);
  const amount = useAmount();
  const foundG = parseKg(amount.typed.endsWith('.') ? amount.typed.slice(0, -1) : amount.typed);
  const weigh = async (found: number | null): Promise<void> => {
    const scaleName = texts.after[accuracy];
    const outcome = await client.call('sale.reweigh', {
      saleId: life.saleId,
      lineNo: no,
      foundG: found,
      scaleName,
      scaleEG: null,
      accuracy,
    });
    if (outcome.ok) setAnswer(outcome.value);
    else act.refused(outcome.refusal);
  };
  const refund = async (of: ReweighAnswer): Promise<void> => {
    const lines = [{ no, qty: 0, netG: of.shortG }];
    if (await act.run('sale.refund', { saleId: life.saleId, lines, inCash: false, reweighId: of.reweighId })) onDone();
  };
  return (
    <div className={s['split']}>
      <div className={s['side']}>
        <p className={`${p['small']} ${p['spare']}`}>{texts.after.reweighHow}</p>
        <LifeLines
          life={life}
          chosen={[no]}
          onPick={(line) => {
            if (line.left.leftG === 0) return;
            setNo(line.no);
            setAnswer(null);
          }}
        />
        {answer === null ? null : (
          <p className={p['say']} role="status" data-tone={answer.verdict === 'short' ? 'short' : 'good'}>
            {texts.after.verdict(answer.verdict, answer.shortG, answer.limitG)}
            {answer.stricter ? ` ${texts.after.stricter}` : ''}
          </p>
        )}
        {answer !== null && answer.backFen > 0 ? (
          <button type="button" className={p['enter']} data-enter="back" onClick={() => void refund(answer)}>
            {texts.after.back(yuanText(answer.backFen))}
          </button>
        ) : null}
        <div className={s['row']}>
          {(['better', 'equal'] as const).map((one) => (
            <button
              type="button"
              key={one}
              className={p['key']}
              aria-pressed={accuracy === one}
              onClick={() => {
                setAccuracy(one);
              }}
            >
              {texts.after[one]}
            </button>
          ))}
          <button type="button" className={p['key']} onClick={() => void weigh(null)}>
            {texts.after.ownScale}
          </button>
        </div>
        <button
          type="button"
          className={p[answer === null ? 'enter' : 'key']}
          aria-disabled={foundG === null}
          data-enter="reweigh"
          onClick={() => {
            if (foundG !== null) void weigh(foundG);
          }}
        >
          {texts.after.reweigh}
        </button>
      </div>
      <div className={s['side']}>
        <Figure label={texts.after.found} value={amount.typed === '' ? '' : `${amount.typed} kg`} typed />
        <Pad amount={amount} />
      </div>
    </div>
  );
}
