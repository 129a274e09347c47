import { spawnSync } from 'node:child_process';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestMarket } from '../core/market.ts';
import { bundleTill, type Mutant } from './harness/bundle.ts';
import { createChance } from './harness/chance.ts';
import { createChecker, type Found } from './harness/checker.ts';
import type { CampaignOptions, Figures } from './harness/figures.ts';
import { addTally, createLedger, emptyTally, tallyFigures, wrongIn, type Ledger } from './harness/ledger.ts';
import { startTill, type TillProcess } from './harness/process.ts';
import { sideBySide } from './harness/side-by-side.ts';

const ROUNDS = 60;
const ROUNDS_PER_MUTANT = 24;
const MUTANTS_AT_ONCE = 2;
const RESTART_EVERY = 3;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** 2026-11-23 10:00 in Shanghai. */
const NOON = Date.UTC(2026, 10, 23, 2);
/** A clock that was set runs on; no round takes longer. */
const RUN_ON_MS = 60_000;
const PATIENCE_MS = 20_000;
/** After a start the reconciliation begins in a second and a half. */
const PATIENCE_WITH_BUG_MS = 6_000;
/** Entries' times are whole milliseconds; the system's clock is set to a fraction. */
const ROUNDING_MS = 2;

const JOURNAL = 'electron/core/journal/journal.ts';
/** `rounds`: all of them are needed, since it shows at the end. */
export const clockMutants: readonly (Mutant & { readonly rounds?: number })[] = [
  {
    name: 'the last entry is the one with the latest time',
    plants: [
      {
        file: JOURNAL,
        find: `sort: [{ terminal: 'desc' }, { epoch: 'desc' }, { seq: 'desc' }],\n      limit: 1,`,
        replace: `sort: [{ at: 'desc' }],\n      limit: 1,`,
      },
    ],
  },
  {
    name: 'numbers come from the clock',
    plants: [{ file: JOURNAL, find: 'seq: head.seq + 1,', replace: 'seq: Math.floor(draft.at / 60_000),' }],
  },
  {
    name: 'a business day begins at midnight',
    plants: [{ file: 'shared/day.ts', find: 'cutHour = 3', replace: 'cutHour = 0' }],
  },
  {
    name: 'the day is that of the machine, not of the entry',
    plants: [{ file: JOURNAL, find: 'day: businessDay(draft.at),', replace: 'day: businessDay(Date.now()),' }],
  },
  {
    name: 'what the market has lost is not sent again',
    rounds: 6,
    plants: [
      {
        file: 'electron/core/sync/reconcile.ts',
        find: 'await client.push(entries);',
        replace: 'await Promise.resolve();',
      },
    ],
  },
];

/** Where the clock goes next, from where it stands. */
const steps: readonly ((now: number) => number)[] = [
  (now) => now + 2 * HOUR,
  (now) => now - 2 * HOUR,
  () => 0,
  () => NOON,
  (now) => now + 400 * DAY,
  (now) => now - 400 * DAY,
  // A moment before midnight, and before the cut at three, in Shanghai: the next sale is after it.
  () => Date.UTC(2026, 10, 23, 15, 59, 59, 995),
  () => Date.UTC(2026, 10, 23, 18, 59, 59, 995),
  () => Date.UTC(2026, 10, 23, 19),
];

/** Shanghai has been eight hours ahead all year since 1992; a business day begins there at three. */
const dayOf = (at: number): string => new Date(at + 8 * HOUR - 3 * HOUR).toISOString().slice(0, 10);

async function patiently<T>(
  look: () => Promise<T> | T,
  wanted: (value: T) => boolean,
  patience = PATIENCE_MS,
): Promise<boolean> {
  for (const end = performance.now() + patience; performance.now() < end;) {
    if (wanted(await look())) return true;
    await new Promise((resolve) => {
      setTimeout(resolve, 10);
    });
  }
  return false;
}

export interface ClockRun {
  readonly rounds: number;
  readonly ledger: Ledger;
  readonly wrongDays: number;
  readonly wrongTimes: number;
  readonly undone: number;
  readonly undoOver: number;
  readonly printsStuck: number;
  readonly uploaded: number;
  readonly notUploaded: number;
  /** Entries that the market said to have and dropped. */
  readonly dropped: number;
}
const wrongInRun = (run: ClockRun): number =>
  wrongIn(run.ledger.tally) + run.wrongDays + run.wrongTimes + run.printsStuck + run.notUploaded;

