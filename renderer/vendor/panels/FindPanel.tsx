import { useMemo, useState } from 'react';
import { searchIndex, searchProducts } from '../../../shared/search.ts';
import type { SearchIndex } from '../../../shared/search.ts';
import type { GoodsView, ProductView } from '../../../shared/view.ts';
import { useTexts } from '../../stall.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Tile } from '../Tile.tsx';
import { useAct } from '../ui.ts';
import { Letters } from './Letters.tsx';
import s from './panels.module.css';
import { Sheet } from './Sheet.tsx';

const SHOWN = 12;
/** No syllable of pinyin begins with i, u or v. */
const INITIALS = 'abcdefghjklmnopqrstwxyz';

/** Made once per list of goods, not at each opening of the panel. */
const indexes = new WeakMap<readonly ProductView[], SearchIndex<ProductView>>();
function indexOf(products: readonly ProductView[]): SearchIndex<ProductView> {
  const index = indexes.get(products) ?? searchIndex(products);
  indexes.set(products, index);
  return index;
}

/** 找货: pinyin initials, names, PLU digits. Picks for the sale, or for the vendor's own grid. */
export function FindPanel({ goods, purpose }: { readonly goods: GoodsView; readonly purpose: 'sell' | 'grid' }) {
  const texts = useTexts();
  const act = useAct();
  const [typed, setTyped] = useState('');
  const index = indexOf(goods.products);
  const found = useMemo(() => searchProducts(index, typed, SHOWN), [index, typed]);
  const pick = async (product: ProductView): Promise<void> => {
    if (purpose === 'sell') await act.tap(product.id);
    else if (goods.grid.includes(product.id) || (await act.run('settings.set', { grid: [...goods.grid, product.id] })))
      act.close();
  };
  const enter = (): void => {
    if (found[0] !== undefined) void pick(found[0]);
  };
  const erase = (): void => {
    setTyped((now) => now.slice(0, -1));
  };
  const title = purpose === 'sell' ? texts.find.title : texts.find.addTitle;
  const head = (
    <div className={s['search']}>
      <input
        value={typed}
        aria-label={texts.find.hint}
        placeholder={texts.find.hint}
        inputMode="none"
        autoComplete="off"
        spellCheck={false}
        maxLength={20}
        autoFocus
        onChange={(event) => {
          setTyped(event.target.value);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.nativeEvent.isComposing) enter();
        }}
      />
      <button type="button" className={s['key']} aria-label={texts.common.erase} onClick={erase}>
        <Icon name="erase" />
      </button>
    </div>
  );
  return (
    <Sheet title={title} name="find" head={head}>
      <div className={s['found']} role="group" aria-label={texts.find.title}>
        {typed !== '' && found.length === 0 ? (
          <p className={s['say']} role="status">
            {texts.find.nothing(typed)}
          </p>
        ) : null}
        {found.map((product) => (
          <div key={product.id} className={s['hit']}>
            <Tile
              product={product}
              state={null}
              onPick={() => {
                void pick(product);
              }}
            />
            {purpose === 'sell' && product.sellBy === 'both' ? (
              <button
                type="button"
                className={s['key']}
                onClick={() => {
                  void act.piece(product.id);
                }}
              >
                {texts.find.byPiece(product.pieceUnit)}
              </button>
            ) : null}
          </div>
        ))}
      </div>
      <Letters
        letters={INITIALS}
        onType={(one) => {
          setTyped((now) => (now + one).slice(0, 20));
        }}
      />
    </Sheet>
  );
}
