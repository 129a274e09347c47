import { Compile } from 'typebox/compile';
import { checkSeal } from '../../../shared/chain.ts';
import type { Log } from '../../../shared/log.ts';
import { JournalEntry } from '../../../shared/records/journal.ts';
import { sha256Hex, verifierOf } from '../identity.ts';
import type { Journal } from '../journal/journal.ts';
import type { Client } from './client.ts';

const PAGE = 500;
const shape = Compile(JournalEntry);

/**
 * Fetches what the market holds of this terminal's earlier epochs and is not here, each entry checked with the key of its epoch. What was written here
 * under a number of the market's stays beside it. `onEntries` after each page is on the disk. @returns the earlier epochs with their keys.
 * @throws WireFailure
 */
export async function takeBack(
  client: Client,
  journal: Journal,
  onEntries: (entries: readonly JournalEntry[]) => Promise<void>,
  log: Log,
): Promise<readonly { readonly epoch: number; readonly publicKey: string }[]> {
  const current = journal.head().epoch;
  const { epochs } = await client.epochs();
  const earlier = epochs.filter(({ epoch }) => epoch < current);
  for (const { epoch, head, publicKey } of earlier) {
    if (head === null) continue;
    const verify = verifierOf(publicKey);
    for (let from = 1; from <= head.seq; from += PAGE) {
      const here = new Set((await journal.range(from, from + PAGE - 1, epoch)).map((entry) => entry.hash));
      if (here.size >= Math.min(PAGE, head.seq - from + 1) && (from + PAGE <= head.seq || here.has(head.hash)))
        continue;
      const { entries } = await client.journal(epoch, from, PAGE);
      const good = entries.filter((entry): entry is JournalEntry => {
        if (!shape.Check(entry) || entry.epoch !== epoch) return false;
        return checkSeal(entry, { sha256Hex, verify }) === 'ok';
      });
      if (good.length < entries.length)
        log.error(
          { epoch, from, bad: entries.length - good.length },
          'entries from the market that are not sealed by this terminal',
        );
      const wanted = good.filter((entry) => entry.seq < from + PAGE && !here.has(entry.hash));
      if (wanted.length === 0) continue;
      await journal.takeBack(wanted);
      await onEntries(wanted);
    }
  }
  return earlier.map(({ epoch, publicKey }) => ({ epoch, publicKey }));
}
