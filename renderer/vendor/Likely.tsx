import type { ProductView } from '../../shared/goods-view.ts';
import { useTexts, useTopic } from '../stall.tsx';
import { priceText } from '../ui/format.ts';
import { fieldStyle, leadingPrice, productsById } from '../ui/product.ts';
import s from './likely.module.css';
import { useAct } from './ui.ts';

/** Goods that the load is likely to be, the likeliest first; empty when nothing is known of it. */
export function useLikely(): readonly ProductView[] {
  const ids = useTopic('likely')?.ids ?? [];
  const goods = useTopic('goods');
  if (goods === undefined) return [];
  return ids.flatMap((id) => productsById(goods.products).get(id) ?? []);
}

/** The strip of at most four (S9): right under the weight, where the eye is, for goods that may lie behind a category. */
export function Likely({ goods }: { readonly goods: readonly ProductView[] }) {
  const texts = useTexts();
  const act = useAct();
  return (
    <div className={s['likely']} role="group" aria-label={texts.likely.label}>
      {goods.map((product) => {
        const price = leadingPrice(product);
        return (
          <button
            type="button"
            key={product.id}
            style={fieldStyle(product.field)}
            data-likely={product.id}
            onClick={() => {
              void act.tap(product.id);
            }}
          >
            <b>{texts.goods.name(product.name)}</b>
            <small>{price === null ? texts.tile.ask : priceText(texts, price, product.pieceUnit)}</small>
          </button>
        );
      })}
    </div>
  );
}
