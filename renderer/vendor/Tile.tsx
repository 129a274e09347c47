import { memo } from 'react';
import { fenText } from '../../shared/money.ts';
import type { ProductView } from '../../shared/goods-view.ts';
import { useTexts } from '../stall.tsx';
import { Icon } from '../ui/icons.tsx';
import { fieldStyle, leadingPrice } from '../ui/product.ts';
import s from './tiles.module.css';

/** What a tile of the narrowest window has room for on one line, in hanzi. */
const ROOM = 4.2;
const LATIN = 0.55;
const isLong = (name: string): boolean =>
  Array.from(name).reduce((width, sign) => width + (sign > '\u2E80' ? 1 : LATIN), 0) > ROOM;

/** One product. `state`: armed (待称) or taken by the load on the pan (已记); not given where a tile has none. */
export const Tile = memo(function Tile({
  product,
  state,
  isLikely = false,
  onPick,
}: {
  readonly product: ProductView;
  readonly state?: 'armed' | 'on' | null;
  /** The load on the pan is probably this. */
  readonly isLikely?: boolean;
  readonly onPick: (productId: string) => void;
}) {
  const texts = useTexts();
  const price = leadingPrice(product);
  const name = texts.goods.name(product.name);
  return (
    <button
      type="button"
      className={s['tile']}
      data-state={state ?? undefined}
      data-likely={isLikely && state === null ? '' : undefined}
      data-product={product.id}
      style={fieldStyle(product.field)}
      onClick={() => {
        onPick(product.id);
      }}
    >
      <span className={s['field']}>
        <span aria-hidden="true">{product.glyph}</span>
        <span className={s['plu']} aria-hidden="true">
          {product.plu}
        </span>
      </span>
      <span className={s['label']}>
        <span className={s['name']} data-long={isLong(name) ? '' : undefined}>
          {name}
        </span>
        {price === null ? (
          <span className={`${s['price']} ${s['ask']}`}>{texts.tile.ask}</span>
        ) : (
          <span className={s['price']}>
            <i className={s['y']}>¥</i>
            {fenText(price.priceFen)}
            {price.basisG === null ? (
              <i>{texts.common.perPiece(product.pieceUnit)}</i>
            ) : (
              <i className={s['basis']}>{texts.common.perBasis(price.basisG)}</i>
            )}
          </span>
        )}
      </span>
      {/* Both always there, one of them seen: to add one would lay the tile out while a finger waits. */}
      {state === undefined ? null : (
        <>
          <span className={s['flag']} data-of="armed">
            <Icon name="armed" />
            {texts.tile.armed}
          </span>
          <span className={s['flag']} data-of="on">
            <Icon name="tick" />
            {texts.tile.taken}
          </span>
        </>
      )}
      {isLikely ? <span className="sr">{texts.likely.tile}</span> : null}
      {product.capped ? <span className={s['cap']}>{texts.tile.cap}</span> : null}
    </button>
  );
});
