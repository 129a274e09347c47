import type { EpochAnswer } from '../../../shared/wire.ts';
import type { Journal } from '../journal/journal.ts';
import { WireFailure, type Client } from './client.ts';

/**
 * Whether this data directory was put back from a copy: the market holds a later entry of this epoch than ours, or another one under
 * a number of ours. Asked before anything is sent, since two journals under one key must not mix. @throws WireFailure
 */
export async function isImage(client: Client, journal: Journal): Promise<boolean> {
  const own = journal.head();
  const from = Math.max(1, own.seq);
  const { head } = await client.known(own.epoch, from, from);
  if (head === null) return false;
  if (head.seq > own.seq) return true;
  const [same] = await journal.range(head.seq, head.seq);
  return same !== undefined && same.hash !== head.hash;
}

/** An epoch of its own for a journal that was put back. Null: the market sees nothing wrong with it. @throws WireFailure */
export async function askEpoch(client: Client, journal: Journal): Promise<EpochAnswer | null> {
  const { epoch, seq, hash } = journal.head();
  try {
    return await client.epoch(epoch, seq === 0 ? null : { seq, hash });
  } catch (error) {
    if (error instanceof WireFailure && error.reason === 'head_is_current') return null;
    throw error;
  }
}
