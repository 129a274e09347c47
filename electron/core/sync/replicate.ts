import { replicateRxCollection, type RxReplicationState } from 'rxdb/plugins/replication';
import type { RxReplicationPullStreamItem } from 'rxdb/plugins/core';
import { Subject } from 'rxjs';
import type { Log } from '../../../shared/log.ts';
import type { JournalEntry } from '../../../shared/records/journal.ts';
import { Notice, Person, Policy, Product, ServerMark } from '../../../shared/records/market.ts';
import { downCollections, type Checkpoint, type DownCollection } from '../../../shared/wire.ts';
import { checksOf } from '../checks.ts';
import type { Store } from '../database.ts';
import type { Serial } from '../serial.ts';
import type { Link } from './link.ts';
import { pullGood, untilRoom } from './pull.ts';
import type { UploadBook } from './upload.ts';

/** Five pulls and one push over RxDB. */
export interface Replication {
  /** Asks again for everything that changed: after each connection and each message of the stream. */
  resync(collections: readonly DownCollection[]): void;
  cancel(): Promise<void>;
}

const PULL_BATCH = 200;
const PUSH_BATCH = 100;
/** How often RxDB itself tries again; the waiting for the line is in `Link.carry`, so this is only for faults of our own. */
const RETRY_MS = 5_000;
/** A commit is answered before its upload begins. */
const PUSH_DELAY_MS = 20;

const shapes = {
  products: Product,
  policy: Policy,
  people: Person,
  notices: Notice,
  server_marks: ServerMark,
} as const;
const checkOf = checksOf((name: DownCollection) => shapes[name]);

/**
 * Starts replicating. The identifier carries the server's epoch: a server put back from a copy gets everything anew.
 * `lane` keeps one push batch on the way at a time.
 */
export function startReplication(options: {
  readonly store: Store;
  readonly server: string;
  readonly serverEpoch: number;
  readonly chain: { readonly terminal: number; readonly epoch: number };
  readonly link: Link;
  readonly lane: Serial;
  readonly book: UploadBook;
  readonly log: Log;
}): Replication {
  const { store, link, lane, book, chain, log } = options;
  const stopping = new AbortController();
  const identifier = (name: string): string => `${name} ${options.server} ${chain.terminal} ${options.serverEpoch}`;
  const watch = (name: string, state: { readonly error$: RxReplicationState<unknown, unknown>['error$'] }): void => {
    // What RxDB swallows loses a batch for good; the reconciliation mends it, and here it is heard.
    state.error$.subscribe((error) => {
      log.error({ err: error, collection: name }, 'replication reported an error');
    });
  };

  const streams = new Map<DownCollection, Subject<RxReplicationPullStreamItem<Record<string, unknown>, Checkpoint>>>();
  const pulls = downCollections.map((name) => {
    const stream = new Subject<RxReplicationPullStreamItem<Record<string, unknown>, Checkpoint>>();
    streams.set(name, stream);
    const state = replicateRxCollection<Record<string, unknown>, Checkpoint>({
      replicationIdentifier: identifier(name),
      // Five record types behind one loop; each document passes its own check below.
      collection: store[name] as never,
      live: true,
      waitForLeadership: false,
      retryTime: RETRY_MS,
      autoStart: true,
      pull: {
        batchSize: PULL_BATCH,
        stream$: stream,
        handler: async (from, batchSize) => {
          await untilRoom(() => store.room('proof'), stopping.signal);
          // RxDB waits for its handler and would write on a disk without room: a cancelled pull ends with nothing.
          if (stopping.signal.aborted) return { documents: [], checkpoint: from };
          return pullGood(
            (at, limit) => link.carry((client) => client.pull(name, at, limit)),
            ({ _deleted, ...document }) => {
              const good = checkOf(name).Check(document);
              // One document of another version must not hold up the rest of its page.
              if (!good)
                log.error(
                  { collection: name, id: document.id },
                  'a document of the market has not the shape it should have and was left out',
                );
              return good;
            },
            from ?? null,
            batchSize,
          ).then(({ documents, checkpoint }) => ({ documents: [...documents], checkpoint: checkpoint ?? from }));
        },
      },
    });
    watch(name, state);
    return state;
  });

  const push = replicateRxCollection<JournalEntry, Checkpoint>({
    replicationIdentifier: identifier('journal'),
    collection: store.journal,
    live: true,
    waitForLeadership: false,
    retryTime: RETRY_MS,
    autoStart: true,
    push: {
      batchSize: PUSH_BATCH,
      waitBeforePersist: () =>
        new Promise((resolve) => {
          setTimeout(resolve, PUSH_DELAY_MS).unref();
        }),
      handler: (rows) =>
        lane(async () => {
          const entries = rows
            .map(({ newDocumentState: { _deleted, ...entry } }) => entry as JournalEntry)
            .filter(
              (entry) =>
                entry.terminal === chain.terminal && (entry.epoch !== chain.epoch || !book.isAcknowledged(entry.seq)),
            )
            .toSorted((a, b) => a.epoch - b.epoch || a.seq - b.seq);
          if (entries.length > 0) {
            await link.carry((client) => client.push(entries));
            book.acknowledge(entries.filter((entry) => entry.epoch === chain.epoch).map((entry) => entry.seq));
          }
          // Never a conflict: verdicts of the server come down as marks.
          return [];
        }),
    },
  });
  watch('journal', push);

  return {
    resync: (collections) => {
      for (const name of collections) streams.get(name)?.next('RESYNC');
    },
    cancel: async () => {
      stopping.abort();
      await Promise.all([...pulls, push].map((state) => state.cancel()));
    },
  };
}
