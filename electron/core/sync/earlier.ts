import type { Log } from '../../../shared/log.ts';
import type { JournalEntry } from '../../../shared/records/journal.ts';
import type { Store } from '../database.ts';
import type { EarlierEpochs } from '../settings.ts';
import type { Client } from './client.ts';

const CHUNK = 5_000;
const RESEND = 100;

async function entriesOf(
  store: Store,
  chain: { readonly terminal: number; readonly epoch: number },
  seqs: readonly number[],
): Promise<readonly JournalEntry[]> {
  const found = await store.journal
    .find({
      selector: { ...chain, seq: { $gte: seqs[0] ?? 0, $lte: seqs.at(-1) ?? 0 } },
      sort: [{ terminal: 'asc' }, { epoch: 'asc' }, { seq: 'asc' }],
    })
    .exec();
  return found.map((document) => document.toMutableJSON()).filter(({ seq }) => seqs.includes(seq));
}

async function lastOf(store: Store, chain: { readonly terminal: number; readonly epoch: number }): Promise<number> {
  const [last] = await store.journal
    .find({ selector: chain, sort: [{ terminal: 'desc' }, { epoch: 'desc' }, { seq: 'desc' }], limit: 1 })
    .exec();
  return last?.seq ?? 0;
}

/**
 * Sends what this till holds of epochs before its own and the server has not: a till that was rebuilt from a stick brings along what its
 * old disk never sent. What the server has set aside is not sent again. @throws WireFailure
 */
export async function offerEarlier(
  client: Client,
  store: Store,
  { terminal, epochs }: EarlierEpochs,
  isSetAside: (epoch: number, seq: number) => boolean,
  log: Log,
): Promise<void> {
  for (const { epoch } of epochs) {
    const last = await lastOf(store, { terminal, epoch });
    for (let from = 1; from <= last; from += CHUNK) {
      const known = await client.known(epoch, from, Math.min(last, from + CHUNK - 1));
      const absent = known.missing.filter((seq) => !isSetAside(epoch, seq)).toSorted((a, b) => a - b);
      for (let at = 0; at < absent.length; at += RESEND) {
        const entries = await entriesOf(store, { terminal, epoch }, absent.slice(at, at + RESEND));
        if (entries.length === 0) continue;
        log.info({ epoch, entries: entries.length }, 'entries of an earlier epoch that the server has not are sent');
        await client.push(entries);
      }
    }
  }
}
