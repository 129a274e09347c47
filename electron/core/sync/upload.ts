import type { Log } from '../../../shared/log.ts';
import type { Settings, UploadMark } from '../settings.ts';

/** Which entries of one chain the server has acknowledged, counted by ourselves: "synced" is never derived from RxDB alone. */
export interface UploadBook {
  /** Every entry up to this number is acknowledged. */
  through(): number;
  isAcknowledged(seq: number): boolean;
  acknowledge(seqs: Iterable<number>): void;
  /** Entries of this chain up to `headSeq` that the server has not acknowledged. */
  pending(headSeq: number): number;
  /** Another server epoch (a server put back from a copy): nothing of before counts. */
  enter(serverEpoch: number): void;
  save(): Promise<void>;
}

const SAVE_AFTER_MS = 2_000;

/** A mark that is older than the truth is harmless: the reconciliation asks about the rest again. */
export async function openUploadBook(
  settings: Settings,
  chain: { readonly terminal: number; readonly epoch: number },
  onChange: () => void,
  log: Log,
): Promise<UploadBook> {
  const stored = await settings.read('upload');
  let mark: UploadMark =
    stored !== null && stored.terminal === chain.terminal && stored.epoch === chain.epoch
      ? stored
      : { ...chain, serverEpoch: 0, through: 0 };
  let beyond = new Set<number>();
  let saved = mark;
  let timer: NodeJS.Timeout | null = null;
  const save = async (): Promise<void> => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (saved === mark) return;
    const writing = mark;
    await settings.write('upload', writing);
    saved = writing;
  };
  const saveSoon = (): void => {
    timer ??= setTimeout(() => {
      save().catch((error: unknown) => {
        log.error({ err: error }, 'how far the upload is could not be written');
      });
    }, SAVE_AFTER_MS).unref();
  };
  return {
    through: () => mark.through,
    isAcknowledged: (seq) => seq <= mark.through || beyond.has(seq),
    acknowledge: (seqs) => {
      for (const seq of seqs) if (seq > mark.through) beyond.add(seq);
      let { through } = mark;
      while (beyond.delete(through + 1)) through += 1;
      if (through !== mark.through) {
        mark = { ...mark, through };
        saveSoon();
      }
      onChange();
    },
    pending: (headSeq) => Math.max(0, headSeq - mark.through - beyond.size),
    enter: (serverEpoch) => {
      if (mark.serverEpoch === serverEpoch) return;
      if (mark.serverEpoch !== 0)
        log.warn(
          { was: mark.serverEpoch, is: serverEpoch },
          'the server started a new epoch: everything is offered again',
        );
      mark = { ...mark, serverEpoch, through: 0 };
      beyond = new Set();
      saveSoon();
      onChange();
    },
    save,
  };
}
