import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../shared/records/journal.ts';
import { testMarket, type TestMarket } from '../market/market.ts';
import { createStall, greens, storedIn, until, payCash, type Stall } from './stall.ts';

/** A real terminal against a real market server on a real PostgreSQL. */
let market: TestMarket;
let stall: Stall;
let more: (() => Promise<void>)[] = [];
beforeAll(async () => {
  market = await testMarket();
});
afterAll(async () => {
  await market.stop();
});
beforeEach(async () => {
  stall = await join12();
});
afterEach(async () => {
  for (const end of more) await end();
  more = [];
});

/** Per kilogram, as the demonstration market wants it; that has to have come down first. */
const price = (priceFen: number) => ({ priceFen, basisG: 1000 as const });

const setPrice = async (priceFen: number) => {
  await until(
    () => stall.see('goods'),
    (goods) => goods.basisG === 1000,
  );
  await stall.must('goods.price', { productId: greens, price: price(priceFen), scope: 'from_now', sure: true });
};

async function join12(code?: string): Promise<Stall> {
  const made = createStall({ server: market.url, enrolCode: code ?? (await market.code('12')), jitter: () => 0 });
  more.push(() => made.close());
  await made.open();
  return made;
}
const online = (who = stall) =>
  until(
    () => who.see('status'),
    (status) => status.link === 'online',
  );
const sell = async (amountFen: number, who = stall) => {
  const { cartId } = await who.must('goods.portion', { productId: null, category: '01', amountFen });
  return payCash(who, cartId, amountFen);
};
const own = (who = stall): JournalEntry[] =>
  storedIn<JournalEntry>(who.dir, 'journal').filter(({ terminal }) => terminal !== 0);
const terminalOf = (who = stall): number => own(who)[0]?.terminal ?? 0;
const heldOf = (terminal: number) =>
  market.database.query<{ epoch: number; seq: number; hash: string; entry: JournalEntry }>(
    'select epoch, seq, hash, entry from journal where terminal = $1 order by epoch, seq',
    [terminal],
  );
/** Until the market holds this many entries of the terminal. */
const held = (count: number, who = stall) =>
  until(
    () => heldOf(terminalOf(who)),
    (rows) => rows.length === count,
  );
/** The data directory as it is now, with the till shut for that moment. */
const copyOf = async (who = stall): Promise<string> => {
  await who.core().stop();
  const copy = mkdtempSync(join(tmpdir(), 'stall-copy-'));
  more.push(() => Promise.resolve(rmSync(copy, { recursive: true, force: true })));
  cpSync(who.dir, copy, { recursive: true });
  await who.open();
  return copy;
};
const putBack = (copy: string, who = stall): void => {
  rmSync(who.dir, { recursive: true, force: true });
  cpSync(copy, who.dir, { recursive: true });
};

describe('a data directory that was put back from a copy', () => {
  it('goes on in an epoch of its own, says so, loses and doubles nothing, and has everything back', async () => {
    await online();
    await setPrice(300);
    await sell(500);
    await held(2);
    const copy = await copyOf();
    await online();
    await sell(600);
    await setPrice(400);
    await sell(700);
    const before = await held(5);
    const paper = own().map(({ hash }) => hash);

    await stall.core().stop();
    putBack(copy);
    await stall.open();
    expect(
      (
        await until(
          () => stall.see('status'),
          (status) => status.alarm !== null,
        )
      ).alarm,
    ).toBe('image');
    expect(await sell(800)).toMatchObject({ no: `${terminalOf()}-2-2` });
    const rows = await held(7);
    expect(rows.slice(0, 5)).toEqual(before);
    expect(rows[5]?.entry).toMatchObject({
      epoch: 2,
      seq: 1,
      perpetualFen: 500 + 600 + 700,
      body: { kind: 'epoch_start', reason: 'image', previous: { epoch: 1, seq: 5 }, carriedFen: 1800 },
    });
    expect(rows[6]?.entry.perpetualFen).toBe(500 + 600 + 700 + 800);
    // What the copy had forgotten is here again, and the stall's newest price counts.
    await until(
      () => own().length,
      (count) => count === 7,
    );
    expect(new Set(own().map(({ hash }) => hash))).toEqual(
      new Set([...paper, ...rows.slice(5).map(({ hash }) => hash)]),
    );
    await until(
      () => stall.see('goods'),
      (goods) => goods.products.find(({ id }) => id === greens)?.weightPrice?.priceFen === 400,
    );
    // It stays so over a restart, without another epoch.
    await stall.restart();
    await online();
    expect((await stall.see('goods')).products.find(({ id }) => id === greens)?.weightPrice).toEqual(price(400));
    expect(await sell(900)).toMatchObject({ no: `${terminalOf()}-2-3` });
    await held(8);
  });

  it('what it sold before it met the market is kept on both sides, and the fork is told', async () => {
    await online();
    await sell(500);
    await held(1);
    const copy = await copyOf();
    await online();
    await sell(600);
    await held(2);
    await stall.core().stop();
    putBack(copy);
    // The copy sells while it has no line: the same number, another sale.
    await stall.open({ server: null });
    expect(await sell(650)).toMatchObject({ no: `${terminalOf()}-1-2` });
    await stall.core().stop();
    await stall.open({ server: market.url });
    await online();
    const set = await until(
      () =>
        market.database.query<{ raw: string; reason: string }>(
          'select raw, reason from set_aside where terminal = $1',
          [terminalOf()],
        ),
      (rows) => rows.length === 1,
    );
    expect(set[0]?.reason).toBe('other_hash_same_number');
    const [aside] = own().filter(({ body }) => body.kind === 'sale' && body.payableFen === 650);
    expect(JSON.parse(set[0]?.raw ?? '')).toMatchObject({ hash: aside?.hash });
    // Both entries are here too.
    await until(
      () => own().filter(({ epoch, seq }) => epoch === 1 && seq === 2).length,
      (count) => count === 2,
    );
    expect((await heldOf(terminalOf())).find(({ epoch, seq }) => epoch === 1 && seq === 2)?.entry.body).toMatchObject({
      payableFen: 600,
    });
  });
});