/** The library that gives one process a clock of its own; null where it is not there. */
export function clockLibrary(): string | null {
  const asked = spawnSync('faketime', ['-m', '-f', '+0', 'printenv', 'LD_PRELOAD'], { encoding: 'utf8' });
  const library = asked.status === 0 ? asked.stdout.trim() : '';
  return library === '' ? null : library;
}

/**
 * One till with a market, whose clock is stepped between sales and in their middle. `library`: it is the system's clock of the
 * whole process that is stepped (the monotonic one runs on, as on a machine whose time is set).
 */
export async function runClock(
  plants: Mutant['plants'],
  rounds: number,
  seed: number,
  { untilWrong = false, library = null }: { readonly untilWrong?: boolean; readonly library?: string | null } = {},
): Promise<ClockRun> {
  const bundle = await bundleTill(plants);
  const market = await startTestMarket();
  const root = mkdtempSync(join(tmpdir(), 'stall-faults-clock-'));
  const place = {
    dir: join(root, 'till'),
    keys: join(root, 'keys'),
    server: market.url,
    systemClock: library !== null,
  };
  const chance = createChance(seed);
  const ledger = createLedger();
  const checker = createChecker(place);
  /** What the clock was set to since entries were looked at last. */
  let settings: readonly number[] = [];
  let setTo = NOON;
  const counts = { wrongDays: 0, wrongTimes: 0, undone: 0, undoOver: 0, printsStuck: 0 };
  const offset = join(root, 'offset');
  /** How far from now, in seconds; in one stroke, since it is read at any moment. */
  const setSystem = (to: number): void => {
    const seconds = (to - Date.now()) / 1_000;
    writeFileSync(`${offset}.new`, `${seconds < 0 ? '' : '+'}${seconds.toFixed(3)}\n`);
    renameSync(`${offset}.new`, offset);
  };
  const wrapper =
    library === null
      ? []
      : [
          'env',
          `LD_PRELOAD=${library}`,
          `FAKETIME_TIMESTAMP_FILE=${offset}`,
          'FAKETIME_NO_CACHE=1',
          'FAKETIME_DONT_FAKE_MONOTONIC=1',
        ];
  const setClock = (till: TillProcess | null): void => {
    if (library !== null) setSystem(setTo);
    else till?.setClock(setTo);
  };
  const step = (till: TillProcess): void => {
    setTo = Math.max(0, (steps[chance.whole(steps.length)] ?? (() => NOON))(setTo));
    settings = [...settings, setTo];
    setClock(till);
  };
  const start = async (): Promise<TillProcess> => {
    setClock(null);
    const till = await startTill(bundle.script, place, wrapper, ledger.hearPaper);
    setClock(till);
    const why = await till.open();
    if (why !== null) throw new Error(`the till does not open: ${why}`);
    const status = () => till.call('view.snapshot', {});
    await patiently(status, (seen) => seen.ok && seen.value.topics.status?.link === 'online');
    return till;
  };
  const look = (atRest: boolean): void => {
    const reading = checker.look();
    ledger.judge(reading, atRest);
    for (const entry of reading.entries) {
      if (entry.day !== dayOf(entry.at)) counts.wrongDays += 1;
      if (!settings.some((from) => entry.at >= from - ROUNDING_MS && entry.at <= from + RUN_ON_MS))
        counts.wrongTimes += 1;
    }
    settings = [setTo];
  };
  /** A line taken out, the clock stepped, the line brought back: either is a good answer, and the cart goes on. */
  const undo = async (till: TillProcess): Promise<void> => {
    const added = await till.call('goods.portion', { productId: null, category: '01', amountFen: 700 });
    if (!added.ok) throw new Error(added.refusal.code);
    const { cartId, lineId } = added.value;
    await till.call('line.remove', { cartId, lineId });
    step(till);
    const back = await till.call('line.restore', { cartId, lineId });
    if (back.ok) counts.undone += 1;
    else if (back.refusal.code === 'undo_over') counts.undoOver += 1;
    else ledger.fault('broken', `undo after a clock step is refused with ${back.refusal.code}`);
  };
  const settled = async (till: TillProcess): Promise<void> => {
    const state = async () => {
      const seen = await till.call('view.snapshot', {});
      return seen.ok ? seen.value.topics.last?.paper : undefined;
    };
    if (!(await patiently(state, (paper) => paper !== 'queued' && paper !== 'printing'))) counts.printsStuck += 1;
  };
  let round = 0;
  try {
    let till = await start();
    settings = [setTo];
    const wrongSoFar = (): number => wrongIn(ledger.tally) + counts.wrongDays + counts.wrongTimes + counts.printsStuck;
    for (; round < rounds && !(untilWrong && wrongSoFar() > 0); round += 1) {
      // Now and then the market says that it has what it drops; found when the till is started again.
      market.swallowPushes(round % RESTART_EVERY === 1);
      step(till);
      if (round % 3 === 0) await undo(till);
      const paper = round % 2 === 0 ? 'short' : 'none';
      const sale = ledger.sell(till, chance, paper);
      // In its middle, wherever that is: the sale takes some ten milliseconds.
      const timer = setTimeout(() => {
        step(till);
      }, chance.next() * 20);
      const code = await sale;
      clearTimeout(timer);
      if (code !== null) ledger.fault('broken', `a sale is refused with ${code}`);
      const next = await ledger.sell(till, chance);
      if (next !== null) ledger.fault('broken', `a sale is refused with ${next}`);
      await settled(till);
      look(false);
      if (round % RESTART_EVERY === RESTART_EVERY - 1) {
        await till.finish();
        till = await start();
        look(true);
        await ledger.repeat(till, chance);
      }
    }
    market.swallowPushes(false);
    await till.finish();
    till = await start();
    const all: readonly Found[] = createChecker(place).look().entries;
    ledger.judgeAll(all);
    const live = all.filter((entry) => entry.terminal !== 0);
    const isUp = (entry: Found): boolean => market.held.get(entry.seq)?.hash === entry.hash;
    if (wrongSoFar() === 0)
      await patiently(() => live.every(isUp), Boolean, untilWrong ? PATIENCE_WITH_BUG_MS : PATIENCE_MS);
    const uploaded = live.filter(isUp).length;
    await till.finish();
    return {
      rounds: round,
      ledger,
      ...counts,
      uploaded,
      notUploaded: live.length - uploaded,
      dropped: market.swallowed(),
    };
  } finally {
    await market.stop();
    bundle.remove();
    rmSync(root, { recursive: true, force: true });
  }
}

