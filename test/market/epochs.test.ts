import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { headText, type HeadReceipt } from '../../shared/records/market.ts';
import type { EnrolAnswer, EpochAnswer } from '../../shared/wire.ts';
import { verifierOf } from '../../market/seal.ts';
import { joinedTerminal, TestTerminal } from './client.ts';
import { kept } from './kept.ts';
import { testMarket } from './market.ts';
import type { TestMarket } from './market.ts';

let market: TestMarket;
beforeAll(async () => {
  market = await testMarket();
});
afterAll(async () => {
  await market.stop();
});
const join = () => joinedTerminal(market);
const { held, aside, marks } = kept(() => market);
const receipts = async (terminal: TestTerminal): Promise<HeadReceipt[]> =>
  (await terminal.pullAll('server_marks')).documents
    .filter(({ kind }) => kind === 'head')
    .map((mark) => mark['receipt'] as HeadReceipt);

describe('heads are countersigned', () => {
  test('a pushed head comes back signed by the market, and the market keeps the same receipt', async () => {
    const terminal = await join();
    const { serverKey } = await terminal.openSession();
    const entries = terminal.sales(3, market.now());
    await terminal.push(entries);
    const [receipt, ...more] = await receipts(terminal);
    expect(more).toEqual([]);
    expect(receipt).toMatchObject({
      market: 1,
      terminal: terminal.terminal,
      epoch: 1,
      seq: 3,
      hash: entries[2]?.hash,
      receivedAt: market.now(),
    });
    expect(verifierOf(serverKey)(headText(receipt as HeadReceipt), receipt?.sig ?? '')).toBe(true);
    const rows = await market.database.query<{ doc: { receipt: HeadReceipt } }>(
      'select doc from server_marks where id = $1',
      [`head-${terminal.terminal}-1-2026-11-23`],
    );
    expect(rows[0]?.doc.receipt).toEqual(receipt);
  });

  test('a terminal that asks what is known gets its newest head countersigned at once; unasked it waits half a minute', async () => {
    const terminal = await join();
    await terminal.push(terminal.sales(1, market.now()));
    await terminal.push(terminal.sales(2, market.now()));
    expect((await receipts(terminal)).map(({ seq }) => seq)).toEqual([1]);
    await terminal.known(1, 1, 3);
    expect((await receipts(terminal)).map(({ seq }) => seq)).toEqual([3]);
    market.pass(30_000);
    await terminal.push(terminal.sales(1, market.now()));
    expect((await receipts(terminal)).map(({ seq }) => seq)).toEqual([4]);
  });

  test('a head beyond a gap is not vouched for until the gap is filled', async () => {
    const terminal = await join();
    const entries = terminal.sales(5, market.now());
    await terminal.push([...entries.slice(0, 2), ...entries.slice(3)]);
    await terminal.known(1, 1, 5);
    expect((await receipts(terminal)).map(({ seq }) => seq)).toEqual([2]);
    await terminal.push(entries.slice(2, 3));
    await terminal.known(1, 1, 5);
    expect((await receipts(terminal)).map(({ seq }) => seq)).toEqual([5]);
  });

  test('a head beyond a place where the chain does not join is not vouched for', async () => {
    const terminal = await join();
    const [first, second, third] = terminal.sales(3, market.now());
    if (second === undefined) throw new Error('no sale');
    await terminal.push([first, terminal.seal({ ...second, prevHash: 'f'.repeat(64) }), third]);
    await terminal.known(1, 1, 3);
    expect((await receipts(terminal)).map(({ seq }) => seq)).toEqual([1]);
  });

  test('each business day keeps its last receipt', async () => {
    const terminal = await join();
    await terminal.push(terminal.sales(2, market.now()));
    market.pass(24 * 3600_000);
    await terminal.openSession();
    await terminal.push(terminal.sales(2, market.now()));
    expect((await receipts(terminal)).map(({ seq }) => seq)).toEqual([2, 4]);
  });

  test('the key stays over a restart', async () => {
    const terminal = await join();
    const { serverKey } = await terminal.openSession();
    await market.restart();
    expect((await terminal.openSession()).serverKey).toBe(serverKey);
  });
});

