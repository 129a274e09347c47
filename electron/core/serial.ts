/** Runs tasks strictly one after another, in the order they came; a failed task holds up nobody. */
export interface Serial {
  <T>(task: () => Promise<T>): Promise<T>;
  /** Resolves when everything that was handed in has run. */
  idle(): Promise<void>;
}

export function createSerial(): Serial {
  let tail: Promise<unknown> = Promise.resolve();
  const run = <T>(task: () => Promise<T>): Promise<T> => {
    const result = tail.then(task);
    tail = result.catch(() => undefined);
    return result;
  };
  return Object.assign(run, {
    idle: async () => {
      await tail;
    },
  });
}
