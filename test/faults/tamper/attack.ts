import type { Material } from './material.ts';

/**
 * What the one who checks knows from elsewhere.
 * `file`: nothing. `key`: the terminal's public keys. `server`: the public key of the market's server.
 * `market`: both, and the receipts as the market has them.
 */
export const anchorSets = ['file', 'key', 'server', 'market'] as const;
export type AnchorSet = (typeof anchorSets)[number];

export const always = anchorSets;
export const never: readonly AnchorSet[] = [];

/** What the attacker can sign with. */
export type Hand = 'no key' | 'another key' | "the terminal's key";

export interface Tampered {
  /** The file as it is handed over. */
  readonly file: Buffer;
  /** The first line that is wrong, where the verifier must name it. */
  readonly badLine?: number;
}

/** One class of tampering. */
export interface Attack {
  readonly name: string;
  readonly hand: Hand;
  /** Where it must be found. Elsewhere it can't be: docs/tamper.md says why. */
  readonly seen: readonly AnchorSet[];
  /** Whether it takes entries away, or brings one in twice. */
  readonly takes?: 'away' | 'twice';
  make(material: Material): Promise<Tampered>;
}

export const joined = (lines: readonly string[]): Buffer => Buffer.from(`${lines.join('\n')}\n`, 'utf8');

/** Puts `text` for the one place in `line` that the pattern finds; a pattern that finds nothing is a fault of the campaign. */
export function edited(line: string, pattern: RegExp, text: string | ((...found: string[]) => string)): string {
  const done = typeof text === 'string' ? line.replace(pattern, text) : line.replace(pattern, text);
  if (done === line) throw new Error(`${String(pattern)} changes nothing in ${line.slice(0, 200)}`);
  return done;
}

export function lineAt(lines: readonly string[], no: number): string {
  const line = lines[no - 1];
  if (line === undefined) throw new Error(`no line ${no}`);
  return line;
}
