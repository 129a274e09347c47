import { bundleTill } from './harness/bundle.ts';
import { createChance } from './harness/chance.ts';
import type { CampaignOptions, Figures } from './harness/figures.ts';
import { shares, sideBySide } from './harness/side-by-side.ts';
import { livePrinter, troubles, type LifeFigures } from './printer/life.ts';
import { printerMutants } from './printer/mutants.ts';

const RECEIPTS = 500;
/** One directory's and one printer's life. */
const RECEIPTS_PER_LIFE = 25;
const RECEIPTS_PER_MUTANT = 20;
/** Most of a life is waiting for the next try, so several fit beside each other, and a short campaign has several too. */
const LIVES_AT_ONCE = 8;
const LIVES_AT_LEAST = 4;

const wrongIn = (life: LifeFigures): number => life.lost + life.doubled + life.stale;

export async function tryPrinterMutant(
  mutant: (typeof printerMutants)[number],
  seed: number,
): Promise<{ readonly caught: boolean; readonly life: LifeFigures }> {
  const bundle = await bundleTill(mutant.plants);
  try {
    const life = await livePrinter(bundle.script, RECEIPTS_PER_MUTANT, createChance(seed), mutant.by, mutant.shows);
    return { caught: life[mutant.shows] > 0, life };
  } finally {
    bundle.remove();
  }
}

/** Sells with paper on a printer that everything happens to, and looks for what got lost, came twice or opened late (docs/faults.md). */
export async function faultPrinter({ rounds, seed, say }: CampaignOptions): Promise<Figures> {
  const tried = Promise.all(
    printerMutants.map(async (mutant) => {
      const trial = await tryPrinterMutant(mutant, seed);
      say(
        `${trial.caught ? 'caught' : 'NOT CAUGHT'}: ${mutant.name} (${trial.life.receipts} receipts; ${trial.life.examples[0] ?? ''})`,
      );
      return trial.caught;
    }),
  );
  const bundle = await bundleTill();
  try {
    const wanted = rounds ?? RECEIPTS;
    const lengths = shares(wanted, Math.min(RECEIPTS_PER_LIFE, Math.ceil(wanted / LIVES_AT_LEAST)));
    const done: LifeFigures[] = [];
    const living = sideBySide(lengths, LIVES_AT_ONCE, async (receipts, no) => {
      const life = await livePrinter(bundle.script, receipts, createChance(seed + no), troubles);
      done.push(life);
      say(`${sum('receipts')} of ${wanted} receipts, ${done.reduce((all, one) => all + wrongIn(one), 0)} wrong`);
      for (const example of life.examples) say(`  ${example}`);
    });
    const sum = (name: 'receipts' | 'lost' | 'doubled' | 'stale' | 'listed' | 'reprints' | 'restarts' | 'pulses') =>
      done.reduce((all, life) => all + life[name], 0);
    const [trials] = await Promise.all([tried, living]);
    const had = Object.fromEntries(
      troubles.map((kind) => [`with_${kind}`, done.reduce((all, life) => all + (life.had[kind] ?? 0), 0)]),
    );
    return {
      receipts: sum('receipts'),
      lost: sum('lost'),
      doubled_without_mark: sum('doubled'),
      stale_pulses: sum('stale'),
      listed_at_the_end: sum('listed'),
      reprints_marked: sum('reprints'),
      pulses: sum('pulses'),
      restarts: sum('restarts'),
      ...had,
      mutants_caught: `${trials.filter(Boolean).length}/${trials.length}`,
      seed,
    };
  } finally {
    bundle.remove();
  }
}
