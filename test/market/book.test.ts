import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readCsv } from '../../shared/catalogue.ts';
import type { SaleEntry } from '../../shared/records/journal.ts';
import { csvOf, xlsxOf } from '../../market/book/files.ts';
import { joinedTerminal } from './client.ts';
import type { TestTerminal } from './client.ts';
import { testMarket } from './market.ts';
import type { TestMarket } from './market.ts';
import { bookCode, cookieOf, logIn } from './phone.ts';

let market: TestMarket;
let terminal: TestTerminal;
beforeAll(async () => {
  market = await testMarket();
  terminal = await joinedTerminal(market, '12');
});
afterAll(() => market.stop());

const code = (of = terminal): Promise<string> => bookCode(of);
const login = (typed: string): Promise<Response> => logIn(market, typed);
const open = async (cookie: string, path = '/book'): Promise<{ status: number; text: string }> => {
  const answer = await fetch(`${market.url}${path}`, { headers: { cookie }, redirect: 'manual' });
  return { status: answer.status, text: await answer.text() };
};
const phone = async (of = terminal): Promise<string> => cookieOf(await login(await code(of)));

describe('the way in', () => {
  test('a code of the terminal works once, for five minutes, and its cookie is the browser’s own', async () => {
    const typed = await code();
    const answer = await login(typed);
    expect(answer.status).toBe(303);
    expect(answer.headers.get('set-cookie')).toMatch(/^stall_book=[\w-]{43}; Path=\/book; HttpOnly; SameSite=Lax/);
    expect((await open(cookieOf(answer))).status).toBe(200);
    expect((await login(typed)).status).toBe(401);
    const late = await code();
    market.pass(5 * 60_000 + 1);
    expect((await login(late)).status).toBe(401);
  });

  test('without it there is only the form; after leaving too; guessing is stopped', async () => {
    for (const path of [
      '/book',
      '/book/sales',
      '/book/export/sales.csv?from=2026-11-23&to=2026-11-23',
      '/book/sale/1/1/1',
    ]) {
      const page = await open('stall_book=nonsense', path);
      expect(page.status).toBe(401);
      expect(page.text).toContain('收银机上的 8 位数');
    }
    const cookie = await phone();
    await fetch(`${market.url}/book/leave`, {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' },
      body: '',
      redirect: 'manual',
    });
    expect((await open(cookie)).status).toBe(401);
    const answers = [];
    for (let i = 0; i < 12; i += 1) answers.push((await login('00000000')).status);
    expect(answers).toContain(429);
    market.pass(61_000);
  });

  test('a code that comes in the address is only filled in, and nothing of it is markup', async () => {
    expect((await open('', '/book?code=12345678')).text).toContain('value="12345678"');
    expect((await open('', '/book?code=%22%3E%3Cscript%3E')).text).not.toContain('<script>');
  });
});

