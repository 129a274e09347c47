import type { FastifyInstance } from 'fastify';
import { sha256Hex } from '../seal.ts';
import { createLimiter } from '../limiter.ts';
import { channelNames } from './channel.ts';
import type { Channel, Notice } from './channel.ts';
import { takeStickerPayment } from './arrivals.ts';
import { at } from './desk.ts';
import type { Desk } from './desk.ts';
import { findAttempt, findOrder } from './rows.ts';
import type { Attempt } from './rows.ts';
import { isLive } from './state.ts';
import { move } from './store.ts';
import { query, reachOf } from './upstream.ts';

/** What became of a notice. Those that are taken in are final; the others are answered as not taken, so they come again. */
export type Verdict =
  | 'taken'
  | 'known'
  | 'refund'
  | 'arrival'
  | 'other'
  | 'later'
  | 'unknown_order'
  | 'wrong_merchant'
  | 'wrong_amount'
  | 'signature'
  | 'stale'
  | 'unreadable'
  | 'foreign';
const refusedVerdicts: ReadonlySet<Verdict> = new Set([
  'later',
  'unknown_order',
  'wrong_merchant',
  'wrong_amount',
  'signature',
  'stale',
  'unreadable',
  'foreign',
]);

const BODY_LIMIT = 64 * 1024;
/** Forgeries are kept too, but nobody fills the disk with them. */
const BAD_PER_MINUTE = 60;
export const notifyPath = (channel: string): string => `/pay/notify/${channel}`;

/** Where channels tell of payments and refunds. Public: what counts is the signature, then merchant, order and amount. */
export function addNotices(app: FastifyInstance, desk: Desk): void {
  const bad = createLimiter({ perMinute: BAD_PER_MINUTE, now: desk.now });
  app.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_LIMIT }, (_request, body, parsed) => {
      parsed(null, body);
    });
    for (const name of channelNames)
      scope.post(notifyPath(name), { bodyLimit: BODY_LIMIT }, async (request, reply) => {
        const channel = desk.channels.get(name);
        if (channel === undefined) return reply.code(404).send({ error: 'not_found' });
        const headers: Record<string, string> = {};
        for (const [key, value] of Object.entries(request.headers)) if (typeof value === 'string') headers[key] = value;
        const body = Buffer.isBuffer(request.body) ? request.body.toString('utf8') : '';
        const verdict = await takeNotice(desk, channel, headers, body, () => {
          const open = bad.open(name);
          if (open) bad.count(name);
          return open;
        });
        if (refusedVerdicts.has(verdict)) desk.log.warn({ channel: name, verdict }, 'a notice was not taken');
        const answer = channel.notifyReply(!refusedVerdicts.has(verdict));
        return reply.code(answer.status).type(answer.contentType).send(answer.body);
      });
    done();
  });
}

/** Takes a notice in, once however often it comes, and keeps it as it came. `mayKeepBad`: whether another forgery is kept. */
export async function takeNotice(
  desk: Desk,
  channel: Channel,
  headers: Readonly<Record<string, string>>,
  body: string,
  mayKeepBad: () => boolean,
): Promise<Verdict> {
  const read = channel.parseNotify(headers, body);
  if (!read.ok) {
    if (mayKeepBad()) await keep(desk, channel, `bad:${sha256Hex(body)}`, headers, body, read.reason);
    return read.reason;
  }
  const { notice } = read;
  const held = await desk.db
    .selectFrom('payment_notices')
    .select('verdict')
    .where('market', '=', desk.market)
    .where('channel', '=', channel.name)
    .where('id', '=', notice.id)
    .executeTakeFirst();
  if (held !== undefined) return held.verdict as Verdict;
  const verdict = await judge(desk, channel, notice);
  // What is refused comes again under its number, and is judged again: what did not fit may have been put right, there or here.
  const id = refusedVerdicts.has(verdict) ? `${verdict}:${sha256Hex(notice.id)}` : notice.id;
  // Not kept: it will come again, or the schedule asks.
  if (verdict !== 'later') await keep(desk, channel, id, headers, body, verdict);
  if (verdict === 'wrong_amount' || verdict === 'wrong_merchant')
    desk.log.error({ channel: channel.name, outTradeNo: notice.outTradeNo, verdict }, 'a signed notice does not fit');
  return verdict;
}

async function judge(desk: Desk, channel: Channel, notice: Notice): Promise<Verdict> {
  if (notice.kind === 'other') return 'other';
  if (notice.kind === 'refund') return hurryRefund(desk, notice);
  const attempt = await findAttempt(desk.db, desk.market, notice.outTradeNo);
  if (attempt === null) return (await takeStickerPayment(desk, channel, notice)) ? 'arrival' : 'unknown_order';
  if (attempt.channel !== channel.name || attempt.sub_merchant !== notice.subMerchant) return 'wrong_merchant';
  if (attempt.is_simulated !== channel.isSimulated) return 'foreign';
  if (notice.state === 'paid' && notice.amountFen !== attempt.amount_fen) return 'wrong_amount';
  if (notice.state !== 'paid') return 'other';
  // A code being reversed gives back what was paid; an attempt that is over is believed to be paid only when a query says so.
  if (!isLive(attempt.state) || attempt.state === 'reversing') return confirmLate(desk, attempt);
  const moved = await move(
    desk.db,
    at(desk),
    attempt.out_trade_no,
    { kind: 'upstream', state: 'paid' },
    {
      source: 'notice',
      amountFen: notice.amountFen,
      channelNo: notice.channelNo,
      paidAt: notice.paidAt,
      wallet: notice.wallet,
      raw: '',
    },
  );
  if (moved.moved) {
    desk.wake();
    return 'taken';
  }
  return moved.why === 'wrong_amount' ? 'wrong_amount' : 'known';
}

async function confirmLate(desk: Desk, attempt: Attempt): Promise<Verdict> {
  if (attempt.state === 'reversing') return 'later';
  if (attempt.state !== 'closed' && attempt.state !== 'failed') return 'known';
  const order = await findOrder(desk.db, desk.market, attempt.order_hash);
  const reach = order === null ? null : await reachOf(desk, order, attempt);
  if (reach === null) return 'later';
  const before = attempt.state;
  const seen = await query(desk, attempt, reach);
  return seen.state === before ? 'later' : 'taken';
}

/** The channel says a refund is over: its own answer to a query counts, and is asked for now. */
async function hurryRefund(desk: Desk, notice: Notice): Promise<Verdict> {
  const done = await desk.db
    .updateTable('payment_refunds')
    .set({ next_at: desk.now() })
    .where('market', '=', desk.market)
    .where('out_refund_no', '=', notice.outRefundNo ?? '')
    .where('out_trade_no', '=', notice.outTradeNo)
    .where('state', 'in', ['wanted', 'pending'])
    .executeTakeFirst();
  if (done.numUpdatedRows > 0n) desk.wake();
  return 'refund';
}

const keep = (
  { db, market, now }: Desk,
  channel: Channel,
  id: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  verdict: Verdict,
): Promise<unknown> =>
  db
    .insertInto('payment_notices')
    .values({
      market,
      channel: channel.name,
      id: id.slice(0, 200),
      received_at: now(),
      headers: JSON.stringify(headers),
      body,
      verdict,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
