import { createHash, createPublicKey, randomBytes, timingSafeEqual, verify } from 'node:crypto';

export const sha256Hex = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');

/** Whether this is the 32 raw bytes of a public key in base64url, written in the one way they can be (43 characters). */
export const isPublicKey = (text: string): boolean =>
  /^[A-Za-z0-9_-]{43}$/.test(text) && Buffer.from(text, 'base64url').toString('base64url') === text;

/** A check of base64url Ed25519 signatures over UTF-8 text with one public key (raw, base64url). */
export function verifierOf(publicKey: string): (text: string, signature: string) => boolean {
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' });
  return (text, signature) => {
    const bytes = Buffer.from(signature, 'base64url');
    return bytes.length === 64 && verify(null, Buffer.from(text, 'utf8'), key, bytes);
  };
}

/** Whether 64 bytes are the Ed25519 signature of these bytes with that public key (raw, base64url). */
export const verifyBytes = (publicKey: string, bytes: Uint8Array, signature: Uint8Array): boolean =>
  verify(null, bytes, createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' }), signature);

export const randomToken = (bytes: number): string => randomBytes(bytes).toString('base64url');

/** Compares secrets in a time that does not depend on where they differ. */
export const sameSecret = (a: string, b: string): boolean =>
  timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());
