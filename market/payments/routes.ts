import type { FastifyInstance } from 'fastify';
import type Type from 'typebox';
import { Compile } from 'typebox/compile';
import { ChargeRequest, ClaimRequest, CloseRequest, OrderRequest } from '../../shared/payment-wire.ts';
import type { OrderAnswer, PaymentConfig } from '../../shared/payment-wire.ts';
import { API } from '../../shared/wire.ts';
import { good, refused } from '../answer.ts';
import { createLimiter } from '../limiter.ts';
import { readBody, signedRoute } from '../request.ts';
import type { Terminal } from '../session.ts';
import { claimArrival } from './arrivals.ts';
import { charge } from './charge.ts';
import { at, isSimulated, merchants } from './desk.ts';
import type { Desk } from './desk.ts';
import { orderRefused, takeOrder } from './orders.ts';
import { readPolicy } from './policy.ts';
import { attemptsOf, findOrder } from './rows.ts';
import type { Order } from './rows.ts';
import { standingOf, standingText } from './standing.ts';
import { isLive } from './state.ts';
import { endOrder } from './store.ts';
import { end, reachOf } from './upstream.ts';

const PAYMENTS = `${API}/payments`;
/** A busy stall sells six times a minute; asked again each 5 s for six carts it is 72. */
const PER_MINUTE = 240;

const orderShape = Compile(OrderRequest);
const chargeShape = Compile(ChargeRequest);
const closeShape = Compile(CloseRequest);
const claimShape = Compile(ClaimRequest);

/** What terminals ask of the gateway (shared/payment-wire.ts). */
export function addPaymentRoutes(app: FastifyInstance, desk: Desk): void {
  const signed = signedRoute(desk.db, desk.market, desk.now);
  const limiter = createLimiter({ perMinute: PER_MINUTE, now: desk.now });
  const open = (terminal: Terminal): boolean => {
    const key = String(terminal.terminal);
    if (!limiter.open(key)) return false;
    limiter.count(key);
    return true;
  };
  const tooMany = refused(429, 'too_many', '问得太勤了,请一分钟后再试。');

  app.get(
    `${PAYMENTS}/config`,
    signed(async (terminal) => good(await configFor(desk, terminal))),
  );
  app.post(
    `${PAYMENTS}/orders`,
    signed(async (terminal, request) => {
      const body = readBody<Type.Static<typeof OrderRequest>>(request, orderShape);
      if (!body.ok) return body.answer;
      if (!open(terminal)) return tooMany;
      const order = await takeOrder(desk, body.value.order, terminal.terminal);
      return typeof order === 'string' ? orderRefused(order) : good(await answerFor(desk, order.order_hash));
    }),
  );
  app.post(
    `${PAYMENTS}/charge`,
    signed(async (terminal, request) => {
      const body = readBody<Type.Static<typeof ChargeRequest>>(request, chargeShape);
      if (!body.ok) return body.answer;
      if (!open(terminal)) return tooMany;
      const order = await takeOrder(desk, body.value.order, terminal.terminal);
      if (typeof order === 'string') return orderRefused(order);
      const { channel, authCode } = body.value;
      return (await charge(desk, order, { channel, authCode })) ?? good(await answerFor(desk, order.order_hash));
    }),
  );
  app.post(
    `${PAYMENTS}/close`,
    signed(async (terminal, request) => {
      const body = readBody<Type.Static<typeof CloseRequest>>(request, closeShape);
      if (!body.ok) return body.answer;
      if (!open(terminal)) return tooMany;
      const order = await takeOrder(desk, body.value.order, terminal.terminal);
      if (typeof order === 'string') return orderRefused(order);
      await endOrder(desk.db, at(desk), order.order_hash, 'stall');
      // Asked at once, so that the till hears how it ended; what is not sure yet the schedule goes on with.
      await endLive(desk, order);
      desk.wake();
      return good(await answerFor(desk, order.order_hash));
    }),
  );
  app.post(
    `${PAYMENTS}/arrivals/claim`,
    signed(async (terminal, request) => {
      const body = readBody<Type.Static<typeof ClaimRequest>>(request, claimShape);
      if (!body.ok) return body.answer;
      return open(terminal) ? claimArrival(desk, terminal, body.value) : tooMany;
    }),
  );
}

async function configFor(desk: Desk, terminal: Terminal): Promise<PaymentConfig> {
  const policy = await readPolicy(desk.db, desk.market);
  const held = await merchants(desk, terminal.stall);
  return {
    host: desk.host(),
    keyId: policy.keyId,
    proofKey: desk.proofs.keyOf(desk.market, terminal.terminal, policy.keyId).toString('base64url'),
    proofSigners: [...desk.signers],
    channels: held.map(({ channel }) => channel).filter((name) => desk.channels.has(name)),
    codeRules: [...policy.codeRules],
    offlineOrderFen: policy.offlineOrderFen,
    offlineTotalFen: policy.offlineTotalFen,
    isSimulated: isSimulated(desk),
  };
}

async function answerFor({ db, market }: Desk, orderHash: string): Promise<OrderAnswer> {
  const order = await findOrder(db, market, orderHash);
  if (order === null) throw new Error(`order ${orderHash} is gone`);
  const attempts = await attemptsOf(db, market, orderHash);
  const { state, channel, amountFen, transactionId, isSimulated: simulated } = standingOf(order, attempts);
  return {
    orderHash,
    state,
    channel,
    paidFen: order.paid_by === null ? 0 : amountFen,
    transactionId,
    text: standingText(state, attempts),
    isSimulated: simulated,
  };
}

async function endLive(desk: Desk, order: Order): Promise<void> {
  const live = (await attemptsOf(desk.db, desk.market, order.order_hash)).find(({ state }) => isLive(state));
  const reach = live === undefined ? null : await reachOf(desk, order, live);
  if (live !== undefined && reach !== null) await end(desk, live, reach);
}
