import { useEffect, useState } from 'react';
import type { SaleLife } from '../../../shared/after/history.ts';
import { shanghaiTime } from '../../../shared/day.ts';
import { yuanText } from '../../../shared/money.ts';
import { useStall, useTexts, useTopicState } from '../../stall.tsx';
import { Figure } from '../panels/pad.tsx';
import p from '../panels/panels.module.css';
import { Sheet } from '../panels/Sheet.tsx';
import { useAct } from '../ui.ts';
import s from './after.module.css';
import { LifeLines, type LifeLine } from './LifeLines.tsx';
import { RefundStep } from './RefundStep.tsx';
import { ReweighStep } from './ReweighStep.tsx';

/** The life of a sale on one page: what was sold, how it was paid, what came later; and what can still be done about it. */
export function LifeSheet({
  saleId,
  first,
  onBack,
}: {
  readonly saleId: string;
  /** What of it is shown first. */
  readonly first: 'look' | 'refund';
  readonly onBack: () => void;
}) {
  const texts = useTexts();
  const act = useAct();
  const { client } = useStall();
  const [life, setLife] = useState<SaleLife | null>(null);
  const [wanted, setStep] = useState<'look' | 'refund' | 'reweigh'>(first);
  /** Rises with every change, and reads it anew. */
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let over = false;
    void client.call('history.read', { saleId }).then((outcome) => {
      if (over) return;
      if (outcome.ok) setLife(outcome.value);
      else act.refused(outcome.refusal);
    });
    return () => {
      over = true;
    };
  }, [client, saleId, act, turn]);
  if (life === null) return null;
  const step = life.canChange ? wanted : 'look';
  const done = (): void => {
    setStep('look');
    setTurn(turn + 1);
  };
  return (
    <Sheet
      title={texts.after.life(life.no)}
      name="sale"
      head={
        <>
          <h2>
            {texts.after.life(life.no)}
            <small>{texts.after.state(life.now.state)}</small>
          </h2>
          <button type="button" className={p['key']} onClick={step === 'look' ? onBack : done}>
            {step === 'look' ? texts.after.list : texts.after.sale}
          </button>
        </>
      }
    >
      {step === 'look' ? <Look life={life} onStep={setStep} onDone={done} /> : null}
      {step === 'refund' ? <RefundStep life={life} onDone={first === 'refund' ? () => act.close() : done} /> : null}
      {step === 'reweigh' ? <ReweighStep life={life} onDone={done} /> : null}
    </Sheet>
  );
}

function Look({
  life,
  onStep,
  onDone,
}: {
  readonly life: SaleLife;
  readonly onStep: (step: 'refund' | 'reweigh') => void;
  readonly onDone: () => void;
}) {
  const texts = useTexts();
  const act = useAct();
  const [sure, setSure] = useState(false);
  const { client } = useStall();
  const hasLabeler = useTopicState((topics) => topics.topics.status?.hasLabeler ?? false);
  const label = async (line: LifeLine): Promise<void> => {
    const outcome = await client.call('label.print', { saleId: life.saleId, lineNo: line.no });
    if (outcome.ok) act.say(texts.paper.labelOut(outcome.value.sure), 'info');
    else act.refused(outcome.refusal);
  };
  const { state } = life.now;
  const open = life.canChange && (state === 'sold' || state === 'part_refunded');
  const voidIt = async (): Promise<void> => {
    // The one confirmation there is: for a sale that is not the last one any more.
    if (!sure && life.needsRight) {
      setSure(true);
      return;
    }
    if (await act.run('sale.void', { saleId: life.saleId })) {
      act.say(texts.after.voided, 'info');
      onDone();
    }
  };
  return (
    <div className={s['split']}>
      <LifeLines life={life} chosen={[]} onPick={null} onLabel={hasLabeler ? (line) => void label(line) : null} />
      <div className={s['side']}>
        <ul className={s['facts']}>
          <li>
            <span>{shanghaiTime(life.at)}</span>
            <span>{life.seller}</span>
          </li>
          {life.now.tenders.map((tender) => (
            <li key={tender.no}>
              <span>
                {texts.tenders.word(tender.kind)} {texts.strip.state(tender.state)}
              </span>
              <span>{yuanText(tender.amountFen)}</span>
            </li>
          ))}
          {life.later.map((one) => (
            <li key={one.id} data-later={one.body.kind}>
              <span>
                {texts.after.later(one.body.kind)} {shanghaiTime(one.at).slice(5, 16)} {one.seller}
              </span>
              <span>{'amountFen' in one.body ? yuanText(-one.body.amountFen) : one.no}</span>
              {one.body.kind === 'correction' || one.body.kind === 'confirmation' ? null : (
                <button type="button" className={p['key']} onClick={() => void act.run('after.print', { id: one.id })}>
                  {texts.after.slip}
                </button>
              )}
            </li>
          ))}
          <li>
            <span>{texts.after.uploaded(life.uploaded)}</span>
          </li>
        </ul>
        <Figure label={texts.after.left('')} value={yuanText(life.now.netFen)} />
        <button
          type="button"
          className={p['key']}
          onClick={() => void act.run('sale.print', { saleId: life.saleId, layout: 'long' })}
        >
          {texts.strip.reprint}
        </button>
        {open ? (
          <>
            <button
              type="button"
              className={p['key']}
              onClick={() => {
                onStep('reweigh');
              }}
            >
              {texts.after.reweigh}
            </button>
            <button
              type="button"
              className={p['key']}
              onClick={() => {
                onStep('refund');
              }}
            >
              {texts.after.refund}
            </button>
          </>
        ) : null}
        {life.canChange && state === 'sold' ? (
          <button type="button" className={p['key']} onClick={() => void voidIt()}>
            {sure ? texts.after.voidSure : texts.after.void}
          </button>
        ) : null}
      </div>
    </div>
  );
}
