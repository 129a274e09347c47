import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import {
  codeAuthenticated,
  proofBytes,
  proofKeyInfo,
  proofKeySalt,
  proofSigned,
  proofText,
  shortCode,
} from '../../shared/payment-order.ts';
import type { ProofChannel } from '../../shared/payment-order.ts';
import type { ServerKey } from '../server-key.ts';
import type { Vault } from './vault.ts';

/** What proves to a terminal without a network that an order is paid. */
export interface Proof {
  /** For the keypad: 7 digits, 9 above ¥500. */
  readonly code: string;
  /** For the scanner, as a QR. */
  readonly receipt: string;
}

export interface Paid {
  readonly market: number;
  readonly terminal: number;
  readonly keyId: number;
  /** The order's 38 bytes and the hex SHA-256 of them. */
  readonly bytes: Uint8Array;
  readonly orderHash: string;
  readonly wallet: ProofChannel;
  readonly paidFen: number;
  /** Epoch ms. */
  readonly paidAt: number;
}

export interface Proofs {
  /** The proof key of a terminal, 32 bytes. */
  keyOf(market: number, terminal: number, keyId: number): Buffer;
  of(paid: Paid): Proof;
}

/** Which of the market's signing keys: there is one. */
const SIGNER = 1;

export function createProofs(master: Uint8Array, serverKey: ServerKey): Proofs {
  const keyOf = (market: number, terminal: number, keyId: number): Buffer =>
    Buffer.from(hkdfSync('sha256', master, proofKeySalt(market), proofKeyInfo(terminal, keyId), 32));
  return {
    keyOf,
    of: (paid) => {
      const key = keyOf(paid.market, paid.terminal, paid.keyId);
      const mac = Uint8Array.from(
        createHmac('sha256', key).update(codeAuthenticated(paid.bytes, paid.wallet)).digest(),
      );
      const proof = proofBytes({
        keyId: SIGNER,
        orderHash: paid.orderHash.slice(0, 32),
        channel: paid.wallet,
        paidFen: paid.paidFen,
        paidAt: Math.floor(paid.paidAt / 1_000),
      });
      return {
        code: shortCode(mac, paid.wallet, paid.paidFen),
        receipt: proofText(proof, serverKey.signBytes(proofSigned(proof))),
      };
    },
  };
}

/** The key all proof keys come from; made at the first start. It belongs into the backup, apart from the channels' keys. */
export async function openMaster(vault: Vault): Promise<Buffer> {
  const held = await vault.read('proofs');
  if (held !== null) return held;
  const made = randomBytes(32);
  await vault.write('proofs', made);
  return made;
}
