import { useEffect, useRef, useState } from 'react';
import type { PriceChange, PricesToday } from '../../../shared/commands/prices.ts';
import { clockText } from '../../../shared/day.ts';
import { fenText, yuanText } from '../../../shared/money.ts';
import { averageFen, yesterdaysPrice } from '../../../shared/price-board.ts';
import type { Price } from '../../../shared/records/goods.ts';
import type { Refusal } from '../../../shared/refusal.ts';
import type { ProductView } from '../../../shared/goods-view.ts';
import { useStall, useTexts, useTopic } from '../../stall.tsx';
import { priceText } from '../../ui/format.ts';
import { leadingPrice, productsById } from '../../ui/product.ts';
import { useAct } from '../ui.ts';
import { Figure, Pad, useAmount, useAmountKeys } from './pad.tsx';
import s from './panels.module.css';
import b from './prices.module.css';
import { Sheet } from './Sheet.tsx';

type Guard = Extract<Refusal, { code: 'price_out_of_guard' }>;

const nothingYet: PricesToday = { changes: [], averages: null };

/** Today's changes and the market's averages, asked for again whenever the goods have changed. */
function useToday(): PricesToday {
  const { client } = useStall();
  const goods = useTopic('goods');
  const [today, setToday] = useState(nothingYet);
  useEffect(() => {
    let isGone = false;
    void client.call('prices.today', {}).then((outcome) => {
      if (!isGone && outcome.ok) setToday(outcome.value);
    });
    return () => {
      isGone = true;
    };
  }, [client, goods]);
  return today;
}

function Row({
  product,
  before,
  marketFen,
  isPicked,
  isDone,
  onPick,
}: {
  readonly product: ProductView;
  readonly before: Price | null;
  /** What it went for in the market, in the same unit; null: not known. */
  readonly marketFen: number | null;
  readonly isPicked: boolean;
  readonly isDone: boolean;
  readonly onPick: () => void;
}) {
  const texts = useTexts();
  const row = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isPicked) row.current?.scrollIntoView({ block: 'nearest' });
  }, [isPicked]);
  const now = leadingPrice(product);
  return (
    <button
      type="button"
      ref={row}
      className={b['row']}
      aria-pressed={isPicked}
      data-done={isDone ? '' : undefined}
      data-price-of={product.id}
      onClick={onPick}
    >
      <b>{texts.goods.name(product.name)}</b>
      <span>
        {before === null ? '–' : `¥${fenText(before.priceFen)}`}
        {marketFen === null ? null : <small>{texts.prices.market(yuanText(marketFen))}</small>}
      </span>
      <strong>{now === null ? texts.tile.ask : priceText(texts, now, product.pieceUnit)}</strong>
      {product.capped ? <em>{texts.tile.cap}</em> : null}
    </button>
  );
}

/** Who changed what today. */
function Log({ changes }: { readonly changes: readonly PriceChange[] }) {
  const texts = useTexts();
  return (
    <ol className={b['log']} aria-label={texts.prices.log}>
      {changes.slice(0, 50).map((one) => (
        <li key={`${one.at} ${one.productId}`}>
          <time>{clockText(one.at)}</time> {one.seller} {one.name}{' '}
          {one.previous === null ? '–' : yuanText(one.previous.priceFen)} → <b>{yuanText(one.price.priceFen)}</b>
        </li>
      ))}
    </ol>
  );
}

/** 今日价 (S10): the stall's goods with yesterday's price. An entry moves on to the next; what stays as it is needs one touch for all. */
export default function PricesPanel() {
  const texts = useTexts();
  const act = useAct();
  const goods = useTopic('goods');
  const { changes, averages } = useToday();
  const amount = useAmount();
  const [at, setAt] = useState(0);
  const [done, setDone] = useState<ReadonlySet<string>>(new Set());
  const [asked, setAsked] = useState<{ readonly guard: Guard; readonly fen: number } | null>(null);
  const byId = productsById(goods?.products ?? []);
  const rows = (goods?.grid ?? []).flatMap((id) => byId.get(id) ?? []);
  const product = rows[at];
  const isPiece = product?.sellBy === 'piece';
  const moveOn = (): void => {
    if (product !== undefined) setDone(new Set([...done, product.id]));
    amount.set('');
    setAsked(null);
    setAt(Math.min(at + 1, rows.length - 1));
  };
  const enter = async (): Promise<void> => {
    if (product === undefined || goods === undefined) return;
    if (amount.fen === null || amount.fen === 0) {
      moveOn();
      return;
    }
    const price: Price = { priceFen: amount.fen, basisG: isPiece ? null : goods.basisG };
    const sure = asked?.fen === amount.fen;
    const guard = await act.price(
      { kind: 'price', productId: product.id, unit: isPiece ? 'piece' : 'weight', goOn: 'nothing' },
      price,
      'from_now',
      sure,
    );
    if (guard === null) moveOn();
    else setAsked({ guard, fen: amount.fen });
  };
  useAmountKeys(amount, () => {
    void enter();
  });
  if (goods === undefined || product === undefined) return null;
  const unit = isPiece ? texts.price.piece(product.pieceUnit) : texts.price.weight(goods.basisG);
  const sure = asked !== null && asked.fen === amount.fen ? asked.guard : null;
  return (
    <Sheet title={texts.prices.title} note={texts.prices.note} name="prices">
      <div className={b['board']}>
        <div className={b['list']}>
          <div className={b['head']} aria-hidden="true">
            <span>{texts.prices.goods}</span>
            <span>{texts.prices.yesterday}</span>
            <span>{texts.prices.now}</span>
          </div>
          <div className={b['rows']} role="group" aria-label={texts.prices.title} tabIndex={0}>
            {rows.map((one, no) => (
              <Row
                key={one.id}
                product={one}
                before={yesterdaysPrice(one.id, leadingPrice(one), one.sellBy === 'piece', changes)}
                marketFen={averageFen(averages, one.id, one.sellBy === 'piece', goods.basisG)}
                isPicked={no === at}
                isDone={done.has(one.id)}
                onPick={() => {
                  amount.set('');
                  setAsked(null);
                  setAt(no);
                }}
              />
            ))}
            {changes.length === 0 ? null : <Log changes={changes} />}
          </div>
        </div>
        <div className={b['figure']}>
          <Figure
            label={`${texts.goods.name(product.name)} ${unit}`}
            value={amount.typed === '' ? '' : `¥${amount.typed}`}
            typed
          />
          {sure === null ? null : (
            <p className={s['say']} data-tone="short" role="status">
              {texts.price.guard(yuanText(sure.minFen), yuanText(sure.maxFen))}
            </p>
          )}
        </div>
        <div className={b['pad']}>
          <Pad amount={amount} />
        </div>
        <div className={b['keys']}>
          <button type="button" className={s['enter']} data-enter="price" onClick={() => void enter()}>
            {amount.fen === null || amount.fen === 0
              ? texts.prices.same
              : sure === null
                ? texts.price.fromNow
                : texts.price.sureFromNow}
          </button>
          <button
            type="button"
            className={s['key']}
            data-enter="all_same"
            onClick={() => {
              act.close();
              act.say(texts.prices.allSameDone(rows.length - done.size), 'info');
            }}
          >
            {texts.prices.allSame}
          </button>
        </div>
      </div>
    </Sheet>
  );
}
