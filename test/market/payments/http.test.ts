import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { http, redact, timeOf } from '../../../market/payments/http.ts';
import { beijingMs, beijingTime, fenOf, yuanOf } from '../../../market/payments/yuan.ts';

let server: Server;
let url = '';
let last = { method: '', body: '' };
beforeAll(async () => {
  server = createServer((request, response) => {
    last = { method: request.method ?? '', body: '' };
    request.on('data', (part: Buffer) => (last.body += part.toString()));
    request.on('end', () => {
      if (request.url === '/hangs') return;
      if (request.url === '/trickles') {
        response.writeHead(200);
        const timer = setInterval(() => response.write('.'), 20);
        response.on('close', () => clearInterval(timer));
        return;
      }
      if (request.url === '/large') return void response.end('x'.repeat(5_000));
      if (request.url === '/away') return void response.writeHead(302, { location: `${url}/good` }).end();
      if (request.url === '/cut') {
        response.writeHead(200, { 'content-length': '10' });
        response.write('12345', () => request.socket.destroy());
        return;
      }
      response.end(`good ${last.body}`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe('a call to a channel', () => {
  const get = (path: string, more = {}) =>
    http({ method: 'GET', url: `${url}${path}`, headers: {}, body: '', ...more });

  it('sends and reads bodies', async () => {
    const answer = await http({
      method: 'POST',
      url: `${url}/good`,
      headers: { 'content-type': 'text/plain' },
      body: '摊位',
    });
    expect(answer).toMatchObject({ ok: true, status: 200 });
    expect(answer.ok && answer.body.toString()).toBe('good 摊位');
    expect(last.method).toBe('POST');
  });
  it('ends in time, also when the answer only trickles', async () => {
    expect(await get('/hangs', { timeoutMs: 100 })).toEqual({ ok: false, text: 'no answer in time' });
    expect(await get('/trickles', { timeoutMs: 100 })).toMatchObject({ ok: false });
  });
  it('takes no more than it may, and nothing that broke off', async () => {
    expect(await get('/large', { maxBytes: 4_999 })).toEqual({ ok: false, text: 'the answer is too long' });
    expect(await get('/large', { maxBytes: 5_000 })).toMatchObject({ ok: true });
    expect(await get('/cut')).toMatchObject({ ok: false });
  });
  it('is not led elsewhere, and a bad address is no throw', async () => {
    expect(await get('/away')).toMatchObject({ ok: true, status: 302 });
    expect(await http({ method: 'GET', url: 'nonsense', headers: {}, body: '' })).toMatchObject({ ok: false });
    expect(await http({ method: 'GET', url: 'http://127.0.0.1:1/', headers: {}, body: '' })).toMatchObject({
      ok: false,
    });
    expect(await http({ method: 'GET', url, headers: { 'x-bad': 'a\nb' }, body: '' })).toMatchObject({ ok: false });
  });
});

it('what is kept of a body has no secrets, and is bounded', () => {
  expect(redact('{"payer":{"sp_openid":"o\\"x"},"auth_code" : "13","total":1}')).toBe(
    '{"payer":{"sp_openid":"***"},"auth_code" : "***","total":1}',
  );
  expect(redact('<xml><openid><![CDATA[o1]]></openid><a>1</a></xml>')).toBe('<xml><openid>***</openid><a>1</a></xml>');
  expect(redact('x'.repeat(100_000))).toHaveLength(16_384);
});

it('fen and yuan, times and their texts', () => {
  for (const [fen, yuan] of [
    [0, '0.00'],
    [1, '0.01'],
    [1_250, '12.50'],
    [-250, '-2.50'],
    [100_000_000, '1000000.00'],
  ] as const)
    expect(yuanOf(fen)).toBe(yuan);
  for (const [yuan, fen] of [
    ['12.5', 1_250],
    ['12', 1_200],
    ['0.01', 1],
    ['12.505', null],
    ['-1', null],
    ['1e3', null],
    ['', null],
    ['１', null],
  ] as const)
    expect(fenOf(yuan)).toBe(fen);
  const at = Date.parse('2026-09-21T00:30:00+08:00');
  expect(beijingTime(at)).toBe('2026-09-21 00:30:00');
  expect(beijingMs('2026-09-21 00:30:00')).toBe(at);
  expect(beijingMs('2026-13-21 00:30:00')).toBeNull();
  expect(timeOf('2026-09-21T00:30:00+08:00')).toBe(at);
  expect(timeOf('yesterday')).toBeNull();
});