export async function tryClockMutant(
  mutant: (typeof clockMutants)[number],
  seed: number,
): Promise<{ readonly caught: boolean; readonly run: ClockRun }> {
  const run = await runClock(mutant.plants, mutant.rounds ?? ROUNDS_PER_MUTANT, seed, { untilWrong: true });
  return { caught: wrongInRun(run) > 0, run };
}

/** Steps the clock of a selling till: hours, years, to 1970, over midnight and the day's cut, in mid-sale (docs/faults.md). */
export async function faultClock({ rounds, seed, say }: CampaignOptions): Promise<Figures> {
  const library = clockLibrary();
  if (library === null) say('skipped: faults-clock-system (missing faketime)');
  const tried = sideBySide(clockMutants, MUTANTS_AT_ONCE, async (mutant) => {
    const trial = await tryClockMutant(mutant, seed);
    say(
      `${trial.caught ? 'caught' : 'NOT CAUGHT'}: ${mutant.name} (${trial.run.rounds} rounds; ${trial.run.ledger.examples[0] ?? `${trial.run.wrongDays} wrong days, ${trial.run.wrongTimes} wrong times, ${trial.run.notUploaded} not uploaded`})`,
    );
    return trial.caught;
  });
  const [trials, run, system] = await Promise.all([
    tried,
    runClock([], rounds ?? ROUNDS, seed),
    library === null ? null : runClock([], Math.ceil((rounds ?? ROUNDS) / 4), seed + 1, { library }),
  ]);
  const runs = system === null ? [run] : [run, system];
  const tally = emptyTally();
  for (const each of runs) {
    addTally(tally, each.ledger.tally);
    for (const example of each.ledger.examples) say(`  ${example}`);
  }
  const sum = (of: (each: ClockRun) => number): number => runs.reduce((total, each) => total + of(each), 0);
  return {
    rounds: run.rounds,
    rounds_system: system?.rounds ?? 0,
    ...tallyFigures(tally),
    wrong_days: sum((each) => each.wrongDays),
    wrong_times: sum((each) => each.wrongTimes),
    undone: sum((each) => each.undone),
    undo_over: sum((each) => each.undoOver),
    prints_stuck: sum((each) => each.printsStuck),
    dropped_by_market: sum((each) => each.dropped),
    uploaded: sum((each) => each.uploaded),
    not_uploaded: sum((each) => each.notUploaded),
    mutants_caught: `${trials.filter(Boolean).length}/${trials.length}`,
    seed,
  };
}
