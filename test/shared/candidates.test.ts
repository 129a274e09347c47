import { describe, expect, it } from 'vitest';
import { candidatesOf } from '../../shared/candidates.ts';
import type { Suggestion } from '../../shared/scale.ts';

const listed = [
  { id: 'p1', plu: 101, name: '青菜' },
  { id: 'p2', plu: 102, name: '鸡毛菜' },
  ...[3, 4, 5, 6].map((no) => ({ id: `p${no}`, plu: 100 + no, name: `菜${no}` })),
];
const goods = {
  byPlu: (plu: number) => listed.find((one) => one.plu === plu) ?? null,
  byName: (name: string) => listed.find((one) => one.name === name) ?? null,
};
const plu = (number: number, percent: number): Suggestion => ({ plu: number, name: null, percent });
const named = (name: string, percent: number): Suggestion => ({ plu: null, name, percent });
const ids = (suggestions: readonly Suggestion[]) => candidatesOf(suggestions, goods).map(({ id }) => id);

describe('what a scale with a camera takes the goods for', () => {
  it('is named by the stall’s own goods, the surest first', () => {
    expect(candidatesOf([named(' 鸡毛菜 ', 20), plu(101, 78)], goods)).toEqual([
      { id: 'p1', name: '青菜', percent: 78 },
      { id: 'p2', name: '鸡毛菜', percent: 20 },
    ]);
  });

  it('leaves out what the stall does not have', () => {
    expect(ids([plu(999, 90), named('榴莲', 80), plu(102, 10)])).toEqual(['p2']);
  });

  it('names goods once, and never more than four', () => {
    expect(ids([plu(101, 60), named('青菜', 50), plu(102, 40)])).toEqual(['p1', 'p2']);
    expect(ids(listed.map((one, no) => plu(one.plu, 90 - no)))).toEqual(['p1', 'p2', 'p3', 'p4']);
  });
});
