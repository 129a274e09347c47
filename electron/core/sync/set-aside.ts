import type { Log } from '../../../shared/log.ts';
import type { Store } from '../database.ts';

/** How many entries of this terminal the server has set aside; counted anew with each mark that comes down. */
export interface SetAside {
  count(): number;
  stop(): void;
}

export async function countSetAside(
  store: Store,
  terminal: () => number,
  onChange: () => void,
  log: Log,
): Promise<SetAside> {
  let setAside = 0;
  const count = async (): Promise<void> => {
    setAside = await store.server_marks.count({ selector: { kind: 'set_aside', terminal: terminal() } }).exec();
    onChange();
  };
  const marks = store.server_marks.eventBulks$.subscribe(() => {
    count().catch((error: unknown) => {
      log.error({ err: error }, 'the marks of the server could not be counted');
    });
  });
  await count();
  return {
    count: () => setAside,
    stop: () => {
      marks.unsubscribe();
    },
  };
}
