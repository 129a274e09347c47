import type { UnconfirmedEpoch } from '../../../shared/wire.ts';
import type { Journal } from '../journal/journal.ts';

/** The epochs before the one being written that a rebuilt till began by itself, with what proves them; the market skips those it knows. */
export async function unconfirmedEpochs(
  journal: Journal,
  epochs: readonly { readonly epoch: number; readonly publicKey: string }[],
): Promise<UnconfirmedEpoch[]> {
  const found: UnconfirmedEpoch[] = [];
  for (const { epoch, publicKey } of epochs.filter((one) => one.epoch < journal.head().epoch)) {
    const [start] = await journal.range(1, 1, epoch);
    if (start?.body.kind === 'epoch_start' && start.body.reason === 'rebuilt')
      found.push({ publicKey, start, last: await journal.lastSeq(epoch) });
  }
  return found.slice(-64);
}
