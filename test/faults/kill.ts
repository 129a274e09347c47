import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleTill, type Mutant } from './harness/bundle.ts';
import { createChance, type Chance } from './harness/chance.ts';
import { createChecker } from './harness/checker.ts';
import type { CampaignOptions, Figures } from './harness/figures.ts';
import { addTally, createLedger, emptyTally, tallyFigures, wrongIn, type Tally } from './harness/ledger.ts';
import { hasStrace, startTill, TillGone, type TillProcess } from './harness/process.ts';
import { shares, sideBySide } from './harness/side-by-side.ts';

const ROUNDS = 300;
/** One directory's life. A new one then, so that the empty directory is killed in too. */
const ROUNDS_PER_LIFE = 150;
const ROUNDS_PER_MUTANT = 40;
/** Tills at a time, each on a directory of its own: a core that waits for a disk leaves the other one room. */
const AT_ONCE = 2;
/** After the order to open, or after the till was sellable. */
const WINDOW_MS = 250;
/** Syncs of a first start and a few sales. */
const SYNCS = 60;
/** A sync of a file that was written does not lose what was written to a killed process: a kill between the writes does. */
const WRITES = 150;
/** More than any death leaves time for. */
const SALES = 200;

const JOURNAL = 'electron/core/journal/journal.ts';
const CARTS = 'electron/core/selling/carts.ts';
const INSERT = 'const { error } = await store.journal.bulkInsert([entry]);';

/** `by`: the deaths that show it soonest, so that a trial is short; the campaign itself draws all kinds. */
export const killMutants: readonly (Mutant & { readonly by: Death['by'] })[] = [
  {
    name: 'answers before the commit',
    by: 'write',
    plants: [
      {
        file: JOURNAL,
        find: INSERT,
        replace:
          'const error: { readonly status: number }[] = []; setImmediate(() => { void store.journal.bulkInsert([entry]); });',
      },
    ],
  },
  {
    name: 'numbers begin again at a start',
    by: 'sync',
    plants: [
      { file: JOURNAL, find: 'return last === undefined\n', replace: 'return last === undefined || last.seq > 0\n' },
    ],
  },
  {
    name: 'sold carts are not closed at a start',
    by: 'sync',
    plants: [
      {
        file: CARTS,
        find: 'const saleId = sold.get(cart.id);',
        replace: 'const saleId = sold.size < 0 ? cart.id : undefined;',
      },
    ],
  },
  {
    name: 'a repeated command is not answered from its sale',
    by: 'sync',
    plants: [
      {
        file: 'electron/core/selling/complete.ts',
        find: 'return done === null ? refuse(refusal) : ok(answerOf(done));',
        replace: 'return done === null ? refuse(refusal) : refuse(refusal);',
      },
    ],
  },
  {
    name: 'a sale is stored under another id than its command',
    by: 'sync',
    plants: [{ file: JOURNAL, find: 'id: draft.id,\n', replace: 'id: globalThis.crypto.randomUUID(),\n' }],
  },
  {
    name: 'an insert is made twice',
    by: 'sync',
    plants: [
      {
        file: JOURNAL,
        find: INSERT,
        replace: `${INSERT} if (isSale(entry)) { advance(chain, entry); await store.journal.bulkInsert([seal(chain, { ...draft, id: globalThis.crypto.randomUUID() })]); }`,
      },
    ],
  },
  {
    name: 'a receipt is printed before the commit',
    by: 'write',
    plants: [
      {
        file: JOURNAL,
        find: INSERT,
        replace: `if (isSale(entry)) { globalThis.unwritten = entry; await globalThis.printNow?.(entry.id); } ${INSERT}`,
      },
      {
        file: 'electron/core/printing/papers.ts',
        find: 'const entry = await deps.journal.find(entryId);',
        replace: 'const entry = (await deps.journal.find(entryId)) ?? globalThis.unwritten ?? null;',
      },
      {
        file: 'electron/core/printing/printing.ts',
        find: '  return {\n    present: printer !== null,',
        replace:
          `  globalThis.printNow = async (id) => printer.print(await options.paper(id, { columns: 32, layout: 'short', reprint: false }));\n` +
          '  return {\n    present: printer !== null,',
      },
    ],
  },
];