describe('heads are countersigned', () => {
  it('the terminal keeps the receipt of its last sale, signed by the key it joined with', async () => {
    await online();
    await sell(500);
    await sell(600);
    await held(2);
    await stall.restart();
    const marks = await until(
      () => storedIn<{ kind: string; receipt: { seq: number; hash: string } | null }>(stall.dir, 'server_marks'),
      (all) => all.some(({ kind, receipt }) => kind === 'head' && receipt?.seq === 2),
    );
    expect(marks.filter(({ kind }) => kind === 'head')).toHaveLength(1);
    expect(marks[0]?.receipt?.hash).toBe(own()[1]?.hash);
  });
});

describe('another device takes over', () => {
  it('with a code for replacing it goes on in its own epoch, and has prices and totals of the old one', async () => {
    await online();
    await setPrice(300);
    await sell(500);
    await held(2);
    await stall.core().stop();
    const fresh = await join12(await market.replaceCode(terminalOf()));
    await online(fresh);
    await until(
      () => fresh.see('goods'),
      (goods) => goods.products.find(({ id }) => id === greens)?.weightPrice?.priceFen === 300,
    );
    expect(await sell(700, fresh)).toMatchObject({ no: `${terminalOf()}-2-2` });
    const rows = await held(4);
    expect(rows[2]?.entry.body).toMatchObject({ kind: 'epoch_start', reason: 'replaced', carriedFen: 500 });
    expect(rows[3]?.entry.perpetualFen).toBe(1200);
    // The old device is told, and what it still sells stays with it.
    await fresh.core().stop();
    await stall.open();
    await until(
      () => stall.see('status'),
      (status) => status.alarm === 'superseded',
    );
    await sell(900);
    expect((await heldOf(terminalOf())).length).toBe(4);
  });
});

describe('the server is put back from an old backup', () => {
  it('the terminal offers everything again, over all its epochs', async () => {
    await online();
    await sell(500);
    await held(1);
    const copy = await copyOf();
    await online();
    const backup = await market.backUp();
    await stall.restart({ server: market.url });
    await online();
    await sell(600);
    await held(2);
    await stall.core().stop();
    putBack(copy);
    await stall.open();
    await online();
    await sell(700);
    const before = await held(4);
    await market.restore(backup);
    expect((await heldOf(terminalOf())).length).toBe(1);
    await stall.restart({ server: market.url });
    expect((await held(4)).map(({ epoch, seq, hash }) => ({ epoch, seq, hash }))).toEqual(
      before.map(({ epoch, seq, hash }) => ({ epoch, seq, hash })),
    );
  });
});

describe('a day that nobody closed', () => {
  it('and was closed again by a copy that did not know of it has both closes, on both sides', async () => {
    await online();
    await sell(500);
    await held(1);
    const copy = await copyOf();
    stall.pass(24 * 3600_000);
    await stall.restart();
    await until(
      () => own(),
      (entries) => entries.some(({ kind }) => kind === 'day_close'),
    );
    await online();
    await held(2);
    await stall.core().stop();
    putBack(copy);
    // The copy closes the day as well before it meets the market.
    await stall.open({ server: null });
    await until(
      () => own(),
      (entries) => entries.some(({ kind }) => kind === 'day_close'),
    );
    const [again] = own().filter(({ kind }) => kind === 'day_close');
    await stall.core().stop();
    await stall.open({ server: market.url });
    await online();
    const closes = await until(
      () => own().filter(({ kind }) => kind === 'day_close'),
      (found) => found.length === 2,
    );
    expect(closes.map(({ hash }) => hash)).toContain(again?.hash);
    expect(closes.map(({ hash }) => hash)).toContain((await heldOf(terminalOf()))[1]?.hash);
  });

  it('is closed by itself on the next one, once, with the figures of the journal', async () => {
    await online();
    await sell(500);
    await sell(600);
    stall.pass(24 * 3600_000);
    await until(
      () => own(),
      (entries) => entries.some(({ kind }) => kind === 'day_close'),
    );
    await sell(700);
    stall.pass(24 * 3600_000);
    await stall.restart();
    await until(
      () => own(),
      (entries) => entries.filter(({ kind }) => kind === 'day_close').length === 2,
    );
    expect(own().flatMap(({ body }) => (body.kind === 'day_close' ? [body] : []))).toMatchObject([
      { zNo: 1, auto: true, firstSeq: 1, lastSeq: 2, sales: 2, payableFen: 1100 },
      { zNo: 2, auto: true, firstSeq: 3, lastSeq: 4, sales: 1, payableFen: 700 },
    ]);
  });
});
