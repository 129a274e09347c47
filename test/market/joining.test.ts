import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { API } from '../../shared/wire.ts';
import type { EnrolAnswer } from '../../shared/wire.ts';
import { TestTerminal, joinedTerminal, post } from './client.ts';
import { testMarket } from './market.ts';
import type { TestMarket } from './market.ts';

const HOUR = 3600_000;

describe('a terminal joins the market with a one-time code', () => {
  let market: TestMarket;
  beforeAll(async () => {
    market = await testMarket();
  });
  afterAll(async () => {
    await market.stop();
  });
  const newTerminal = () => new TestTerminal(() => market.url);

  test('a good code makes it a terminal of its stall', async () => {
    const answer = await newTerminal().enrol(await market.code('12'));
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      market: 1,
      marketName: '示范菜场',
      terminal: 1,
      epoch: 1,
      stallNo: '12',
      stallName: '老王蔬菜',
      trade: 'vegetables',
      serverTime: market.now(),
    });
  });

  test('the code may be keyed in small letters and without its dash', async () => {
    const code = await market.code('12');
    expect((await newTerminal().enrol(code.toLowerCase().replace('-', ' '))).status).toBe(200);
  });

  test('every terminal gets a number of its own', async () => {
    const [first, second] = await Promise.all([
      newTerminal().enrol(await market.code('8')),
      newTerminal().enrol(await market.code('8')),
    ]);
    expect((first.body as EnrolAnswer).terminal).not.toBe((second.body as EnrolAnswer).terminal);
  });

  test('a code nobody issued is refused', async () => {
    expect(await newTerminal().enrol('AAAAA-AAAAA')).toEqual({ status: 403, body: { error: 'bad_code' } });
  });

  test('a code is used once', async () => {
    const code = await market.code('12');
    await newTerminal().enrol(code);
    expect(await newTerminal().enrol(code)).toEqual({ status: 403, body: { error: 'used_code' } });
  });

  test('of two terminals with the same code at the same moment one joins', async () => {
    const code = await market.code('12');
    const answers = await Promise.all([newTerminal().enrol(code), newTerminal().enrol(code)]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 403]);
  });

  test('the same key asking again, because the answer was lost, gets the same answer, also after the code has ended', async () => {
    const terminal = newTerminal();
    const code = await market.code('12');
    const { serverTime: _first, ...first } = (await terminal.enrol(code)).body as EnrolAnswer;
    market.pass(25 * HOUR);
    const again = await terminal.enrol(code);
    const { serverTime: _again, ...second } = again.body as EnrolAnswer;
    expect(again.status).toBe(200);
    expect(second).toEqual(first);
  });

  test('a code ends after a day', async () => {
    const code = await market.code('12');
    market.pass(24 * HOUR + 1);
    expect(await newTerminal().enrol(code)).toEqual({ status: 403, body: { error: 'expired_code' } });
  });

  test('the code itself is not in the database', async () => {
    const code = await market.code('12');
    const rows = await market.database.query('select * from enrol_codes');
    expect(JSON.stringify(rows)).not.toContain(code);
    expect(JSON.stringify(rows)).not.toContain(code.replace('-', ''));
  });

  test('a request that is not signed by its own key is refused', async () => {
    const code = await market.code('12');
    const [mine, other] = [newTerminal(), newTerminal()];
    const answer = await post(`${market.url}${API}/enrol`, {
      code,
      publicKey: mine.publicKey,
      proof: other.sign(`stall-pos enrol v1\n${code}\n${mine.publicKey}`),
      appVersion: '0.1.0',
      resume: null,
    });
    expect(answer).toEqual({ status: 401, body: { error: 'signature' } });
    expect((await mine.enrol(code)).status).toBe(200);
  });

  test('a body of the wrong shape is named', async () => {
    const answer = await post(`${market.url}${API}/enrol`, { code: 'X' });
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ error: 'bad_request' });
  });

  test('guessing codes is slowed down to ten wrong ones a minute, and good ones go on after it', async () => {
    market.pass(61_000);
    const guesses = [];
    for (let i = 0; i < 12; i++) guesses.push((await newTerminal().enrol(`GUESS-${i}`)).status);
    expect(guesses).toEqual([...Array<number>(10).fill(403), 429, 429]);
    market.pass(61_000);
    expect((await newTerminal().enrol(await market.code('12'))).status).toBe(200);
  });
});

