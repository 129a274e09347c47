import type { Log } from '../../../shared/log.ts';
import type { Journal } from '../journal.ts';
import type { Client } from './client.ts';
import type { UploadBook } from './upload.ts';

const CHUNK = 5_000;
const RESEND = 100;

/**
 * The independent check: asks the server which numbers from `first` on it holds, and sends the missing ones again. What the server
 * has set aside is not in its journal either; it is told by a mark, and is not sent for ever.
 * @returns a sentence for the vendor when the server's head is not ours, else null. @throws WireFailure
 */
export async function reconcile(
  client: Client,
  journal: Journal,
  book: UploadBook,
  options: {
    readonly first: number;
    readonly setAside: ReadonlySet<number>;
    readonly log: Log;
  },
): Promise<string | null> {
  const { log, setAside } = options;
  const head = journal.head();
  let alarm: string | null = null;
  for (let from = options.first; from <= head.seq; from += CHUNK) {
    const to = Math.min(head.seq, from + CHUNK - 1);
    const known = await client.known(head.epoch, from, to);
    alarm = (await forkOf(journal, known.head)) ?? alarm;
    const missing = new Set(known.missing);
    const held: number[] = [];
    for (let seq = from; seq <= to; seq++) if (!missing.has(seq)) held.push(seq);
    book.acknowledge(held);
    const absent = known.missing
      .filter((seq) => seq >= from && seq <= to && !setAside.has(seq))
      .toSorted((a, b) => a - b);
    if (absent.length > 0)
      log.info({ absent: absent.length, from, to }, 'entries the server has not: they are sent again');
    for (let at = 0; at < absent.length; at += RESEND) {
      const part = absent.slice(at, at + RESEND);
      const wanted = new Set(part);
      const entries = (await journal.range(part[0] ?? from, part.at(-1) ?? to)).filter((entry) =>
        wanted.has(entry.seq),
      );
      await client.push(entries);
      book.acknowledge(entries.map((entry) => entry.seq));
    }
  }
  return alarm;
}

/** The server's last entry must be one of ours with the same hash. */
async function forkOf(
  journal: Journal,
  head: { readonly seq: number; readonly hash: string } | null,
): Promise<string | null> {
  if (head === null) return null;
  if (head.seq > journal.head().seq) return '市场里有这台终端更晚的账,请联系市场';
  const [own] = await journal.range(head.seq, head.seq);
  return own === undefined || own.hash === head.hash ? null : '市场里的账和这台终端的不同,请联系市场';
}
