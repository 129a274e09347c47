import { Compile } from 'typebox/compile';
import type { JournalEntry } from '../../../shared/records/journal.ts';
import type { EpochHead } from '../../../shared/wire.ts';
import type { Store } from '../database.ts';
import type { TerminalKey } from '../identity.ts';
import type { MirrorCatalogue, MirrorState } from '../mirror/state.ts';
import { EnrolledIdentity } from '../settings.ts';
import { beginEpoch, bringBack, bringCatalogue, bringIdentity, type BroughtBack } from './build.ts';
import { collecting, type Collected } from './collect.ts';
import { readJournalFile } from './journal-file.ts';
import type { MarketSide } from './market-side.ts';
import type { MirrorFolder } from './mirror-folder.ts';
import { takeEpoch, type Problem, type TakenEpoch } from './take.ts';

export interface Sources {
  readonly folder: MirrorFolder | null;
  readonly market: MarketSide | null;
  /** The new key. */
  readonly key: TerminalKey;
}

export interface Filled {
  readonly identity: EnrolledIdentity;
  readonly isProvisional: boolean;
  readonly epochs: readonly TakenEpoch[];
  readonly collected: Collected;
  readonly last: JournalEntry | null;
  readonly back: BroughtBack;
  readonly state: MirrorState | null;
  readonly catalogue: MirrorCatalogue | null;
  readonly problems: readonly Problem[];
  /** The market server that the till is to be started with. */
  readonly server: string | null;
}

/** A provisional epoch is so far above the last one known that the market has hardly granted it meanwhile. */
const PROVISIONAL_SPAN = 2 ** 20;
export const provisionalAfter = (known: readonly number[], chance: () => number): number =>
  Math.max(0, ...known) + 2 + Math.floor(chance() * PROVISIONAL_SPAN);

const checkIdentity = Compile(EnrolledIdentity);

/**
 * Puts everything that the sources have into an empty store. `forks`: epochs of which the market has another journal than the stick; the
 * market's is taken. Null: there is nothing to rebuild a till from. @throws Forked for an epoch that is not among them yet.
 */
export async function fill(
  store: Store,
  { folder, market, key }: Sources,
  forks: readonly Problem[],
  { now, chance }: { readonly now: () => number; readonly chance: () => number },
): Promise<Filled | null> {
  const problems = [...forks];
  const journals = folder?.journals ?? [];
  const held = new Map(market?.epochs.map((epoch) => [epoch.epoch, epoch]));
  const keyOf = (epoch: number): string | null =>
    held.get(epoch)?.publicKey ?? journals.find((journal) => journal.epoch === epoch)?.publicKey ?? null;
  const state = (await folder?.state(keyOf)) ?? null;
  const catalogue = (await folder?.catalogue(keyOf)) ?? null;
  const who = {
    market: market?.answer.market ?? folder?.market ?? 0,
    terminal: market?.answer.terminal ?? folder?.terminal ?? 0,
  };
  const known = [...new Set([...journals.map(({ epoch }) => epoch), ...held.keys()])]
    .filter((epoch) => epoch !== market?.answer.epoch)
    .toSorted((a, b) => a - b);

  const gathered = collecting(new Set(state?.carts.map((cart) => cart.id)));
  const epochs: TakenEpoch[] = [];
  for (const epoch of known) {
    const publicKey = keyOf(epoch);
    if (publicKey === null) continue;
    const journal = journals.find((one) => one.epoch === epoch);
    const hasOtherKey = journal !== undefined && journal.publicKey !== publicKey;
    if (hasOtherKey) problems.push({ where: 'mirror', epoch, after: 0, what: 'other_key' });
    const isTaken = journal !== undefined && !hasOtherKey && !forks.some((fork) => fork.epoch === epoch);
    const at = held.get(epoch);
    epochs.push(
      await takeEpoch({
        store,
        chain: { ...who, epoch, publicKey },
        keyFrom: at === undefined ? 'mirror' : 'market',
        lines: isTaken ? readJournalFile(journal.path, who) : [],
        market:
          market === null || at === undefined
            ? null
            : { head: at.head, page: (from, limit) => market.page(epoch, from, limit) },
        onEntry: (entry) => gathered.add(entry),
        onProblem: (problem) => problems.push(problem),
      }),
    );
  }
  const last = epochs.findLast((taken) => taken.last !== null)?.last ?? null;
  if (last === null && state === null && market === null) return null;

  const identity: EnrolledIdentity =
    market === null
      ? {
          ...identityIn(state),
          ...who,
          epoch: provisionalAfter(known, chance),
        }
      : identityOf(market);
  const previous: EpochHead | null =
    last === null ? null : { epoch: last.epoch, seq: last.seq, hash: last.hash, perpetualFen: last.perpetualFen };
  const at = now();
  const mode = last?.mode ?? 'live';
  await beginEpoch(store, { ...who, epoch: identity.epoch, mode, key, previous, at });
  const collected = gathered.done();
  const back = await bringBack(store, state, collected.soldAs);
  if (catalogue !== null) await bringCatalogue(store, catalogue);
  await bringIdentity(store, {
    identity,
    epochs,
    collected,
    previous,
    isProvisional: market === null,
    mirror: folder?.stick ?? null,
    at,
  });
  return {
    identity,
    isProvisional: market === null,
    epochs,
    collected,
    last,
    back,
    state,
    catalogue,
    problems,
    // A till with virtual devices reaches the market through its own cable, which is another one after each start.
    server: market?.server ?? (mode === 'live' ? (state?.server ?? null) : null),
  };
}

const identityOf = ({ answer }: MarketSide): EnrolledIdentity => ({
  market: answer.market,
  marketName: answer.marketName,
  terminal: answer.terminal,
  epoch: answer.epoch,
  stallNo: answer.stallNo,
  stallName: answer.stallName,
  trade: answer.trade,
});

/** The names of the stall, as the stick has them. */
function identityIn(state: MirrorState | null): Omit<EnrolledIdentity, 'market' | 'terminal' | 'epoch'> {
  const value: unknown = state?.settings.find(({ id }) => id === 'identity')?.value;
  if (!checkIdentity.Check(value)) return { marketName: '', stallNo: '', stallName: '', trade: '' };
  const { marketName, stallNo, stallName, trade } = value;
  return { marketName, stallNo, stallName, trade };
}
