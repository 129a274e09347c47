import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { createChance, type Chance } from './chance.ts';
import { createChecker, needsWriter, type Content } from './checker.ts';
import { FATES, type Cut } from './cut.ts';
import { createDisk, type Image } from './disk.ts';
import { createExpectation } from './expectation.ts';
import type { Mark } from './mark.ts';
import { createMount, writeImage } from './mount.ts';
import { KEY_FILE, publicKeyIn } from './opening.ts';
import { sellOn } from './reopen.ts';
import { emptyTally } from './tally.ts';
import type { Operation } from './trace.ts';

/** What a worker is given. Workers of one trace share `next` and take the steps in turn, each going forwards only. */
export interface Task {
  readonly operations: readonly Operation[];
  readonly publicKey: Uint8Array;
  readonly seed: number;
  /** How many operations have happened at each step, rising. */
  readonly steps: readonly number[];
  /** Steps at which the real core is started on an image as well. */
  readonly reopened: readonly number[];
  /** Random cuts at a step where more than one is possible, besides "nothing" and "everything". */
  readonly cuts: number;
  readonly next: SharedArrayBuffer;
  /** Where images are written; memory is best. */
  readonly place: string;
  /** Where the first bad image is kept for a closer look; null: nowhere. */
  readonly keep: string | null;
}

const STEPS_AT_ONCE = 32;
const CONTENTS_KEPT = 2_000;
/** One image in so many is opened as the till does it, and its log copied into it. */
const WRITABLE_EVERY = 8;

const drawCut = (chance: Chance): Cut => ({
  fate: chance.pick(FATES),
  naming: chance.pick(['journalled', 'strict']),
  sector: chance.pick([512, 4096]),
  fill: chance.pick(['zeros', 'noise']),
  share: chance.pick([0.1, 0.5, 0.9]),
});
const plainCut = (fate: 'nothing' | 'everything'): Cut => ({
  fate,
  naming: fate === 'nothing' ? 'strict' : 'journalled',
  sector: 512,
  fill: 'zeros',
  share: 1,
});

async function work(task: Task): Promise<void> {
  const own = mkdtempSync(join(task.place, 'worker-'));
  const disk = createDisk();
  const expectation = createExpectation();
  const checker = createChecker(task.publicKey);
  const mount = createMount(join(own, 'image'));
  const contents = new Map<string, Content | Error>();
  const tally = emptyTally();
  const next = new Int32Array(task.next);
  const reopened = new Set(task.reopened);
  let kept = false;
  let happened = 0;

  const read = (image: Image): Content | Error => {
    let content = contents.get(image.digest);
    if (content !== undefined) return content;
    mount.show(image);
    const writable = needsWriter(mount.dir) || Number.parseInt(image.digest.slice(0, 8), 16) % WRITABLE_EVERY === 0;
    try {
      content = checker.read(mount.dir, writable);
    } catch (error) {
      content = error instanceof Error ? error : new Error(String(error));
    }
    if (writable) mount.spoiled();
    if (contents.size >= CONTENTS_KEPT) contents.clear();
    contents.set(image.digest, content);
    return content;
  };
  const report = (image: Image, cut: Cut, what: string): void => {
    if (tally.examples.length < 3) tally.examples.push(`after ${happened} operations, ${JSON.stringify(cut)}: ${what}`);
    if (task.keep === null || kept) return;
    kept = true;
    writeImage(join(task.keep, `after-${happened}`), image);
  };
  const check = (image: Image, cut: Cut): void => {
    tally.images += 1;
    tally.digests.add(image.digest);
    const content = read(image);
    if (content instanceof Error) {
      tally.unopenable += 1;
      tally.lost += expectation.judge({
        entries: new Map(),
        heads: new Map(),
        answered: new Set(),
        doubled: 0,
        faults: [],
      }).lost;
      return report(image, cut, content.message);
    }
    if (content.entries.size > 0 && !image.files.has(KEY_FILE)) {
      if (cut.naming === 'journalled') tally.keysLost += 1;
      else tally.keysLostStrict += 1;
    }
    const { faults, ...verdict } = expectation.judge(content);
    for (const [name, count] of Object.entries(verdict)) tally[name as keyof typeof verdict] += count;
    tally.broken += faults.length;
    if (faults.length > 0 || Object.values(verdict).some((count) => count > 0))
      report(image, cut, JSON.stringify({ ...verdict, faults: faults.slice(0, 5) }));
  };
  const reopen = async (image: Image, cut: Cut): Promise<void> => {
    const dir = mkdtempSync(join(own, 'till-'));
    tally.opened += 1;
    try {
      const before = read(image);
      if (before instanceof Error) throw before;
      writeImage(dir, image);
      await sellOn({
        dir,
        before,
        expectation,
        // Cut before its first sale, a till may have had no key yet and makes one now.
        read: () => (before.entries.size > 0 ? checker : createChecker(publicKeyIn(dir))).read(dir, false),
      });
    } catch (error) {
      tally.notSellable += 1;
      report(image, cut, `the till itself: ${String(error)}`);
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  };

  try {
    for (
      let first = Atomics.add(next, 0, STEPS_AT_ONCE);
      first < task.steps.length;
      first = Atomics.add(next, 0, STEPS_AT_ONCE)
    ) {
      for (const step of task.steps.slice(first, first + STEPS_AT_ONCE)) {
        for (; happened < step; happened += 1) {
          const operation = task.operations[happened];
          if (operation === undefined) break;
          disk.apply(operation);
          if (operation.kind === 'mark') expectation.hear(JSON.parse(operation.text) as Mark);
        }
        const chance = createChance(task.seed, step);
        const drawn = disk.isUnsettled() ? Array.from({ length: task.cuts }, () => drawCut(chance)) : [];
        const cuts = disk.isUnsettled()
          ? [plainCut('nothing'), plainCut('everything'), ...drawn]
          : [plainCut('everything')];
        for (const cut of cuts) check(disk.image(cut, chance), cut);
        if (!reopened.has(step)) continue;
        const cut: Cut = { ...drawCut(chance), naming: 'journalled' };
        await reopen(disk.image(cut, chance), cut);
      }
    }
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
  parentPort?.postMessage(tally);
}

await work(workerData as Task);
