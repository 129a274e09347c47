import { useEffect, useState } from 'react';
import type { Earnings } from '../../../shared/after/earnings.ts';
import { businessDay, monthAfter, monthSpan } from '../../../shared/day.ts';
import { yuanText } from '../../../shared/money.ts';
import { useStall, useTexts } from '../../stall.tsx';
import { weightText } from '../../ui/format.ts';
import { Icon } from '../../ui/icons.tsx';
import { Figure } from '../panels/pad.tsx';
import p from '../panels/panels.module.css';
import { Sheet } from '../panels/Sheet.tsx';
import { useAct } from '../ui.ts';
import s from './after.module.css';
import { TakeawaySheet } from './TakeawaySheet.tsx';

interface Row {
  readonly name: string;
  readonly netFen: number;
  readonly netG: number;
  readonly pieces: number;
  /** Null: no purchase price is known. */
  readonly margin: { readonly knownFen: number; readonly marginFen: number } | null;
}

/** 月账: a month by day or by product, with what the goods cost and what is left where the purchase price is known. */
export function MonthSheet({ onDone }: { readonly onDone: () => void }) {
  const texts = useTexts();
  const act = useAct();
  const { client } = useStall();
  const [latest] = useState(() => businessDay(Date.now()).slice(0, 7));
  const [month, setMonth] = useState(latest);
  const [by, setBy] = useState<'day' | 'product'>('day');
  const [earned, setEarned] = useState<Earnings | null>(null);
  const [isTaking, setTaking] = useState(false);
  useEffect(() => {
    let over = false;
    void client.call('earnings.read', monthSpan(month)).then((outcome) => {
      if (over) return;
      if (outcome.ok) setEarned(outcome.value);
      else act.refused(outcome.refusal);
    });
    return () => {
      over = true;
    };
  }, [client, act, month]);
  if (isTaking)
    return (
      <TakeawaySheet
        span={monthSpan(month)}
        note={texts.after.monthName(month)}
        onDone={() => {
          setTaking(false);
        }}
      />
    );
  const rows: readonly Row[] =
    earned === null
      ? []
      : by === 'day'
        ? earned.days.map(({ day, knownFen, marginFen, ...rest }) => ({
            ...rest,
            name: day.slice(5),
            pieces: 0,
            margin: knownFen === 0 ? null : { knownFen, marginFen },
          }))
        : earned.products.map((product) => ({ ...product, name: texts.goods.name(product.name) }));
  return (
    <Sheet
      title={texts.after.month}
      note={earned === null ? '' : texts.after.counts(earned.mode)}
      name="month"
      onClose={onDone}
    >
      <div className={s['row']}>
        {([-1, 1] as const).map((step) => (
          <button
            type="button"
            key={step}
            className={`${p['key']} ${s['step']}`}
            aria-label={step === -1 ? texts.after.monthBefore : texts.after.monthAfter}
            disabled={step === 1 && month >= latest}
            style={{ order: step }}
            onClick={() => {
              setMonth(monthAfter(month, step));
            }}
          >
            {step === -1 ? '‹' : '›'}
          </button>
        ))}
        <b className={s['month']}>{texts.after.monthName(month)}</b>
        <div className={s['keys']}>
          {(['day', 'product'] as const).map((one) => (
            <button
              type="button"
              key={one}
              className={p['key']}
              aria-pressed={by === one}
              onClick={() => {
                setBy(one);
              }}
            >
              {texts.after.by(one)}
            </button>
          ))}
          <button
            type="button"
            className={p['key']}
            onClick={() => {
              void act.run('month.print', { month });
            }}
          >
            <Icon name="receipt" /> {texts.after.monthPrint}
          </button>
          <button
            type="button"
            className={p['key']}
            onClick={() => {
              setTaking(true);
            }}
          >
            {texts.takeaway.open}
          </button>
        </div>
      </div>
      {earned === null ? null : (
        <>
          <div className={s['row']}>
            <Figure label={texts.after.salesCount(earned.sales)} value={yuanText(earned.netFen)} />
            {earned.knownFen === 0 ? null : (
              <Figure
                label={texts.after.margin(yuanText(earned.knownFen))}
                value={yuanText(earned.marginFen)}
                tone="good"
              />
            )}
          </div>
          <MonthTable rows={rows} />
          {earned.knownFen === 0 ? <p className={p['small']}>{texts.after.costHow}</p> : null}
        </>
      )}
    </Sheet>
  );
}

/** What was sold, its bar, and beside it what the goods cost and what is left. */
function MonthTable({ rows }: { readonly rows: readonly Row[] }) {
  const texts = useTexts();
  const most = Math.max(1, ...rows.map(({ netFen }) => netFen));
  return (
    <div className={s['book']} tabIndex={0} role="group" aria-label={texts.after.month}>
      <table>
        <thead>
          <tr>
            <td colSpan={2} />
            {texts.after.monthColumns.map((column) => (
              <th scope="col" key={column}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, netFen, netG, pieces, margin }) => (
            <tr key={name} data-row={name}>
              <th scope="row">{name}</th>
              <td>
                <meter className={s['bar']} min={0} max={most} value={Math.max(0, netFen)} aria-hidden />
              </td>
              <td>{netG !== 0 ? weightText(netG) : pieces === 0 ? '–' : texts.after.pieces(pieces)}</td>
              <td>{yuanText(netFen)}</td>
              <td>{margin === null ? '–' : yuanText(margin.knownFen - margin.marginFen)}</td>
              <td>
                <b>{margin === null ? '–' : yuanText(margin.marginFen)}</b>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
