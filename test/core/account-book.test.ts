import { randomUUID } from 'node:crypto';
import { afterEach, expect, it } from 'vitest';
import { createStall, quiet, type Stall } from './stall.ts';

let stall: Stall;
afterEach(() => stall.close());

it('S11 what accounts owe is read once: a later start reads only what came after the snapshot', async () => {
  const read: number[] = [];
  const log = {
    ...quiet,
    debug: (fields: object) => {
      if ('accounts' in fields && 'entries' in fields) read.push(Number(fields.entries));
    },
  };
  stall = createStall({ log });
  await stall.open();
  const { accountId } = await stall.must('account.save', {
    accountId: null,
    name: '老李饭店',
    prices: [],
    limitFen: null,
    blocks: false,
    closed: false,
  });
  const buy = async (): Promise<void> => {
    const { cartId } = await stall.must('goods.portion', { productId: null, category: '01', amountFen: 100 });
    await stall.must('account.choose', { cartId, accountId });
    const tenders = [{ kind: 'credit' as const, amountFen: 100, tenderedFen: null }];
    await stall.must('sale.complete', { cartId, payableFen: 100, tenders, concedeFen: 0, paper: 'none' }, randomUUID());
  };
  for (let n = 0; n < 20; n++) await buy();
  await stall.restart();
  const owed = async (): Promise<number | undefined> => {
    await stall.must('account.statement', { accountId });
    return (await stall.see('accounts')).accounts[0]?.owedFen;
  };
  expect(await owed()).toBe(2_000);
  await buy();
  expect(await owed()).toBe(2_100);
  expect(read).toEqual([0, 0]);
  // The snapshot is lost: the journal tells it all again.
  await stall.core().stop();
  stall.forget('settings', 'account_book');
  await stall.open();
  expect(await owed()).toBe(2_100);
  expect(read).toEqual([0, 0, 21]);
});