describe('the books', () => {
  test('two terminals of one stall are one book; another stall’s sale is not there', async () => {
    const second = await joinedTerminal(market, '12');
    const stranger = await joinedTerminal(market, '15');
    const sales = [terminal, second, stranger].map((one) => one.sale(market.now()) as SaleEntry);
    for (const [i, one] of [terminal, second, stranger].entries()) await one.push([sales[i] as SaleEntry]);
    const cookie = await phone();
    const { text } = await open(cookie);
    expect(text).toContain('<small>2 笔</small>');
    const path = ({ terminal: no, epoch, seq }: SaleEntry) => `/book/sale/${no}/${epoch}/${seq}`;
    expect((await open(cookie, path(sales[1] as SaleEntry))).text).toContain((sales[1] as SaleEntry).hash);
    expect((await open(cookie, path(sales[2] as SaleEntry))).status).toBe(404);
  });

  test('a terminal that was put back from a copy goes on in another epoch, and each sale counts once', async () => {
    const own = await joinedTerminal(market, '17');
    await own.push([own.sale(market.now())]);
    const copy = own.image();
    await own.push([own.sale(market.now())]);
    await copy.openSession();
    const { epoch, previous } = (await copy.askEpoch()).body as {
      epoch: number;
      previous: Parameters<TestTerminal['begin']>[1];
    };
    await copy.push([copy.begin(epoch, previous, 'image', market.now()), copy.sale(market.now())]);
    expect((await open(await phone(copy))).text).toContain('<small>3 笔</small>');
  });

  test('a day with no sale says so, and a sale after midnight is of the evening before', async () => {
    const own = await joinedTerminal(market, '21');
    // 2026-11-24 01:30 in Shanghai.
    const night = Date.UTC(2026, 10, 23, 17, 30);
    await own.push([own.sale(night)]);
    market.pass(24 * 3_600_000);
    const cookie = await phone(own);
    expect((await open(cookie, '/book?day=2026-11-23')).text).toContain('<small>1 笔</small>');
    expect((await open(cookie, '/book?day=2026-11-24')).text).toContain('这一天没有销售');
    expect((await open(cookie, '/book?day=nonsense')).status).toBe(200);
  });

  test('what only the terminal calls received is never shown as received', async () => {
    const own = await joinedTerminal(market, '23');
    const sale = own.sale(market.now()) as SaleEntry;
    const fen = sale.body.payableFen;
    await own.push([
      own.entry(
        {
          ...sale.body,
          tenders: [
            {
              no: 1,
              kind: 'static_code',
              channel: 'wechat',
              amountFen: fen,
              state: 'confirmed',
              tenderedFen: null,
              changeFen: null,
              paymentOrderId: null,
              transactionId: '4200000000',
            },
          ],
        },
        market.now(),
      ),
    ]);
    const { text } = await open(await phone(own));
    expect(text).toContain('终端说已到账');
    expect(text).toMatch(/<th scope="row">已到账.*?<td class="n">¥0.00/s);
  });
});

