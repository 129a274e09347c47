import { randomBytes } from 'node:crypto';
import { chmod, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Secrets } from './core/core.ts';

/** The terminal's keys on disk: a plain file that only its owner can read, or one sealed by the operating system's key store. */

/** Seals bytes with the operating system's key store. `renew` asks for sealing again, after a change of the store's own key. */
export interface Vault {
  seal(bytes: Uint8Array): Promise<Uint8Array>;
  unseal(sealed: Uint8Array): Promise<{ readonly bytes: Uint8Array; readonly renew: boolean }>;
}

const readOrNull = async (path: string): Promise<Uint8Array | null> => {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
};

/** A torn key file would cost the terminal its identity: written aside, synced, then renamed over. */
async function writeWhole(dir: string, name: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  // The folder's own name lives in its parent: unsynced, a power cut could take the folder, and with it the key, away again.
  await syncFolder(dirname(dir));
  const aside = join(dir, `.${name}.${randomBytes(6).toString('hex')}`);
  const file = await open(aside, 'wx', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(aside, join(dir, name));
  await syncFolder(dir);
}

async function syncFolder(dir: string): Promise<void> {
  if (process.platform === 'win32') return; // a directory can't be opened for syncing there
  const folder = await open(dir, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

const checkName = (name: string): void => {
  if (!/^[a-z0-9][a-z0-9_-]{0,40}$/.test(name)) throw new Error(`not a name of a secret: ${JSON.stringify(name)}`);
};

/**
 * Keys in files of mode 0600 (the Node host, or a desktop without a key store).
 * Rejects when only a sealed key exists: answering "none" would make the terminal a new identity.
 */
export function fileSecrets(dir: string): Secrets {
  return {
    async load(name) {
      checkName(name);
      const path = join(dir, `${name}.key`);
      const bytes = await readOrNull(path);
      if (bytes !== null) {
        // A copy made by hand or from a backup may have come back readable by all.
        await chmod(path, 0o600);
        return bytes;
      }
      if ((await readOrNull(join(dir, `${name}.sealed`))) !== null) {
        throw new Error(
          `the key "${name}" of this terminal is sealed by the desktop app and its login; start the desktop app instead`,
        );
      }
      return null;
    },
    async save(name, bytes) {
      checkName(name);
      await writeWhole(dir, `${name}.key`, bytes);
    },
  };
}

/** Keys sealed by the operating system's key store. A plain key that the Node host left is sealed and its file taken away. */
export function sealedSecrets(dir: string, vault: Vault): Secrets {
  const save = async (name: string, bytes: Uint8Array): Promise<void> => {
    checkName(name);
    const sealed = await vault.seal(bytes);
    // A key store that can't give it back must be found before the plain file goes.
    if (Buffer.compare((await vault.unseal(sealed)).bytes, bytes) !== 0)
      throw new Error(`the key store did not give back the key "${name}"`);
    await writeWhole(dir, `${name}.sealed`, sealed);
    await rm(join(dir, `${name}.key`), { force: true });
  };
  return {
    async load(name) {
      checkName(name);
      const sealed = await readOrNull(join(dir, `${name}.sealed`));
      if (sealed === null) {
        const plain = await readOrNull(join(dir, `${name}.key`));
        if (plain !== null) await save(name, plain);
        return plain;
      }
      const { bytes, renew } = await vault.unseal(sealed);
      if (renew) await save(name, bytes);
      return bytes;
    },
    save,
  };
}
