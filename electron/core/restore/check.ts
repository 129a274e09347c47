import { Compile } from 'typebox/compile';
import { checkSeal, GENESIS } from '../../../shared/chain.ts';
import type { JournalEntry } from '../../../shared/records/journal.ts';
import { checkSale, perpetualDelta } from '../../../shared/sale.ts';
import { sha256Hex } from '../identity.ts';
import { StoredEntry } from '../schemas.ts';
import { checkSignature } from './signature.ts';

/** An entry as it comes from a stick or the market, and what is wrong with it. */

export interface Chained {
  readonly market: number;
  readonly terminal: number;
  readonly epoch: number;
  readonly publicKey: string;
}
/** Not taken in: nobody's word stands behind it. */
export type Refused = 'bad_shape' | 'bad_hash' | 'bad_signature' | 'double_id';
/** Taken in, since its terminal has signed it, and told. */
export type Odd = 'bad_total' | 'bad_sum';

const stored = Compile(StoredEntry);

/** The entry, when it is one of this chain and its terminal has sealed it. */
export function readSealed(value: unknown, chain: Chained): JournalEntry | Refused {
  if (!stored.Check(value)) return 'bad_shape';
  const entry: JournalEntry = value;
  if (entry.market !== chain.market || entry.terminal !== chain.terminal || entry.epoch !== chain.epoch)
    return 'bad_shape';
  const seal = checkSeal(entry, {
    sha256Hex,
    verify: (text, sig) => checkSignature(chain.publicKey, text, sig),
  });
  return seal === 'ok' ? entry : seal;
}

/** Where a chain stands; the next entry is looked at against it. */
export interface Stand {
  readonly seq: number;
  readonly hash: string;
  readonly perpetualFen: number;
}
export const nothingYet: Stand = { seq: 0, hash: GENESIS, perpetualFen: 0 };

/** What does not add up in an entry that follows `before` at once. */
export function oddOf(entry: JournalEntry, before: Stand): Odd | null {
  const { body } = entry;
  const should = body.kind === 'epoch_start' ? body.carriedFen : before.perpetualFen + perpetualDelta(body);
  if (entry.perpetualFen !== should) return 'bad_total';
  return body.kind === 'sale' && checkSale(body) !== null ? 'bad_sum' : null;
}
