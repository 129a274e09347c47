import { useState } from 'react';
import { correctable } from '../../../shared/after/change.ts';
import { yuanText } from '../../../shared/money.ts';
import { useTexts, useTopic } from '../../stall.tsx';
import p from '../panels/panels.module.css';
import { Sheet } from '../panels/Sheet.tsx';
import { useAct } from '../ui.ts';
import s from './after.module.css';

/** 改收款方式 of the last sale: one touch on what it really was (S19). Of several tenders the first one is meant until another is touched. */
export default function CorrectPanel() {
  const texts = useTexts();
  const act = useAct();
  const last = useTopic('last') ?? null;
  const [no, setNo] = useState(1);
  if (last === null) return null;
  const { tenders, hasAccount } = last.now;
  const tender = tenders.find((one) => one.no === no) ?? tenders[0];
  if (tender === undefined) return null;
  const put = async (kind: (typeof correctable)[number]): Promise<void> => {
    if (await act.run('sale.correct', { saleId: last.saleId, tenderNo: tender.no, kind })) act.close();
  };
  return (
    <Sheet title={texts.after.correctTitle} note={yuanText(last.payableFen)} name="correct">
      <p className={p['say']}>{texts.after.correctWas}</p>
      <div className={s['row']}>
        {tenders.map((one) => (
          <button
            type="button"
            key={one.no}
            className={p['key']}
            aria-pressed={one.no === tender.no}
            onClick={() => {
              setNo(one.no);
            }}
          >
            {texts.tenders.word(one.kind)} {yuanText(one.amountFen)}
          </button>
        ))}
      </div>
      <p className={p['say']}>{texts.after.correctTo}</p>
      <div className={s['kinds']}>
        {correctable
          .filter((kind) => kind !== tender.kind && (kind !== 'credit' || hasAccount))
          .map((kind) => (
            <button type="button" key={kind} className={p['enter']} data-correct={kind} onClick={() => void put(kind)}>
              {texts.tenders.word(kind)}
            </button>
          ))}
      </div>
    </Sheet>
  );
}
