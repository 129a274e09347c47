import { stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import type { Done } from '../../../shared/command.ts';
import { ok, refuse, type Reply } from '../../../shared/contract.ts';
import type { Log } from '../../../shared/log.ts';
import type { MirrorView } from '../../../shared/mirror-view.ts';
import type { Store } from '../database.ts';
import type { Identity } from '../identity.ts';
import type { Journal } from '../journal/journal.ts';
import type { Settings } from '../settings.ts';
import { startMirror } from './mirror.ts';
import { mirrorSource } from './source.ts';
import { isMirrored } from './state.ts';

/** The mirror of one till, told of its changes. */
export interface TillMirror {
  view(): MirrorView | null;
  set(dir: string | null): Promise<Reply<Done>>;
  /** The chain that is written is another one now. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}

/** `dir`: the folder given at the start; null: the one set on the till. */
export async function openMirror(options: {
  readonly dir: string | null;
  readonly dataDir: string;
  readonly server: string | null;
  readonly store: Store;
  readonly settings: Settings;
  readonly journal: Journal;
  readonly identity: () => Identity;
  readonly now: () => number;
  readonly onChange: () => void;
  readonly log: Log;
}): Promise<TillMirror> {
  const { store, settings } = options;
  let dir = options.dir ?? (await settings.read('mirror'))?.dir ?? null;
  let earlier = await settings.read('earlier');
  const mirror = startMirror({ ...options, dir, source: mirrorSource({ ...options, earlier: () => earlier }) });
  const stateChanged = (): void => {
    mirror.touch({ state: true });
  };
  const catalogueChanged = (): void => {
    mirror.touch({ catalogue: true });
  };
  const subscriptions = [
    store.journal.eventBulks$.subscribe(() => {
      mirror.entries();
    }),
    store.settings.eventBulks$.subscribe(({ events }) => {
      if (events.some(({ documentId }) => isMirrored(documentId))) stateChanged();
    }),
    store.carts.eventBulks$.subscribe(stateChanged),
    store.print_jobs.eventBulks$.subscribe(stateChanged),
    store.products.eventBulks$.subscribe(catalogueChanged),
    store.policy.eventBulks$.subscribe(catalogueChanged),
    store.people.eventBulks$.subscribe(catalogueChanged),
    store.notices.eventBulks$.subscribe(catalogueChanged),
    store.server_marks.eventBulks$.subscribe(() => {
      mirror.touch({ receipts: true });
    }),
  ];
  return {
    view: () => mirror.view(),
    set: async (to) => {
      if (options.dir !== null) return refuse({ code: 'mirror_by_flag' });
      if (to !== null && !(isAbsolute(to) && (await isFolder(to)))) return refuse({ code: 'no_such_folder' });
      await settings.write('mirror', { dir: to });
      dir = to;
      mirror.follow(dir);
      return ok({});
    },
    restart: async () => {
      earlier = await settings.read('earlier');
      mirror.follow(dir);
    },
    stop: async () => {
      for (const subscription of subscriptions) subscription.unsubscribe();
      await mirror.stop();
    },
  };
}
