import { expect } from 'vitest';
import type { Figures } from './figures.ts';

/** The campaigns of docs/faults.md in short: what they must find, they find, and nothing else. */
const ZERO = [
  'lost',
  'doubled',
  'broken',
  'answers_changed',
  'carts_open',
  'lines_lost',
  'untruthful',
  'papers_alone',
] as const;
export function clean(figures: Figures, mutants: string): void {
  expect(figures).toMatchObject({ ...Object.fromEntries(ZERO.map((name) => [name, 0])), mutants_caught: mutants });
  expect(figures['acknowledged']).toBeGreaterThan(0);
}
export const say = (line: string): void => {
  if (line.startsWith('skipped:')) console.log(line);
};
