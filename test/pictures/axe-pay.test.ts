import { expect, test } from 'vitest';
import { axeEye } from './axe.ts';
import { playPayments } from './pay.ts';

test('axe finds nothing wrong while money is awaited, comes, is late or does not come, in any theme', async () => {
  const found: string[] = [];
  await playPayments(axeEye(found));
  expect(found).toEqual([]);
});