describe('what is taken away', () => {
  test('CSV has its mark, and no text in it is a formula', () => {
    const csv = csvOf({
      name: 'x',
      columns: ['名', '数'],
      rows: [
        ['=HYPERLINK("http://x")', 1.5],
        ['番茄, "大"', null],
        ['-2+3', -2],
      ],
    });
    expect([...csv.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    expect(csv.toString('utf8').slice(1).split('\r\n')).toEqual([
      '名,数',
      `"'=HYPERLINK(""http://x"")",1.5`,
      '"番茄, ""大""",',
      "'-2+3,-2",
      '',
    ]);
  });
  test('XLSX is a workbook whose texts are texts', async () => {
    const bytes = await xlsxOf({ name: '销售', columns: ['名'], rows: [['=1+1'], [null]] });
    expect(bytes.subarray(0, 2).toString()).toBe('PK');
  });
  test('sales, lines, payments and day books come in both forms, and the Z as a PDF', async () => {
    const cookie = await phone();
    const day = '2026-11-23';
    for (const kind of ['sales', 'lines', 'payments', 'days'])
      for (const form of ['csv', 'xlsx'])
        expect((await open(cookie, `/book/export/${kind}.${form}?from=${day}&to=${day}`)).status).toBe(200);
    const sales = await open(cookie, `/book/export/sales.csv?from=${day}&to=${day}`);
    expect(sales.text.trim().split('\r\n').length).toBeGreaterThan(2);
    expect((await open(cookie, `/book/z/${terminal.terminal}/${day}.pdf`)).text.startsWith('%PDF')).toBe(true);
    expect((await open(cookie, `/book/export/sales.csv?from=2026-01-01&to=2027-01-01`)).status).toBe(400);
    expect((await open(cookie, '/book/z/999/2026-11-23.pdf')).status).toBe(404);
  });
});

describe('a difference', () => {
  test('of the stall is accepted with one tap, once; another stall’s is not there', async () => {
    const day = '2026-11-23';
    const put = (id: string, stall: string) =>
      market.database.query(
        `insert into recon_exceptions (market, mode, id, stall, day, type, cause, fen, refs, evidence, owner, state, found_at)
         values (1, 'live', $1, $2, $3, 'BILL_ONLY', 'no_owner', 2300, '[]',
                 '[{"what":"bill","id":"4200","at":1763860000000,"fen":2300,"channel":"wechat","terminal":null,"no":null,"tender":null,"tenderNo":null}]',
                 'stall', 'OPEN', 1)`,
        [id, stall, day],
      );
    await market.database.query(
      `insert into recon_days (market, mode, stall, day, state, through_day, totals, matched_at)
       values (1, 'live', '12', $1, 'open', $1, '{"sales":0,"salesFen":0,"cashFen":0,"channels":[]}', 1)`,
      [day],
    );
    await put('d-own', '12');
    await put('d-other', '15');
    const cookie = await phone();
    const accept = async (id: string): Promise<number> =>
      (
        await fetch(`${market.url}/book/accept`, {
          method: 'POST',
          headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' },
          body: new URLSearchParams({ id, day }).toString(),
          redirect: 'manual',
        })
      ).status;
    expect((await open(cookie, `/book?day=${day}`)).text).toContain('就是这样，认可');
    expect(await accept('d-other')).toBe(404);
    expect(await accept('d-own')).toBe(303);
    expect(await accept('d-own')).toBe(303);
    const { text } = await open(cookie, `/book?day=${day}`);
    expect(text).not.toContain('就是这样，认可');
    expect(text).toContain('已认可');
    const rows = await market.database.query(`select id, state, actor from recon_exceptions order by id`);
    expect(rows).toEqual([
      { id: 'd-other', state: 'OPEN', actor: null },
      { id: 'd-own', state: 'RESOLVED', actor: '12号摊 手机' },
    ]);
  });
});

test('every page is in one language: as the browser asks, and from then on', async () => {
  const sales = terminal.sales(1, market.now());
  await terminal.push(sales);
  const cookie = await phone();
  const day = '2026-11-23';
  const kept = '; stall_book_lang=en';
  // Names of stalls, goods and kinds of goods are what they are.
  const stalls = await market.database.query<{ name: string }>('select name from stalls');
  const table = readCsv(await readFile('resources/catalogue/categories.csv', 'utf8')).records;
  const names = [
    ...stalls.map(({ name }) => name),
    ...table.map((row) => row[2] ?? ''),
    '番茄',
    '12号摊 手机',
    sales[0]?.seller ?? '',
  ];
  const paths = [
    `/book?day=${day}`,
    `/book/sales?day=${day}`,
    `/book/month?month=${day.slice(0, 7)}`,
    `/book/sale/${terminal.terminal}/${sales[0]?.epoch}/${sales[0]?.seq}`,
    '/book/sale/1/1/999',
    '/book/export/sales.csv?from=2026-01-01&to=2026-11-23',
  ];
  for (const each of paths) {
    const page = (await open(`${cookie}${kept}`, each)).text;
    expect(page).toContain('<html lang="en">');
    const own = page.replaceAll(/<a [^>]*lang="zh"[^>]*>.*?<\/a>/g, '');
    const left = names.filter(Boolean).reduce((text, name) => text.replaceAll(name, ''), own);
    expect(left, each).not.toMatch(/\p{Script=Han}/u);
  }
  const asked = await fetch(`${market.url}/book?lang=en`, { headers: { cookie } });
  expect(asked.headers.get('set-cookie')).toMatch(/^stall_book_lang=en; Path=\/book; SameSite=Lax/);
  expect(await asked.text()).toContain('Sold');
  expect((await open('stall_book=nonsense; stall_book_lang=en')).text).toContain('The 8 digits on the till');
  expect((await open(cookie)).text).toContain('卖了');
});

test('the list of a day leaves out no sale, however many were made at one moment', async () => {
  const other = await joinedTerminal(market, '15');
  await other.push(other.sales(120, market.now()));
  const cookie = await phone(other);
  const seen: string[] = [];
  for (let path: string | undefined = '/book/sales'; path !== undefined;) {
    const { text } = await open(cookie, path);
    seen.push(...[...text.matchAll(/href="(\/book\/sale\/[^"]+)"/g)].map(([, link = '']) => link));
    path = /href="(\/book\/sales\?[^"]*before[^"]*)"/.exec(text)?.[1]?.replaceAll('&amp;', '&');
  }
  expect(seen).toHaveLength(120);
  expect(new Set(seen).size).toBe(120);
});
