import type { Suggestion } from './scale.ts';
import type { WeighingView } from './view.ts';

/** More than a strip of four beside the tiles would be another page to read (S9). */
const MOST = 4;

/**
 * The stall's goods among what a scale with a camera suggests, the surest first. A PLU goes before a name; what the stall does not have is
 * left out, and so are goods suggested twice.
 */
export function candidatesOf(
  suggestions: readonly Suggestion[],
  goods: {
    readonly byPlu: (plu: number) => { readonly id: string; readonly name: string } | null;
    readonly byName: (name: string) => { readonly id: string; readonly name: string } | null;
  },
): WeighingView['candidates'] {
  const found = suggestions
    .toSorted((a, b) => b.percent - a.percent)
    .flatMap(({ plu, name, percent }) => {
      const product = (plu === null ? null : goods.byPlu(plu)) ?? (name === null ? null : goods.byName(name.trim()));
      return product === null ? [] : [{ id: product.id, name: product.name, percent }];
    });
  return found.filter((one, at) => found.findIndex(({ id }) => id === one.id) === at).slice(0, MOST);
}
