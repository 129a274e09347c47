import { createHash } from 'node:crypto';

/**
 * A signed file that is not a journal: `{"body":BODY,"sig":"…"}` and a line feed. Signed is the SHA-256 of BODY's bytes as they stand,
 * so that a stick somebody has written on is not taken for the terminal's own.
 */
const BEFORE = '{"body":';
const AFTER = /^,"sig":"([A-Za-z0-9_-]{86})"\}\n$/;
const AFTER_CHARACTERS = 97;

/** What is signed; the first line keeps it from meaning anything elsewhere. `name` is the file's. */
export const envelopeText = (name: string, sha256: string): string => `stall-pos ${name} v1\n${sha256}`;

/** The file piece by piece. */
export async function* sealed(
  name: string,
  body: AsyncIterable<string> | Iterable<string>,
  sign: (text: string) => string,
): AsyncGenerator<string, void, undefined> {
  const hash = createHash('sha256');
  yield BEFORE;
  for await (const part of body) {
    hash.update(part, 'utf8');
    yield part;
  }
  yield `,"sig":"${sign(envelopeText(name, hash.digest('hex')))}"}\n`;
}

/** The body, and what its signature has to fit. Null when the text is not such a file. */
export function unsealed(
  name: string,
  text: string,
): { readonly body: unknown; readonly signed: string; readonly sig: string } | null {
  const [, sig] = AFTER.exec(text.slice(-AFTER_CHARACTERS)) ?? [];
  if (sig === undefined || !text.startsWith(BEFORE)) return null;
  const body = text.slice(BEFORE.length, -AFTER_CHARACTERS);
  try {
    const value: unknown = JSON.parse(body);
    return { body: value, signed: envelopeText(name, createHash('sha256').update(body, 'utf8').digest('hex')), sig };
  } catch {
    return null;
  }
}
