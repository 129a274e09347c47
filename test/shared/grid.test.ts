import { expect, it } from 'vitest';
import { moveTile } from '../../shared/grid.ts';

it('S9: a tile moves to its place and the others close up in their order', () => {
  expect(moveTile(['a', 'b', 'c', 'd'], 0, 2)).toEqual(['b', 'c', 'a', 'd']);
  expect(moveTile(['a', 'b', 'c', 'd'], 3, 0)).toEqual(['d', 'a', 'b', 'c']);
  expect(moveTile(['a', 'b', 'c'], 1, 9)).toEqual(['a', 'c', 'b']);
  expect(moveTile(['a', 'b', 'c'], 1, -4)).toEqual(['b', 'a', 'c']);
  expect(moveTile(['a', 'b', 'c'], 7, 0)).toEqual(['a', 'b', 'c']);
});
