import { setTimeout as wait } from 'node:timers/promises';
import { ok, refuse, type Reply } from '../../../shared/contract.ts';
import type { Log } from '../../../shared/log.ts';
import type { Refusal } from '../../../shared/refusal.ts';
import type { JournalEntry } from '../../../shared/records/journal.ts';
import type { MarketAlarm, StatusView } from '../../../shared/status-view.ts';
import { downCollections, type EnrolAnswer, type EpochAnswer } from '../../../shared/wire.ts';
import type { Store } from '../database.ts';
import type { IdentityBook } from '../identity.ts';
import type { Journal } from '../journal/journal.ts';
import { createSerial } from '../serial.ts';
import type { Settings } from '../settings.ts';
import { enrol, WireFailure, type Client } from './client.ts';
import { unconfirmedEpochs } from './unconfirmed.ts';
import { askEpoch, isImage } from './image.ts';
import { startLink, type Link } from './link.ts';
import { reconcile } from './reconcile.ts';
import { readReceipts } from './receipts.ts';
import { startReplication, type Replication } from './replicate.ts';
import { takeBack } from './take-back.ts';
import { openUploadBook, type UploadBook } from './upload.ts';

export interface Sync {
  status(): {
    readonly link: StatusView['link'];
    readonly pendingUpload: number;
    readonly enrolText: string;
    readonly alarm: MarketAlarm | null;
  };
  online(): boolean;
  /** Asks now, once. Null: there is no line, or it broke off and nobody knows what became of it. */
  once<T>(task: (client: Client) => Promise<T>): Promise<T | null>;
  /** Compares the journal with the market's, and has its head countersigned, if there is a line. */
  compare(): void;
  /** Joins the market with a one-time code; waits for the server's answer. */
  enrol(code: string): Promise<Reply<{ readonly terminal: number; readonly stallNo: string }>>;
  stop(): Promise<void>;
}

/** RxDB's own push goes first after a connection; what it left out is found then. */
const RECONCILE_AFTER_MS = 1_500;
const RECONCILE_EVERY_MS = 60_000;
const ENROL_PAUSE_MS = 1_000;
const ENROL_LONGEST_MS = 30_000;

type EnrolReason = Extract<Refusal, { code: 'enrol_failed' }>['reason'];
const enrolSentence: Readonly<Record<EnrolReason, string>> = {
  unreachable: '连不上市场,正在重试入场',
  bad_code: '入场码不对',
  used_code: '入场码已经用过',
  expired_code: '入场码过期了',
  server: '市场没有接受入场,正在重试',
};
const enrolReasonOf = (failure: WireFailure): EnrolReason => {
  if (failure.status === null) return 'unreachable';
  return failure.reason === 'bad_code' || failure.reason === 'used_code' || failure.reason === 'expired_code'
    ? failure.reason
    : 'server';
};

