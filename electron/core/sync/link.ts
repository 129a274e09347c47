import { setTimeout as wait } from 'node:timers/promises';
import type { Log } from '../../../shared/log.ts';
import type { StreamMessage } from '../../../shared/wire.ts';
import type { TerminalKey } from '../identity.ts';
import { openSession, WireFailure, type Client } from './client.ts';

/** The line to the market server: one session, one change stream, and reconnecting for ever. */
export interface Link {
  readonly online: () => boolean;
  /**
   * Runs a request when the line stands, again after every break, until it went through. Once the link is stopped it never
   * resolves: an answer invented then would be taken for the server's.
   */
  carry<T>(task: (client: Client) => Promise<T>): Promise<T>;
  /** Runs a request now and never again; null: there is no line, or it broke on the way. */
  once<T>(task: (client: Client) => Promise<T>): Promise<T | null>;
  stop(): void;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** A revoked terminal or one the server does not know: asking often helps nobody. */
const REFUSED_PAUSE_MS = 60_000;

/** Starts connecting at once, in the background. `jitter` gives 0…1, so that a market's terminals don't come back together. */
export function startLink(options: {
  readonly server: string;
  readonly terminal: number;
  readonly key: TerminalKey;
  readonly jitter: () => number;
  readonly onState: (online: boolean) => void;
  /** Connected, before anything is carried: whatever happened meanwhile was missed. */
  readonly onConnect: (client: Client) => Promise<void>;
  /** The market refuses this terminal, and why: `superseded`, `revoked`, …; null: it does not any more. */
  readonly onRefused: (reason: string | null) => void;
  readonly onMessage: (message: StreamMessage) => void;
  readonly log: Log;
}): Link {
  const { log } = options;
  const stopping = new AbortController();
  let current: { readonly client: Client; readonly broken: AbortController } | null = null;
  let waiting: ((client: Client) => void)[] = [];

  const connect = async (): Promise<void> => {
    const client = await openSession(options.server, options.terminal, options.key, stopping.signal);
    const broken = new AbortController();
    try {
      await client.stream(
        broken.signal,
        () => {
          options
            .onConnect(client)
            .then(() => {
              if (broken.signal.aborted || stopping.signal.aborted) return;
              current = { client, broken };
              options.onRefused(null);
              options.onState(true);
              const held = waiting;
              waiting = [];
              for (const resume of held) resume(client);
            })
            .catch((error: unknown) => {
              log.error({ err: error }, 'what follows a connection failed');
              broken.abort();
            });
        },
        options.onMessage,
      );
    } finally {
      const was = current;
      current = null;
      broken.abort();
      if (was !== null) options.onState(false);
    }
  };
  const run = async (): Promise<void> => {
    let failures = 0;
    while (!stopping.signal.aborted) {
      const before = failures;
      let pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures);
      try {
        await connect();
      } catch (error) {
        if (stopping.signal.aborted) return;
        failures = Math.min(10, before + 1);
        if (error instanceof WireFailure) {
          log.info({ status: error.status, reason: error.reason }, 'no line to the market');
          if (error.reason === 'ended' || error.reason === 'broke off') failures = 1;
          if (error.status === 401 && error.reason !== 'nonce' && error.reason !== 'replayed') {
            pause = REFUSED_PAUSE_MS;
            options.onRefused(error.reason);
          }
        } else log.error({ err: error }, 'the line to the market failed');
      }
      try {
        await wait(pause / 2 + (pause / 2) * options.jitter(), undefined, { signal: stopping.signal, ref: false });
      } catch {
        return;
      }
    }
  };
  void run();

  const breakOff = (client: Client, { status, reason }: WireFailure): void => {
    log.info({ status, reason }, 'a request did not go through');
    if (current?.client !== client) return;
    const { broken } = current;
    current = null;
    options.onState(false);
    broken.abort();
  };

  return {
    online: () => current !== null,
    carry: async <T>(task: (client: Client) => Promise<T>): Promise<T> => {
      for (;;) {
        const client =
          current?.client ??
          (await new Promise<Client>((resolve) => {
            waiting.push(resolve);
          }));
        try {
          return await task(client);
        } catch (error) {
          if (stopping.signal.aborted) return new Promise<never>(() => undefined);
          if (!(error instanceof WireFailure)) throw error;
          // Whatever the reason, the next try is over a new session; the pause between is the link's.
          breakOff(client, error);
        }
      }
    },
    once: async (task) => {
      if (current === null) return null;
      const { client } = current;
      try {
        return await task(client);
      } catch (error) {
        if (!(error instanceof WireFailure)) throw error;
        breakOff(client, error);
        return null;
      }
    },
    stop: () => {
      waiting = [];
      stopping.abort();
    },
  };
}