describe('a terminal signs its requests', () => {
  let market: TestMarket;
  let terminal: TestTerminal;
  const known = { method: 'POST', path: `${API}/known`, body: { epoch: 1, from: 1, to: 1 } } as const;
  beforeAll(async () => {
    market = await testMarket();
    terminal = await joinedTerminal(market);
  });
  afterAll(async () => {
    await market.stop();
  });

  test('a signed request is answered', async () => {
    expect(await terminal.send(known)).toEqual({ status: 200, body: { count: 0, missing: [1], head: null } });
  });

  test('the same request a second time is refused', async () => {
    const signed = terminal.signedHeaders(known);
    expect((await terminal.send(known, signed)).status).toBe(200);
    expect(await terminal.send(known, signed)).toEqual({ status: 401, body: { error: 'replayed' } });
  });

  test('of two copies at the same moment one is answered', async () => {
    const signed = terminal.signedHeaders(known);
    const answers = await Promise.all([terminal.send(known, signed), terminal.send(known, signed)]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 401]);
  });

  test('requests under way together may arrive in any order within 64', async () => {
    await terminal.openSession();
    const at = (counter: number) => terminal.send(known, terminal.signedHeaders(known, { counter }));
    expect((await at(100)).status).toBe(200);
    expect((await at(37)).status).toBe(200);
    expect(await at(36)).toEqual({ status: 401, body: { error: 'replayed' } });
    expect(await at(37)).toEqual({ status: 401, body: { error: 'replayed' } });
    expect((await at(99)).status).toBe(200);
    expect((await at(163)).status).toBe(200);
    expect((await at(100)).status).toBe(401);
    expect((await at(101)).status).toBe(200);
    expect((await at(5000)).status).toBe(200);
    expect((await at(163)).status).toBe(401);
    await terminal.openSession();
  });

  test('a changed body, path or query breaks the signature', async () => {
    const signed = terminal.signedHeaders(known);
    expect(await terminal.send({ ...known, body: { epoch: 1, from: 1, to: 2 } }, signed)).toEqual({
      status: 401,
      body: { error: 'signature' },
    });
    const pull = { method: 'GET', path: `${API}/pull/products?limit=1` } as const;
    expect(
      await terminal.send({ ...pull, path: `${API}/pull/products?limit=2` }, terminal.signedHeaders(pull)),
    ).toEqual({ status: 401, body: { error: 'signature' } });
    expect(await terminal.send({ ...pull, path: `${API}/pull/policy?limit=1` }, terminal.signedHeaders(pull))).toEqual({
      status: 401,
      body: { error: 'signature' },
    });
  });

  test('a refused request does not use its number up', async () => {
    const signed = terminal.signedHeaders(known);
    await terminal.send({ ...known, body: { epoch: 2, from: 1, to: 2 } }, signed);
    expect((await terminal.send(known, signed)).status).toBe(200);
  });

  test("another terminal's key is refused", async () => {
    const other = await joinedTerminal(market);
    expect(await terminal.send(known, other.signedHeaders(known, { terminal: terminal.terminal }))).toEqual({
      status: 401,
      body: { error: 'nonce' },
    });
    const { nonce } = await terminal.openSession();
    expect(await terminal.send(known, other.signedHeaders(known, { terminal: terminal.terminal, nonce }))).toEqual({
      status: 401,
      body: { error: 'signature' },
    });
  });

  test('an unknown nonce asks for a new session', async () => {
    expect(await terminal.send(known, terminal.signedHeaders(known, { nonce: 'gone' }))).toEqual({
      status: 401,
      body: { error: 'nonce' },
    });
  });

  test('a nonce ends after a day, and a wrong clock of the terminal plays no part', async () => {
    await terminal.openSession();
    market.pass(24 * HOUR + 1);
    expect(await terminal.send(known)).toEqual({ status: 401, body: { error: 'nonce' } });
    await terminal.openSession();
    expect((await terminal.send(known)).status).toBe(200);
  });

  test('a request without a signature is refused', async () => {
    expect(await terminal.send(known, {})).toMatchObject({ status: 401, body: { error: 'signature' } });
  });

  test('an unknown and a withdrawn terminal are told apart', async () => {
    expect(await post(`${market.url}${API}/session`, { terminal: 999 })).toEqual({
      status: 401,
      body: { error: 'unknown_terminal' },
    });
    const gone = await joinedTerminal(market);
    await market.database.query('update terminals set revoked_at = 1 where terminal = $1', [gone.terminal]);
    expect(await gone.send(known)).toEqual({ status: 401, body: { error: 'revoked' } });
    expect(await post(`${market.url}${API}/session`, { terminal: gone.terminal })).toEqual({
      status: 401,
      body: { error: 'revoked' },
    });
  });

  test('what does not exist, is no JSON or is too large gets a clear answer', async () => {
    expect(await terminal.send({ method: 'GET', path: `${API}/nothing` })).toEqual({
      status: 404,
      body: { error: 'not_found' },
    });
    expect((await terminal.send({ method: 'GET', path: `${API}/pull/journal?limit=10` })).status).toBe(404);
    expect((await terminal.send({ method: 'GET', path: `${API}/pull/products?limit=1001` })).status).toBe(400);
    const noJson = await fetch(`${market.url}${API}/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{',
    });
    expect([noJson.status, await noJson.json()]).toEqual([400, { error: 'bad_request', text: 'the body is not JSON' }]);
    const large = await fetch(`${market.url}${API}/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: Buffer.alloc(17 * 1024 * 1024, 32),
    });
    expect([large.status, await large.json()]).toMatchObject([413, { error: 'too_large' }]);
  });
});