/** Everything between this terminal and the market server. Nothing in the till waits for it. */
export async function startSync(options: {
  readonly server: string | null;
  readonly enrolCode: string | null;
  readonly store: Store;
  readonly settings: Settings;
  readonly identity: IdentityBook;
  readonly journal: Journal;
  /** The market took this terminal in: chain, prices and goods change over. */
  readonly onEnrolled: (answer: EnrolAnswer) => Promise<void>;
  /** The journal was put back from a copy and goes on in this epoch. */
  readonly onEpoch: (answer: EpochAnswer) => Promise<void>;
  /** Entries of earlier epochs came back from the market; they are on the disk. */
  readonly onTakenBack: (entries: readonly JournalEntry[]) => Promise<void>;
  /** The line stands again. */
  readonly onOnline: () => void;
  readonly onChange: () => void;
  readonly jitter: () => number;
  readonly version: string;
  readonly log: Log;
}): Promise<Sync> {
  const { store, identity, journal, log, onChange } = options;
  const server = options.server?.replace(/\/+$/, '') ?? null;
  const stopping = new AbortController();
  let link: Link | null = null;
  let book: UploadBook | null = null;
  let replication: Replication | null = null;
  let replicatedEpoch = 0;
  /** Rebuilt without the market: its epoch is its own choice until a replace code has confirmed it. */
  let rebuilt = await options.settings.read('rebuilt');
  let enrolText = identity.keyLost
    ? '这台终端的密钥不见了,请重新入场'
    : rebuilt === null
      ? ''
      : '这台机是重装的,照常卖;请向市场要换机码,在这里输入一次';
  let refusal: Extract<MarketAlarm, 'superseded' | 'revoked'> | null = null;
  let serverKeyChanged = false;
  let wasImage = false;
  let isFork = false;
  const alarm = (): MarketAlarm | null => {
    if (refusal !== null) return refusal;
    if (rebuilt !== null) return 'rebuilt';
    if (wasImage) return 'image';
    if (isFork) return 'fork';
    return serverKeyChanged ? 'server_key' : null;
  };
  /**
   * Up to which number of the epoch being written the server was asked, and had all: an answer 200 to a push proves nothing by
   * itself. Null: nothing was compared yet, all epochs are.
   */
  let compared: number | null = null;
  const lane = createSerial();
  const timers = new Set<NodeJS.Timeout>();

  /** `whole`: the epoch from its first number on, not only what came since the last comparison. */
  const check = (whole = false): void => {
    const line = link;
    const upload = book;
    if (line === null || upload === null || !line.online()) return;
    lane(() =>
      line.carry(async (client) => {
        const { terminal, epoch: current } = identity.current();
        const marks = await store.server_marks.find({ selector: { kind: 'set_aside', terminal } }).exec();
        const before = compared;
        const { seq } = journal.head();
        const epochs = (before === null ? await journal.epochs() : [current]).map((epoch) => ({
          epoch,
          first: before === null || whole ? 1 : Math.max(1, Math.min(before + 1, seq)),
          setAside: new Set(marks.filter((mark) => mark.epoch === epoch).map((mark) => mark.seq)),
        }));
        const { isFork: differs, sent } = await reconcile(client, journal, upload, epochs, log);
        const forks = await store.server_marks.find({ selector: { kind: 'fork', terminal } }).exec();
        isFork = differs || forks.some((mark) => mark.epoch === current);
        // What had to be sent again is asked for again the next time.
        compared = sent === 0 ? seq : (before ?? 0);
        onChange();
      }),
    ).catch((error: unknown) => {
      log.error({ err: error }, 'the reconciliation failed');
    });
  };
  const start = async (): Promise<void> => {
    const { terminal, epoch, key, mode } = identity.current();
    if (server === null || mode === 'training' || rebuilt !== null || stopping.signal.aborted) return;
    let chain = { terminal, epoch };
    let upload = await openUploadBook(options.settings, chain, onChange, log);
    book = upload;
    let takenBack = false;
    /** Goes on in an epoch of its own, before anything of this journal is sent. */
    const leaveImage = async (client: Client): Promise<void> => {
      const granted = await askEpoch(client, journal);
      if (granted === null) return;
      log.warn({ was: journal.head(), granted }, 'this data directory was put back from a copy: a new epoch begins');
      await options.onEpoch(granted);
      wasImage = true;
      takenBack = false;
      await replication?.cancel();
      replication = null;
      compared = null;
      chain = { terminal, epoch: granted.epoch };
      upload = await openUploadBook(options.settings, chain, onChange, log);
      book = upload;
    };
    const noteServerKey = async (serverKey: string): Promise<void> => {
      const { serverKey: known } = identity.current();
      if (known === null) await identity.keepServerKey(serverKey);
      serverKeyChanged = known !== null && known !== serverKey;
      if (serverKeyChanged) log.error({ known, serverKey }, 'the market signs with another key than before');
    };
    const line = startLink({
      server,
      terminal,
      key,
      jitter: options.jitter,
      log,
      onState: (isOnline) => {
        onChange();
        if (isOnline) options.onOnline();
      },
      onRefused: (reason) => {
        refusal = reason === 'superseded' || reason === 'revoked' ? reason : null;
        onChange();
      },
      onConnect: async (client) => {
        await noteServerKey(client.serverKey);
        if (await isImage(client, journal)) await leaveImage(client);
        upload.enter(client.serverEpoch);
        if (replication !== null && replicatedEpoch !== client.serverEpoch) {
          await replication.cancel();
          replication = null;
          compared = null;
        }
        replicatedEpoch = client.serverEpoch;
        if (replication === null)
          replication = startReplication({
            store,
            server,
            serverEpoch: client.serverEpoch,
            chain,
            link: line,
            lane,
            book: upload,
            log,
          });
        else replication.resync(downCollections);
        if (!takenBack && identity.current().start !== null) {
          takenBack = true;
          lane(() =>
            line.carry(async (on) => identity.keepEpochs(await takeBack(on, journal, options.onTakenBack, log))),
          ).catch((error: unknown) => {
            takenBack = false;
            log.error({ err: error }, 'earlier entries could not be taken back');
          });
        }
        const timer = setTimeout(() => {
          timers.delete(timer);
          check();
        }, RECONCILE_AFTER_MS).unref();
        timers.add(timer);
      },
      onMessage: ({ collections }) => {
        replication?.resync(collections);
      },
    });
    link = line;
    onChange();
  };

  const enrolOnce = async (code: string): Promise<EnrolReason | EnrolAnswer> => {
    if (server === null) return 'unreachable';
    const key = await identity.enrolmentKey();
    try {
      const resume =
        rebuilt === null
          ? null
          : { ...rebuilt, unconfirmed: await unconfirmedEpochs(journal, await identity.epochs()) };
      const answer = await enrol(server, key, code, options.version, stopping.signal, resume);
      await options.onEnrolled(answer);
      await options.settings.remove('rebuilt');
      rebuilt = null;
      refusal = null;
      enrolText = '';
      await start();
      return answer;
    } catch (error) {
      if (!(error instanceof WireFailure)) throw error;
      log.info({ status: error.status, reason: error.reason }, 'the market did not take this terminal in');
      return enrolReasonOf(error);
    }
  };
  const enrolLane = createSerial();
  const enrolled = (): boolean => identity.current().mode !== 'training' && rebuilt === null;
  /** Until the market has answered, one way or the other. */
  const enrolInBackground = async (code: string): Promise<void> => {
    for (let failures = 0; !stopping.signal.aborted; failures++) {
      const result = await enrolLane(async () => (enrolled() ? null : enrolOnce(code)));
      if (result === null || typeof result !== 'string') return;
      enrolText = enrolSentence[result];
      onChange();
      if (result !== 'unreachable' && result !== 'server') return;
      const pause = Math.min(ENROL_LONGEST_MS, ENROL_PAUSE_MS * 2 ** Math.min(failures, 6));
      await wait(pause / 2 + (pause / 2) * options.jitter(), undefined, { signal: stopping.signal, ref: false });
    }
  };
  await start();
  if (!enrolled() && options.enrolCode !== null && server !== null) {
    enrolInBackground(options.enrolCode).catch((error: unknown) => {
      if (!stopping.signal.aborted) log.error({ err: error }, 'joining the market failed');
    });
  }
  /** Whether the market has countersigned the last entry; asked by `check`, it does so at once. */
  const isCountersigned = async (): Promise<boolean> => {
    const { epoch, seq } = journal.head();
    const receipts = await readReceipts(store, identity.current());
    return seq === 0 || receipts.some((receipt) => receipt.epoch === epoch && receipt.seq >= seq);
  };
  const periodic = setInterval(() => {
    if (book === null) return;
    if (book.pending(journal.head().seq) > 0) check();
    else
      isCountersigned().then(
        (done) => {
          if (!done) check();
        },
        (error: unknown) => {
          log.error({ err: error }, 'the receipts of the market could not be read');
        },
      );
  }, RECONCILE_EVERY_MS).unref();

  return {
    status: () => ({
      link: link === null ? 'never' : link.online() ? 'online' : 'offline',
      pendingUpload: book?.pending(journal.head().seq) ?? 0,
      enrolText,
      alarm: alarm(),
    }),
    compare: () => {
      check(true);
    },
    online: () => link?.online() ?? false,
    once: async (task) => (await link?.once(task)) ?? null,
    enrol: async (code) =>
      enrolLane(async () => {
        if (enrolled()) return refuse({ code: 'already_enrolled' });
        const result = await enrolOnce(code);
        return typeof result === 'string'
          ? refuse({ code: 'enrol_failed', reason: result })
          : ok({ terminal: result.terminal, stallNo: result.stallNo });
      }),
    stop: async () => {
      stopping.abort();
      clearInterval(periodic);
      for (const timer of timers) clearTimeout(timer);
      await replication?.cancel();
      link?.stop();
      await book?.save();
    },
  };
}
