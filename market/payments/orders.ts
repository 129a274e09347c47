import { parseOrderPath, orderSigned } from '../../shared/payment-order.ts';
import type { SignedOrder } from '../../shared/payment-order.ts';
import type { PaymentError } from '../../shared/payment-wire.ts';
import { refused } from '../answer.ts';
import type { Answer } from '../answer.ts';
import { sha256Hex, verifyBytes } from '../seal.ts';
import { at } from './desk.ts';
import type { Desk } from './desk.ts';
import { isGoodKey, readPolicy } from './policy.ts';
import type { PaymentPolicy } from './policy.ts';
import { findOrder, keepOrder } from './rows.ts';
import type { Order } from './rows.ts';

/** A till's clock may be a day off; beyond a quarter of an hour somebody should look. */
const CLOCK_MS = 24 * 3_600_000;
const CLOCK_TOLD_MS = 15 * 60_000;
/** From when it is first opened. */
const SHORTEST_MS = 60_000;
const LONGEST_MS = 3_600_000;

/** Why an order is not taken, in words for whoever asks. */
export type OrderFault = Extract<PaymentError, 'bad_order' | 'foreign_order' | 'too_much' | 'too_old'>;
const faults: Readonly<Record<OrderFault, { readonly status: number; readonly text: string }>> = {
  bad_order: { status: 400, text: '收款码不完整或被改动过,不能用来付款。' },
  foreign_order: { status: 403, text: '这个收款码不是本市场在用的终端出的。' },
  too_much: { status: 403, text: '金额超过市场规定的单笔上限。' },
  too_old: { status: 403, text: '收款码过期,或终端的时间差了一天以上,请摊主重新出码。' },
};
export const orderRefused = (fault: OrderFault): Answer => refused(faults[fault].status, fault, faults[fault].text);
export const faultText = (fault: OrderFault): string => faults[fault].text;

/** Judges an order that is seen for the first time. Pure: what is known comes as arguments. */
export function judgeOrder({ order }: SignedOrder, policy: PaymentPolicy, now: number): OrderFault | null {
  if (order.amountFen === 0 || !isGoodKey(policy, order.keyId, now)) return 'bad_order';
  if (order.amountFen > policy.orderFen) return 'too_much';
  return Math.abs(now - order.issuedAt * 1_000) > CLOCK_MS ? 'too_old' : null;
}

/**
 * Takes in what stands behind `/1/` in the address: proven to be an order of a terminal of this market that may sell, and kept the first
 * time it is seen. `by`: the terminal that sends it, which must be its own; null: a shopper.
 */
export async function takeOrder(desk: Desk, text: string, by: number | null): Promise<Order | OrderFault> {
  const read = parseOrderPath(text);
  if (read === null) return 'bad_order';
  const { order } = read;
  if (order.market !== desk.market || (by !== null && by !== order.terminal)) return 'foreign_order';
  const { db, market } = desk;
  const terminal = await db
    .selectFrom('terminals')
    .select(['stall', 'public_key', 'revoked_at'])
    .where('market', '=', market)
    .where('terminal', '=', order.terminal)
    .executeTakeFirst();
  if (terminal === undefined || terminal.revoked_at !== null) return 'foreign_order';
  const signer = await signerOf(desk, read, terminal.public_key);
  if (signer === null) return 'bad_order';
  const orderHash = sha256Hex(read.bytes);
  const held = await findOrder(db, market, orderHash);
  if (held !== null) return held;
  const now = desk.now();
  const fault = judgeOrder(read, await readPolicy(db, market), now);
  if (fault !== null) return fault;
  const apart = Math.abs(now - order.issuedAt * 1_000);
  if (apart > CLOCK_TOLD_MS)
    desk.log.warn({ terminal: order.terminal, minutes: Math.round(apart / 60_000) }, 'the clock of a terminal is off');
  const kept = await keepOrder(db, at(desk), {
    orderHash,
    terminal: order.terminal,
    stall: terminal.stall,
    payload: Buffer.from(read.bytes).toString('base64url'),
    signature: Buffer.from(read.signature).toString('base64url'),
    signer,
    keyId: order.keyId,
    counter: order.counter,
    amountFen: order.amountFen,
    expiresAt: now + Math.min(LONGEST_MS, Math.max(SHORTEST_MS, order.ttlS * 1_000)),
  });
  if (kept.flag === 'counter')
    desk.log.error(
      { terminal: order.terminal, counter: order.counter },
      'two payment orders of one terminal have one number: its disk was copied',
    );
  return kept;
}

/** The key that signed: the terminal's of now, or of an epoch before, whose orders may still be on a shopper's screen. */
async function signerOf({ db, market }: Desk, read: SignedOrder, key: string): Promise<string | null> {
  const signed = orderSigned(read.bytes);
  if (verifyBytes(key, signed, read.signature)) return key;
  const earlier = await db
    .selectFrom('terminal_epochs')
    .select('public_key')
    .distinct()
    .where('market', '=', market)
    .where('terminal', '=', read.order.terminal)
    .where('public_key', '!=', key)
    .execute();
  return earlier.find((one) => verifyBytes(one.public_key, signed, read.signature))?.public_key ?? null;
}
