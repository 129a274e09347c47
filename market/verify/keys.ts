import { createPublicKey, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** An Ed25519 public key from its 32 raw bytes in base64url (43 characters); null when it is none. */
export function publicKeyOf(text: string): KeyObject | null {
  if (!/^[A-Za-z0-9_-]{43}$/.test(text) || Buffer.from(text, 'base64url').toString('base64url') !== text) return null;
  try {
    return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: text }, format: 'jwk' });
  } catch {
    return null;
  }
}

function signatureBytes(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.length === 64 && bytes.toString('base64url') === text ? bytes : null;
}

/** Whether `signature` (base64url, in the one way it can be written) is the key's over the UTF-8 of `text`. Runs beside us. */
export function isSigned(key: KeyObject, text: string, signature: string): Promise<boolean> {
  const bytes = signatureBytes(signature);
  if (bytes === null) return Promise.resolve(false);
  return new Promise((resolve, reject) => {
    verify(null, Buffer.from(text, 'utf8'), key, bytes, (error, good) => {
      if (error === null) resolve(good);
      else reject(error);
    });
  });
}

export const entrySignedText = (hash: string): string => `stall-pos journal v1\n${hash}`;

/** A head the market has countersigned. */
export interface Receipt {
  readonly market: number;
  readonly terminal: number;
  readonly epoch: number;
  readonly seq: number;
  readonly hash: string;
  readonly receivedAt: number;
  readonly sig: string;
}

export const headSignedText = ({ market, terminal, epoch, seq, hash, receivedAt }: Receipt): string =>
  `stall-pos head v1\n${market}/${terminal}/${epoch}/${seq}/${hash}/${receivedAt}`;
