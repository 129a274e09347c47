import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JournalEntry, SaleBody } from '../../shared/records/journal.ts';
import { joinedTerminal, saleBody } from './client.ts';
import { kept } from './kept.ts';
import { testMarket } from './market.ts';
import type { TestMarket } from './market.ts';

describe("what the server can't accept is set aside, and the rest flows", () => {
  let market: TestMarket;
  beforeAll(async () => {
    market = await testMarket();
  });
  afterAll(async () => {
    await market.stop();
  });

  const join = () => joinedTerminal(market);
  const { held, aside, marks } = kept(() => market);
  const accepted = { status: 200, body: [] };

  test('another content under a taken number: the first stays, the second is set aside, both can be seen', async () => {
    const terminal = await join();
    const first = terminal.sale(market.now());
    const second = terminal.seal({ ...first, id: 'another-id', seller: '李' });
    await terminal.push([first]);
    expect(await terminal.push([second])).toEqual(accepted);
    expect(await held(terminal)).toEqual([{ seq: 1, hash: first.hash }]);
    const [kept] = await aside(terminal);
    expect(kept).toMatchObject({ reason: 'other_hash_same_number', seq: 1 });
    expect(JSON.parse(kept?.raw ?? '')).toEqual(second);
    expect(await marks(terminal)).toMatchObject([
      {
        kind: 'set_aside',
        terminal: terminal.terminal,
        entryId: 'another-id',
        epoch: 1,
        seq: 1,
        reason: 'other_hash_same_number',
      },
      { kind: 'fork', entryId: 'another-id', epoch: 1, seq: 1, reason: 'two_entries' },
    ]);
  });

  test('both in one push: the one that stands first is kept', async () => {
    const terminal = await join();
    const first = terminal.sale(market.now());
    await terminal.push([first, terminal.seal({ ...first, id: 'another-id', seller: '李' })]);
    expect(await held(terminal)).toEqual([{ seq: 1, hash: first.hash }]);
    expect(await aside(terminal)).toMatchObject([{ reason: 'other_hash_same_number' }]);
  });

  test('another content under a taken id is set aside', async () => {
    const terminal = await join();
    const [first, second] = [terminal.sale(market.now()), terminal.sale(market.now())];
    await terminal.push([first, terminal.seal({ ...second, id: first.id })]);
    expect(await held(terminal)).toEqual([{ seq: 1, hash: first.hash }]);
    expect(await aside(terminal)).toMatchObject([{ reason: 'other_hash_same_id', seq: 2 }]);
  });

  test('what is bad is set aside with its reason, and the good entries around it flow', async () => {
    const terminal = await join();
    const other = await join();
    const good = terminal.sales(6, market.now());
    const body = saleBody(market.now());
    const wrongTotal: SaleBody = {
      ...body,
      payableFen: body.payableFen + 10,
      tenders: body.tenders.map((tender) => ({ ...tender, amountFen: tender.amountFen + 10 })),
    };
    const [sale] = good;
    if (sale === undefined) throw new Error('no sale');
    const bent = (seq: number, change: Partial<JournalEntry>): JournalEntry => ({
      ...terminal.seal({ ...sale, id: `bent-${seq}`, seq, ...change }),
      ...change,
    });
    const bad: readonly (readonly [string, unknown])[] = [
      ['bad_total', bent(101, { body: wrongTotal })],
      ['bad_signature', { ...bent(102, {}), sig: other.sign('something else') }],
      ['bad_signature', other.seal({ ...sale, id: 'bent-103', seq: 103 })],
      ['bad_hash', { ...bent(104, {}), seller: '改' }],
      ['wrong_terminal', other.sale(market.now())],
      ['wrong_terminal', bent(105, { market: 2 })],
      ['training', bent(106, { mode: 'training' })],
      ['bad_shape', bent(107, { kind: 'void' })],
      ['bad_shape', { ...bent(108, {}), extra: 1 }],
      ['bad_shape', { ...bent(109, {}), body: { ...body, goodsFen: 0.5 } }],
      ['bad_shape', { ...bent(110, {}), body: { ...body, lines: [] } }],
      ['bad_shape', bent(111, { seller: 'a\u0000b' })],
      ['bad_shape', { ...bent(112, {}), seller: '\ud800' }],
      ['bad_shape', { id: 'only-an-id' }],
      ['bad_shape', {}],
      ['bad_shape', null],
      ['bad_shape', 42],
      ['bad_shape', 'a piece of text\u0000'],
      ['bad_shape', [good[0]]],
      ['bad_shape', '<script>alert(1)</script>'],
    ];
    const mixed: unknown[] = [...good.slice(0, 3), ...bad.map(([, entry]) => entry), ...good.slice(3)];
    expect(await terminal.push(mixed)).toEqual(accepted);
    expect((await held(terminal)).map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6]);
    const kept = await aside(terminal);
    expect(kept.map(({ reason }) => reason).toSorted()).toEqual(bad.map(([reason]) => reason).toSorted());
    for (const [reason, entry] of bad)
      expect(kept.find(({ raw }) => raw === JSON.stringify(entry))?.reason).toBe(reason);
    for (const { text } of kept) expect(text).toMatch(/\p{Script=Han}/u);
    const down = await marks(terminal);
    expect(down.map(({ reason }) => reason as string).toSorted()).toEqual(bad.map(([reason]) => reason).toSorted());
    expect(await other.pullAll('server_marks')).toMatchObject({ documents: [] });
    // Sent again it is the same again.
    expect(await terminal.push(mixed)).toEqual(accepted);
    expect((await aside(terminal)).length).toBe(bad.length);
    expect((await marks(terminal)).length).toBe(bad.length);
  });

  test('a wrong total names the figure', async () => {
    const terminal = await join();
    const body = saleBody(market.now());
    await terminal.push([
      terminal.entry(
        { ...body, lines: body.lines.map((line) => ({ ...line, amountFen: 1046, netG: 1244, grossG: 1249 })) },
        market.now(),
      ),
    ]);
    expect((await aside(terminal))[0]?.text).toContain('10.45');
  });

  test('a backslash before u0000 is text like any other', async () => {
    const terminal = await join();
    await terminal.push([terminal.sale(market.now(), { seller: '\\u0000' })]);
    expect((await held(terminal)).length).toBe(1);
  });

  test('a chain that does not join raises an alarm and loses nothing', async () => {
    const terminal = await join();
    const [first, second, third] = terminal.sales(3, market.now());
    const forked = terminal.seal({ ...(second as JournalEntry), prevHash: 'f'.repeat(64) });
    await terminal.push([first, third]);
    expect(await marks(terminal)).toEqual([]);
    await terminal.push([forked]);
    expect((await held(terminal)).length).toBe(3);
    expect((await marks(terminal)).map(({ kind, seq, reason }) => ({ kind, seq, reason }))).toEqual([
      { kind: 'fork', seq: 2, reason: 'chain_broken' },
      { kind: 'fork', seq: 3, reason: 'chain_broken' },
    ]);
  });

  test('an entry that only the database refuses does not block its batch', async () => {
    const terminal = await join();
    const entries = terminal.sales(3, market.now());
    await market.database.query(`alter table sales add constraint trap check (id <> '${entries[1]?.id}') not valid`);
    try {
      expect(await terminal.push(entries)).toEqual(accepted);
      expect((await held(terminal)).map(({ seq }) => seq)).toEqual([1, 3]);
      expect(await aside(terminal)).toMatchObject([{ reason: 'bad_shape', seq: 2 }]);
    } finally {
      await market.database.query('alter table sales drop constraint trap');
    }
  });
});
