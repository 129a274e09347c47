import { randomUUID } from 'node:crypto';
import { businessDay } from '../../../shared/day.ts';
import { GENESIS, sealEntry } from '../../../shared/chain.ts';
import type { Mode } from '../../../shared/records/goods.ts';
import type { JournalEntry } from '../../../shared/records/journal.ts';
import type { EpochHead } from '../../../shared/wire.ts';
import type { Store } from '../database.ts';
import { sha256Hex, type TerminalKey } from '../identity.ts';
import { catalogueParts, isMirrored, type MirrorCatalogue, type MirrorState } from '../mirror/state.ts';
import { createSettings, type EnrolledIdentity } from '../settings.ts';
import type { Collected } from './collect.ts';
import type { TakenEpoch } from './take.ts';

/** What stands in the new data directory beside the entries that were taken in. */

/** The first entry of the new epoch: names the last one known, and carries the perpetual total on. */
export async function beginEpoch(
  store: Store,
  of: {
    readonly market: number;
    readonly terminal: number;
    readonly epoch: number;
    readonly mode: Mode;
    readonly key: TerminalKey;
    readonly previous: EpochHead | null;
    readonly at: number;
  },
): Promise<JournalEntry> {
  const { previous } = of;
  const carriedFen = previous?.perpetualFen ?? 0;
  const entry = sealEntry(
    {
      id: randomUUID(),
      v: 1,
      market: of.market,
      terminal: of.terminal,
      epoch: of.epoch,
      seq: 1,
      prevHash: GENESIS,
      at: of.at,
      day: businessDay(of.at),
      seller: '',
      mode: of.mode,
      kind: 'epoch_start',
      perpetualFen: carriedFen,
      body: {
        kind: 'epoch_start',
        reason: 'rebuilt',
        previous: previous === null ? null : { epoch: previous.epoch, seq: previous.seq, hash: previous.hash },
        carriedFen,
      },
    },
    { sha256Hex, sign: (text) => of.key.sign(text) },
  );
  await insert(store.journal, [entry]);
  return entry;
}

async function insert<T>(
  collection: { bulkInsert(documents: T[]): Promise<{ readonly error: readonly object[] }> },
  documents: readonly T[],
): Promise<void> {
  const AT_ONCE = 200;
  for (let from = 0; from < documents.length; from += AT_ONCE) {
    const { error } = await collection.bulkInsert(documents.slice(from, from + AT_ONCE));
    if (error.length > 0) throw new Error(`the new data directory refused a document`, { cause: error[0] });
  }
}

export interface BroughtBack {
  readonly carts: number;
  readonly cartLines: number;
  readonly printJobs: number;
}

/** Settings, open carts and wishes for paper. A cart whose sale is in the journal is closed with it. */
export async function bringBack(
  store: Store,
  state: MirrorState | null,
  soldAs: ReadonlyMap<string, string>,
): Promise<BroughtBack> {
  if (state === null) return { carts: 0, cartLines: 0, printJobs: 0 };
  const open = state.carts.filter((cart) => !soldAs.has(cart.id));
  const sold = state.carts.flatMap((cart) => {
    const saleId = soldAs.get(cart.id);
    return saleId === undefined ? [] : [{ ...cart, state: 'closed' as const, saleId }];
  });
  await insert(
    store.settings,
    state.settings.filter(({ id }) => isMirrored(id) && id !== 'identity'),
  );
  await insert(store.carts, [...open, ...sold]);
  await insert(store.print_jobs, state.printJobs);
  const filled = open.filter((cart) => cart.lines.length > 0);
  return {
    carts: filled.length,
    cartLines: filled.reduce((sum, cart) => sum + cart.lines.length, 0),
    printJobs: state.printJobs.length,
  };
}

export async function bringCatalogue(store: Store, catalogue: MirrorCatalogue): Promise<void> {
  for (const name of catalogueParts) {
    switch (name) {
      case 'products':
        await insert(store.products, catalogue.products);
        break;
      case 'policy':
        await insert(store.policy, catalogue.policy);
        break;
      case 'people':
        await insert(store.people, catalogue.people);
        break;
      case 'notices':
        await insert(store.notices, catalogue.notices);
        break;
      default:
        name satisfies never;
    }
  }
}

/** Who the till is from now on, and what it knows of the epochs before. */
export async function bringIdentity(
  store: Store,
  of: {
    readonly identity: EnrolledIdentity;
    readonly epochs: readonly TakenEpoch[];
    readonly collected: Collected;
    readonly previous: EpochHead | null;
    readonly isProvisional: boolean;
    readonly mirror: string | null;
    readonly at: number;
  },
): Promise<void> {
  const { terminal, epoch } = of.identity;
  const settings = createSettings(store, () => of.at);
  await settings.write('identity', of.identity);
  await settings.write('prices', { terminal, epoch, seq: 1, prices: of.collected.prices });
  if (of.epochs.length > 0)
    await settings.write('earlier', {
      terminal,
      epochs: of.epochs.map((taken) => ({ epoch: taken.epoch, publicKey: taken.publicKey })),
    });
  if (of.isProvisional) await settings.write('rebuilt', { terminal, epoch, previous: of.previous });
  if (of.mirror !== null) await settings.write('mirror', { dir: of.mirror });
}
