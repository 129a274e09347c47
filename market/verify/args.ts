import { parseArgs } from 'node:util';
import type { Anchors, KnownHead } from './anchors.ts';
import type { Checks } from './journal.ts';
import { publicKeyOf } from './keys.ts';

export const usage = `usage: npm run verify -- FILE [options]
Checks the exported journal of a terminal. Works offline. Exit code 0: good, 1: bad, 2: not readable or wrong usage.

  --key PUBLICKEY         the terminal's key, known from elsewhere; repeat it for each key. Without it the file's own keys are
                          taken, which proves only that the file fits itself
  --server-key PUBLICKEY  the key of the market's server; then at least one receipt of the market must be there
  --receipts FILE         receipts got from the market, one to a line, besides those in the file
  --head NUMBER=HASH      an entry known from elsewhere, e.g. 17-1-212=<at least 16 hex digits of its hash>; may be repeated
  --open                  the file is still being written (a mirror): it may end without closing line or within a line, and a later
                          epoch in it may go on from an entry of another file
  --only chain|contents   chain: hashes and their links only; contents: everything but signatures
  --json                  the verdict as one line of JSON`;

export interface Asked {
  readonly file: string;
  readonly receiptsFile: string | null;
  readonly anchors: Omit<Anchors, 'receipts'>;
  readonly checks: Checks;
  readonly open: boolean;
  readonly json: boolean;
}

/** The command line, or what is wrong with it. */
export function readArgs(args: readonly string[]): Asked | string {
  let read;
  try {
    read = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        key: { type: 'string', multiple: true },
        'server-key': { type: 'string' },
        receipts: { type: 'string' },
        head: { type: 'string', multiple: true },
        only: { type: 'string' },
        open: { type: 'boolean' },
        json: { type: 'boolean' },
      },
    });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  const { values, positionals } = read;
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) return 'one file, please';
  const keys = values.key ?? [];
  for (const key of [...keys, ...(values['server-key'] === undefined ? [] : [values['server-key']])])
    if (publicKeyOf(key) === null) return `not a public key (32 bytes in base64url): ${key}`;
  const heads: KnownHead[] = [];
  for (const text of values.head ?? []) {
    const head = readHead(text);
    if (head === null) return `not a number and a hash: ${text}`;
    heads.push(head);
  }
  const { only } = values;
  if (only !== undefined && only !== 'chain' && only !== 'contents') return `--only chain or --only contents`;
  const anchored =
    keys.length + heads.length > 0 || values['server-key'] !== undefined || values.receipts !== undefined;
  if (only === 'chain' && anchored) return '--only chain compares with nothing from elsewhere';
  return {
    file,
    receiptsFile: values.receipts ?? null,
    anchors: { keys, serverKey: values['server-key'] ?? null, heads },
    checks: only ?? 'all',
    open: values.open ?? false,
    json: values.json ?? false,
  };
}

function readHead(text: string): KnownHead | null {
  const match = /^(\d{1,10})-(\d{1,10})-(\d{1,10})=([0-9a-f]{16,64})$/.exec(text);
  if (match === null) return null;
  const [terminal, epoch, seq] = match.slice(1, 4).map(Number) as [number, number, number];
  return { terminal, epoch, seq, hash: match[4] ?? '' };
}
