import { createPublicKey, verify, type KeyObject } from 'node:crypto';

const known = new Map<string, KeyObject | null>();

function keyOf(publicKey: string): KeyObject | null {
  const found = known.get(publicKey);
  if (found !== undefined) return found;
  let key: KeyObject | null = null;
  try {
    key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' });
  } catch {
    // A text that is no key has signed nothing.
  }
  known.set(publicKey, key);
  return key;
}

/** Whether the key (base64url of 32 bytes) has signed the UTF-8 bytes of the text. */
export function checkSignature(publicKey: string, text: string, sig: string): boolean {
  const key = keyOf(publicKey);
  return key !== null && verify(null, Buffer.from(text, 'utf8'), key, Buffer.from(sig, 'base64url'));
}
