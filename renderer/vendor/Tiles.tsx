import { useCallback, useMemo } from 'react';
import type { ProductView } from '../../shared/goods-view.ts';
import { useTexts, useTopic, useTopicState } from '../stall.tsx';
import { Icon } from '../ui/icons.tsx';
import { pricedFor, productsById } from '../ui/product.ts';
import { useFrontAccount } from './Account.tsx';
import { Tile } from './Tile.tsx';
import s from './tiles.module.css';
import { useAct, useUi } from './ui.ts';

const FULL_GRID = 24;

/** The goods: the vendor's own grid, or a category. Re-rendered when goods or a tile's state change, never by a weight. */
export function Tiles() {
  const texts = useTexts();
  const act = useAct();
  const goods = useTopic('goods');
  const category = useUi((ui) => ui.category);
  const covered = useUi((ui) => ui.panel !== null);
  const armedId = useTopicState((state) =>
    state.topics.weighing?.product?.armed === true ? state.topics.weighing.product.id : null,
  );
  const takenId = useTopicState((state) => {
    const weighing = state.topics.weighing;
    return weighing?.state === 'taken' && weighing.product?.armed === false ? weighing.product.id : null;
  });
  const likely = useTopic('likely')?.ids ?? [];
  const account = useFrontAccount();
  const shown = useMemo((): readonly ProductView[] => {
    if (goods === undefined) return [];
    const byId = productsById(goods.products);
    const listed =
      category === null
        ? goods.grid.flatMap((id) => byId.get(id) ?? [])
        : goods.products.filter((product) => product.category === category);
    return account === undefined ? listed : listed.map((product) => pricedFor(product, account, goods.basisG));
  }, [goods, category, account]);
  const pick = useCallback(
    (productId: string) => {
      void act.tap(productId);
    },
    [act],
  );
  return (
    <div
      className={s['tiles']}
      inert={covered}
      data-full={category === null && shown.length === FULL_GRID ? '' : undefined}
    >
      {shown.map((product) => (
        <Tile
          key={product.id}
          product={product}
          state={product.id === armedId ? 'armed' : product.id === takenId ? 'on' : null}
          isLikely={likely.includes(product.id)}
          onPick={pick}
        />
      ))}
      {category === null ? (
        <button
          type="button"
          className={`${s['tile']} ${s['empty']}`}
          onClick={() => {
            act.open({ kind: 'find', purpose: 'grid' });
          }}
        >
          <Icon name="plus" />
          <small>{texts.tile.addOne}</small>
        </button>
      ) : null}
      {shown.length === 0 && category !== null ? <p className={s['none']}>{texts.tile.none}</p> : null}
    </div>
  );
}
