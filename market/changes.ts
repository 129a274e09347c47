import pg from 'pg';
import type { Log } from '../shared/log.ts';
import { downCollections } from '../shared/wire.ts';
import { CHANNEL } from './feed.ts';
import type { FeedChange } from './feed.ts';

/** Tells listeners of every committed change of the feed, whichever server wrote it. */
export interface Changes {
  readonly subscribe: (listener: (change: FeedChange) => void) => () => void;
  readonly stop: () => Promise<void>;
}

const RECONNECT_MS = 1000;
const CONNECT_MS = 10_000;

/** Listens on a connection of its own; after a lost connection everybody is told to look everywhere, since messages may have been missed. */
export async function listenToChanges(options: {
  readonly databaseUrl: string;
  readonly market: number;
  readonly log: Log;
  /** Between two tries for a lost connection, ms. */
  readonly reconnectMs?: number;
}): Promise<Changes> {
  const listeners = new Set<(change: FeedChange) => void>();
  const tell = (change: FeedChange) => {
    for (const listener of listeners) listener(change);
  };
  const everything: FeedChange = {
    market: options.market,
    changed: downCollections.map((collection) => ({ collection, scope: '*' })),
  };
  let client: pg.Client | null = null;
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;

  async function connect(): Promise<void> {
    const next = new pg.Client({
      connectionString: options.databaseUrl,
      application_name: 'stall-pos changes',
      keepAlive: true,
      connectionTimeoutMillis: CONNECT_MS,
    });
    let gone = false;
    let listens = false;
    const lose = () => {
      if (gone) return;
      gone = true;
      next.end().catch(() => undefined);
      // What goes wrong before it listens is this function's own answer: counted here as well, each loss would become two tries, and those four.
      if (!listens) return;
      client = null;
      if (!stopped) again();
    };
    next.on('error', lose);
    next.on('end', lose);
    next.on('notification', ({ payload }) => {
      tell(JSON.parse(payload ?? '{}') as FeedChange);
    });
    try {
      await next.connect();
      await next.query(`listen ${CHANNEL}`);
      if (gone) throw new Error('lost as it began to listen');
    } catch (error) {
      lose();
      throw error;
    }
    listens = true;
    if (stopped) lose();
    else client = next;
  }

  function again(): void {
    timer = setTimeout(() => {
      connect().then(
        () => {
          tell(everything);
        },
        (error: unknown) => {
          options.log.warn({ error: String(error) }, 'the connection that listens for changes is lost');
          if (!stopped) again();
        },
      );
    }, options.reconnectMs ?? RECONNECT_MS);
  }

  await connect();
  return {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    stop: async () => {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
      listeners.clear();
      await client?.end().catch(() => undefined);
    },
  };
}
