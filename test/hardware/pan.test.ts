import { expect, it } from 'vitest';
import { createPan } from '../../hardware/virtual/pan.ts';

it('a load that is alive never comes to rest, and moves around what it weighs; dead goods in its place settle', () => {
  let at = 1_000_000;
  const pan = createPan({ now: () => at, maxG: 15_000, eG: 5 });
  const seen = (ms: number): ReturnType<typeof pan.look>[] =>
    Array.from({ length: ms / 10 }, () => {
      at += 10;
      return pan.look();
    });
  pan.load(1_000, true);
  seen(1_000);
  const looks = seen(4_000);
  expect(looks.every(({ stable }) => !stable)).toBe(true);
  const grams = looks.map(({ netG }) => netG);
  expect([Math.min(...grams), Math.max(...grams)]).toEqual([985, 1_015]);
  const mean = grams.reduce((sum, one) => sum + one, 0) / grams.length;
  expect(Math.abs(mean - 1_000)).toBeLessThan(2.5);
  pan.load(1_000);
  seen(1_000);
  expect(pan.look()).toMatchObject({ netG: 1_000, stable: true });
});