interface Death {
  /** Milliseconds after the order to open (`time`) or after the till was sellable (`selling`), or the number of the sync or write call. */
  readonly by: 'time' | 'selling' | 'sync' | 'write';
  readonly at: number;
}
const KINDS = ['time', 'selling', 'sync', 'write'] as const satisfies readonly Death['by'][];
function drawDeath(chance: Chance, kinds: readonly Death['by'][]): Death {
  const by = kinds[chance.whole(kinds.length)] ?? 'time';
  switch (by) {
    case 'time':
    case 'selling':
      return { by, at: chance.next() * WINDOW_MS };
    case 'sync':
      return { by, at: 1 + chance.whole(SYNCS) };
    case 'write':
      return { by, at: 1 + chance.whole(WRITES) };
    default:
      return by satisfies never;
  }
}

/** strace, killing the process as it enters this call; it needs every call stopped, so no seccomp filter. */
function killer({ by, at }: Death): readonly string[] {
  if (by === 'time' || by === 'selling') return [];
  const calls = by === 'sync' ? 'fsync,fdatasync' : 'pwrite64';
  return ['strace', '-f', '-o', '/dev/null', '-e', `trace=${calls}`, '-e', `inject=${calls}:signal=KILL:when=${at}`];
}

interface Life {
  readonly tally: Tally;
  readonly examples: readonly string[];
  readonly rounds: number;
  /** Rounds that were sellable before their kill; time from the order to open to sellable, ms. */
  readonly opened: readonly number[];
  readonly killed: Readonly<Record<Death['by'], number>>;
}

