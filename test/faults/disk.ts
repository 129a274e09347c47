import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleTill, type Mutant } from './harness/bundle.ts';
import { createChance, type Chance } from './harness/chance.ts';
import { createChecker } from './harness/checker.ts';
import type { CampaignOptions, Figures } from './harness/figures.ts';
import {
  addTally,
  createLedger,
  emptyTally,
  tallyFigures,
  wrongIn,
  type Ledger,
  type Tally,
} from './harness/ledger.ts';
import { hasStrace, startTill, type TillProcess } from './harness/process.ts';
import { sideBySide } from './harness/side-by-side.ts';

const ROUNDS_PER_MUTANT = 24;
const MUTANTS_AT_ONCE = 2;
const SALES = 8;
/** Asked so often, half of the failing calls at least lie behind. */
const TRIES = 12;
/** Failing calls in a row: one, or as a disk that stays full for a while. */
const LENGTHS = [1, 1, 4, 40];
const SLOW_US = [5_000, 20_000, 50_000, 200_000];

const JOURNAL = 'electron/core/journal/journal.ts';
export const diskMutants: readonly Mutant[] = [
  {
    name: 'a failed commit is answered as done',
    plants: [
      {
        file: JOURNAL,
        find: '      doubt = { chain, entry, cause: error };\n',
        replace: '      advance(chain, entry); return { ok: true, entry, repeated: false };\n',
      },
    ],
  },
  {
    name: 'a failed commit is answered as failed without a look',
    plants: [
      {
        file: JOURNAL,
        find: '      doubt = { chain, entry, cause: error };\n',
        replace: `      return { ok: false, refusal: { code: 'store_failed' } };\n`,
      },
    ],
  },
  {
    name: 'the number is used up before the commit',
    plants: [
      {
        file: JOURNAL,
        find: 'const entry = seal(chain, draft);',
        replace: 'const entry = seal(chain, draft); advance(chain, entry);',
      },
    ],
  },
];

interface Fault {
  readonly kind: 'ENOSPC' | 'EIO' | 'slow';
  readonly when: number;
  readonly length: number;
}

/** For a given number of rounds: fault kinds take turns, and each goes through its calls from the first on. */
function faultOf(round: number, chance: Chance): Fault {
  const length = LENGTHS[chance.whole(LENGTHS.length)] ?? 1;
  const step = Math.floor(round / 8);
  switch (round % 8) {
    case 0:
    case 1:
    case 2:
    case 3:
      return { kind: 'ENOSPC', when: 1 + step * 4 + (round % 8), length };
    case 7:
      return { kind: 'slow', when: 1, length: SLOW_US[step % SLOW_US.length] ?? 5_000 };
    default:
      return { kind: 'EIO', when: 1 + step * 3 + (round % 8) - 4, length };
  }
}

/** On the database and its log only: a till's keys and the program's own files are another matter. */
function wrap(dir: string, log: string, { kind, when, length }: Fault): readonly string[] {
  const calls = kind === 'ENOSPC' ? 'pwrite64,write,ftruncate,fallocate' : 'fsync,fdatasync';
  const how = kind === 'slow' ? `delay_enter=${length}` : `error=${kind}:when=${when}..${when + length - 1}`;
  const file = join(dir, 'terminal.sqlite');
  const only = ['-P', file, '-P', `${file}-wal`];
  return ['strace', '-f', '-o', log, ...only, '-e', `trace=${calls}`, '-e', `inject=${calls}:${how}`];
}

interface Round {
  readonly ledger: Ledger;
  /** Refusals by code, and starts that failed. */
  readonly refused: Readonly<Record<string, number>>;
  /** Whether the fault came to pass: the run made so many calls. */
  readonly struck: boolean;
}

