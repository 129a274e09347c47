import type { Mutant } from '../harness/bundle.ts';
import type { SourceOf } from './day.ts';

const MIRROR = 'electron/core/mirror';
const RESTORE = 'electron/core/restore';

/** `from`: the kind of rebuild that shows it. */
export const wipeMutants: readonly (Mutant & { readonly from: SourceOf })[] = [
  {
    name: 'the mirror skips an entry',
    from: 'mirror',
    plants: [
      {
        file: `${MIRROR}/copy.ts`,
        find: 'const entries = await source.entries(epoch, at.through, AT_ONCE);',
        replace:
          'const entries = (await source.entries(epoch, at.through, AT_ONCE)).filter((entry) => entry.seq % 5 !== 3);',
      },
    ],
  },
  {
    name: 'the lag is said to be nothing too early',
    from: 'mirror',
    plants: [
      {
        file: `${MIRROR}/mirror.ts`,
        find: 'return through === null ? null : Math.max(0, source.head - through);',
        replace: 'return through === null ? null : Math.min(0, source.head - through);',
      },
    ],
  },
  {
    name: 'a rebuilt till writes on under the old epoch',
    from: 'mirror',
    plants: [
      {
        file: `${RESTORE}/fill.ts`,
        find: 'Math.max(0, ...known) + 2 + Math.floor(chance() * PROVISIONAL_SPAN)',
        replace: 'Math.max(0, ...known) + 0 * chance() * PROVISIONAL_SPAN',
      },
    ],
  },
  {
    name: 'open carts are forgotten',
    from: 'mirror',
    plants: [
      {
        file: `${RESTORE}/build.ts`,
        find: 'await insert(store.carts, [...open, ...sold]);',
        replace: 'await insert(store.carts, sold);',
      },
    ],
  },
  {
    name: 'a line that was written over is believed',
    from: 'mirror',
    plants: [
      {
        file: `${MIRROR}/line.ts`,
        find: `hash('sha256', bytes, 'hex') !== hashText`,
        replace: `hash('sha256', bytes, 'hex') === ''`,
      },
      {
        file: `${RESTORE}/check.ts`,
        find: `return seal === 'ok' ? entry : seal;`,
        replace: 'return seal === null ? seal : entry;',
      },
    ],
  },
  {
    name: 'the perpetual total begins anew',
    from: 'both',
    plants: [
      {
        file: `${RESTORE}/build.ts`,
        find: 'const carriedFen = previous?.perpetualFen ?? 0;',
        replace: 'const carriedFen = 0;',
      },
    ],
  },
  {
    name: 'what only the stick has is not brought to the market',
    from: 'mirror',
    plants: [
      {
        file: 'electron/core/sync/reconcile.ts',
        find: '  for (const of of epochs) {',
        replace: '  for (const of of epochs.filter(({ epoch }) => epoch === journal.head().epoch)) {',
      },
      {
        file: 'electron/core/sync/replicate.ts',
        find: '(entry.epoch !== chain.epoch || !book.isAcknowledged(entry.seq)),',
        replace: 'entry.epoch === chain.epoch && !book.isAcknowledged(entry.seq),',
      },
    ],
  },
  {
    name: 'the market is asked for one page only',
    from: 'market',
    plants: [
      { file: `${RESTORE}/take.ts`, find: 'const PAGE = 500;', replace: 'const PAGE = 5;' },
      { file: `${RESTORE}/take.ts`, find: 'from = end + 1;', replace: 'return;' },
    ],
  },
  {
    name: 'the report leaves out what came from the market',
    from: 'market',
    plants: [
      {
        file: `${RESTORE}/take.ts`,
        find: 'entries: counts.mirror + counts.market,',
        replace: 'entries: counts.mirror,',
      },
    ],
  },
];