describe('an image is restored', () => {
  test('a terminal put back from a copy gets an epoch of its own, and the old one is fenced at what is held', async () => {
    const terminal = await join();
    await terminal.push(terminal.sales(5, market.now()));
    const image = terminal.image();
    await terminal.push(terminal.sales(3, market.now()));
    await image.openSession();
    const sold = image.sale(market.now());
    const answer = await image.askEpoch();
    expect(answer.status).toBe(200);
    const last = terminal.head();
    expect(answer.body).toEqual({
      epoch: 2,
      previous: { epoch: 1, seq: 8, hash: last?.hash, perpetualFen: 8 * 1040 },
    });
    // Asked again because the answer was lost.
    expect(await image.askEpoch(1)).toEqual(answer);
    const { epoch, previous } = answer.body as EpochAnswer;
    const start = image.begin(epoch, previous, 'image', market.now());
    const next = image.sale(market.now());
    await image.push([sold, start, next]);
    expect(await marks(image)).toMatchObject([
      { kind: 'set_aside', reason: 'other_hash_same_number', epoch: 1, seq: 6 },
      { kind: 'fork', reason: 'two_entries', epoch: 1, seq: 6 },
    ]);
    expect((await held(image)).length).toBe(10);
    expect(JSON.parse((await aside(image))[0]?.raw ?? '')).toEqual(sold);
    expect(next.perpetualFen).toBe(9 * 1040);
    expect(
      (await image.epochs()).map(({ epoch: no, state, fence, head }) => ({ no, state, fence, seq: head?.seq })),
    ).toEqual([
      { no: 1, state: 'fenced', fence: 8, seq: 8 },
      { no: 2, state: 'open', fence: null, seq: 2 },
    ]);
  });

  test('what the first device still writes behind the fence is set aside and kept as it came', async () => {
    const terminal = await join();
    await terminal.push(terminal.sales(2, market.now()));
    const image = terminal.image();
    await terminal.push(terminal.sales(1, market.now()));
    await image.openSession();
    await image.askEpoch();
    await terminal.openSession();
    const late = terminal.sale(market.now());
    await terminal.push([late]);
    expect(await marks(terminal)).toMatchObject([{ kind: 'set_aside', reason: 'fenced_epoch', epoch: 1, seq: 4 }]);
    expect(JSON.parse((await aside(terminal))[0]?.raw ?? '')).toEqual(late);
    expect((await held(terminal)).length).toBe(3);
  });

  test('a terminal whose head is the newest gets no other epoch', async () => {
    const terminal = await join();
    expect(await terminal.askEpoch()).toEqual({ status: 409, body: { error: 'head_is_current' } });
    await terminal.push(terminal.sales(2, market.now()));
    terminal.sale(market.now());
    expect(await terminal.askEpoch()).toEqual({ status: 409, body: { error: 'head_is_current' } });
  });
});

describe('another device takes over', () => {
  const takeOver = async (terminal: TestTerminal, epoch: number | null) => {
    const device = new TestTerminal(() => market.url);
    const answer = await device.enrol(await market.replaceCode(terminal.terminal), {
      terminal: terminal.terminal,
      epoch,
      previous: null,
    });
    return { device, answer };
  };

  test('its provisional epoch is confirmed, and the old key is superseded', async () => {
    const terminal = await join();
    await terminal.push(terminal.sales(4, market.now()));
    const { device, answer } = await takeOver(terminal, 77_123);
    expect(answer.body).toMatchObject({
      terminal: terminal.terminal,
      epoch: 77_123,
      previous: { epoch: 1, seq: 4, hash: terminal.head()?.hash, perpetualFen: 4 * 1040 },
    });
    await device.openSession();
    const { epoch, previous } = answer.body as EnrolAnswer;
    await device.push([device.begin(epoch, previous, 'rebuilt', market.now()), device.sale(market.now())]);
    expect(await marks(device)).toEqual([]);
    expect((await held(device)).length).toBe(6);
    await terminal.openSession();
    expect(await terminal.push([terminal.sale(market.now())])).toEqual({ status: 401, body: { error: 'superseded' } });
    expect((await device.epochs()).map(({ publicKey, reason }) => ({ publicKey, reason }))).toEqual([
      { publicKey: terminal.publicKey, reason: 'first' },
      { publicKey: device.publicKey, reason: 'rebuilt' },
    ]);
    // It fetches back what the old device wrote, page by page.
    expect((await device.journal(1, 1, 3)).length).toBe(3);
    expect(await device.journal(1, 4, 3)).toMatchObject([{ seq: 4, hash: previous?.hash }]);
  });

  test('a number that is taken is not given a second time', async () => {
    const terminal = await join();
    expect((await takeOver(terminal, 1)).answer.body).toMatchObject({ epoch: 2, previous: null });
    expect((await takeOver(terminal, null)).answer.body).toMatchObject({ epoch: 3 });
  });

  test('an ordinary code takes no terminal over, and a replacing code only its own', async () => {
    const [terminal, other] = [await join(), await join()];
    const resume = { terminal: terminal.terminal, epoch: null, previous: null };
    const device = new TestTerminal(() => market.url);
    const refusal = { status: 403, body: { error: 'bad_code' } };
    expect(await device.enrol(await market.code('12'), resume)).toEqual(refusal);
    expect(await device.enrol(await market.replaceCode(other.terminal), resume)).toEqual(refusal);
    expect(await other.enrol(await market.replaceCode(terminal.terminal), resume)).toEqual(refusal);
    await expect(market.replaceCode(9999)).rejects.toThrow('there is no terminal 9999');
  });
});

