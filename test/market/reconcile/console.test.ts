import iconv from 'iconv-lite';
import { Compile } from 'typebox/compile';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Difference } from '../../../market/reconcile/book.ts';
import { ServerMark } from '../../../shared/records/market.ts';
import { createStall, storedIn, until } from '../../core/stall.ts';
import { joinedTerminal } from '../client.ts';
import type { TestTerminal } from '../client.ts';
import { testMarket } from '../market.ts';
import type { TestMarket } from '../market.ts';
import { billLine, wechatBill, type BillRow } from './bills.ts';

const DAY = '2026-11-22';
const SHOP = '1600000012';
const soldAt = Date.parse(`${DAY}T08:33:00+08:00`);

let market: TestMarket;
let cookie: string;
let terminal: TestTerminal;
beforeAll(async () => {
  market = await testMarket({ channels: [] });
  const none = { appAuthToken: '', codepayV3: false };
  await market.setMerchant({ stall: '12', channel: 'wechat', subMerchant: SHOP, ...none });
  await market.setMerchant({ stall: '8', channel: 'alipay', subMerchant: '2088000000000008', ...none });
  const answer = await fetch(market.consoleUrl, { redirect: 'manual' });
  cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  terminal = await joinedTerminal(market, '12');
});
afterAll(() => market.stop());

const act = async (path: string, init: { readonly body: string | Uint8Array; readonly type: string }, as = cookie) => {
  const answer = await fetch(`${market.url}/console/differences/${path}`, {
    method: 'POST',
    headers: { cookie: as, 'content-type': init.type },
    body: init.body as BodyInit,
  });
  return { status: answer.status, body: (await answer.json().catch(() => null)) as Record<string, unknown> | null };
};
const hand = async (
  text: string | Uint8Array,
  bend: { channel?: string; day?: string; stall?: string; name?: string } = {},
) => {
  const query = new URLSearchParams({
    channel: 'wechat',
    day: DAY,
    stall: '',
    name: 'bill.csv',
    actor: '赵经理',
    ...bend,
  });
  const { status, body } = await act(`bill?${query.toString()}`, { body: text, type: 'application/octet-stream' });
  return { status, text: body?.['text'], isNew: body?.['isNew'] };
};
const json = (path: string, body: object, as = cookie) =>
  act(path, { body: JSON.stringify(body), type: 'application/json' }, as);
const count = async (): Promise<string> =>
  JSON.stringify(
    await market.database.query(
      `select (select count(*) from recon_source_files) as files, (select count(*) from recon_entries) as rows, (select count(*) from recon_exceptions) as found,
       (select count(*) from recon_links) as links, (select max(matched_at) from recon_days) as matched`,
    ),
  );

const row = (i: number, fen: number, at = '08:31:00', merchant = SHOP): BillRow => ({
  at: `${DAY} ${at}`,
  merchant,
  channelNo: `42000000000000000000000${i}`,
  outTradeNo: `P0000${i}`,
  fen,
});
/** One is the money of the cash sale that is pushed below; the others are nobody's. */
const rows = [row(1, 1_040), row(2, 2_500, '09:00:00'), row(3, 860, '10:00:00')];

