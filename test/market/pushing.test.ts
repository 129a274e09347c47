import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { entryText } from '../../shared/chain.ts';
import { API } from '../../shared/wire.ts';
import { joinedTerminal } from './client.ts';
import { kept } from './kept.ts';
import { testMarket } from './market.ts';
import type { TestMarket } from './market.ts';

describe('a terminal pushes its journal', () => {
  let market: TestMarket;
  beforeAll(async () => {
    market = await testMarket();
  });
  afterAll(async () => {
    await market.stop();
  });

  const join = () => joinedTerminal(market);
  const { held, aside, heads, marks } = kept(() => market);
  const accepted = { status: 200, body: [] };

  test('what is pushed is kept, with the very text that was hashed, and answered with nothing to change', async () => {
    const terminal = await join();
    const entries = terminal.sales(3, market.now());
    expect(await terminal.push(entries)).toEqual(accepted);
    const rows = await market.database.query<{ canonical: string; entry: unknown }>(
      'select canonical, entry from journal where terminal = $1 order by seq',
      [terminal.terminal],
    );
    expect(rows.map(({ canonical }) => canonical)).toEqual(entries.map((entry) => entryText(entry)));
    expect(rows.map(({ entry }) => entry)).toEqual(entries);
    expect(await terminal.known(1, 1, 3)).toEqual({
      count: 3,
      missing: [],
      head: { seq: 3, hash: entries[2]?.hash, id: entries[2]?.id },
    });
  });

  test('a sale is derived into sales, lines and tenders', async () => {
    const terminal = await join();
    const sale = terminal.sale(market.now());
    await terminal.push([sale]);
    const [row] = await market.database.query('select * from sales where terminal = $1', [terminal.terminal]);
    expect(row).toMatchObject({
      id: sale.id,
      stall: '12',
      mode: 'live',
      day: '2026-11-23',
      goods_fen: '1046',
      rounding_fen: '6',
      payable_fen: '1040',
      seller: '王',
    });
    const [line] = await market.database.query('select * from sale_lines where terminal = $1', [terminal.terminal]);
    expect(line).toMatchObject({
      no: 1,
      product_id: 'p0201',
      name: '番茄',
      net_g: '1245',
      price_fen: '840',
      basis_g: 1000,
      amount_fen: '1046',
      allocated_fen: '6',
    });
  });

  test("the stall's price change is kept with its day", async () => {
    const terminal = await join();
    await terminal.push([
      terminal.entry(
        {
          kind: 'price_change',
          productId: 'p0307',
          name: '莲藕',
          price: { priceFen: 980, basisG: 1000 },
          previous: null,
          outsideGuard: false,
        },
        market.now(),
      ),
    ]);
    const rows = await market.database.query(
      'select stall, product_id, price_fen, basis_g, day, mode from prices where terminal = $1',
      [terminal.terminal],
    );
    expect(rows).toEqual([
      { stall: '12', product_id: 'p0307', price_fen: '980', basis_g: 1000, day: '2026-11-23', mode: 'live' },
    ]);
  });

  test('pushed twice, kept once', async () => {
    const terminal = await join();
    const entries = terminal.sales(5, market.now());
    expect(await terminal.push(entries)).toEqual(accepted);
    expect(await terminal.push(entries)).toEqual(accepted);
    expect(await terminal.push([...entries, ...entries])).toEqual(accepted);
    expect((await held(terminal)).length).toBe(5);
    expect(
      await market.database.query('select count(*)::integer as n from sales where terminal = $1', [terminal.terminal]),
    ).toEqual([{ n: 5 }]);
    expect(await heads(terminal)).toEqual([{ entries: 5, last_seq: 5 }]);
    expect(await aside(terminal)).toEqual([]);
  });

  test('an answer lost on the way: the terminal pushes again and nothing is doubled', async () => {
    const terminal = await join();
    const entries = terminal.sales(200, market.now());
    const request = { method: 'POST', path: `${API}/push/journal`, body: { entries } } as const;
    const control = new AbortController();
    const cut = fetch(`${market.url}${request.path}`, {
      method: 'POST',
      body: JSON.stringify(request.body),
      headers: { ...terminal.signedHeaders(request), 'content-type': 'application/json' },
      signal: control.signal,
    });
    // Hang up once the server has begun to work on it.
    setTimeout(() => {
      control.abort();
    }, 20);
    await cut.catch(() => undefined);
    expect(await terminal.push(entries)).toEqual(accepted);
    expect((await held(terminal)).length).toBe(200);
  });

  test('the same entries from two pushes at the same moment are kept once', async () => {
    const terminal = await join();
    const entries = terminal.sales(50, market.now());
    const answers = await Promise.all([
      terminal.push(entries),
      terminal.push(entries),
      terminal.push(entries.slice(10, 30)),
      terminal.push(entries.toReversed()),
    ]);
    expect(answers).toEqual([accepted, accepted, accepted, accepted]);
    expect((await held(terminal)).map(({ seq }) => seq)).toEqual(entries.map(({ seq }) => seq));
    expect(await heads(terminal)).toEqual([{ entries: 50, last_seq: 50 }]);
    expect(await aside(terminal)).toEqual([]);
  });

  test('entries out of order are taken, gaps are named, and a filled gap joins the chain', async () => {
    const terminal = await join();
    const entries = terminal.sales(10, market.now());
    await terminal.push([entries[9], entries[2], entries[0]]);
    expect(await terminal.known(1, 1, 12)).toMatchObject({
      count: 3,
      missing: [2, 4, 5, 6, 7, 8, 9, 11, 12],
      head: { seq: 10 },
    });
    expect(await terminal.known(1, 4, 9)).toMatchObject({ count: 0, missing: [4, 5, 6, 7, 8, 9] });
    expect(await terminal.known(2, 1, 2)).toEqual({ count: 0, missing: [1, 2], head: null });
    await terminal.push(entries.slice(1, 9));
    expect(await terminal.known(1, 1, 10)).toMatchObject({ count: 10, missing: [] });
    expect(await marks(terminal)).toEqual([]);
  });

  test('a question about two billion numbers is answered with the first ten thousand', async () => {
    const terminal = await join();
    await terminal.push([terminal.sale(market.now())]);
    const { missing, count } = await terminal.known(1, 1, 2_147_483_647);
    expect([count, missing.length, missing[0], missing.at(-1)]).toEqual([1, 10_000, 2, 10_001]);
  });

  test("RxDB's own fields are no part of an entry, and nothing can delete it", async () => {
    const terminal = await join();
    const sale = terminal.sale(market.now());
    expect(await terminal.push([{ ...sale, _deleted: true, _rev: '1-x' }])).toEqual(accepted);
    expect(await held(terminal)).toEqual([{ seq: 1, hash: sale.hash }]);
  });

  test('two terminals push at the same moment, each into its own chain', async () => {
    const terminals = await Promise.all(Array.from({ length: 8 }, join));
    const batches = terminals.map((terminal) =>
      Array.from({ length: 10 }, () => [...terminal.sales(5, market.now()), { garbage: terminal.terminal }]),
    );
    await Promise.all(terminals.flatMap((terminal, i) => (batches[i] ?? []).map((batch) => terminal.push(batch))));
    for (const terminal of terminals) {
      expect(await terminal.known(1, 1, 50)).toMatchObject({ count: 50, missing: [] });
      expect((await marks(terminal)).length).toBe(1);
    }
  });

  test('the server does not fall over on a thousand entries at once', async () => {
    const terminal = await join();
    expect(await terminal.push(terminal.sales(1000, market.now()))).toEqual(accepted);
    expect(await terminal.known(1, 1, 1000)).toMatchObject({ count: 1000, missing: [] });
    expect((await terminal.push(terminal.sales(1001, market.now()))).status).toBe(400);
  });
});
