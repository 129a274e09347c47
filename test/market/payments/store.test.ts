import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase, type Database } from '../../../market/database/connection.ts';
import { migrate } from '../../../market/database/migrations.ts';
import type { AttemptEvent } from '../../../market/payments/state.ts';
import { balance, post } from '../../../market/payments/books.ts';
import { refundDone } from '../../../market/payments/refunds.ts';
import { putMark } from '../../../market/payments/marks.ts';
import { noteReturns } from '../../../market/payments/returns.ts';
import { attemptsOf, findAttempt, findOrder, keepOrder, lockOrder, noFacts } from '../../../market/payments/rows.ts';
import type { Facts, Order } from '../../../market/payments/rows.ts';
import { move, openAttempt } from '../../../market/payments/store.ts';
import { ensureMarket } from '../../../market/seed.ts';
import { testDatabase, type TestDatabase } from '../postgres.ts';

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const at = { market: 1, now: 1_790_000_000_000 };
let database: TestDatabase;
let db: Database;
let stop: () => Promise<void>;

beforeAll(async () => {
  database = await testDatabase();
  ({ db, stop } = openDatabase({ databaseUrl: database.url, log }));
  await migrate(db, () => at.now, log);
  await ensureMarket(db, 1);
});
afterAll(async () => {
  await stop();
  await database.drop();
});

let count = 0;
const newOrder = (amountFen = 1_250, stall?: string): Promise<Order> => {
  count += 1;
  return keepOrder(db, at, {
    orderHash: String(count).padStart(64, '0'),
    terminal: 7,
    stall: stall ?? `stall ${count}`,
    payload: 'p',
    signature: 's',
    signer: 'k',
    keyId: 1,
    counter: count,
    amountFen,
    expiresAt: at.now + 600_000,
  });
};
const attempt = (order: Order, channel: 'wechat' | 'alipay' = 'wechat') =>
  openAttempt(db, at, order, {
    channel,
    subMerchant: '190',
    way: 'qr',
    wallet: channel,
    scene: { kind: 'native', wallet: channel },
    isSimulated: false,
    sharing: null,
    numberOf: (no) => `O${order.order_hash.slice(-20)}${no}`,
  });
const paid: AttemptEvent = { kind: 'upstream', state: 'paid' };
const facts = (channelNo: string, amountFen = 1_250): Facts => ({
  source: 'notice',
  amountFen,
  channelNo,
  paidAt: at.now,
  raw: '{}',
});

describe('an order on the market server', () => {
  it('has one live attempt, also when two phones open it at once', async () => {
    const order = await newOrder();
    const opened = await Promise.all([attempt(order), attempt(order, 'alipay'), attempt(order)]);
    expect(opened.filter((one) => one !== null)).toHaveLength(1);
    expect(await attemptsOf(db, 1, order.order_hash)).toHaveLength(1);
  });
  it('is paid once, however often and from wherever it is said', async () => {
    const order = await newOrder();
    const one = await attempt(order);
    const no = one?.out_trade_no ?? '';
    const said = await Promise.all([1, 2, 3, 4].map(() => move(db, at, no, paid, facts('W1'))));
    expect(said.filter(({ moved }) => moved)).toHaveLength(1);
    expect(await balance(db, 1, 'stall', order.stall)).toBe(-1_250);
    expect((await findOrder(db, 1, order.order_hash))?.paid_by).toBe(no);
  });
  it('takes no money of another amount', async () => {
    const order = await newOrder();
    const one = await attempt(order);
    expect(await move(db, at, one?.out_trade_no ?? '', paid, facts('W2', 125))).toEqual({
      moved: false,
      why: 'wrong_amount',
    });
    expect(await balance(db, 1, 'stall', order.stall)).toBe(0);
  });
  it('gives back under a number of its own what arrives for a closed attempt after another has paid', async () => {
    const order = await newOrder();
    const first = (await attempt(order))?.out_trade_no ?? '';
    await move(db, at, first, { kind: 'close_wanted' }, noFacts('stall'));
    await move(db, at, first, { kind: 'close_answered', outcome: 'OK', state: null }, noFacts('answer'));
    const second = (await attempt(order, 'alipay'))?.out_trade_no ?? '';
    await move(db, at, second, paid, facts('A3'));
    const late = await move(db, at, first, paid, facts('W3'));
    expect(late).toMatchObject({ moved: true, after: 'paid_late', isDuplicate: true });
    const refunds = await database.query(
      'select out_refund_no, refund_fen::int as fen from payment_refunds where out_trade_no = $1',
      [first],
    );
    expect(refunds).toEqual([{ out_refund_no: `D${first}`, fen: 1_250 }]);
    expect(await refundDone(db, at, `D${first}`, noFacts('answer'))).toBe(true);
    expect(await refundDone(db, at, `D${first}`, noFacts('query'))).toBe(false);
    expect(await balance(db, 1, 'stall', order.stall)).toBe(-1_250);
    expect((await findAttempt(db, 1, first))?.state).toBe('refunded');
  });
  it('can be opened for another channel only after the first attempt has ended', async () => {
    const order = await newOrder();
    const first = (await attempt(order))?.out_trade_no ?? '';
    await move(db, at, first, { kind: 'close_wanted' }, noFacts('stall'));
    expect(await attempt(order, 'alipay')).toBeNull();
    await move(db, at, first, { kind: 'close_answered', outcome: 'UNKNOWN', state: null }, noFacts('answer'));
    expect(await attempt(order, 'alipay')).toBeNull();
  });
});

