import { useEffect, useState } from 'react';
import type { AnswerOf } from '../../../shared/contract.ts';
import { moneyByWord, type DayReport, type MoneyWord } from '../../../shared/day-report.ts';
import { clockText } from '../../../shared/day.ts';
import { yuanText } from '../../../shared/money.ts';
import { useStall, useTexts, useTopic } from '../../stall.tsx';
import { weightText } from '../../ui/format.ts';
import { Icon, type IconName } from '../../ui/icons.tsx';
import { useAct } from '../ui.ts';
import s from './day.module.css';
import { CountSheet, MoveSheet, type Count } from './DayCash.tsx';
import { Shifts, ShiftSheet } from './DayShifts.tsx';
import { WrongKeys } from './DayWrongKeys.tsx';
import p from './panels.module.css';
import { Sheet } from './Sheet.tsx';

const icons: Readonly<Record<MoneyWord, IconName>> = {
  received: 'tick',
  cash: 'cash',
  credit: 'book',
  external: 'receipt',
  unproven: 'clock',
};

/** 日结: what the day comes to, what is not in it, and one key that closes it. Loaded when it is opened. */
export default function DayPanel() {
  const texts = useTexts();
  const act = useAct();
  const { client } = useStall();
  const [answer, setAnswer] = useState<AnswerOf<'day.report'> | null>(null);
  const [counting, setCounting] = useState(false);
  const [moving, setMoving] = useState<'in' | 'out' | null>(null);
  const [handing, setHanding] = useState(false);
  const [count, setCount] = useState<Count | null>(null);
  const [looked, setLooked] = useState(false);
  const [turn, setTurn] = useState(0);
  // Money that came, or was given to its sale, changes the figures.
  const owed = useTopic('owed');
  useEffect(() => {
    let over = false;
    void client.call('day.report', { day: null }).then((outcome) => {
      if (over) return;
      if (outcome.ok) setAnswer(outcome.value);
      else act.refused(outcome.refusal);
    });
    return () => {
      over = true;
    };
  }, [client, act, turn, owed]);
  if (answer === null)
    return (
      <Sheet title={texts.day.title} name="day">
        {null}
      </Sheet>
    );
  const { report, unsent, wrongKeys, accepted, wishes } = answer;
  if (counting)
    return (
      <CountSheet
        expectedFen={report.cashFen}
        wishes={wishes}
        onWish={(wish) => {
          void act.run('day.wish', wish).then(() => {
            setTurn(turn + 1);
          });
        }}
        onDone={(counted) => {
          if (counted !== null) setCount(counted);
          setCounting(false);
        }}
      />
    );
  if (moving !== null)
    return (
      <MoveSheet
        direction={moving}
        onDone={() => {
          setMoving(null);
          setTurn(turn + 1);
        }}
      />
    );
  if (handing)
    return (
      <ShiftSheet
        report={report}
        onEnd={(end) => {
          setHanding(end === 'refused');
          setTurn(turn + 1);
        }}
      />
    );
  const countedFen = count?.fen ?? null;
  const externalFen = moneyByWord(report.money).find(({ word }) => word === 'external')?.fen ?? 0;
  const close = async (): Promise<void> => {
    const counted = { countedFen, counts: count?.counts ?? null };
    const args = { lastNo: report.lastNo, ...counted, externalFen: looked ? externalFen : null };
    await act.run('day.close', args);
    // Also after a refusal: the figures may be others now.
    setTurn(turn + 1);
  };
  return (
    <Sheet title={texts.day.title} note={texts.day.note(report.day)} name="day">
      <div className={s['day']}>
        <div className={s['left']}>
          <Ledger report={report} />
          {report.unproven.length === 0 ? null : (
            <Row
              tone="wait"
              title={texts.day.unproven(
                report.unproven.length,
                yuanText(report.unproven.reduce((sum, { fen }) => sum + fen, 0)),
              )}
              small={`${report.unproven.map(({ at, first, fen }) => `${clockText(at)} ${first} ${yuanText(fen)}`).join(' · ')} — ${texts.day.unprovenHow}`}
            />
          )}
        </div>
        <div className={s['side']}>
          <WrongKeys report={report} wrongKeys={wrongKeys} />
          {externalFen === 0 || report.closed !== null ? null : (
            <Row
              title={texts.day.external(yuanText(externalFen))}
              small={texts.day.externalHow}
              action={texts.day.looked}
              isDone={looked}
              onAct={() => {
                setLooked(!looked);
              }}
            />
          )}
          {report.closed !== null ? null : (
            <Row
              title={texts.day.cash}
              small={
                countedFen === null
                  ? texts.day.expected(yuanText(report.cashFen))
                  : texts.day.counted(yuanText(countedFen), yuanText(countedFen - report.cashFen))
              }
              action={texts.day.enter}
              onAct={() => {
                setCounting(true);
              }}
            />
          )}
          {report.closed !== null || wishes.cashBook === 'off' ? null : (
            <section className={s['row']}>
              <div>
                <b>{texts.day.cashBook}</b>
                <small>{texts.day.moved(yuanText(report.cashInFen), yuanText(report.cashOutFen))}</small>
              </div>
              <div className={s['keys']}>
                {(['in', 'out'] as const).map((direction) => (
                  <button
                    type="button"
                    key={direction}
                    className={p['key']}
                    onClick={() => {
                      setMoving(direction);
                    }}
                  >
                    {direction === 'in' ? texts.day.putIn : texts.day.takeOut}
                  </button>
                ))}
              </div>
            </section>
          )}
          <Shifts
            report={report}
            onHand={
              report.closed !== null || wishes.cashBook === 'off'
                ? null
                : () => {
                    setHanding(true);
                  }
            }
          />
          {unsent === 0 ? null : <Row title={texts.day.unsent(unsent)} small="" />}
          {accepted.map(({ id, day, fen, text, actor }) => (
            <Row
              key={id}
              title={texts.day.accepted(texts.day.note(day), yuanText(fen))}
              small={[text, actor].filter(Boolean).join(' — ')}
            />
          ))}
          <Categories report={report} />
        </div>
      </div>
      <footer className={s['end']}>
        {report.closed === null ? (
          <p>{texts.day.laterFine}</p>
        ) : (
          <p className={s['closed']}>
            <Icon name="tick" />
            {texts.day.closed(report.closed.zNo, report.closed.auto)}
          </p>
        )}
        <button
          type="button"
          className={p['key']}
          onClick={() => {
            void act.run('day.print', { day: null, shift: null });
          }}
        >
          {texts.day.print}
        </button>
        {report.closed === null ? (
          <button
            type="button"
            className={s['confirm']}
            onClick={() => {
              void close();
            }}
          >
            {texts.day.confirm}
          </button>
        ) : null}
      </footer>
    </Sheet>
  );
}

