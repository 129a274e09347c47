import { memo, useCallback, useMemo, useRef, useState } from 'react';
import { searchProducts } from '../../../shared/search.ts';
import type { GoodsView, ProductView } from '../../../shared/goods-view.ts';
import { useTexts } from '../../stall.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Tile } from '../Tile.tsx';
import { useAct } from '../ui.ts';
import { indexOf } from './goodsIndex.ts';
import { Letters } from './Letters.tsx';
import s from './panels.module.css';
import { Sheet } from './Sheet.tsx';

const SHOWN = 12;
const MAX_TYPED = 20;
/** No syllable of pinyin begins with i, u or v. */
const INITIALS = 'abcdefghjklmnopqrstwxyz';

/** 找货: pinyin initials, names, PLU digits. Picks for the sale, or for the vendor's own grid. */
export function FindPanel({ goods, purpose }: { readonly goods: GoodsView; readonly purpose: 'sell' | 'grid' }) {
  const texts = useTexts();
  const act = useAct();
  const [typed, setTyped] = useState('');
  const { grid, products } = goods;
  const index = indexOf(products);
  const found = useMemo(() => searchProducts(index, typed, SHOWN), [index, typed]);
  const pick = useCallback(
    async (productId: string): Promise<void> => {
      if (purpose === 'sell') await act.tap(productId);
      else if (grid.includes(productId) || (await act.run('settings.set', { grid: [...grid, productId] }))) act.close();
    },
    [act, grid, purpose],
  );
  const onType = useCallback((one: string) => {
    setTyped((now) => (now + one).slice(0, MAX_TYPED));
  }, []);
  const enter = (): void => {
    if (found[0] !== undefined) void pick(found[0].id);
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
        maxLength={MAX_TYPED}
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
      <Hits typed={typed} found={found} canPiece={purpose === 'sell'} onPick={pick} />
      <Letters letters={INITIALS} onType={onType} />
    </Sheet>
  );
}

/**
 * What was found. A place keeps its tile and shows another product in it, which is much faster than a new tile;
 * so a finger that went down on one product never sells the other that came under it.
 */
const Hits = memo(function Hits({
  typed,
  found,
  canPiece,
  onPick,
}: {
  readonly typed: string;
  readonly found: readonly ProductView[];
  readonly canPiece: boolean;
  readonly onPick: (productId: string) => Promise<void>;
}) {
  const texts = useTexts();
  const act = useAct();
  /** What had been typed when the finger went down; null: no finger. */
  const down = useRef<string | null>(null);
  const pick = useCallback((productId: string) => void onPick(productId), [onPick]);
  return (
    <div
      className={s['found']}
      role="group"
      aria-label={texts.find.title}
      onPointerDownCapture={() => {
        down.current = typed;
      }}
      onKeyDownCapture={() => {
        down.current = null;
      }}
      onClickCapture={(event) => {
        if (down.current !== null && down.current !== typed) event.stopPropagation();
        down.current = null;
      }}
    >
      {typed !== '' && found.length === 0 ? (
        <p className={s['say']} role="status">
          {texts.find.nothing(typed)}
        </p>
      ) : null}
      {found.map((product, place) => (
        <div key={place} className={s['hit']}>
          <Tile product={product} onPick={pick} />
          {canPiece && product.sellBy === 'both' ? (
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
  );
});
