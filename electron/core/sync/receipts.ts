import { headText, type HeadReceipt } from '../../../shared/records/market.ts';
import type { Store } from '../database.ts';
import { verifierOf, type Identity } from '../identity.ts';

/** Heads of this terminal that the market has countersigned, one for each day and epoch, ascending; only those that its key has signed. */
export async function readReceipts(store: Store, identity: Identity): Promise<readonly HeadReceipt[]> {
  const { market, terminal, serverKey } = identity;
  if (serverKey === null) return [];
  const verify = verifierOf(serverKey);
  const marks = await store.server_marks.find({ selector: { kind: 'head', terminal } }).exec();
  return marks
    .flatMap((mark) => mark.toMutableJSON().receipt ?? [])
    .filter(({ sig, ...head }) => head.market === market && head.terminal === terminal && verify(headText(head), sig))
    .toSorted((a, b) => a.epoch - b.epoch || a.seq - b.seq);
}
