/**
 * Things that can be paired by amount and time alone: for a stall and an amount those nearest in time. Each is given out once. What was
 * given out stays given, so the order in which it is asked decides: certain pairs first.
 */
export interface Near<T> {
  /** Takes the one nearest to `at` within `ms`; null: there is none, or two are equally near. */
  take(stall: string, fen: number, at: number, ms: number): T | null;
  /** Takes the only one of that stall within `ms` for which `fits` is true. */
  takeOnly(stall: string, at: number, ms: number, fits: (one: T) => boolean): T | null;
  rest(): readonly T[];
}

export function createNear<T>(
  all: readonly T[],
  of: (one: T) => { readonly stall: string; readonly fen: number; readonly at: number },
): Near<T> {
  const free = new Set(all);
  const byAmount = new Map<string, T[]>();
  const byStall = new Map<string, T[]>();
  const add = (map: Map<string, T[]>, key: string, one: T): void => {
    const list = map.get(key);
    if (list === undefined) map.set(key, [one]);
    else list.push(one);
  };
  for (const one of all) {
    const { stall, fen } = of(one);
    add(byAmount, `${stall}/${fen}`, one);
    add(byStall, stall, one);
  }
  for (const map of [byAmount, byStall]) for (const list of map.values()) list.sort((a, b) => of(a).at - of(b).at);
  /** First place whose time is not before `at`. */
  const placeOf = (list: readonly T[], at: number): number => {
    let [low, high] = [0, list.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const one = list[middle];
      if (one !== undefined && of(one).at < at) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const only = (found: readonly T[]): T | null => {
    const [one] = found;
    if (one === undefined || found.length > 1) return null;
    free.delete(one);
    return one;
  };
  return {
    take: (stall, fen, at, ms) => {
      let nearest: readonly T[] = [];
      let least = ms + 1;
      const list = byAmount.get(`${stall}/${fen}`) ?? [];
      for (let i = placeOf(list, at - ms); i < list.length; i += 1) {
        const one = list[i];
        if (one === undefined || of(one).at > at + ms) break;
        if (!free.has(one)) continue;
        const away = Math.abs(of(one).at - at);
        if (away === least) nearest = [...nearest, one];
        if (away < least) [nearest, least] = [[one], away];
      }
      return only(nearest);
    },
    takeOnly: (stall, at, ms, fits) => {
      const list = byStall.get(stall) ?? [];
      const found: T[] = [];
      for (let i = placeOf(list, at - ms); i < list.length; i += 1) {
        const one = list[i];
        if (one === undefined || of(one).at > at + ms) break;
        if (free.has(one) && fits(one)) found.push(one);
      }
      return only(found);
    },
    rest: () => [...free],
  };
}
