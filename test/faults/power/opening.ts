import { createPrivateKey, createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Core } from '../../../electron/core/core.ts';
import { readCatalogue, silentLog } from '../../setup/core.ts';

/** The key of a till that has not joined a market, PKCS 8. */
export const KEY_FILE = 'secrets/training-key.key';

/** DER (SPKI) of the key that lies in a till's directory. */
export function publicKeyIn(dir: string): Uint8Array {
  const secret = createPrivateKey({ key: readFileSync(join(dir, KEY_FILE)), format: 'der', type: 'pkcs8' });
  return createPublicKey(secret).export({ format: 'der', type: 'spki' });
}

/** A time of its own for each run on a directory, a little later with each look. */
function createClock(run: number): { now(): number } {
  let at = 1_795_400_000_000 + run * 600_000;
  return { now: () => (at += 7) };
}

/** Opens the real core with its keys in files, as the Node host does. Loaded late: plants must be sown before. */
export async function openTill(dir: string, run: number): Promise<Core> {
  const { createCore } = await import('../../../electron/core/core.ts');
  const { fileSecrets } = await import('../../../electron/secrets.ts');
  return createCore({
    dir,
    clock: createClock(run),
    secrets: fileSecrets(join(dir, 'secrets')),
    log: silentLog,
    server: null,
    enrolCode: null,
    devices: { scale: null, printer: null, display: null, scanner: null, bench: null },
    catalogue: readCatalogue(),
    trade: 'vegetables',
    version: 'power',
  });
}
