import { createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { Compile } from 'typebox/compile';
import { describe, expect, it } from 'vitest';
import { checkSeal, entryText, GENESIS, sealEntry, signatureText, type Sealer } from '../../shared/chain.ts';
import { JournalEntry, type UnsealedEntry } from '../../shared/records/journal.ts';
import { checkSale, perpetualDelta } from '../../shared/sale.ts';
import { cartOf, exactCash, pieceLine, saleEntry, soldBody, weightLine } from './samples.ts';

const specification = readFileSync(new URL('../../docs/journal.md', import.meta.url), 'utf8');
const blocks = (kind: string): string[] =>
  [...specification.matchAll(new RegExp(`\`\`\`${kind}\n([\\s\\S]*?)\n\`\`\``, 'g'))].map((match) => match[1] ?? '');
const value = (name: string): string => new RegExp(`\\| ${name} \\| \`([^\`]+)\` \\|`).exec(specification)?.[1] ?? '';

/** PKCS #8 in front of the 32 bytes of an Ed25519 seed (RFC 8410). */
const privateKey = createPrivateKey({
  key: Buffer.from(`302e020100300506032b657004220420${value('seed')}`, 'hex'),
  format: 'der',
  type: 'pkcs8',
});
const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: value('public key') }, format: 'jwk' });
const sha256Hex = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');
const sealer: Sealer = {
  sha256Hex,
  sign: (text) => sign(null, Buffer.from(text, 'utf8'), privateKey).toString('base64url'),
};
const verifier = {
  sha256Hex,
  verify: (text: string, sig: string) =>
    verify(null, Buffer.from(text, 'utf8'), publicKey, Buffer.from(sig, 'base64url')),
};

const entries = blocks('json entry').map(
  (text): JournalEntry & Record<string, unknown> => JSON.parse(text) as JournalEntry,
);
const texts = blocks('text canonical');
const schema = Compile(JournalEntry);
const withoutOwnFields = (entry: object): object =>
  Object.fromEntries(Object.entries(entry).filter(([key]) => !key.startsWith('_')));

describe('the vectors of docs/journal.md', () => {
  it('are five, each a journal entry', () => {
    expect(entries).toHaveLength(5);
    expect(texts).toHaveLength(5);
    for (const entry of entries) expect(schema.Check(withoutOwnFields(entry))).toBe(true);
  });

  it.each([0, 1, 2, 3, 4])('vector %i has the canonical text, the hash and the signature of the page', (index) => {
    const [entry, text] = [entries[index], texts[index]];
    if (entry === undefined || text === undefined) throw new Error('the page lacks the vector');
    expect(entryText(entry)).toBe(text);
    expect(sha256Hex(text)).toBe(entry.hash);
    expect(sealer.sign(signatureText(entry.hash))).toBe(entry.sig);
    expect(checkSeal(entry, verifier)).toBe('ok');
    const { hash: _hash, sig: _sig, ...rest } = withoutOwnFields(entry) as JournalEntry;
    expect(canonicalize(rest)).toBe(text);
  });

  it('form a chain with a running total, and a later epoch that goes on from it', () => {
    let [prevHash, perpetualFen] = [GENESIS, 0];
    const [later] = entries.slice(3);
    entries.slice(0, 3).forEach((entry, index) => {
      perpetualFen += perpetualDelta(entry.body);
      expect(entry).toMatchObject({ epoch: 1, seq: index + 1, prevHash, perpetualFen });
      if (entry.body.kind === 'sale') expect(checkSale(entry.body)).toBeNull();
      prevHash = entry.hash;
    });
    expect(later).toMatchObject({ epoch: 2, seq: 1, prevHash: GENESIS, perpetualFen });
    expect(later?.body).toMatchObject({ previous: { epoch: 1, seq: 3, hash: prevHash }, carriedFen: perpetualFen });
  });
});

const {
  hash: _hash,
  sig: _sig,
  ...unsealed
} = saleEntry(soldBody(exactCash(cartOf([weightLine(), pieceLine()]), 1500)));
const sealed = sealEntry(unsealed, sealer);
const changed = (change: Partial<JournalEntry>): JournalEntry => ({ ...sealed, ...change });

describe('a sealed entry', () => {
  it('is right as its terminal sealed it, also with the fields of the database around it and in any order', () => {
    expect(checkSeal(sealed, verifier)).toBe('ok');
    const stored = {
      _deleted: false,
      _rev: '1-x',
      _meta: { lwt: 1.5 },
      ...Object.fromEntries(Object.entries(sealed).toReversed()),
    };
    expect(checkSeal(stored as unknown as JournalEntry, verifier)).toBe('ok');
  });

  it('shows a change of any field', () => {
    const fields = Object.keys(unsealed) as (keyof UnsealedEntry)[];
    fc.assert(
      fc.property(fc.constantFrom(...fields), fc.string(), (field, text) => {
        fc.pre(sealed[field] !== text);
        expect(checkSeal({ ...sealed, [field]: text }, verifier)).toBe('bad_hash');
      }),
    );
    expect(checkSeal({ ...sealed, body: { ...sealed.body, payableFen: 1499 } } as JournalEntry, verifier)).toBe(
      'bad_hash',
    );
    expect(checkSeal({ ...sealed, extra: 1 } as JournalEntry, verifier)).toBe('bad_hash');
  });

  it('of another key, or with another hash put in, is not believed', () => {
    const other = { ...unsealed, seller: '老李' };
    expect(checkSeal({ ...sealEntry(other, sealer), sig: sealed.sig }, verifier)).toBe('bad_signature');
    expect(checkSeal(changed({ hash: GENESIS }), verifier)).toBe('bad_hash');
  });

  it('that has no canonical form is a bad hash, not a crash', () => {
    expect(checkSeal(changed({ seller: '\ud83d' }), verifier)).toBe('bad_hash');
    expect(checkSeal(changed({ at: 0.5 }), verifier)).toBe('bad_hash');
  });
});
