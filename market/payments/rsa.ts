import { createPublicKey, createSign, createVerify, X509Certificate } from 'node:crypto';

/** SHA-256 with RSA (PKCS#1 v1.5) over the UTF-8 text, base64. `privateKey` PEM. */
export const rsaSign = (text: string, privateKey: string): string =>
  createSign('RSA-SHA256').update(text, 'utf8').sign(privateKey, 'base64');

/** Whether a signature is the key's (public key or certificate, PEM); what can't be read proves nothing. */
export function rsaVerify(text: string, signature: string, key: string): boolean {
  try {
    const publicKey = key.includes('BEGIN CERTIFICATE') ? new X509Certificate(key).publicKey : createPublicKey(key);
    return createVerify('RSA-SHA256').update(text, 'utf8').verify(publicKey, signature, 'base64');
  } catch {
    return false;
  }
}

/** Sorted `name=value`, joined by `&`, of all that is not empty. */
export const sortedText = (params: Readonly<Record<string, string>>, without: readonly string[] = ['sign']): string =>
  Object.entries(params)
    .filter(([name, value]) => !without.includes(name) && value !== '')
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
