import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import type { AskPin } from './client.ts';

/** The one place where a command that needs a PIN waits for it. */
export interface PinDesk {
  readonly ask: AskPin;
  /** What is asked for now; null: nothing. */
  readonly asked: StoreApi<{ readonly refusal: Parameters<AskPin>[0] | null }>;
  /** The right is open (true), or nobody gave a PIN. */
  settle(open: boolean): void;
}

export function createPinDesk(): PinDesk {
  const asked: PinDesk['asked'] = createStore(() => ({ refusal: null }));
  let waiting: ((open: boolean) => void) | null = null;
  const settle = (open: boolean): void => {
    const resolve = waiting;
    waiting = null;
    asked.setState({ refusal: null });
    resolve?.(open);
  };
  return {
    asked,
    settle,
    ask: (refusal) => {
      settle(false);
      asked.setState({ refusal });
      return new Promise((resolve) => {
        waiting = resolve;
      });
    },
  };
}
