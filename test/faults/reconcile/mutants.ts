import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Plant } from '../harness/plant.ts';
import type { Judged } from '../reconcile.ts';

/** Bugs the campaign has to see: the judge's figures with one of them may not be those of a right matcher. */
export const reconcileMutants: readonly { readonly name: string; readonly plants: readonly Plant[] }[] = [
  {
    name: 'a sale that was voided counts as sold when it is read from the tables',
    plants: [
      {
        file: 'market/reconcile/load.ts',
        find: "isVoided: later.some(({ kind }) => kind === 'void'),",
        replace: 'isVoided: false,',
      },
    ],
  },
  {
    name: 'a payment that is not in the next bill is called missing at once',
    plants: [{ file: 'market/reconcile/match.ts', find: 'const POOL_DAYS = 3;', replace: 'const POOL_DAYS = 0;' }],
  },
];

/** Generated days through the tables of a database, in a process of its own with these bugs in it. */
export function judgeStored(
  databaseUrl: string,
  wish: { readonly seeds: readonly number[]; readonly firstMarket: number; readonly plants: readonly Plant[] },
): Promise<Judged> {
  return new Promise((done, fail) => {
    const worker = fork(fileURLToPath(new URL('stored-worker.ts', import.meta.url)), [
      JSON.stringify({ databaseUrl, ...wish }),
    ]);
    let said: Judged | null = null;
    worker.on('message', (message) => {
      said = message as Judged;
    });
    worker.on('error', fail);
    worker.on('exit', (code) => {
      if (said === null) fail(new Error(`the worker ended with ${code} and no figures`));
      else done(said);
    });
  });
}
