import type { Done } from '../../shared/command.ts';
import { ok, type Reply } from '../../shared/contract.ts';
import { noticesOf, type NoticesView } from '../../shared/notices.ts';
import type { Notice } from '../../shared/records/market.ts';
import type { Store } from './database.ts';
import type { Settings } from './settings.ts';

export interface Notices {
  view(): NoticesView;
  seen(ids: readonly string[]): Promise<Reply<Done>>;
  stop(): void;
}

const KEPT = 200;

/** The market's notices (S25), held in memory; which of them were read is this till's own. */
export async function openNotices(options: {
  readonly store: Store;
  readonly settings: Settings;
  readonly now: () => number;
  readonly onChange: () => void;
}): Promise<Notices> {
  const { store, settings, onChange } = options;
  const all = new Map<string, Notice>(
    (await store.notices.find().exec()).map((document) => [document.id, document.toMutableJSON()]),
  );
  let read: readonly string[] = (await settings.read('notices_read'))?.ids ?? [];
  const subscription = store.notices.eventBulks$.subscribe(({ events }) => {
    for (const { documentId, documentData, operation } of events) {
      if (operation === 'DELETE') all.delete(documentId);
      else all.set(documentId, documentData);
    }
    onChange();
  });
  return {
    view: () => noticesOf([...all.values()], new Set(read), options.now()),
    seen: async (ids) => {
      const next = [...new Set([...read, ...ids])].slice(-KEPT);
      await settings.write('notices_read', { ids: next });
      read = next;
      onChange();
      return ok({});
    },
    stop: () => {
      subscription.unsubscribe();
    },
  };
}
