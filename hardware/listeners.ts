import type { Log } from '../shared/log.ts';

export interface Listeners<T extends readonly unknown[]> {
  readonly add: (listener: (...value: T) => void) => () => void;
  readonly emit: (...value: T) => void;
}

/** Listeners of one event. One that throws is logged and hurts neither the device nor the other listeners. */
export function createListeners<T extends readonly unknown[]>(log: Log): Listeners<T> {
  const all = new Set<(...value: T) => void>();
  return {
    add(listener) {
      // A wrapper of its own, so that one function added twice can be taken away once.
      const own = (...value: T): void => listener(...value);
      all.add(own);
      return () => void all.delete(own);
    },
    emit(...value) {
      for (const listener of Array.from(all)) {
        try {
          listener(...value);
        } catch (error) {
          log.error({ err: error }, 'a listener of a device threw');
        }
      }
    },
  };
}
