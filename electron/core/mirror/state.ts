import { setImmediate as breathe } from 'node:timers/promises';
import Type from 'typebox';
import type { RxCollection } from 'rxdb/plugins/core';
import { Compile } from 'typebox/compile';
import { Int, Nullable, Obj, Text, Time } from '../../../shared/records/field.ts';
import { Notice, Person, Policy, Product } from '../../../shared/records/market.ts';
import { Cart, PrintJob, Setting } from '../../../shared/records/terminal.ts';
import type { Store } from '../database.ts';

/** What goes with the journal, so that a rebuilt till goes on where the old one stood. No private key is in it. */
export const MirrorState = Obj({
  format: Type.Literal('stall-pos state'),
  version: Type.Literal(1),
  market: Int(1, 65_535),
  terminal: Int(1, 4_294_967_295),
  /** The epoch whose key has signed this. */
  epoch: Int(1, 2_147_483_647),
  at: Time,
  /** Base URL of the market server. */
  server: Nullable(Text(300)),
  settings: Type.Array(Setting),
  /** Open, held and waiting carts. */
  carts: Type.Array(Cart),
  /** Wishes for paper that came to nothing yet. */
  printJobs: Type.Array(PrintJob),
});
export type MirrorState = Type.Static<typeof MirrorState>;
export const checkState = Compile(MirrorState);

/** What the market has sent down. The market has it too; a till that is rebuilt without a line needs it at once. */
export const MirrorCatalogue = Obj({
  format: Type.Literal('stall-pos catalogue'),
  version: Type.Literal(1),
  epoch: Int(1, 2_147_483_647),
  products: Type.Array(Product),
  policy: Type.Array(Policy),
  people: Type.Array(Person),
  notices: Type.Array(Notice),
});
export type MirrorCatalogue = Type.Static<typeof MirrorCatalogue>;
export const checkCatalogue = Compile(MirrorCatalogue);
export const catalogueParts = ['products', 'policy', 'people', 'notices'] as const;

/** Caches and marks that a rebuilt till makes anew, and what it only knows of itself. */
const leftOut: ReadonlySet<string> = new Set([
  'prices',
  'habits',
  'account_book',
  'later',
  'upload',
  'mirror',
  'signer',
  'earlier',
  'rebuilt',
  'pins',
  'practice',
]);
export const isMirrored = (setting: string): boolean => !leftOut.has(setting);

export async function readState(
  store: Store,
  of: Pick<MirrorState, 'market' | 'terminal' | 'epoch' | 'at' | 'server'>,
): Promise<MirrorState> {
  const settings = await store.settings.find().exec();
  const carts = await store.carts.find({ selector: { state: { $ne: 'closed' } } }).exec();
  const jobs = await store.print_jobs.find({ selector: { state: { $ne: 'printed' } } }).exec();
  return {
    format: 'stall-pos state',
    version: 1,
    market: of.market,
    terminal: of.terminal,
    epoch: of.epoch,
    at: of.at,
    server: of.server,
    settings: settings.map((document) => document.toMutableJSON()).filter(({ id }) => isMirrored(id)),
    carts: carts.map((document) => document.toMutableJSON()),
    printJobs: jobs.map((document) => document.toMutableJSON()),
  };
}

/** Documents turned into text at once, between two turns of the event loop: 50,000 products must not hold up a sale. */
const AT_ONCE = 200;

async function* documentsOf<T extends { readonly id: string }>(
  collection: RxCollection<T>,
): AsyncGenerator<string, void, undefined> {
  const documents = await collection.find().exec();
  for (let from = 0; from < documents.length; from += AT_ONCE) {
    const texts = documents.slice(from, from + AT_ONCE).map((document) => JSON.stringify(document.toJSON()));
    yield `${from === 0 ? '' : ','}${texts.join(',')}`;
    await breathe();
  }
}

/** The catalogue as JSON, piece by piece. */
export async function* catalogueText(store: Store, epoch: number): AsyncGenerator<string, void, undefined> {
  yield `{"format":"stall-pos catalogue","version":1,"epoch":${epoch}`;
  for (const name of catalogueParts) {
    yield `,"${name}":[`;
    switch (name) {
      case 'products':
        yield* documentsOf(store.products);
        break;
      case 'policy':
        yield* documentsOf(store.policy);
        break;
      case 'people':
        yield* documentsOf(store.people);
        break;
      case 'notices':
        yield* documentsOf(store.notices);
        break;
      default:
        name satisfies never;
    }
    yield ']';
  }
  yield '}';
}