/** Sells on a failing disk, asks again for what was refused, and looks after a start on a sound disk. */
async function oneRound(script: string, template: string, fault: Fault, chance: Chance): Promise<Round> {
  const root = mkdtempSync(join(tmpdir(), 'stall-faults-disk-'));
  const place = { dir: join(root, 'till'), keys: join(root, 'keys') };
  cpSync(template, root, { recursive: true });
  const ledger = createLedger();
  const refused: Record<string, number> = {};
  const count = (code: string): void => {
    refused[code] = (refused[code] ?? 0) + 1;
  };
  const checker = createChecker(place);
  // What the template holds was sold by nobody in this round.
  const before = new Set(checker.look().entries.map((entry) => entry.id));
  const look = (atRest: boolean): void => {
    const reading = checker.look();
    ledger.judge({ ...reading, entries: reading.entries.filter((entry) => !before.has(entry.id)) }, atRest);
  };
  /** Sells on in spite of refusals. A refused sale is asked for again with its id; "failed" must be true when it is said. */
  const sell = async (till: TillProcess, sales: number): Promise<void> => {
    for (let left = sales, tries = sales + TRIES; left > 0 && tries > 0; tries -= 1) {
      const sale = ledger.pending();
      const code = sale === null ? await ledger.sell(till, chance) : await ledger.ask(till, sale);
      if (code === null) {
        left -= 1;
        continue;
      }
      count(code);
      const asked = ledger.pending();
      if (asked === null) continue;
      if (code !== 'store_failed' && code !== 'store_full' && code !== 'store_unknown')
        ledger.fault('untruthful', `a sale was refused with ${code}`);
      const there = createChecker(place)
        .look()
        .entries.some((entry) => entry.id === asked.id);
      if ((code === 'store_failed' || code === 'store_full') && there)
        ledger.fault('untruthful', `${asked.id} is there and was called failed`);
    }
  };
  try {
    const log = join(root, 'calls');
    let till = await startTill(script, place, wrap(place.dir, log, fault));
    const why = await till.open();
    if (why === null) {
      await sell(till, SALES);
      look(false);
    } else count('not_open');
    await till.finish();
    const struck = readFileSync(log, 'latin1').includes('INJECTED');

    till = await startTill(script, place);
    const still = await till.open();
    if (still !== null) ledger.fault('broken', `does not open on a sound disk: ${still}`);
    else {
      look(true);
      const code = await ledger.repeat(till, chance);
      if (code !== null) ledger.fault('untruthful', `on a sound disk a sale is still refused with ${code}`);
      const next = await ledger.sell(till, chance);
      if (next !== null) ledger.fault('broken', `does not sell on a sound disk: ${next}`);
    }
    await till.finish();
    look(false);
    ledger.judgeAll(createChecker(place).look().entries);
    return { ledger, refused, struck };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** A till that has sold a little and was stopped. */
async function makeTemplate(script: string): Promise<string> {
  const root = mkdtempSync(join(tmpdir(), 'stall-faults-disk-'));
  const till = await startTill(script, { dir: join(root, 'till'), keys: join(root, 'keys') });
  await till.open();
  const ledger = createLedger();
  for (let i = 0; i < 3; i += 1) await ledger.sell(till, createChance(i));
  await till.finish();
  return root;
}

export interface DiskRun {
  readonly rounds: number;
  readonly tally: Tally;
  readonly examples: readonly string[];
  readonly refused: Readonly<Record<string, number>>;
  readonly kinds: Readonly<Record<Fault['kind'], number>>;
}

/** Gives the next fault, told whether the one before struck; null when there is none left. */
type Draw = (struck: boolean) => Fault | null;

const drawTimes = (rounds: number, chance: Chance, of: (round: number, chance: Chance) => Fault): Draw => {
  let round = 0;
  return () => (round < rounds ? of(round++, chance) : null);
};

/** Every call from the first on, once alone and once with the 39 after it, until a run ends before the call; and every slowness. */
function drawEvery(): Draw {
  const series = (['ENOSPC', 'EIO'] as const).flatMap((kind) => [1, 40].map((length) => ({ kind, length })));
  const slow = SLOW_US.map((length): Fault => ({ kind: 'slow', when: 1, length }));
  let at = 0;
  let when = 0;
  return (struck) => {
    if (when > 0 && !struck) {
      at += 1;
      when = 0;
    }
    const now = series[at];
    if (now === undefined) return slow.shift() ?? null;
    // The long ones overlap: every fifth begins anew.
    when += now.length === 1 || when === 0 ? 1 : 5;
    return { ...now, when };
  };
}

async function run(
  plants: Mutant['plants'],
  options: {
    readonly seed: number;
    readonly untilWrong: boolean;
    readonly draw: Draw;
    readonly say?: (line: string) => void;
  },
): Promise<DiskRun> {
  const bundle = await bundleTill(plants);
  const template = await makeTemplate(bundle.script);
  const chance = createChance(options.seed);
  const tally = emptyTally();
  const examples: string[] = [];
  const refused: Record<string, number> = {};
  const kinds = { ENOSPC: 0, EIO: 0, slow: 0 };
  let round = 0;
  let struck = false;
  try {
    while (!(options.untilWrong && wrongIn(tally) > 0)) {
      const fault = options.draw(struck);
      if (fault === null) break;
      round += 1;
      kinds[fault.kind] += 1;
      const done = await oneRound(bundle.script, template, fault, chance);
      ({ struck } = done);
      addTally(tally, done.ledger.tally);
      examples.push(...done.ledger.examples.map((text) => `${fault.kind} ${fault.when}+${fault.length}: ${text}`));
      for (const [code, times] of Object.entries(done.refused)) refused[code] = (refused[code] ?? 0) + times;
      if (round % 50 === 0) options.say?.(`${round} rounds, ${fault.kind} at ${fault.when}, ${wrongIn(tally)} wrong`);
    }
    return { rounds: round, tally, examples, refused, kinds };
  } finally {
    bundle.remove();
    rmSync(template, { recursive: true, force: true });
  }
}

/** Whether the campaign sees this bug: among the syncs of selling, since the first ones belong to opening. */
export async function tryDiskMutant(mutant: Mutant, seed: number): Promise<DiskRun> {
  const of = (round: number): Fault => ({
    kind: 'EIO',
    when: 16 - ((round * 5) % 11),
    length: round % 2 === 0 ? 4 : 1,
  });
  return run(mutant.plants, {
    seed,
    untilWrong: true,
    draw: drawTimes(ROUNDS_PER_MUTANT, createChance(seed), of),
  });
}

/** Lets writes and syncs of a selling till fail: every single one, or so many rounds of them (docs/faults.md). */
export async function faultDisk({ rounds, seed, say }: CampaignOptions): Promise<Figures> {
  if (!hasStrace()) {
    say('skipped: faults-disk (missing strace)');
    return { skipped: 'missing strace' };
  }
  const trials = await sideBySide(diskMutants, MUTANTS_AT_ONCE, async (mutant) => {
    const trial = await tryDiskMutant(mutant, seed);
    const isCaught = wrongIn(trial.tally) > 0;
    say(`${isCaught ? 'caught' : 'NOT CAUGHT'}: ${mutant.name} (${trial.rounds} rounds; ${trial.examples[0] ?? ''})`);
    return isCaught;
  });
  const draw = rounds === null ? drawEvery() : drawTimes(rounds, createChance(seed), faultOf);
  const all = await run([], { seed, untilWrong: false, draw, say });
  for (const example of all.examples.slice(0, 20)) say(`  ${example}`);
  return {
    rounds: all.rounds,
    enospc: all.kinds.ENOSPC,
    eio: all.kinds.EIO,
    slow: all.kinds.slow,
    ...tallyFigures(all.tally),
    refusals: Object.entries(all.refused).map(([code, times]) => ({ code, times })),
    mutants_caught: `${trials.filter(Boolean).length}/${trials.length}`,
    seed,
  };
}
