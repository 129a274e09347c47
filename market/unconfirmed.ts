import type { Transaction } from 'kysely';
import type { EpochHead, UnconfirmedEpoch } from '../shared/wire.ts';
import type { Schema } from './database/schema.ts';
import type { Place } from './epochs.ts';
import { checkEntry } from './intake/check.ts';
import { isPublicKey, verifierOf } from './seal.ts';

/**
 * Writes down epochs that a terminal began without the market and never had confirmed, each fenced at its last number known, so that their
 * entries come in. Each must begin with a sealed `epoch_start` that goes on from an epoch known by then; a number that is taken stays whose it
 * is. Gives how far the epochs before them reach. Under `lockTerminal`.
 */
export async function learnUnconfirmed(
  trx: Transaction<Schema>,
  place: Place,
  unconfirmed: readonly UnconfirmedEpoch[],
  now: number,
): Promise<readonly Pick<EpochHead, 'epoch' | 'seq'>[]> {
  const rows = await trx
    .selectFrom('terminal_epochs')
    .select(['epoch', 'public_key'])
    .where('market', '=', place.market)
    .where('terminal', '=', place.terminal)
    .execute();
  const known = new Set(rows.map(({ epoch }) => epoch));
  const reaches: Pick<EpochHead, 'epoch' | 'seq'>[] = [];
  for (const { publicKey, start, last } of unconfirmed) {
    if (!isPublicKey(publicKey)) continue;
    const verify = verifierOf(publicKey);
    const verdict = checkEntry(start, { ...place, verify: (_epoch, text, sig) => verify(text, sig) });
    if (!verdict.ok) continue;
    const { epoch, seq, body } = verdict.accepted.entry;
    if (body.kind !== 'epoch_start' || body.reason !== 'rebuilt' || seq !== 1 || known.has(epoch)) continue;
    const { previous } = body;
    if (previous !== null && (previous.epoch >= epoch || !known.has(previous.epoch))) continue;
    known.add(epoch);
    if (previous !== null) reaches.push(previous);
    await trx
      .insertInto('terminal_epochs')
      .values({
        ...place,
        epoch,
        public_key: publicKey,
        state: 'fenced',
        fence: last,
        reason: 'rebuilt',
        opened_at: now,
        previous_epoch: previous?.epoch ?? null,
        previous_seq: previous?.seq ?? null,
        previous_hash: previous?.hash ?? null,
        previous_perpetual_fen: previous === null ? null : body.carriedFen,
      })
      .execute();
  }
  return reaches;
}
