import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EpochAnswer } from '../../shared/wire.ts';
import { joinedTerminal } from './client.ts';
import { testMarket } from './market.ts';
import type { TestMarket } from './market.ts';

describe("the manager's console", () => {
  let market: TestMarket;
  let cookie: string;
  beforeAll(async () => {
    market = await testMarket({ keepAliveMs: 50, publicUrl: 'https://market.example' });
    cookie = await logIn();
  });
  afterAll(async () => {
    await market.stop();
  });

  async function logIn(): Promise<string> {
    const answer = await fetch(market.consoleUrl, { redirect: 'manual' });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/console']);
    return (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  }
  const open = async (path = '/console') => {
    const answer = await fetch(`${market.url}${path}`, { headers: { cookie } });
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  };
  /** The row of one terminal, without tags. */
  const row = async (terminal: number) => {
    const { text } = await open();
    return (new RegExp(`<tr id="terminal-${terminal}">(.*?)</tr>`, 's').exec(text)?.[1] ?? '')
      .replaceAll(/<[^>]+>/g, ' ')
      .replaceAll(/\s+/g, ' ')
      .trim();
  };

  test('opens only with the link that the server printed', async () => {
    for (const headers of [
      {},
      { cookie: 'stall_console=wrong' },
      { cookie: `stall_console=${new URL(market.consoleUrl).searchParams.get('token') ?? ''}` },
    ]) {
      for (const path of ['/console', '/console/figures', '/console/aside/1/x']) {
        const answer = await fetch(`${market.url}${path}`, { headers });
        expect([path, answer.status]).toEqual([path, 401]);
        expect(await answer.text()).not.toContain('老王蔬菜');
      }
    }
    expect((await fetch(`${market.url}/console/login?token=guess`, { redirect: 'manual' })).status).toBe(401);
    expect((await open()).status).toBe(200);
  });

  test('the cookie can not be read by a script, and no script but its own runs', async () => {
    const answer = await fetch(market.consoleUrl, { redirect: 'manual' });
    expect(answer.headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Lax/);
    const { headers, text } = await open();
    expect(headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'");
    expect(text).not.toMatch(/<script(?! src="\/console\/refresh\.js")/);
    expect(text).not.toMatch(/ style=| on\w+=/);
    for (const [path, type] of [
      ['/console/tokens.css', 'text/css'],
      ['/console/console.css', 'text/css'],
      ['/console/refresh.js', 'text/javascript'],
    ] as const) {
      expect((await open(path)).headers.get('content-type')).toContain(type);
    }
  });

  test('shows for each terminal what came in, today apart from what is simulated', async () => {
    const terminal = await joinedTerminal(market);
    expect(await row(terminal.terminal)).toMatch(/^12号摊 老王蔬菜 \d+ ○ 断网 还没有 — — — — — — —$/);
    await terminal.push([
      ...terminal.sales(2, market.now()),
      terminal.sale(market.now(), { mode: 'simulated' }),
      terminal.sale(market.now() - 24 * 3600_000),
    ]);
    expect(await row(terminal.terminal)).toMatch(
      /● 在线 11-23 08:40 4 4 ✓ 收齐 至 4 11-23 08:40 ¥20\.80 2 笔 ¥10\.40 1 笔 —$/,
    );
  });

  test('shows gaps, and a terminal that is away', async () => {
    const terminal = await joinedTerminal(market);
    const entries = terminal.sales(12, market.now());
    await terminal.push([entries[0], entries[1], entries[4], entries[5], entries[11]]);
    expect(await row(terminal.terminal)).toContain('5 12 缺 7 条 3–4、7–11');
    market.pass(3 * 60_000);
    expect(await row(terminal.terminal)).toContain('○ 断网 11-23 08:40');
    await terminal.push(entries);
    expect(await row(terminal.terminal)).toContain('● 在线 11-23 08:43 12 12 ✓ 收齐');
  });

  test('shows up to where a journal is countersigned, and that an old one has ended', async () => {
    const terminal = await joinedTerminal(market);
    await terminal.push(terminal.sales(2, market.now()));
    const image = terminal.image();
    await terminal.push(terminal.sales(1, market.now()));
    await image.openSession();
    const { epoch, previous } = (await image.askEpoch()).body as EpochAnswer;
    await image.push([image.begin(epoch, previous, 'image', market.now())]);
    expect(await row(terminal.terminal)).toMatch(/第 2 本 1 .* 至 2 [\d: -]+停用,至 3 至 1 /);
  });

  test('a quiet terminal that listens is there; one that was withdrawn is sent away', async () => {
    const terminal = await joinedTerminal(market);
    const stream = await terminal.stream(() => undefined);
    market.pass(3600_000);
    await expect.poll(() => row(terminal.terminal)).toContain('● 在线');
    await market.database.query('update terminals set revoked_at = 1 where terminal = $1', [terminal.terminal]);
    await stream.ended;
    expect(await row(terminal.terminal)).toContain('✕ 已停用');
    expect((await terminal.send({ method: 'GET', path: '/api/v1/stream' })).status).toBe(401);
  });

  test('shows what was set aside and why, with the whole text as it came, harmless', async () => {
    const terminal = await joinedTerminal(market);
    const first = terminal.sale(market.now());
    const nasty = '</pre><script>alert("x")</script>';
    await terminal.push([first, terminal.seal({ ...first, id: 'second', seller: '李' }), { nasty }]);
    expect(await row(terminal.terminal)).toMatch(/ 2$/);
    const { text } = await open();
    expect(text).toContain('号码重复');
    expect(text).toContain('看不懂');
    expect(text).not.toContain('<script>alert');
    const link = /\/console\/aside\/\d+\/[0-9a-f]{64}/.exec(text.slice(text.indexOf('看不懂')))?.[0] ?? '';
    const whole = await open(link);
    expect(JSON.parse(whole.text)).toEqual({ nasty });
    expect(whole.headers.get('content-type')).toContain('text/plain');
  });

  test('a chain that does not join stands above everything', async () => {
    const terminal = await joinedTerminal(market);
    await terminal.push([terminal.sale(market.now(), { prevHash: 'a'.repeat(64) })]);
    expect((await open()).text).toContain('账本接不上');
  });

  test('a restart keeps every figure, the link and the log-in', async () => {
    const terminal = await joinedTerminal(market);
    await terminal.push([...terminal.sales(3, market.now()), 'garbage']);
    const before = { row: await row(terminal.terminal), link: new URL(market.consoleUrl).search };
    await market.restart();
    expect({ row: await row(terminal.terminal), link: new URL(market.consoleUrl).search }).toEqual(before);
    await terminal.push(terminal.sales(1, market.now()));
    expect(await terminal.known(1, 1, 4)).toMatchObject({ count: 4, missing: [] });
  });

  test('a start with the demonstration market a second time writes nothing', async () => {
    const count = () => market.database.query('select count(*)::integer as n, max(seq)::integer as seq from documents');
    const before = await count();
    await market.restart();
    expect(await count()).toEqual(before);
  });

  test('health says whether the database answers', async () => {
    expect(await (await fetch(`${market.url}/health`)).json()).toEqual({ ok: true, serverTime: market.now() });
  });
});
