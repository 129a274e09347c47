import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { CampaignOptions, Figures } from './harness/figures.ts';
import { anchorSets } from './tamper/attack.ts';
import { attacks, missed, sum, tamper, unforeseen } from './tamper/campaign.ts';
import type { Outcome, Row } from './tamper/campaign.ts';
import { mutants } from './tamper/mutants.ts';
import type { Mutant } from './tamper/mutants.ts';

const ROUNDS = 10;
const SIZE = 80;

/**
 * Tampers with exported journals in every way docs/tamper.md lists, with each set of anchors, and lets the verifier look: what
 * must be found, what can't be, and whether it names the right line. First the planted weaknesses, which must show.
 */
export async function faultTamper(options: CampaignOptions): Promise<Figures> {
  const { seed, say } = options;
  const rounds = options.rounds ?? ROUNDS;
  let caught = 0;
  for (const mutant of mutants) {
    const by = await catchMutant(mutant, seed);
    if (by !== null) caught += 1;
    say(`planted: ${mutant.name}: ${by === null ? 'NOT caught' : `caught by "${by}"`}`);
  }
  const outcome = await tamper({ rounds, seed, size: SIZE });
  for (const attack of attacks) say(tableLine(outcome.rows.filter((row) => row.attack === attack)));
  return figuresOf(outcome, { rounds, seed, caught });
}

/** The class that shows the weakness; null when none does. */
export async function catchMutant(mutant: Mutant, seed: number): Promise<string | null> {
  const script = fileURLToPath(new URL('./tamper/weakened.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [script, mutant.name, String(seed)]);
  const told = JSON.parse(stdout) as { readonly caught: boolean; readonly by: string | null };
  return told.caught ? (told.by ?? 'a journal nobody had touched') : null;
}

export function figuresOf(
  outcome: Outcome,
  run: { readonly rounds: number; readonly seed: number; readonly caught: number },
): Figures {
  const { rows, falseAlarms, clean } = outcome;
  const taking = (what: 'away' | 'twice'): number =>
    sum(
      rows.filter(({ attack }) => attack.takes === what),
      missed,
    );
  return {
    rounds: run.rounds,
    seed: run.seed,
    classes: attacks.length,
    mutations: sum(rows, (row) => row.tried),
    detected: sum(rows, (row) => row.found),
    undetected_expected: sum(rows, (row) => (row.attack.seen.includes(row.anchors) ? 0 : row.tried - row.found)),
    undetected_unexpected: sum(rows, missed),
    detected_unexpected: sum(rows, unforeseen),
    wrong_line: sum(rows, (row) => row.misplaced),
    clean,
    false_alarms: falseAlarms,
    lost: taking('away'),
    doubled: taking('twice'),
    mutants: mutants.length,
    mutants_caught: run.caught,
  };
}

/** `class | hand | found of tried by anchors`. */
function tableLine(rows: readonly Row[]): string {
  const cells = anchorSets.map((set) => {
    const row = rows.find(({ anchors }) => anchors === set);
    const wrong = row !== undefined && (missed(row) > 0 || unforeseen(row) > 0 || row.misplaced > 0);
    return `${set} ${row?.found}/${row?.tried}${wrong ? ' !' : ''}`.padEnd(14);
  });
  const attack = rows[0]?.attack;
  return `${cells.join('')} ${attack?.name} (${attack?.hand})`;
}
