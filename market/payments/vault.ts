import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Secrets of the gateway at rest: AES-256-GCM under one key that lies elsewhere. A sealed text is `v1.` and base64url of nonce (12),
 * ciphertext and tag (16); what it is for is authenticated with it, so no secret can be put in another's place.
 */
export interface Vault {
  seal(purpose: string, secret: Uint8Array): string;
  /** @throws when the text was changed, is another's, or the key is another. */
  open(purpose: string, sealed: string): Buffer;
  /** The file `NAME.sealed` of the vault's folder; null when there is none. */
  read(name: string): Promise<Buffer | null>;
  /** Written whole or not at all, readable by its owner only. */
  write(name: string, secret: Uint8Array): Promise<void>;
}

/** Where the key comes from: 32 bytes as 64 hex digits or base64, or a passphrase. */
export type VaultKey =
  | { readonly kind: 'key'; readonly text: string }
  | { readonly kind: 'passphrase'; readonly text: string }
  /** A file with the key; made at the first start. */
  | { readonly kind: 'file'; readonly path: string };

const NONCE = 12;
const TAG = 16;
/** About 100 ms and 64 MB for each guess. */
const SCRYPT = { N: 65_536, r: 8, p: 1, maxmem: 128 * 1024 * 1024 } as const;

export async function openVault(dir: string, source: VaultKey): Promise<Vault> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const key = await keyOf(dir, source);
  const path = (name: string): string => join(dir, `${name}.sealed`);
  const vault: Vault = {
    seal: (purpose, secret) => {
      const nonce = randomBytes(NONCE);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      cipher.setAAD(Buffer.from(purpose, 'utf8'));
      const sealed = [nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag()];
      return `v1.${Buffer.concat(sealed).toString('base64url')}`;
    },
    open: (purpose, sealed) => {
      const bytes = Buffer.from(sealed.startsWith('v1.') ? sealed.slice(3) : '', 'base64url');
      if (bytes.length < NONCE + TAG) throw new Error(`the sealed ${purpose} is damaged`);
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE));
      decipher.setAAD(Buffer.from(purpose, 'utf8'));
      decipher.setAuthTag(bytes.subarray(-TAG));
      try {
        return Buffer.concat([decipher.update(bytes.subarray(NONCE, -TAG)), decipher.final()]);
      } catch {
        throw new Error(`the sealed ${purpose} does not open: it was changed, or the gateway's key is another one`);
      }
    },
    read: async (name) => {
      const sealed = await readOrNull(path(name));
      return sealed === null ? null : vault.open(name, sealed.trim());
    },
    write: (name, secret) => writeWhole(path(name), `${vault.seal(name, secret)}\n`),
  };
  // A wrong key is told at the start, not at the first payment.
  const check = await vault.read('check');
  if (check === null) await vault.write('check', Buffer.from('stall-pos'));
  return vault;
}

async function keyOf(dir: string, source: VaultKey): Promise<Buffer> {
  switch (source.kind) {
    case 'key':
      return keyBytes(source.text, 'the key of the payments gateway');
    case 'passphrase':
      return scryptSync(source.text.normalize('NFC'), await saltOf(join(dir, 'salt')), 32, SCRYPT);
    case 'file': {
      const held = await readOrNull(source.path);
      if (held !== null) return keyBytes(held, source.path);
      const made = randomBytes(32);
      await mkdir(dirname(source.path), { recursive: true });
      await writeFile(source.path, `${made.toString('hex')}\n`, { mode: 0o600, flag: 'wx', flush: true });
      return made;
    }
    default:
      return source satisfies never;
  }
}

async function saltOf(path: string): Promise<Buffer> {
  const held = await readOrNull(path);
  if (held !== null) return Buffer.from(held.trim(), 'hex');
  const salt = randomBytes(16);
  await writeWhole(path, `${salt.toString('hex')}\n`);
  return salt;
}

function keyBytes(text: string, where: string): Buffer {
  const clean = text.trim();
  const bytes = /^[0-9a-fA-F]{64}$/.test(clean) ? Buffer.from(clean, 'hex') : Buffer.from(clean, 'base64');
  if (bytes.length !== 32) throw new Error(`${where} must be 32 bytes, as 64 hex digits or base64`);
  return bytes;
}

async function readOrNull(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

async function writeWhole(path: string, text: string): Promise<void> {
  await writeFile(`${path}.new`, text, { mode: 0o600, flush: true });
  await rename(`${path}.new`, path);
}