describe('the perpetual total is looked at', () => {
  test('a total that does not go on from the entry before is told, and the entry is kept', async () => {
    const terminal = await join();
    const [first, second, third] = terminal.sales(3, market.now());
    if (second === undefined) throw new Error('no sale');
    await terminal.push([first, terminal.seal({ ...second, perpetualFen: second.perpetualFen - 1040 })]);
    expect((await held(terminal)).length).toBe(2);
    expect(await marks(terminal)).toMatchObject([{ kind: 'fork', seq: 2, reason: 'total_broken' }]);
    await terminal.push([third]);
    expect((await marks(terminal)).map(({ seq, reason }) => ({ seq, reason }))).toEqual([
      { seq: 2, reason: 'total_broken' },
      { seq: 3, reason: 'chain_broken' },
    ]);
  });

  test('a start that contradicts itself is set aside', async () => {
    const terminal = await join();
    const start = terminal.begin(2, null, 'image', market.now());
    const body = { ...start.body, carriedFen: 5 } as typeof start.body;
    await terminal.push([terminal.seal({ ...start, body })]);
    expect(await aside(terminal)).toMatchObject([{ reason: 'bad_total' }]);
  });

  test('a start that carries another total than the entry it names is told', async () => {
    const terminal = await join();
    const entries = terminal.sales(2, market.now());
    await terminal.push(entries);
    const previous = { epoch: 1, seq: 2, hash: entries[1]?.hash ?? '', perpetualFen: 1 };
    await terminal.push([terminal.begin(2, previous, 'image', market.now())]);
    expect(await marks(terminal)).toMatchObject([{ kind: 'fork', epoch: 2, seq: 1, reason: 'total_broken' }]);
  });
});

describe('the server is put back from an old backup', () => {
  test('terminals offer everything again, an epoch the backup does not know is learned, and nothing is lost or doubled', async () => {
    const terminal = await join();
    const early = terminal.sales(3, market.now());
    await terminal.push(early);
    const backup = await market.backUp();
    const late = terminal.sales(4, market.now());
    await terminal.push(late);
    const image = terminal.image();
    const start = image.begin(
      2,
      { epoch: 1, seq: 7, hash: late[3]?.hash ?? '', perpetualFen: 7 * 1040 },
      'image',
      market.now(),
    );
    await image.openSession();
    await image.push([start, image.sale(market.now())]);
    await market.restore(backup);
    const { serverEpoch } = await image.openSession();
    expect(serverEpoch).toBe(2);
    expect(await image.known(1, 1, 7)).toMatchObject({ count: 3, missing: [4, 5, 6, 7] });
    await image.push([...early, ...late, start]);
    expect(await image.known(1, 1, 7)).toMatchObject({ count: 7, missing: [] });
    expect((await image.epochs()).map(({ epoch, reason }) => ({ epoch, reason }))).toEqual([
      { epoch: 1, reason: 'first' },
      { epoch: 2, reason: 'image' },
    ]);
    expect((await held(image)).length).toBe(8);
    expect(await marks(image)).toEqual([]);
  });
});