describe('a bill handed over in the console', () => {
  test.each<[string, () => string | Uint8Array, { channel?: string; day?: string; stall?: string }, RegExp]>([
    ['cut off within a row', () => wechatBill(rows).slice(0, 700), {}, /没有合计,可能没下完/],
    ['cut off within a character', () => new TextEncoder().encode(wechatBill(rows)).subarray(0, 50), {}, /没有“/],
    ['without its sums', () => wechatBill(rows).split('总交易单数')[0] ?? '', {}, /没有合计,可能没下完/],
    [
      'with a row twice',
      () => wechatBill(rows).replace('总交易', `${billLine(row(1, 1_040))}\r\n总交易`),
      {},
      /合计说有 3 笔,读到 4 笔/,
    ],
    ['with a row twice, sums and all', () => wechatBill([...rows, row(1, 1_040)]), {}, /第 4 笔和第 1 笔是同一笔/],
    ['twice in one file', () => `${wechatBill(rows)}${wechatBill(rows)}`, {}, /合计后面还有内容/],
    ['of another day', () => wechatBill(rows), { day: '2026-11-21' }, /这是 2026-11-22 的微信账单,不是 2026-11-21 的/],
    [
      'of another market',
      () => wechatBill(rows.map((one) => ({ ...one, merchant: '1699999999' }))),
      {},
      /1699999999 不是本市场摊位的/,
    ],
    [
      'with another amount than its sums say',
      () => wechatBill(rows).replaceAll('25.00', '26.00'),
      {},
      /各行加起来不是这个数/,
    ],
    [
      'with an edited sum',
      () => wechatBill(rows).replaceAll(/`44\.00/g, '`45.00'),
      {},
      /“订单总金额”是 45\.00,各行加起来不是这个数/,
    ],
    [
      'with five decimals in an amount',
      () => wechatBill(rows).replaceAll('`25.00', '`25.00125'),
      {},
      /金额“25\.00125”不对,应到分为止/,
    ],
    ['that is no bill', () => '你好', {}, /没有“交易时间”这一列/],
    ['that is empty', () => new Uint8Array(0), {}, /没有“交易时间”这一列|请选/],
    [
      'of a bank without saying whose',
      () => '记账日期,摘要,收入金额,账单日期\r\n',
      { channel: 'bank' },
      /请选这份流水是哪个摊位的/,
    ],
    [
      "of Alipay's, another merchant's",
      () => iconv.encode('#账号：[20880000000000990156]\r\n支付宝交易号,商户订单号\r\n', 'gbk'),
      { channel: 'alipay' },
      /账号 2088000000000099 不是本市场摊位的/,
    ],
  ])('%s is refused with a sentence, and nothing is written', async (_name, text, bend, sentence) => {
    const before = await count();
    const answer = await hand(text(), bend);
    expect(answer).toMatchObject({ status: expect.toSatisfy((status) => status === 422 || status === 400) });
    expect(answer.text).toMatch(sentence);
    expect(await count()).toBe(before);
  });

  test('is taken whole; the same bytes under another name, and the same rows in another order, change nothing', async () => {
    await terminal.push([terminal.sale(soldAt)]);
    expect(await hand(wechatBill(rows))).toMatchObject({ status: 200, isNew: true, text: '收到 3 行' });
    const before = await count();
    expect(await hand(wechatBill(rows), { name: '重新下载.csv' })).toMatchObject({
      status: 200,
      isNew: false,
      text: expect.stringMatching(/^这份文件已经收过\(bill\.csv/),
    });
    expect(await hand(wechatBill(rows.toReversed()))).toMatchObject({ status: 200, isNew: false });
    expect(await count()).toBe(before);
  });

  test('that says something else of a row that is here is refused, though its sums are right', async () => {
    const before = await count();
    const edited = wechatBill([row(1, 1_041), row(2, 2_499, '09:00:00'), row(3, 860, '10:00:00')]);
    expect(await hand(edited)).toMatchObject({ status: 422, text: expect.stringMatching(/和已经收过的账单不一样/) });
    expect(await count()).toBe(before);
  });

  test('and nothing else in the console is for whoever has not logged in', async () => {
    const before = await count();
    for (const path of ['bill?channel=wechat&day=2026-11-22', 'accept', 'sign', 'match'])
      expect((await json(path, {}, 'stall_console=wrong')).status).toBe(401);
    expect((await fetch(`${market.url}/console/differences`)).status).toBe(401);
    expect(await count()).toBe(before);
  });
});

describe('a difference', () => {
  const open = async (): Promise<readonly { id: string; cause: string; state: string; actor: string | null }[]> =>
    market.database.query('select id, cause, state, actor from recon_exceptions order by cause, id');

  test('that is explained is accepted with one tap: written once, and told to every till of the stall', async () => {
    const found = (await open()).find(({ cause }) => cause === 'wrong_channel_key');
    if (found === undefined) throw new Error('the wrong key was not found');
    const page = await (await fetch(`${market.url}/console/differences?day=${DAY}`, { headers: { cookie } })).text();
    expect(page).toContain('多半按错了收款方式');
    expect(page).toContain('相差2 分钟');

    const till = createStall({ server: market.url, enrolCode: await market.code('12'), jitter: () => 0 });
    const other = await joinedTerminal(market, '8');
    try {
      await till.open();
      await until(
        () => till.see('status'),
        (status) => status.link === 'online',
      );
      const taps = await Promise.all(
        ['赵经理', '钱经理'].map((actor) => json('accept', { id: found.id, actor, reason: '问过摊主' })),
      );
      expect(taps.map(({ status }) => status)).toEqual([200, 200]);
      // The till that was there all the time has it on its disk.
      await until(
        () => Promise.resolve(storedIn<{ kind: string; id: string }>(till.dir, 'server_marks')),
        (stored) => stored.some(({ kind, id }) => kind === 'difference' && id === found.id),
      );
      await market.restart();
      expect((await json('accept', { id: found.id, actor: '孙经理', reason: '' })).status).toBe(200);
      const decided = taps.map(({ body }) => (body as unknown as Difference).decided);
      expect(decided[0]).toEqual(decided[1]);

      await terminal.openSession();
      const marks = (await terminal.pullAll('server_marks')).documents.filter(({ kind }) => kind === 'difference');
      expect(marks).toHaveLength(1);
      const { _deleted, ...mark } = marks[0] ?? { _deleted: true };
      expect(Compile(ServerMark).Check(mark)).toBe(true);
      expect(mark).toMatchObject({
        id: found.id,
        terminal: terminal.terminal,
        reason: 'wrong_channel_key',
        difference: { day: DAY, fen: 1_040, proposal: { tenderNo: 1, kind: 'static_code' }, actor: decided[0]?.actor },
      });
      await other.openSession();
      expect((await other.pullAll('server_marks')).documents.filter(({ kind }) => kind === 'difference')).toEqual([]);
    } finally {
      await till.close();
    }
    expect((await json('accept', { id: 'diff:0', actor: '赵经理', reason: '' })).status).toBe(404);
  });

  test('that nobody can explain leaves with the sign-off of its day, and a rerun keeps what was decided', async () => {
    expect((await json('sign', { stall: '12', day: DAY, actor: '赵经理', reason: '金额小' })).body).toMatchObject({
      state: 'signed_off',
      open: 0,
      signed: { actor: '赵经理', reason: '金额小' },
    });
    const before = await open();
    expect(before.map(({ state }) => state).toSorted()).toEqual(['RESOLVED', 'WRITTEN_OFF', 'WRITTEN_OFF']);
    expect((await json('match', {})).status).toBe(200);
    expect(await open()).toEqual(before);
    // Money that comes to light later opens the day again.
    const more = wechatBill([...rows, row(4, 990, '11:00:00')]);
    expect(await hand(more)).toMatchObject({ status: 200, isNew: true, text: '收到 4 行,其中 3 行已经收过' });
    expect((await open()).filter(({ state }) => state === 'OPEN')).toHaveLength(1);
    const [day] = await market.database.query<{ state: string }>(
      `select state from recon_days where stall = '12' and day = '${DAY}'`,
    );
    expect(day).toEqual({ state: 'open' });
  });

  test('is found over two tills of a stall and one that was put back from a copy; a day without a sale is even', async () => {
    const second = await joinedTerminal(market, '12');
    const copy = second.image();
    await second.push([second.sale(soldAt + 7_200_000), second.sale(soldAt + 7_260_000)]);
    // Put back to before its sales: it goes on in an epoch of its own, and what it had written counts once.
    await copy.openSession();
    const { body } = await copy.askEpoch();
    const { epoch, previous } = body as { epoch: number; previous: Parameters<TestTerminal['begin']>[1] };
    await copy.push([copy.begin(epoch, previous, 'image', soldAt + 7_300_000), copy.sale(soldAt + 7_320_000)]);
    await json('match', {});
    const [day] = await market.database.query<{ totals: { sales: number; salesFen: number } }>(
      `select totals from recon_days where stall = '12' and day = '${DAY}'`,
    );
    expect(day?.totals).toMatchObject({ sales: 4, salesFen: 4 * 1_040 });
    const still = await market.database.query(
      `select state, totals->>'sales' as sales from recon_days where stall = '15' and day = '${DAY}'`,
    );
    expect(still).toEqual([{ state: 'waiting', sales: '0' }]);
  });
});

test('the room that a bill may take is nobody else’s: no other route keeps a body of that kind in memory', async () => {
  const body = new Uint8Array(17 * 1024 * 1024);
  for (const path of ['/api/v1/enrol', '/s/12/orders', '/book/login', '/console/differences/accept']) {
    const answer = await fetch(`${market.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream', cookie },
      body,
    }).catch(() => null);
    // Cut off while it still sends, or told so.
    expect([413, 415, undefined], path).toContain(answer?.status);
  }
  // As large a bill is read, and said to be none.
  expect(await hand(body)).toMatchObject({ status: 422 });
});