/** One directory, opened and killed again and again. `untilWrong`: ends with the first thing that is wrong. */
async function live(
  script: string,
  rounds: number,
  chance: Chance,
  kinds: readonly Death['by'][],
  untilWrong = false,
): Promise<Life> {
  const root = mkdtempSync(join(tmpdir(), 'stall-faults-kill-'));
  const place = { dir: join(root, 'till'), keys: join(root, 'keys') };
  const ledger = createLedger();
  const checker = createChecker(place);
  const opened: number[] = [];
  const killed = { time: 0, selling: 0, sync: 0, write: 0 };
  let round = 0;
  // The next till loads its program while this one sells, so that a round costs little more than opening.
  const prepare = (): { readonly death: Death; readonly till: Promise<TillProcess> } => {
    const death = drawDeath(chance, kinds);
    return { death, till: startTill(script, place, killer(death), ledger.hearPaper) };
  };
  const die = async (till: TillProcess, death: Death): Promise<void> => {
    let timer = death.by === 'time' ? setTimeout(() => void till.kill(), death.at) : undefined;
    const begin = performance.now();
    try {
      const why = await till.open();
      if (why !== null) {
        ledger.fault('broken', `does not open: ${why}`);
        await till.finish();
        return;
      }
      opened.push(performance.now() - begin);
      if (death.by === 'selling') timer = setTimeout(() => void till.kill(), death.at);
      ledger.judge(checker.look(), true);
      const refused = await ledger.repeat(till, chance);
      if (refused !== null) ledger.fault('answersChanged', `the sale without an answer is refused with ${refused}`);
      for (let sold = 0; sold < SALES && (!untilWrong || wrongIn(ledger.tally) === 0); sold += 1) {
        const code = await ledger.sell(till, chance, chance.whole(3) === 0 ? 'short' : 'none');
        if (code !== null) ledger.fault('broken', `selling is refused with ${code}`);
        if (code !== null) break;
      }
      // Only when something is wrong, or its sync never comes.
      await till.finish();
    } catch (error) {
      if (!(error instanceof TillGone)) throw error;
    } finally {
      clearTimeout(timer);
      await till.ended;
    }
  };
  let next = prepare();
  try {
    for (; round < rounds && (!untilWrong || wrongIn(ledger.tally) === 0); round += 1) {
      const { death, till } = next;
      const running = await till;
      next = prepare();
      killed[death.by] += 1;
      await die(running, death);
    }
    const last = await (await next.till).finish().then(() => startTill(script, place, [], ledger.hearPaper));
    const why = await last.open();
    if (why !== null) ledger.fault('broken', `does not open at the end: ${why}`);
    else {
      ledger.judge(checker.look(), true);
      await ledger.repeat(last, chance);
    }
    await last.finish();
    const all = createChecker(place).look();
    ledger.judgeAll(all.entries);
    return { tally: ledger.tally, examples: ledger.examples, rounds: round, opened, killed };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Whether the campaign sees this bug, and after how many kills. */
export async function tryKillMutant(
  mutant: (typeof killMutants)[number],
  seed: number,
): Promise<{ readonly caught: boolean; readonly life: Life }> {
  const bundle = await bundleTill(mutant.plants);
  try {
    const life = await live(bundle.script, ROUNDS_PER_MUTANT, createChance(seed), [mutant.by], true);
    return { caught: wrongIn(life.tally) > 0, life };
  } finally {
    bundle.remove();
  }
}

const quantile = (values: readonly number[], q: number): number =>
  Math.round(values.toSorted((a, b) => a - b)[Math.floor(q * (values.length - 1))] ?? 0);

/** Kills a selling till at random instants and at its sync calls, and opens it again on the same directory (docs/faults.md). */
export async function faultKill({ rounds, seed, say }: CampaignOptions): Promise<Figures> {
  if (!hasStrace()) {
    say('skipped: faults-kill (missing strace)');
    return { skipped: 'missing strace' };
  }
  const trials = await sideBySide(killMutants, AT_ONCE, async (mutant) => {
    const trial = await tryKillMutant(mutant, seed);
    say(
      `${trial.caught ? 'caught' : 'NOT CAUGHT'}: ${mutant.name} (${trial.life.rounds} kills; ${trial.life.examples[0] ?? ''})`,
    );
    return trial.caught;
  });
  const bundle = await bundleTill();
  try {
    const tally = emptyTally();
    const opened: number[] = [];
    const wanted = rounds ?? ROUNDS;
    const begin = performance.now();
    let done = 0;
    const killed = { time: 0, selling: 0, sync: 0, write: 0 };
    await sideBySide(shares(wanted, ROUNDS_PER_LIFE), AT_ONCE, async (length, lifeNo) => {
      const life = await live(bundle.script, length, createChance(seed + lifeNo), KINDS);
      addTally(tally, life.tally);
      opened.push(...life.opened);
      done += life.rounds;
      for (const by of KINDS) killed[by] += life.killed[by];
      say(`${done} of ${wanted} kills, ${tally.acknowledged} sales acknowledged, ${wrongIn(tally)} wrong`);
      for (const example of life.examples) say(`  ${example}`);
    });
    const seconds = (performance.now() - begin) / 1_000;
    return {
      rounds: done,
      kills_by_time: killed.time + killed.selling,
      kills_by_sync: killed.sync,
      kills_by_write: killed.write,
      ...tallyFigures(tally),
      // No failure in n rounds: the chance of one is below 3/n with 95 % confidence.
      upper_bound: done === 0 ? 1 : Number((3 / done).toPrecision(2)),
      open_p50_ms: quantile(opened, 0.5),
      open_p95_ms: quantile(opened, 0.95),
      rounds_per_s: Math.round((done / seconds) * 10) / 10,
      mutants_caught: `${trials.filter(Boolean).length}/${trials.length}`,
      seed,
    };
  } finally {
    bundle.remove();
  }
}
