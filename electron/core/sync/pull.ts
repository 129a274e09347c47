import { setTimeout as wait } from 'node:timers/promises';
import type { Checkpoint, PullAnswer } from '../../../shared/wire.ts';

/** How often a full disk is looked at again. */
const ROOM_EVERY_MS = 5_000;

/**
 * What RxDB asks for as one page. It takes a page shorter than `limit` for the last one and forgets the checkpoint of an empty one, so documents that
 * are left out (`isGood` says no) are made up for from the pages after. `page` waits for the line.
 */
export async function pullGood(
  page: (from: Checkpoint | null, limit: number) => Promise<PullAnswer>,
  isGood: (document: PullAnswer['documents'][number]) => boolean,
  from: Checkpoint | null,
  limit: number,
): Promise<PullAnswer> {
  // A document that changes between two pages comes in both: the later one counts.
  const good = new Map<string, PullAnswer['documents'][number]>();
  for (let checkpoint = from; ;) {
    const answer = await page(checkpoint, limit);
    for (const document of answer.documents) if (isGood(document)) good.set(document.id, document);
    checkpoint = answer.checkpoint ?? checkpoint;
    if (answer.documents.length < limit || good.size >= limit) return { documents: [...good.values()], checkpoint };
  }
}

/** Resolves when the disk has room again for what comes down. Sales go first: nothing of the reserve is given up for it. */
export async function untilRoom(hasRoom: () => boolean, stop: AbortSignal, everyMs = ROOM_EVERY_MS): Promise<void> {
  while (!stop.aborted && !hasRoom()) {
    try {
      await wait(everyMs, undefined, { signal: stop, ref: false });
    } catch {
      return;
    }
  }
}
