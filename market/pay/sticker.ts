import type { FastifyInstance } from 'fastify';
import { randomBytes } from 'node:crypto';
import { readJson } from '../answer.ts';
import { safety } from '../html.ts';
import { createLimiter } from '../limiter.ts';
import { at, isSimulated, merchants } from '../payments/desk.ts';
import type { Desk } from '../payments/desk.ts';
import { keepOrder } from '../payments/rows.ts';
import { sayPage, sheetPage, stickerPage } from './look.ts';

/** 银发〔2017〕296号, class D: a static code takes at most ¥500 of a shopper and day. */
const MAX_FEN = 50_000;
const TTL_MS = 600_000;
/** Of one stall: nobody fills the database with orders. */
const ORDERS_PER_MINUTE = 120;

/**
 * The stall's printed code, `/s/STALL`: the shopper keys the amount, pays as with any order, and the stall's tills hear of it as an
 * arrival (S15). `/s/STALL/sheet` is the sheet to print.
 */
export function addSticker(app: FastifyInstance, desk: Desk): void {
  const limiter = createLimiter({ perMinute: ORDERS_PER_MINUTE, now: desk.now });
  const stallOf = async (no: string): Promise<{ readonly no: string; readonly name: string } | null> => {
    const row = await desk.db
      .selectFrom('stalls')
      .select(['stall', 'name'])
      .where('market', '=', desk.market)
      .where('stall', '=', no)
      .executeTakeFirst();
    const held = row === undefined ? [] : await merchants(desk, no);
    const isSet = held.some(({ channel }) => desk.channels.has(channel));
    return row === undefined || !isSet ? null : { no, name: `${no}号摊 ${row.name}` };
  };
  const pages = [
    ['/s/:stall', (name: string, path: string) => stickerPage(name, path, isSimulated(desk), MAX_FEN)],
    ['/s/:stall/sheet', (name: string, path: string) => sheetPage(name, `${desk.host()}${path}`, isSimulated(desk))],
  ] as const;
  for (const [route, page] of pages)
    app.get(route, async (request, reply) => {
      const { stall } = request.params as { stall: string };
      const found = await stallOf(stall);
      return reply
        .code(found === null ? 404 : 200)
        .headers(safety)
        .type('text/html; charset=utf-8')
        .send(
          found === null
            ? sayPage('没有这个收款码', '这个摊位没有开通固定收款码，请问摊主。')
            : page(found.name, `/s/${encodeURIComponent(found.no)}`),
        );
    });
  app.post('/s/:stall/orders', async (request, reply) => {
    const { stall } = request.params as { stall: string };
    reply.headers(safety);
    const found = await stallOf(stall);
    if (found === null) return reply.code(404).send({ error: 'not_found', text: '这个摊位没有开通固定收款码。' });
    const body = readJson(request.body);
    const amountFen = typeof body === 'object' && body !== null && 'amountFen' in body ? Number(body.amountFen) : 0;
    if (!Number.isSafeInteger(amountFen) || amountFen <= 0 || amountFen > MAX_FEN)
      return reply.code(400).send({ error: 'bad_amount', text: `请填 0.01 到 ${MAX_FEN / 100} 元。` });
    if (!limiter.open(stall)) return reply.code(429).send({ error: 'too_many', text: '请一分钟后再试。' });
    limiter.count(stall);
    const order = await keepOrder(desk.db, at(desk), {
      orderHash: randomBytes(32).toString('hex'),
      terminal: 0,
      stall,
      payload: '',
      signature: '',
      signer: '',
      keyId: 0,
      counter: 0,
      amountFen,
      expiresAt: desk.now() + TTL_MS,
    });
    return reply.send({ path: `/2/${order.order_hash}` });
  });
}
