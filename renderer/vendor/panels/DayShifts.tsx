import { useState } from 'react';
import type { DayReport } from '../../../shared/day-report.ts';
import { clockText } from '../../../shared/day.ts';
import { yuanText } from '../../../shared/money.ts';
import { useTexts, useTopic } from '../../stall.tsx';
import { useAct } from '../ui.ts';
import s from './day.module.css';
import { NotesSheet, type Count } from './DayCash.tsx';
import { Figure, Pad, useAmount, useAmountKeys } from './pad.tsx';
import p from './panels.module.css';
import { Sheet } from './Sheet.tsx';

/** 交接班: the hand-overs of the day, each on paper again, and the key for the next one (`onHand` null: there is none now). */
export function Shifts({ report, onHand }: { readonly report: DayReport; readonly onHand: (() => void) | null }) {
  const texts = useTexts();
  const act = useAct();
  const others = useOthers();
  const nameOf = (name: string): string => (name === '' ? texts.people.owner : name);
  return (
    <>
      {report.shifts.map(({ at, from, close }) => (
        <section key={close.no} className={s['row']} data-shift={close.no}>
          <div>
            <b>{texts.day.shiftRow(close.no, nameOf(from), nameOf(close.to), clockText(at))}</b>
            <small>
              {texts.day.shiftSold(close.sales, yuanText(close.payableFen))} ·{' '}
              {texts.day.expected(yuanText(close.expectedFen))} ·{' '}
              {texts.day.counted(yuanText(close.countedFen), yuanText(close.countedFen - close.expectedFen))}
            </small>
          </div>
          <button
            type="button"
            className={p['key']}
            onClick={() => {
              void act.run('day.print', { day: report.day, shift: close.no });
            }}
          >
            {texts.day.shiftPrint}
          </button>
        </section>
      ))}
      {onHand === null || others.length === 0 ? null : (
        <section className={s['row']}>
          <div>
            <b>{texts.day.shift}</b>
            <small>{texts.day.shiftSold(report.shift.sales, yuanText(report.shift.payableFen))}</small>
          </div>
          <button type="button" className={p['key']} onClick={onHand}>
            {texts.day.shiftHand}
          </button>
        </section>
      )}
    </>
  );
}

/** Everybody who may sell here but the one who does. */
function useOthers() {
  const people = useTopic('people');
  return people?.people.filter(({ id }) => id !== people.sellerId) ?? [];
}

/** Who goes on, and what is in the drawer. */
export function ShiftSheet({
  report,
  onEnd,
}: {
  readonly report: DayReport;
  /** Handed over, refused (the figures may be others now), or left. */
  readonly onEnd: (end: 'handed' | 'refused' | 'left') => void;
}) {
  const texts = useTexts();
  const act = useAct();
  const others = useOthers();
  const amount = useAmount();
  const [chosen, setChosen] = useState<string | null>(null);
  const [notes, setNotes] = useState<Count | null>(null);
  const [byNote, setByNote] = useState(false);
  const next = others.find(({ id }) => id === chosen) ?? others[0];
  const count = amount.fen === null ? notes : { fen: amount.fen, counts: null };
  const { expectedFen } = report.shift;
  const hand = (): void => {
    if (next === undefined || count === null) return;
    const args = { lastNo: report.lastNo, toId: next.id, countedFen: count.fen, counts: count.counts };
    void act.run('shift.hand', args).then((done) => {
      onEnd(done ? 'handed' : 'refused');
    });
  };
  useAmountKeys(amount, hand);
  if (byNote)
    return (
      <NotesSheet
        expectedFen={expectedFen}
        onDone={(counted) => {
          if (counted !== null) setNotes(counted);
          amount.set('');
          setByNote(false);
        }}
      />
    );
  const nameOf = (name: string): string => (name === '' ? texts.people.owner : name);
  return (
    <Sheet
      title={texts.day.shift}
      note={texts.day.shiftSold(report.shift.sales, yuanText(report.shift.payableFen))}
      name="day_shift"
      onClose={() => {
        onEnd('left');
      }}
    >
      <div className={s['count']}>
        <Pad amount={amount} />
        <div>
          <div className={`${p['choices']} ${p['wrap']}`} role="group" aria-label={texts.day.shiftTo}>
            {others.map(({ id, name }) => (
              <button
                type="button"
                key={id}
                className={p['key']}
                aria-pressed={id === next?.id}
                onClick={() => {
                  setChosen(id);
                }}
              >
                {nameOf(name)}
              </button>
            ))}
          </div>
          <Figure label={texts.day.drawer} value={count === null ? '' : yuanText(count.fen)} typed />
          <p className={p['small']}>
            {count === null
              ? texts.day.expected(yuanText(expectedFen))
              : texts.day.counted(yuanText(count.fen), yuanText(count.fen - expectedFen))}
          </p>
          <button
            type="button"
            className={p['key']}
            onClick={() => {
              setByNote(true);
            }}
          >
            {texts.day.byNote}
          </button>
          <button type="button" className={s['confirm']} disabled={count === null} onClick={hand}>
            {texts.day.shiftGive(nameOf(next?.name ?? ''))}
          </button>
        </div>
      </div>
    </Sheet>
  );
}