function Ledger({ report }: { readonly report: DayReport }) {
  const texts = useTexts();
  const time = (at: number | null): string => (at === null ? '–' : clockText(at));
  return (
    <section className={s['ledger']} aria-label={texts.day.sold}>
      <h3>
        {texts.day.sold}
        <small>{texts.day.span(report.sales, time(report.firstAt), time(report.lastAt))}</small>
      </h3>
      <output>{yuanText(report.payableFen)}</output>
      <ul tabIndex={0} aria-label={texts.day.sold}>
        {moneyByWord(report.money).map(({ word, count, fen }) => (
          <li key={word} data-word={word}>
            <Icon name={icons[word]} />
            <span>
              {texts.day.word[word]}
              {word === 'external' ? <em>{texts.day.unchecked}</em> : null}
            </span>
            <small>{texts.day.count(count)}</small>
            <b>{yuanText(fen)}</b>
          </li>
        ))}
      </ul>
      <p>
        {texts.day.within(yuanText(-report.concessionFen), yuanText(-report.roundingFen), report.voids, report.refunds)}
      </p>
    </section>
  );
}

function Categories({ report }: { readonly report: DayReport }) {
  const texts = useTexts();
  const categories = useTopic('goods')?.categories ?? [];
  if (report.categories.length === 0) return null;
  const nameOf = (id: string): string =>
    texts.goods.category(categories.find((category) => category.id === id)?.name ?? id);
  return (
    <section className={s['categories']} aria-label={texts.day.categories} tabIndex={0}>
      <h3>{texts.day.categories}</h3>
      <ul>
        {report.categories.map(({ category, fen, g }) => (
          <li key={category}>
            <span>{nameOf(category)}</span>
            <small>{g === 0 ? '' : weightText(g)}</small>
            <b>{yuanText(fen)}</b>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Row({
  title,
  small,
  tone,
  action,
  isDone,
  onAct,
}: {
  readonly title: string;
  readonly small: string;
  readonly tone?: 'wait';
  readonly action?: string;
  readonly isDone?: boolean;
  readonly onAct?: () => void;
}) {
  return (
    <section className={s['row']} data-tone={tone}>
      <div>
        <b>{title}</b>
        {small === '' ? null : <small>{small}</small>}
      </div>
      {action === undefined ? null : (
        <button type="button" className={p['key']} aria-pressed={isDone} onClick={onAct}>
          {isDone === true ? <Icon name="tick" /> : null}
          {action}
        </button>
      )}
    </section>
  );
}
