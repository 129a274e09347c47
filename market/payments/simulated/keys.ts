import { generateKeyPairSync } from 'node:crypto';

export interface Pair {
  readonly privateKey: string;
  readonly publicKey: string;
}
/** A fresh RSA key, as the channels want them (PEM). Simulated channels make theirs at each start. */
export function rsaPair(): Pair {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  return { privateKey, publicKey };
}
/** A text of letters and digits. */
export function word(random: () => number, length: number): string {
  const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789';
  return Array.from({ length }, () => letters[Math.floor(random() * letters.length)]).join('');
}

/** Made when it is first asked for. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}
