import { restore } from '../../../electron/core/restore/restore.ts';
import { fileSecrets } from '../../../electron/secrets.ts';

/** What the rebuilding process is started with: `node rebuild.mjs SETUP` (JSON). Its one line is the outcome. */
export interface RebuildSetup {
  readonly dir: string;
  readonly keys: string;
  readonly mirror: string | null;
  readonly market: { readonly server: string; readonly code: string } | null;
}

const setup = JSON.parse(process.argv[2] ?? '') as RebuildSetup;
const silent = (): void => {};
const outcome = await restore({
  dir: setup.dir,
  mirror: setup.mirror,
  market: setup.market,
  terminal: null,
  secrets: () => fileSecrets(setup.keys),
  now: Date.now,
  chance: Math.random,
  version: 'faults',
  log: { debug: silent, info: silent, warn: silent, error: silent },
});
process.stdout.write(`${JSON.stringify(outcome)}\n`);