describe('entries that give back several orders', () => {
  it('never wait in a circle for one that is just being paid', async () => {
    const orders = [await newOrder(1_250, 'circle'), await newOrder(1_250, 'circle')];
    for (const order of orders)
      await move(db, at, (await attempt(order))?.out_trade_no ?? '', paid, facts(`C${order.order_hash}`));
    const [, second = ''] = orders.map(({ order_hash: hash }) => hash);
    const entries = orders.map(
      ({ order_hash: paymentOrderId }, i) =>
        ({ id: `circle-${i}`, body: { kind: 'void', tenders: [{ paymentOrderId, amountFen: 1_250 }] } }) as never,
    );
    const [locked, free] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const paying = db.transaction().execute(async (trx) => {
      await lockOrder(trx, 1, second);
      locked.resolve();
      await free.promise;
      await putMark(trx, at, second);
    });
    await locked.promise;
    const pushing = db
      .transaction()
      .execute((trx) => noteReturns(trx, { market: 1, stall: 'circle' }, entries, at.now));
    const waiting = () =>
      database.query<{ n: number }>(
        `select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
    await expect.poll(waiting).toEqual([{ n: 1 }]);
    free.resolve();
    await expect(Promise.all([paying, pushing])).resolves.toBeDefined();
    expect(await attemptsOf(db, 1, second)).toHaveLength(1);
  });
});

describe('the ledger', () => {
  it('takes a posting once and refuses one that does not sum to zero', async () => {
    const posting = {
      id: 'payment:X',
      kind: 'payment',
      lines: [
        { account: 'channel', owner: 'wechat', fen: 5 },
        { account: 'stall', owner: 'ledger', fen: -5 },
      ],
    } as const;
    await db.transaction().execute((trx) => post(trx, at, posting));
    await db.transaction().execute((trx) => post(trx, at, posting));
    expect(await balance(db, 1, 'stall', 'ledger')).toBe(-5);
    const crooked = { ...posting, id: 'payment:Y', lines: [posting.lines[0]] };
    await expect(db.transaction().execute((trx) => post(trx, at, crooked))).rejects.toThrow('does not sum to zero');
  });
  it('can not be changed', async () => {
    await expect(database.query(`update ledger_lines set fen = 6 where posting = 'payment:X'`)).rejects.toThrow(
      'never changed',
    );
    await expect(database.query(`delete from ledger_lines where posting = 'payment:X'`)).rejects.toThrow(
      'never changed',
    );
  });
});
