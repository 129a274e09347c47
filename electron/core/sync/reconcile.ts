import type { Log } from '../../../shared/log.ts';
import type { Journal } from '../journal/journal.ts';
import type { Client } from './client.ts';
import type { UploadBook } from './upload.ts';

const CHUNK = 5_000;
const RESEND = 100;

export interface Reconciled {
  /** An entry of the server's is not ours. */
  readonly isFork: boolean;
  /** How many entries the server had not, which were sent again. */
  readonly sent: number;
}

/** An epoch, and from which number on it is compared. */
export interface Compared {
  readonly epoch: number;
  readonly first: number;
  /** Numbers that the server has set aside: it told so by a mark, they are not sent for ever. */
  readonly setAside: ReadonlySet<number>;
}

/**
 * The independent check: asks the server which numbers of these epochs it holds, and sends the missing ones again.
 * @throws WireFailure
 */
export async function reconcile(
  client: Client,
  journal: Journal,
  book: UploadBook,
  epochs: readonly Compared[],
  log: Log,
): Promise<Reconciled> {
  let all: Reconciled = { isFork: false, sent: 0 };
  for (const of of epochs) {
    const one = await reconcileEpoch(client, journal, book, of, log);
    all = { isFork: all.isFork || one.isFork, sent: all.sent + one.sent };
  }
  return all;
}

async function reconcileEpoch(
  client: Client,
  journal: Journal,
  book: UploadBook,
  { epoch, first, setAside }: Compared,
  log: Log,
): Promise<Reconciled> {
  const isCurrent = epoch === journal.head().epoch;
  const acknowledge = (seqs: readonly number[]): void => {
    if (isCurrent) book.acknowledge(seqs);
  };
  const last = await journal.lastSeq(epoch);
  let isFork = false;
  let sent = 0;
  for (let from = first; from <= last; from += CHUNK) {
    const to = Math.min(last, from + CHUNK - 1);
    const known = await client.known(epoch, from, to);
    isFork = (await isOther(journal, epoch, last, known.head)) || isFork;
    const missing = new Set(known.missing);
    const held: number[] = [];
    for (let seq = from; seq <= to; seq++) if (!missing.has(seq)) held.push(seq);
    acknowledge(held);
    const absent = known.missing
      .filter((seq) => seq >= from && seq <= to && !setAside.has(seq))
      .toSorted((a, b) => a - b);
    if (absent.length > 0)
      log.info({ absent: absent.length, epoch, from, to }, 'entries the server has not: they are sent again');
    for (let at = 0; at < absent.length; at += RESEND) {
      const part = absent.slice(at, at + RESEND);
      const wanted = new Set(part);
      const entries = (await journal.range(part[0] ?? from, part.at(-1) ?? to, epoch)).filter((entry) =>
        wanted.has(entry.seq),
      );
      await client.push(entries);
      sent += entries.length;
      acknowledge(entries.map((entry) => entry.seq));
    }
  }
  return { isFork, sent };
}

/** The server's last entry must be one of ours with the same hash. */
async function isOther(
  journal: Journal,
  epoch: number,
  last: number,
  head: { readonly seq: number; readonly hash: string } | null,
): Promise<boolean> {
  if (head === null) return false;
  if (head.seq > last) return true;
  const own = await journal.range(head.seq, head.seq, epoch);
  return own.length > 0 && own.every((entry) => entry.hash !== head.hash);
}
