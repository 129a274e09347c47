import { createHmac, createPublicKey, timingSafeEqual, verify } from 'node:crypto';
import type { ScanAnswer } from '../../../shared/commands/scan.ts';
import type { Done } from '../../../shared/command.ts';
import { ok, refuse, type Reply } from '../../../shared/contract.ts';
import {
  channelOfCode,
  codeAuthenticated,
  parseOrderPath,
  parseProof,
  proofSigned,
  shortCode,
  type ProofChannel,
  type SignedProof,
} from '../../../shared/payment-order.ts';
import { amountFault, proofFault, recentWrong } from '../../../shared/payment-proof.ts';
import { MAX_TRIES, MAX_TRIES_HOUR } from '../../../shared/payments.ts';
import type { PaymentOrder } from '../../../shared/records/terminal.ts';
import type { Journal } from '../journal/journal.ts';
import type { Permits } from '../people/permits.ts';
import type { Settings } from '../settings.ts';
import type { ConfigBook } from './config.ts';
import type { News } from './news.ts';
import type { OrderBook } from './orders.ts';
import type { Settling } from './settling.ts';

export interface Proofs {
  /** A signed proof: finds its order among all of them by its hash. */
  scanned(text: string): Promise<Reply<ScanAnswer>>;
  /** A typed code, for the chosen order alone. */
  typed(orderId: string, code: string): Promise<Reply<Done>>;
  /** The market was reached: wrong codes of before count no more. */
  contact(): Promise<void>;
}

const isSignedBy = ({ bytes, signature }: SignedProof, signer: string): boolean =>
  verify(
    null,
    proofSigned(bytes),
    createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: signer }, format: 'jwk' }),
    signature,
  );

/**
 * Proofs of the market that come by way of the shopper, so that a till without a line knows that it is paid. No clock decides. What is
 * accepted is proven, not confirmed, until the market's ledger says so. Each wrong code is counted on the disk before it is looked at.
 */
export async function openProofs(deps: {
  readonly settings: Settings;
  readonly config: ConfigBook;
  readonly orders: OrderBook;
  readonly settling: Settling;
  readonly news: News;
  readonly journal: Journal;
  readonly permits: Pick<Permits, 'use' | 'guards'>;
  readonly isOnline: () => boolean;
  readonly seller: () => string;
  readonly now: () => number;
}): Promise<Proofs> {
  const { settings, config, orders, settling, permits, now } = deps;
  let wrongAt: readonly number[] = (await settings.read('payment_tries'))?.wrongAt ?? [];
  const keepWrong = async (next: readonly number[]): Promise<void> => {
    await settings.write('payment_tries', { wrongAt: next.slice(-20) });
    wrongAt = next;
  };
  const faultOf = (order: PaymentOrder) => {
    const limits = config.current();
    if (limits === null) return { code: 'pay_not_offered' } as const;
    // A part the market has too waits for its sale, at no risk.
    const proven = orders
      .open()
      .filter(({ state, market }) => state === 'proven' && market !== 'paid' && market !== 'late');
    return proofFault(order, limits, { isOnline: deps.isOnline(), proven });
  };
  const accept = async (order: PaymentOrder, channel: ProofChannel): Promise<Reply<unknown>> => {
    const known = { channel, transactionId: null, markId: null };
    const isReleased = order.state === 'released';
    const taken = isReleased
      ? await settling.confirm(order, 'proven_offline', known)
      : await settling.settle(order, 'proven_offline', known);
    if (taken.ok) deps.news.tell(isReleased ? 'paid_later' : 'paid', order, channel, true);
    return taken;
  };
  /** What happened at the keypad is in the journal: who guesses is seen. */
  const note = async (id: string, what: string, order: PaymentOrder, detail: string): Promise<void> => {
    await deps.journal.append({
      id,
      at: now(),
      seller: deps.seller(),
      body: { kind: 'override', what, subjectId: order.id, detail },
    });
  };
  /** Null: the keypad is open. */
  const lockOf = async (order: PaymentOrder): Promise<Reply<never> | null> => {
    if (order.tries >= MAX_TRIES) return refuse({ code: 'proof_code_locked' });
    if (recentWrong(wrongAt, now()).length < MAX_TRIES_HOUR) return null;
    if (!permits.guards('typed_proof')) return refuse({ code: 'proof_codes_locked' });
    const refusal = permits.use('typed_proof');
    if (refusal !== null) return refuse(refusal);
    await keepWrong([]);
    return null;
  };

  return {
    scanned: async (text) => {
      const signed = parseProof(text);
      if (signed === null) return refuse({ code: 'scan_unreadable' });
      const signers = config.current()?.proofSigners ?? [];
      if (!signers.some((signer) => isSignedBy(signed, signer))) return refuse({ code: 'proof_forged' });
      const order = await orders.findByStart(signed.proof.orderHash);
      if (order === null) return refuse({ code: 'proof_unknown' });
      const fault = faultOf(order) ?? amountFault(order, signed.proof);
      if (fault !== null) return refuse(fault);
      const taken = await accept(order, signed.proof.channel);
      return taken.ok ? ok({ did: 'proof', orderId: order.id }) : taken;
    },
    typed: async (orderId, code) => {
      const order = orders.get(orderId);
      if (order === null || (order.state !== 'waiting' && order.state !== 'released'))
        return refuse({ code: 'no_such_order' });
      const fault = faultOf(order);
      if (fault !== null) return refuse(fault);
      const locked = await lockOf(order);
      if (locked !== null) return locked;
      const key = await config.proofKey(order.keyId);
      const bytes = parseOrderPath(order.order)?.bytes;
      if (key === null || bytes === undefined) return refuse({ code: 'proof_no_key' });

      const before = wrongAt;
      const tries = order.tries + 1;
      await keepWrong([...recentWrong(wrongAt, now()), now()]);
      await orders.change(order.id, { tries });
      const channel = channelOfCode(code, order.amountFen) ?? 'wechat';
      const mac = createHmac('sha256', key).update(codeAuthenticated(bytes, channel)).digest();
      const right = Buffer.from(shortCode(mac, channel, order.amountFen));
      const given = Buffer.from(code);
      if (given.length !== right.length || !timingSafeEqual(given, right)) {
        await note(
          `code-${order.id.slice(0, 32)}-${tries}`,
          'proof_wrong',
          order,
          `${order.sign} ${tries}/${MAX_TRIES}`,
        );
        return refuse(
          tries < MAX_TRIES ? { code: 'proof_code_wrong', left: MAX_TRIES - tries } : { code: 'proof_code_locked' },
        );
      }
      await keepWrong(before);
      const taken = await accept({ ...order, tries }, channel);
      return taken.ok ? ok({}) : taken;
    },
    contact: async () => {
      if (wrongAt.length > 0) await keepWrong([]);
    },
  };
}
