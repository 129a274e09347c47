import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseOrderPath } from '../../shared/payment-order.ts';
import type { ProofChannel } from '../../shared/payment-order.ts';
import { readJson } from '../answer.ts';
import { safety } from '../html.ts';
import { createLimiter } from '../limiter.ts';
import { channelFor } from '../payments/policy.ts';
import { isSimulated, merchants } from '../payments/desk.ts';
import type { Desk } from '../payments/desk.ts';
import { faultText, takeOrder } from '../payments/orders.ts';
import { attemptsOf, findOrder } from '../payments/rows.ts';
import type { Attempt, Order } from '../payments/rows.ts';
import { standingOf } from '../payments/standing.ts';
import { isLive } from '../payments/state.ts';
import { sha256Hex } from '../seal.ts';
import { choicePage, invitedPage, overPage, paidPage, sayPage, waitPage } from './look.ts';
import type { PayView } from './look.ts';
import { openFor } from './opening.ts';
import { isWallet, walletNames, walletOf, wallets } from './wallet.ts';

/** Of one order; a page looks for news 40 times a minute. */
const PAGES_PER_MINUTE = 60;
const STATES_PER_MINUTE = 600;
const web = fileURLToPath(new URL('../web/', import.meta.url));

type Query = Readonly<Record<string, string>>;
const queryOf = (request: FastifyRequest): Query =>
  Object.fromEntries(
    Object.entries(request.query as Record<string, unknown>).flatMap(([key, value]) =>
      typeof value === 'string' ? [[key, value]] : [],
    ),
  );
const html = (reply: FastifyReply, status: number, text: string) =>
  reply.code(status).headers(safety).type('text/html; charset=utf-8').send(text);

/** The page behind the QR of an order, and of money on a stall's printed code (`/2/`). Public: whoever sees the code may pay. */
export function addPay(app: FastifyInstance, desk: Desk): void {
  const pages = createLimiter({ perMinute: PAGES_PER_MINUTE, now: desk.now });
  const states = createLimiter({ perMinute: STATES_PER_MINUTE, now: desk.now });

  for (const [path, name, type] of [
    ['/pay/pay.css', 'pay.css', 'text/css; charset=utf-8'],
    ['/pay/pay.js', 'pay.js', 'text/javascript; charset=utf-8'],
  ] as const)
    app.get(path, async (_request, reply) =>
      reply
        .headers(safety)
        .type(type)
        .send(await readFile(`${web}${name}`)),
    );

  /** The order behind an address, known already; its signature was looked at when it was kept. */
  const known = async (kind: string, text: string): Promise<Order | null> => {
    const hash = kind === '1' ? hashOf(text) : /^[0-9a-f]{64}$/.test(text) ? text : null;
    const order = hash === null ? null : await findOrder(desk.db, desk.market, hash);
    return order === null || (order.terminal === 0) !== (kind === '2') ? null : order;
  };
  // A wildcard: a named parameter ends at 100 characters, an order has 136.
  for (const kind of ['1', '2'] as const) {
    app.get(`/${kind}/*`, async (request, reply) => {
      const [text = '', part] = starOf(request).split('/');
      if (part === 'state') {
        if (!states.open(text)) return reply.code(429).headers(safety).send({ error: 'too_many' });
        states.count(text);
        const order = await known(kind, text);
        if (order === null) return reply.code(404).headers(safety).send({ error: 'not_found' });
        const seen = await see(desk, order, `/${kind}/${text}`);
        return reply.headers(safety).send({ version: seen.view.version, isOver: seen.isOver });
      }
      if (part !== undefined) return html(reply, 404, sayPage('没有这一页', '请再扫一次摊位屏幕上的码。'));
      if (!pages.open(text)) return html(reply, 429, sayPage('打开得太勤了', '请一分钟后再扫。'));
      pages.count(text);
      const order = kind === '1' ? await takeOrder(desk, text, null) : ((await known(kind, text)) ?? 'bad_order');
      if (typeof order === 'string')
        return html(reply, order === 'bad_order' ? 404 : 403, sayPage('这个码不能付款', faultText(order)));
      return showOrder(desk, order, `/${kind}/${text}`, request, reply);
    });
    app.post(`/${kind}/*`, async (request, reply) => {
      const [text = '', part] = starOf(request).split('/');
      const order = part === 'simulated' ? await known(kind, text) : null;
      const phone = order === null ? null : await mockPhone(desk, order, request);
      if (phone === null) return reply.code(404).headers(safety).send({ error: 'not_found' });
      return reply.headers(safety).send({ result: phone });
    });
  }
}

const starOf = (request: FastifyRequest): string => (request.params as { '*': string })['*'];
function hashOf(text: string): string | null {
  const read = parseOrderPath(text);
  return read === null ? null : sha256Hex(read.bytes);
}

interface Seen {
  readonly view: PayView;
  readonly attempts: readonly Attempt[];
  readonly isOver: boolean;
}
async function see(desk: Desk, order: Order, path: string): Promise<Seen> {
  const attempts = await attemptsOf(desk.db, desk.market, order.order_hash);
  const mark = standingOf(order, attempts);
  const stall = await desk.db
    .selectFrom('stalls')
    .select('name')
    .where('market', '=', desk.market)
    .where('stall', '=', order.stall)
    .executeTakeFirst();
  const live = attempts.find(({ state }) => isLive(state));
  const parts = [mark.state, mark.returnedFen, live?.attempt ?? 0, live?.state ?? ''];
  return {
    view: {
      stall: `${order.stall}号摊 ${stall?.name ?? ''}`.trim(),
      mark,
      path,
      version: parts.join('-'),
      isSimulated: attempts.length === 0 ? isSimulated(desk) : mark.isSimulated,
    },
    attempts,
    isOver: mark.state !== 'open' && mark.state !== 'failed' && mark.state !== 'pending',
  };
}

