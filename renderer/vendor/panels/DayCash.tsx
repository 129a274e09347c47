import { useState } from 'react';
import { countSum, denominations } from '../../../shared/cash-count.ts';
import type { DayWishes } from '../../../shared/commands/day.ts';
import { yuanText } from '../../../shared/money.ts';
import type { CashCount } from '../../../shared/records/journal.ts';
import { useTexts } from '../../stall.tsx';
import { useAct } from '../ui.ts';
import { Choice } from './Choice.tsx';
import s from './day.module.css';
import { Figure, Pad, useAmount, useAmountKeys } from './pad.tsx';
import p from './panels.module.css';
import { Sheet } from './Sheet.tsx';

/** Differences above which the owner may want to be asked, fen. */
const limits = ['never', '500', '1000', '2000', '5000', '10000'] as const;

/** What was counted, and how where it was by note. */
export interface Count {
  readonly fen: number;
  readonly counts: CashCount | null;
}

/** One number for the whole drawer, or by note where the cash book is kept; and what the stall wants of its cash. */
export function CountSheet({
  expectedFen,
  wishes,
  onWish,
  onDone,
}: {
  readonly expectedFen: number;
  readonly wishes: DayWishes;
  readonly onWish: (wishes: DayWishes) => void;
  /** Null: not counted after all. */
  readonly onDone: (count: Count | null) => void;
}) {
  const texts = useTexts();
  const [byNote, setByNote] = useState(false);
  const amount = useAmount();
  const enter = (): void => {
    if (amount.fen !== null) onDone({ fen: amount.fen, counts: null });
  };
  useAmountKeys(amount, enter);
  if (byNote) return <NotesSheet expectedFen={expectedFen} onDone={onDone} />;
  const limit = limits.find((one) => one === String(wishes.ownerAboveFen)) ?? 'never';
  return (
    <Sheet
      title={texts.day.cash}
      note={texts.day.expected(yuanText(expectedFen))}
      name="day_count"
      onClose={() => {
        onDone(null);
      }}
    >
      <div className={s['count']}>
        <Pad amount={amount} />
        <div>
          <Figure label={texts.day.word.cash} value={amount.typed === '' ? '' : `¥${amount.typed}`} typed />
          <button type="button" className={s['confirm']} disabled={amount.fen === null} onClick={enter}>
            {texts.day.take}
          </button>
          {wishes.cashBook === 'on' ? (
            <button
              type="button"
              className={p['key']}
              onClick={() => {
                setByNote(true);
              }}
            >
              {texts.day.byNote}
            </button>
          ) : null}
          <Choice
            name={texts.day.cashBook}
            value={wishes.cashBook}
            options={[
              ['off', texts.menu.off],
              ['on', texts.menu.on],
            ]}
            onPick={(cashBook) => {
              onWish({ ...wishes, cashBook });
            }}
          />
          <p className={p['small']}>{texts.day.cashBookHow}</p>
          <Choice
            name={texts.day.ownerAbove}
            value={limit}
            options={limits.map((one) => [one, one === 'never' ? texts.day.never : `¥${Number(one) / 100}`] as const)}
            onPick={(one) => {
              onWish({ ...wishes, ownerAboveFen: one === 'never' ? null : Number(one) });
            }}
          />
        </div>
      </div>
    </Sheet>
  );
}

/** How many of each note and coin; a key adds one, the other takes one away. */
export function NotesSheet({
  expectedFen,
  onDone,
}: {
  readonly expectedFen: number;
  readonly onDone: (count: Count | null) => void;
}) {
  const texts = useTexts();
  const [pieces, setPieces] = useState<Readonly<Record<number, number>>>({});
  const counts = denominations.flatMap((fen) => {
    const found = pieces[fen] ?? 0;
    return found === 0 ? [] : [{ fen, pieces: found }];
  });
  const sum = countSum(counts);
  const step = (fen: number, by: 1 | -1): void => {
    setPieces((now) => ({ ...now, [fen]: Math.max(0, (now[fen] ?? 0) + by) }));
  };
  return (
    <Sheet
      title={texts.day.byNote}
      note={texts.day.expected(yuanText(expectedFen))}
      name="day_notes"
      onClose={() => {
        onDone(null);
      }}
    >
      <ul className={s['notes']}>
        {denominations.map((fen) => (
          <li key={fen}>
            <button
              type="button"
              className={p['key']}
              aria-label={`− ${yuanText(fen)}`}
              onClick={() => {
                step(fen, -1);
              }}
            >
              −
            </button>
            <span>¥{fen / 100}</span>
            <b>× {pieces[fen] ?? 0}</b>
            <button
              type="button"
              className={p['key']}
              aria-label={`+ ${yuanText(fen)}`}
              onClick={() => {
                step(fen, 1);
              }}
            >
              +
            </button>
          </li>
        ))}
      </ul>
      <footer className={s['end']}>
        <p className={s['closed']}>
          {texts.day.inAll} {yuanText(sum)}
        </p>
        <button
          type="button"
          className={s['confirm']}
          onClick={() => {
            onDone({ fen: sum, counts: counts.length === 0 ? null : counts });
          }}
        >
          {texts.day.take}
        </button>
      </footer>
    </Sheet>
  );
}

/** Money put into the drawer or taken out of it, and what for. */
export function MoveSheet({ direction, onDone }: { readonly direction: 'in' | 'out'; readonly onDone: () => void }) {
  const texts = useTexts();
  const act = useAct();
  const reasons = texts.day.reasons[direction];
  const [reason, setReason] = useState(reasons[0] ?? '');
  const amount = useAmount();
  const enter = (): void => {
    if (amount.fen === null || amount.fen === 0) return;
    void act.run('cash.move', { direction, amountFen: amount.fen, reason }).then((done) => {
      if (done) onDone();
    });
  };
  useAmountKeys(amount, enter);
  const title = direction === 'in' ? texts.day.putIn : texts.day.takeOut;
  return (
    <Sheet title={title} name="day_move" onClose={onDone}>
      <div className={s['count']}>
        <Pad amount={amount} />
        <div>
          <Figure label={title} value={amount.typed === '' ? '' : `¥${amount.typed}`} typed />
          <Choice
            name={texts.day.why}
            value={reason}
            options={reasons.map((one) => [one, one] as const)}
            onPick={setReason}
          />
          <button type="button" className={s['confirm']} disabled={(amount.fen ?? 0) === 0} onClick={enter}>
            {title}
          </button>
        </div>
      </div>
    </Sheet>
  );
}
