import { useState } from 'react';
import { noteText, yuanText } from '../../../shared/money.ts';
import { useTexts, useTopic, useTopicState } from '../../stall.tsx';
import { cx } from '../../ui/format.ts';
import { useAct } from '../ui.ts';
import type { PanelOf } from '../ui.ts';
import { Figure, Pad, useAmount, useAmountKeys } from './pad.tsx';
import s from './panels.module.css';
import { Sheet } from './Sheet.tsx';

const AMOUNTS_FEN = [50, 100, 200, 300, 500] as const;
const PRODUCT = 'product';

/** 按份/一堆 (S3): the armed product or a category, and an amount. Nothing is weighed. */
export function PortionPanel({ panel }: { readonly panel: PanelOf<'portion'> }) {
  const texts = useTexts();
  const act = useAct();
  const categories = useTopic('goods')?.categories ?? [];
  const product = useTopicState((state) => state.topics.weighing?.product ?? null);
  const [other, setOther] = useState(false);
  const [picked, setPicked] = useState<string | null>(null);
  const amount = useAmount();
  const what = picked ?? (product === null ? (categories[0]?.id ?? null) : PRODUCT);
  const sell = (fen: number | null): void => {
    if (fen === null || fen === 0 || what === null) return;
    if (what === PRODUCT && product !== null) void act.portion(product.id, null, fen);
    else void act.portion(null, what, fen);
  };
  useAmountKeys(amount, () => {
    sell(amount.fen);
  });
  const padShown = other || panel.typing === true || amount.typed !== '';
  return (
    <Sheet title={texts.portion.title} note={texts.portion.note} name="portion">
      <div className={cx(s['choices'], s['wrap'])} role="group" aria-label={texts.portion.what}>
        {product === null ? null : (
          <button
            type="button"
            className={s['key']}
            aria-pressed={what === PRODUCT}
            onClick={() => {
              setPicked(PRODUCT);
            }}
          >
            {texts.goods.name(product.name)}
          </button>
        )}
        {categories.map((one) => (
          <button
            type="button"
            key={one.id}
            className={s['key']}
            aria-pressed={what === one.id}
            onClick={() => {
              setPicked(one.id);
            }}
          >
            {texts.goods.category(one.short)}
          </button>
        ))}
      </div>
      {padShown ? (
        <div className={s['body']}>
          <div className={s['side']}>
            <Figure label={texts.portion.howMuch} value={amount.typed === '' ? '' : `¥${amount.typed}`} typed />
            <button
              type="button"
              className={s['enter']}
              aria-disabled={amount.fen === null || amount.fen === 0}
              data-enter="portion"
              onClick={() => {
                sell(amount.fen);
              }}
            >
              {texts.portion.sell(amount.fen === null ? '' : yuanText(amount.fen))}
            </button>
          </div>
          <Pad amount={amount} />
        </div>
      ) : (
        <div className={s['amounts']} role="group" aria-label={texts.portion.howMuch}>
          {AMOUNTS_FEN.map((fen) => (
            <button
              type="button"
              key={fen}
              className={s['enter']}
              data-portion={fen}
              onClick={() => {
                sell(fen);
              }}
            >
              ¥{noteText(fen)}
            </button>
          ))}
          <button
            type="button"
            className={s['key']}
            onClick={() => {
              setOther(true);
            }}
          >
            {texts.portion.other}
          </button>
        </div>
      )}
    </Sheet>
  );
}
