import { expect, it } from 'vitest';
import { bundleTill } from './harness/bundle.ts';
import { runPayments } from './payments.ts';

it('a till, the market and three channels that fail at any step: nobody has goods that are not paid, nobody pays twice, and all books agree', async () => {
  const bundle = await bundleTill();
  try {
    const { figures } = await runPayments(bundle.script, { rounds: 40, seed: 20_261 });
    expect(figures).toMatchObject({
      salesUnpaidButReleased: 0,
      paidTwice: 0,
      paidNotRecorded: 0,
      ledgerImbalanceFen: 0,
      stuck: 0,
      examples: [],
    });
    expect(figures.paidOrders).toBeGreaterThan(2);
  } finally {
    bundle.remove();
  }
});
