import type { Store } from '../database.ts';
import type { Identity } from '../identity.ts';
import type { Journal } from '../journal/journal.ts';
import type { EarlierEpochs } from '../settings.ts';
import { readReceipts } from '../sync/receipts.ts';
import type { Source } from './copy.ts';
import { catalogueText, readState } from './state.ts';

/** What the mirror copies from a till. Null while it practises: the chain of practice is nobody's books. */
export function mirrorSource(options: {
  readonly store: Store;
  readonly journal: Journal;
  readonly identity: () => Identity;
  /** Null: this is the terminal's first. */
  readonly earlier: () => EarlierEpochs | null;
  readonly server: string | null;
  readonly now: () => number;
}): () => Source | null {
  const { store, journal, now } = options;
  return () => {
    const { market, terminal, epoch, mode, key, serverKey } = options.identity();
    const { seq: head } = journal.head();
    if (mode === 'training') return null;
    const before = options.earlier();
    const chain = (of: number, publicKey: string) => ({ market, terminal, epoch: of, publicKey, serverKey });
    return {
      market,
      terminal,
      chains: [
        ...(before?.terminal === terminal ? before.epochs : []).map((of) => chain(of.epoch, of.publicKey)),
        chain(epoch, key.publicKey),
      ],
      head,
      sign: (text) => key.sign(text),
      entries: async (of, after, limit) => {
        const found = await store.journal
          .find({
            selector: { terminal, epoch: of, seq: { $gt: after, $lte: after + limit } },
            sort: [{ terminal: 'asc' }, { epoch: 'asc' }, { seq: 'asc' }],
          })
          .exec();
        // Up to the first gap: what is fetched back from the market may come in any order.
        return found
          .map((document) => document.toMutableJSON())
          .filter((entry, index) => entry.seq === after + 1 + index);
      },
      receipts: () => readReceipts(store, options.identity()),
      state: async () =>
        JSON.stringify(await readState(store, { market, terminal, epoch, at: now(), server: options.server })),
      catalogue: () => catalogueText(store, epoch),
    };
  };
}
