import type { Mutant } from '../harness/bundle.ts';
import type { Trouble, Wrong } from './life.ts';

const PRINTING = 'electron/core/printing/printing.ts';

/** `by`: the troubles that show it soonest; the campaign itself draws all of them. `shows`: the figure it must spoil; another one does not count. */
export const printerMutants: readonly (Mutant & { readonly by: readonly Trouble[]; readonly shows: Wrong })[] = [
  {
    name: 'printed before the printer said so',
    by: ['paper_out', 'power'],
    shows: 'lost',
    plants: [
      {
        file: PRINTING,
        find: 'outcome = await target.print(paper, sending);',
        replace: `void target.print(paper, sending); outcome = { done: 'printed' };`,
      },
    ],
  },
  {
    name: 'what may have printed is printed again by itself',
    by: ['late_death', 'hang'],
    shows: 'doubled',
    plants: [
      {
        file: PRINTING,
        find: `if (done !== 'not_printed') await set(wish, done, why);`,
        replace: `if (done === 'printed') await set(wish, done, why);`,
      },
    ],
  },
  {
    name: 'printed again without the mark',
    by: ['late_death', 'hang'],
    shows: 'doubled',
    plants: [
      { file: PRINTING, find: '...job, reprint: true, requestedAt', replace: '...job, reprint: false, requestedAt' },
    ],
  },
  {
    name: 'the drawer opens again at a start',
    by: ['kill'],
    shows: 'stale',
    plants: [
      {
        file: 'electron/core/till.ts',
        find: 'const parts = createParts({ ...base, carts, drawer });',
        replace: `const parts = createParts({ ...base, carts, drawer }); for (const _sale of recent.slice(0, 3)) drawer.pulse(now());`,
      },
    ],
  },
  {
    name: 'wishes are forgotten at a start',
    by: ['stale_restart'],
    shows: 'lost',
    plants: [
      {
        file: 'electron/core/printing/print-jobs.ts',
        find: '(await store.print_jobs.find().exec()).map(',
        replace: '(await store.print_jobs.find().exec()).filter(() => false).map(',
      },
    ],
  },
  {
    name: 'what was on its way at a power cut counts as printed',
    by: ['hang_kill'],
    shows: 'lost',
    plants: [
      {
        file: PRINTING,
        find: `await set(job, 'unsure', '打印时断电');`,
        replace: `await set(job, 'printed', '打印时断电');`,
      },
    ],
  },
  {
    name: 'a silence after the job counts as printed',
    by: ['hang_power'],
    shows: 'lost',
    plants: [
      {
        file: 'hardware/printer/printer.ts',
        find: `return unsure('stopped answering');`,
        replace: `return { done: 'printed' };`,
      },
    ],
  },
  {
    name: 'what is old is dropped',
    by: ['stale'],
    shows: 'lost',
    plants: [
      {
        file: PRINTING,
        find: `await set(job, 'unprinted', whyNot(job));`,
        replace: 'await jobs.remove(job.id);',
      },
    ],
  },
];
