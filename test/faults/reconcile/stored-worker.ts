import { sow } from '../harness/plant.ts';
import type { Plant } from '../harness/plant.ts';

/** A process that plants bugs first and then reconciles generated days through the tables. */
const wish = JSON.parse(process.argv[2] ?? '{}') as {
  readonly databaseUrl: string;
  readonly seeds: readonly number[];
  readonly firstMarket: number;
  readonly plants: readonly Plant[];
};
sow(wish.plants);
const { encodeGbk, judge, nothingJudged } = await import('../reconcile.ts');
const { generate } = await import('./generate.ts');
const { differencesOf, liveThrough, openBooks, storeWorld } = await import('./store.ts');
const books = await openBooks(wish.databaseUrl);
const judged = nothingJudged();
for (const [i, seed] of wish.seeds.entries()) {
  const market = wish.firstMarket + i;
  const world = generate(seed, encodeGbk);
  await storeWorld(books.db, market, world);
  await liveThrough(books.db, market, world);
  judge(world, await differencesOf(books.db, market), judged);
}
await books.stop();
process.send?.(judged);
process.disconnect?.();
