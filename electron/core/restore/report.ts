import type { Filled } from './fill.ts';
import type { Problem } from './take.ts';

/** What a restore has found and put where. Amounts fen, times epoch ms. */
export interface RestoreReport {
  readonly market: number;
  readonly terminal: number;
  readonly stallNo: string;
  /** The epoch that is written from now on. */
  readonly epoch: number;
  /** The market has not confirmed it yet: a replace code is needed once. */
  readonly isProvisional: boolean;
  readonly epochs: readonly {
    readonly epoch: number;
    readonly keyFrom: 'market' | 'mirror';
    readonly entries: number;
    readonly fromMirror: number;
    readonly fromMarket: number;
    /** Entries that the market has not yet; 0 where it was not asked. */
    readonly onlyMirror: number;
    readonly missing: readonly { readonly from: number; readonly to: number }[];
    readonly lastSeq: number;
  }[];
  readonly entries: number;
  readonly sales: number;
  readonly payableFen: number;
  /** Perpetual total that goes on. */
  readonly carriedFen: number;
  /** When the last known entry was made; what was sold after it is on no copy. Null: nothing is known. */
  readonly lastAt: number | null;
  /** Open carts and their lines, brought back as tabs. */
  readonly carts: number;
  readonly cartLines: number;
  readonly prices: number;
  readonly printJobs: number;
  readonly products: number;
  /** Whether settings, carts and wishes for paper were there to be taken. */
  readonly hasState: boolean;
  readonly problems: readonly Problem[];
}

/** Why nothing was made. */
export type RestoreFailure =
  | { readonly why: 'nothing_given' | 'not_empty' | 'no_folder' | 'no_mirror' | 'nothing_found' }
  | { readonly why: 'several'; readonly terminals: readonly number[] }
  /** The stick is another terminal's than the code. */
  | { readonly why: 'other_terminal'; readonly mirror: number; readonly market: number }
  | { readonly why: 'market'; readonly reason: string };

export type RestoreOutcome =
  | { readonly ok: true; readonly report: RestoreReport }
  | { readonly ok: false; readonly failure: RestoreFailure };

export function reportOf(filled: Filled): RestoreReport {
  const { identity, epochs, collected, last, back, state } = filled;
  return {
    market: identity.market,
    terminal: identity.terminal,
    stallNo: identity.stallNo,
    epoch: identity.epoch,
    isProvisional: filled.isProvisional,
    epochs: epochs.map((taken) => ({
      epoch: taken.epoch,
      keyFrom: taken.keyFrom,
      entries: taken.entries,
      fromMirror: taken.fromMirror,
      fromMarket: taken.fromMarket,
      onlyMirror: taken.onlyMirror,
      missing: taken.gaps,
      lastSeq: taken.last?.seq ?? 0,
    })),
    entries: epochs.reduce((sum, taken) => sum + taken.entries, 0),
    sales: collected.sales,
    payableFen: collected.payableFen,
    carriedFen: last?.perpetualFen ?? 0,
    lastAt: last?.at ?? null,
    carts: back.carts,
    cartLines: back.cartLines,
    prices: collected.prices.length,
    printJobs: back.printJobs,
    products: filled.catalogue?.products.length ?? 0,
    hasState: state !== null,
    problems: filled.problems,
  };
}
