import { useEffect, useState } from 'react';
import type { Earnings } from '../../../shared/after/earnings.ts';
import { businessDay } from '../../../shared/day.ts';
import { yuanText } from '../../../shared/money.ts';
import { useStall, useTexts } from '../../stall.tsx';
import { weightText } from '../../ui/format.ts';
import { Figure, Pad, useAmount } from '../panels/pad.tsx';
import p from '../panels/panels.module.css';
import { Sheet } from '../panels/Sheet.tsx';
import { useAct } from '../ui.ts';
import s from './after.module.css';
import { MonthSheet } from './MonthSheet.tsx';

const DAY_MS = 86_400_000;
const spans = [1, 7, 30] as const;
type By = 'hour' | 'product' | 'day';

/** 我的收入: what came in less what was taken back, by hour, product or day. Loaded when it is opened. */
export default function EarningsPanel() {
  const texts = useTexts();
  const act = useAct();
  const { client } = useStall();
  const [span, setSpan] = useState<(typeof spans)[number]>(1);
  const [by, setBy] = useState<By>('hour');
  const [earned, setEarned] = useState<Earnings | null>(null);
  const [pricing, setPricing] = useState<Earnings['products'][number] | null>(null);
  const [turn, setTurn] = useState(0);
  const [isMonth, setMonth] = useState(false);
  useEffect(() => {
    let over = false;
    const now = Date.now();
    const wish = { from: businessDay(now - (span - 1) * DAY_MS), to: businessDay(now) };
    void client.call('earnings.read', wish).then((outcome) => {
      if (over) return;
      if (outcome.ok) setEarned(outcome.value);
      else act.refused(outcome.refusal);
    });
    return () => {
      over = true;
    };
  }, [client, act, span, turn]);
  if (isMonth)
    return (
      <MonthSheet
        onDone={() => {
          setMonth(false);
        }}
      />
    );
  if (pricing !== null)
    return (
      <CostSheet
        product={pricing}
        onDone={() => {
          setPricing(null);
          setTurn(turn + 1);
        }}
      />
    );
  return (
    <Sheet title={texts.after.earnings} note={earned === null ? '' : texts.after.counts(earned.mode)} name="earnings">
      <div className={s['row']}>
        {spans.map((one) => (
          <button
            type="button"
            key={one}
            className={p['key']}
            aria-pressed={span === one}
            onClick={() => {
              setSpan(one);
            }}
          >
            {texts.after.days(one)}
          </button>
        ))}
        {(['hour', 'product', 'day'] as const).map((one) => (
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
            setMonth(true);
          }}
        >
          {texts.after.month}
        </button>
      </div>
      {earned === null ? null : (
        <>
          <div className={s['row']}>
            <Figure label={texts.after.salesCount(earned.sales)} value={yuanText(earned.netFen)} />
            {earned.knownFen > 0 ? (
              <Figure
                label={texts.after.margin(yuanText(earned.knownFen))}
                value={yuanText(earned.marginFen)}
                tone="good"
              />
            ) : null}
          </div>
          <Bars earned={earned} by={by} onPick={setPricing} />
        </>
      )}
    </Sheet>
  );
}

function Bars({
  earned,
  by,
  onPick,
}: {
  readonly earned: Earnings;
  readonly by: By;
  readonly onPick: (product: Earnings['products'][number]) => void;
}) {
  const texts = useTexts();
  const rows =
    by === 'hour'
      ? earned.hours.map((netFen, hour) => ({ name: `${hour}:00`, netFen })).filter((row) => row.netFen !== 0)
      : by === 'day'
        ? earned.days.map(({ day, netFen }) => ({ name: day.slice(5), netFen }))
        : null;
  const most = Math.max(1, ...(rows ?? earned.products).map((row) => row.netFen));
  const bar = (netFen: number) => (
    <meter className={s['bar']} min={0} max={most} value={Math.max(0, netFen)} aria-hidden />
  );
  return (
    <ul className={s['list']}>
      {rows === null
        ? earned.products.map((product) => (
            <li key={product.productId ?? product.name}>
              <button
                type="button"
                className={s['one']}
                data-product={product.name}
                onClick={() => {
                  if (product.productId !== null) onPick(product);
                }}
              >
                <span>
                  {texts.goods.name(product.name)}
                  <small>
                    {product.netG === 0 ? texts.after.pieces(product.pieces) : weightText(product.netG)}
                    {product.margin === null ? '' : ` · ${texts.after.left(yuanText(product.margin.marginFen))}`}
                  </small>
                  {bar(product.netFen)}
                </span>
                <b>{yuanText(product.netFen)}</b>
              </button>
            </li>
          ))
        : rows.map((row) => (
            <li key={row.name} className={s['plot']}>
              <span>{texts.goods.name(row.name)}</span>
              {bar(row.netFen)}
              <b>{yuanText(row.netFen)}</b>
            </li>
          ))}
    </ul>
  );
}

/** What goods were bought for: typed once, used until it is typed anew. */
function CostSheet({
  product,
  onDone,
}: {
  readonly product: Earnings['products'][number];
  readonly onDone: () => void;
}) {
  const texts = useTexts();
  const act = useAct();
  const amount = useAmount();
  const basisG = product.netG === 0 ? null : 1000;
  const keep = async (priceFen: number | null): Promise<void> => {
    const { productId } = product;
    if (productId === null) return;
    if (await act.run('cost.set', { productId, price: priceFen === null ? null : { priceFen, basisG } })) onDone();
  };
  return (
    <Sheet title={texts.after.cost(texts.goods.name(product.name))} name="cost" onClose={onDone}>
      <div className={s['split']}>
        <div className={s['side']}>
          <Figure
            label={basisG === null ? texts.after.pieces(1) : texts.common.perBasis(1000)}
            value={amount.typed === '' ? '' : `¥${amount.typed}`}
            typed
          />
          {product.cost === null ? null : (
            <button type="button" className={p['key']} onClick={() => void keep(null)}>
              {texts.after.costUnknown}
            </button>
          )}
          <button
            type="button"
            className={p['enter']}
            aria-disabled={amount.fen === null}
            data-enter="cost"
            onClick={() => {
              if (amount.fen !== null) void keep(amount.fen);
            }}
          >
            {texts.after.costKeep}
          </button>
        </div>
        <div className={s['side']}>
          <Pad amount={amount} />
        </div>
      </div>
    </Sheet>
  );
}
