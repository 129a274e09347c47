import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { salesIn, tryMutant, tryTrace } from './power/campaign.ts';
import { copiedInCommit, mutants, oftenCopied } from './power/mutants.ts';
import { record, type Recording } from './power/record.ts';
import { addTally, emptyTally, wrong } from './power/tally.ts';

/** Figures of one run: snake_case keys with the unit in the name. */
export type Figures = Readonly<Record<string, number | string | readonly object[]>>;

const ROUNDS = 4;
const CUTS = 12;
const REOPENED = 10;

/** How the log is kept: as the product does it, and copied so often that a short trace has it many times, in both ways. */
const loggings: readonly Pick<Recording, 'plants' | 'shifts'>[] = [
  {
    plants: [],
    shifts: [
      { sales: 45, ending: 'kill' },
      { sales: 15, ending: 'stop' },
    ],
  },
  {
    plants: [oftenCopied],
    shifts: [
      { sales: 20, ending: 'stop' },
      { sales: 20, ending: 'kill' },
      { sales: 20, ending: 'stop' },
    ],
  },
  {
    plants: [copiedInCommit],
    shifts: [
      { sales: 20, ending: 'kill' },
      { sales: 20, ending: 'kill' },
      { sales: 20, ending: 'stop' },
    ],
  },
];

/** Whether traces can be made here. */
export const canTrace = (): boolean => process.platform === 'linux' && spawnSync('strace', ['-V']).status === 0;

/**
 * Cuts the power of a till at every operation on its disk, on paper: traces the real core selling, builds the directories that a
 * cut could leave, and looks for every answered sale in each (docs/faults-power.md). First the planted bugs, which must be found.
 * `rounds`: traces to make; null: as many as give 10⁵ images.
 */
export async function faultPower(options: {
  readonly rounds: number | null;
  readonly seed: number;
  readonly say: (line: string) => void;
}): Promise<Figures> {
  const { seed, say } = options;
  if (!canTrace()) {
    say('skipped: faults-power (missing strace)');
    return { skipped: 'missing strace' };
  }
  let caught = 0;
  for (const mutant of mutants) {
    const { images, lost, unopenable } = await tryMutant(mutant, seed);
    if (lost > 0) caught += 1;
    say(
      `${lost > 0 ? 'caught' : 'NOT CAUGHT'}: ${mutant.name} (${images} images, ${lost} times a sale lost, ${unopenable} unopenable)`,
    );
  }

  const all = emptyTally();
  let sales = 0;
  let operations = 0;
  const rounds = options.rounds ?? ROUNDS;
  for (let round = 0; round < rounds; round += 1) {
    const logging = loggings[round % loggings.length] ?? { plants: [], shifts: [] };
    const trace = await record({ ...logging, seed: seed + round });
    const keep = join(tmpdir(), `stall-pos-power-${seed}-${round}`);
    const tally = await tryTrace(trace, {
      seed: seed + round,
      every: 1,
      from: 'start',
      cuts: CUTS,
      reopened: REOPENED,
      keep,
    });
    addTally(all, tally);
    sales += salesIn(trace);
    operations += trace.operations.length;
    say(
      `round ${round + 1} of ${rounds}: ${salesIn(trace)} sales, ${trace.operations.length} operations, ${tally.images} images, ${wrong(tally)} wrong`,
    );
    for (const example of tally.examples) say(`  ${example} (kept in ${keep})`);
  }
  return {
    images: all.images,
    distinct_images: all.digests.size,
    sales,
    operations,
    opened: all.opened,
    lost: all.lost,
    doubled: all.doubled,
    cart_changes_lost: all.cartChangesLost,
    foreign: all.foreign,
    broken: all.broken,
    unopenable: all.unopenable,
    not_sellable: all.notSellable,
    keys_lost: all.keysLost,
    keys_lost_strict: all.keysLostStrict,
    mutants_caught: `${caught}/${mutants.length}`,
    rounds,
    seed,
  };
}
