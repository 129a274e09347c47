import type { AnswerOf, ArgsOf, Bridge, CommandName, Reply } from '../shared/contract.ts';
import type { Failure } from '../shared/text/text.ts';
import type { Snapshot, ViewEvent } from '../shared/view.ts';
import type { SocketBridge } from './socket.ts';
import { fromSnapshot, withEvent } from './store.ts';
import type { TopicStore } from './store.ts';

export type Outcome<V> = { readonly ok: true; readonly value: V } | { readonly ok: false; readonly refusal: Failure };

export interface StallClient {
  /** Gives a command. Never rejects: a broken line is a refusal too. */
  call<N extends CommandName>(name: N, args: ArgsOf<N>): Promise<Outcome<AnswerOf<N>>>;
  stop(): void;
}

/** Asks for a PIN; true once the right is open. */
export type AskPin = (refusal: Extract<Failure, { code: 'needs_pin' }>) => Promise<boolean>;

const SNAPSHOT_RETRY_MS = 500;

/**
 * Keeps `store` equal to what the core says over `bridge`, and carries commands to it. `newId` gives each command its own id.
 * A command that needs a PIN is given again once `askPin` has got it, so no sheet has to know of PINs.
 */
export function createClient(
  bridge: Bridge | SocketBridge,
  store: TopicStore,
  newId: () => string,
  askPin: AskPin | null = null,
): StallClient {
  let stopped = false;
  /** Events that come while a snapshot is under way; null when none is. */
  let meanwhile: ViewEvent[] | null = null;
  let retry: ReturnType<typeof setTimeout> | null = null;

  const snapshot = async (): Promise<void> => {
    if (meanwhile !== null || stopped) return;
    const during: ViewEvent[] = [];
    meanwhile = during;
    const reply = await ask<Snapshot>('view.snapshot', {});
    meanwhile = null;
    const state = reply.ok ? fromSnapshot(reply.value, during) : null;
    if (state !== null) store.setState({ ...state, line: 'open' });
    else if (!stopped)
      retry = setTimeout(() => {
        void snapshot();
      }, SNAPSHOT_RETRY_MS);
  };

  const ask = async <V>(name: CommandName, args: unknown): Promise<Outcome<V>> => {
    try {
      // The core answers by the contract; this edge is where its answer gets its type.
      return (await bridge.call({ id: newId(), name, args })) as Reply<V>;
    } catch {
      return { ok: false, refusal: { code: 'line_lost' } };
    }
  };

  const off = bridge.on((event) => {
    if (event === 'lost') {
      void snapshot();
      return;
    }
    if (meanwhile !== null) {
      meanwhile.push(event);
      return;
    }
    const state = store.getState();
    const after = withEvent(state, event);
    if (after !== null) store.setState(after);
    else if (event.no > state.no) void snapshot();
  });
  const offLine =
    'onLine' in bridge
      ? bridge.onLine((open) => {
          if (!open && store.getState().no >= 0) store.setState({ line: 'lost' });
        })
      : () => {};
  void snapshot();

  return {
    call: async <N extends CommandName>(name: N, args: ArgsOf<N>) => {
      const outcome = await ask<AnswerOf<N>>(name, args);
      if (outcome.ok || outcome.refusal.code !== 'needs_pin' || askPin === null) return outcome;
      return (await askPin(outcome.refusal)) ? ask<AnswerOf<N>>(name, args) : outcome;
    },
    stop: () => {
      stopped = true;
      if (retry !== null) clearTimeout(retry);
      off();
      offLine();
      if ('stop' in bridge) bridge.stop();
    },
  };
}
