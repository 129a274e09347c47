/** What came of the images of one trace; figures of several workers are added up. */
export interface Tally {
  images: number;
  readonly digests: Set<string>;
  lost: number;
  doubled: number;
  foreign: number;
  cartChangesLost: number;
  broken: number;
  unopenable: number;
  /** Images with entries and without the key that signed them; the second where a name needs its directory's sync. */
  keysLost: number;
  keysLostStrict: number;
  /** Images on which the real core was started, and of these the ones where it went wrong. */
  opened: number;
  notSellable: number;
  /** A few words on the first that went wrong. */
  readonly examples: string[];
}

export const emptyTally = (): Tally => ({
  images: 0,
  digests: new Set(),
  lost: 0,
  doubled: 0,
  foreign: 0,
  cartChangesLost: 0,
  broken: 0,
  unopenable: 0,
  keysLost: 0,
  keysLostStrict: 0,
  opened: 0,
  notSellable: 0,
  examples: [],
});

const EXAMPLES = 5;

export function addTally(to: Tally, { digests, examples, ...counts }: Tally): void {
  for (const digest of digests) to.digests.add(digest);
  to.examples.push(...examples.slice(0, Math.max(0, EXAMPLES - to.examples.length)));
  for (const [name, count] of Object.entries(counts)) to[name as keyof typeof counts] += count;
}

/** Images × faults: 0 when every one was as it must be. */
export const wrong = (tally: Tally): number =>
  tally.lost +
  tally.doubled +
  tally.foreign +
  tally.cartChangesLost +
  tally.broken +
  tally.unopenable +
  tally.keysLost +
  tally.notSellable;
