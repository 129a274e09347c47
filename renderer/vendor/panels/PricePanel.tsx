import { useState } from 'react';
import { yuanText } from '../../../shared/money.ts';
import type { Price, PriceBasis } from '../../../shared/records/goods.ts';
import type { Refusal } from '../../../shared/refusal.ts';
import type { ProductView } from '../../../shared/goods-view.ts';
import { useTexts } from '../../stall.tsx';
import { priceText } from '../../ui/format.ts';
import { useFrontAccount } from '../Account.tsx';
import { useAct } from '../ui.ts';
import type { Panel } from '../ui.ts';
import { Figure, Pad, useAmount, useAmountKeys } from './pad.tsx';
import s from './panels.module.css';
import { Sheet } from './Sheet.tsx';

type Guard = Extract<Refusal, { code: 'price_out_of_guard' }>;

/** The price pad: two enter keys, asked a second time only outside the guard band (S10). */
export function PricePanel({
  panel,
  product,
  basisG,
}: {
  readonly panel: Extract<Panel, { kind: 'price' }>;
  readonly product: ProductView;
  readonly basisG: PriceBasis;
}) {
  const texts = useTexts();
  const act = useAct();
  const [unit, setUnit] = useState<'weight' | 'piece'>(product.sellBy === 'piece' ? 'piece' : panel.unit);
  const [asked, setAsked] = useState<{ readonly guard: Guard; readonly fen: number } | null>(null);
  const amount = useAmount();
  const priceOf = (fen: number): Price => ({ priceFen: fen, basisG: unit === 'piece' ? null : basisG });
  const account = useFrontAccount();
  const enter = async (scope: Parameters<typeof act.price>[2]): Promise<void> => {
    if (amount.fen === null || amount.fen === 0) return;
    const guard = await act.price(panel, priceOf(amount.fen), scope, asked?.fen === amount.fen);
    setAsked(guard === null ? null : { guard, fen: amount.fen });
  };
  useAmountKeys(amount, () => {
    void enter('from_now');
  });
  const sure = asked !== null && asked.fen === amount.fen ? asked.guard : null;
  const unitName = unit === 'piece' ? texts.price.piece(product.pieceUnit) : texts.price.weight(basisG);
  const now = unit === 'piece' ? product.piecePrice : product.weightPrice;
  const empty = amount.fen === null || amount.fen === 0;
  const bandUnit =
    sure?.basisG === null || sure === null
      ? texts.common.perPiece(product.pieceUnit)
      : texts.common.perBasis(sure.basisG);
  return (
    <Sheet
      title={texts.price.title(texts.goods.name(product.name))}
      name="price"
      {...(now === null ? {} : { note: texts.price.was(priceText(texts, now, product.pieceUnit)) })}
    >
      <div className={s['body']}>
        <div className={s['side']}>
          {product.sellBy === 'both' ? (
            <div className={s['seg']} role="group" aria-label={texts.price.title(texts.goods.name(product.name))}>
              <button
                type="button"
                aria-pressed={unit === 'weight'}
                onClick={() => {
                  setUnit('weight');
                }}
              >
                {texts.price.weight(basisG)}
              </button>
              <button
                type="button"
                aria-pressed={unit === 'piece'}
                onClick={() => {
                  setUnit('piece');
                }}
              >
                {texts.price.piece(product.pieceUnit)}
              </button>
            </div>
          ) : null}
          <Figure label={unitName} value={amount.typed === '' ? '' : `¥${amount.typed}`} typed />
          <p className={s['say']} data-tone="short" role="status">
            {sure === null
              ? ''
              : texts.price.guard(`${yuanText(sure.minFen)}${bandUnit}`, `${yuanText(sure.maxFen)}${bandUnit}`)}
          </p>
          {account === undefined ? null : (
            <button
              type="button"
              className={s['key']}
              aria-disabled={empty}
              data-enter="account_price"
              onClick={() => {
                void enter({ accountId: account.id });
              }}
            >
              {texts.accounts.alwaysFor(account.name)}
            </button>
          )}
          <button
            type="button"
            className={s['key']}
            aria-disabled={empty}
            data-enter="once"
            onClick={() => {
              void enter('once');
            }}
          >
            {sure === null ? texts.price.once : texts.price.sureOnce}
          </button>
          <button
            type="button"
            className={s['enter']}
            aria-disabled={empty}
            data-enter="from_now"
            onClick={() => {
              void enter('from_now');
            }}
          >
            {sure === null ? texts.price.fromNow : texts.price.sureFromNow}
          </button>
        </div>
        <Pad amount={amount} />
      </div>
    </Sheet>
  );
}
