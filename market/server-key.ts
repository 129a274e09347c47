import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** The key with which the market countersigns heads. `publicKey` is base64url of its 32 raw bytes. */
export interface ServerKey {
  readonly publicKey: string;
  /** base64url Ed25519 signature of the UTF-8 bytes of `text`. */
  sign(text: string): string;
  /** The same for bytes, as 64 bytes. */
  signBytes(bytes: Uint8Array): Uint8Array;
}

/**
 * Reads the key (PKCS 8, PEM), or makes it at the first start, readable by its owner only. It belongs into the backup: receipts that
 * terminals have are worth as much as this key. @throws when the file holds something else.
 */
export async function openServerKey(path: string): Promise<ServerKey> {
  const privateKey = createPrivateKey((await readKey(path)) ?? (await makeKey(path)));
  const { x, crv } = createPublicKey(privateKey).export({ format: 'jwk' });
  if (crv !== 'Ed25519' || x === undefined) throw new Error(`${path} does not hold an Ed25519 key`);
  return {
    publicKey: x,
    sign: (text) => sign(null, Buffer.from(text, 'utf8'), privateKey).toString('base64url'),
    signBytes: (bytes) => sign(null, bytes, privateKey),
  };
}

async function readKey(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    // Any other fault must not lead to a new key: every receipt of before would be worthless.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

async function makeKey(path: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  const pem = generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  await writeFile(path, pem, { mode: 0o600, flag: 'wx', flush: true });
  return pem;
}