async function showOrder(
  desk: Desk,
  order: Order,
  path: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const seen = await see(desk, order, path);
  const said = stateOnly(desk, order, seen);
  if (said !== null) return html(reply, 200, said);

  const inside = walletOf(request.headers['user-agent'] ?? '');
  const query = queryOf(request);
  const asked = query['wallet'];
  const wallet = isWallet(asked) ? asked : inside;
  if (wallet === null) return html(reply, 200, choicePage(seen.view, await offered(desk, order, seen.view)));

  const channel = channelFor(wallet, await merchants(desk, order.stall), desk.channels)?.channel;
  const isInside = wallet === inside;
  const hasCome = isInside && query['state'] !== undefined;
  const payerId = hasCome ? ((await channel?.payerOf(wallet, query).catch(() => null)) ?? null) : null;
  if (hasCome && payerId === null && query['again'] !== undefined)
    return html(reply, 200, waitPage(seen.view, '没连上', `${walletNames[wallet]}没有回答，请再扫一次码。`));
  const returnTo = `${desk.host()}${path}?wallet=${wallet}${hasCome ? '&again=1' : ''}`;
  const opened = await openFor(desk, order, { wallet, isInside, payerId, returnTo });
  switch (opened.kind) {
    case 'who':
      return reply.headers(safety).redirect(opened.url, 302);
    case 'no_channel':
      return html(
        reply,
        200,
        choicePage(seen.view, await offered(desk, order, seen.view)).replace(
          '<main>',
          `<main><p class="note">这个摊位没有开通${walletNames[wallet]}。</p>`,
        ),
      );
    case 'invited': {
      // As it is now: the page must not think that its own try is news.
      const { view } = await see(desk, order, path);
      return html(reply, 200, invitedPage(view, wallet, opened.invitation, isInside));
    }
    case 'wait':
    case 'over': {
      const now = (await findOrder(desk.db, desk.market, order.order_hash)) ?? order;
      const again = await see(desk, now, path);
      // Another version than is shown: the page looks again at once.
      const view = { ...again.view, version: `${again.view.version}-wait` };
      return html(
        reply,
        200,
        stateOnly(desk, now, again) ?? waitPage(view, '请稍等', '正在准备付款，这一页会自己变。'),
      );
    }
    default:
      return opened satisfies never;
  }
}

/** Wallets a browser outside of them can still pay with: Alipay is opened by an address, a simulated one by a key. */
async function offered(desk: Desk, order: Order, view: PayView): Promise<readonly ProofChannel[]> {
  const held = await merchants(desk, order.stall);
  return wallets.filter((wallet) => {
    const found = channelFor(wallet, held, desk.channels);
    if (found === null) return false;
    return view.isSimulated ? found.channel.isSimulated : wallet === 'alipay';
  });
}

/** The page where there is nothing (more) to pay; null: there is. */
function stateOnly(desk: Desk, order: Order, { view, attempts }: Seen): string | null {
  const { mark } = view;
  switch (mark.state) {
    case 'paid':
    case 'late':
    case 'part_returned': {
      const counted = attempts.find((one) => one.out_trade_no === order.paid_by);
      if (order.terminal === 0 || counted?.paid_at === null || counted === undefined) return paidPage(view, null);
      return paidPage(
        view,
        desk.proofs.of({
          market: desk.market,
          terminal: order.terminal,
          keyId: order.key_id,
          bytes: Buffer.from(order.payload, 'base64url'),
          orderHash: order.order_hash,
          wallet: counted.wallet,
          paidFen: order.amount_fen,
          paidAt: counted.paid_at,
        }),
      );
    }
    case 'duplicate':
      return overPage(view, '钱正在退回', '摊主已经用别的方式收了这一单，您付的钱会原路退回。');
    case 'returned':
      return overPage(view, '钱已退回', '这一单的钱已经原路退回您的账户。');
    case 'closed':
      return order.ended === 'expired'
        ? overPage(view, '这个码过期了', '没有扣钱。请摊主再出一个码。')
        : overPage(view, '不用付了', '摊主已经关闭这一单，没有扣钱。');
    case 'pending':
      return waitPage(
        view,
        '正在收款',
        attempts.some(({ state, way }) => way === 'payment_code' && isLive(state))
          ? '摊主扫了付款码，请在手机上确认。'
          : '上一次付款正在关闭，请稍等。',
      );
    case 'open':
    case 'failed':
      return null;
    default:
      return mark.state satisfies never;
  }
}

/** Pays in the shopper's name with a simulated wallet. Null: there is none, or nothing to pay. */
async function mockPhone(desk: Desk, order: Order, request: FastifyRequest): Promise<string | null> {
  const body = readJson(request.body);
  const wallet = typeof body === 'object' && body !== null && 'wallet' in body ? body.wallet : null;
  const live = (await attemptsOf(desk.db, desk.market, order.order_hash)).find(({ state }) => isLive(state));
  const phone = live === undefined || !live.is_simulated ? undefined : desk.phones.get(live.channel);
  if (live === undefined || phone === undefined || live.wallet !== wallet || live.invitation === null) return null;
  const { invitation } = live;
  const text =
    invitation.kind === 'url'
      ? invitation.url
      : (invitation.arguments['package'] ?? invitation.arguments['tradeNO'] ?? '');
  return phone.pay(text);
}
