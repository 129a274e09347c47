import { setTimeout as wait } from 'node:timers/promises';
import { ok, refuse, type Reply } from '../../../shared/contract.ts';
import type { Log } from '../../../shared/log.ts';
import type { Refusal } from '../../../shared/refusal.ts';
import type { StatusView } from '../../../shared/view.ts';
import { downCollections, type EnrolAnswer } from '../../../shared/wire.ts';
import type { Store } from '../database.ts';
import type { IdentityBook } from '../identity.ts';
import type { Journal } from '../journal.ts';
import { createSerial } from '../serial.ts';
import type { Settings } from '../settings.ts';
import { enrol, WireFailure } from './client.ts';
import { offerEarlier } from './earlier.ts';
import { startLink, type Link } from './link.ts';
import { reconcile } from './reconcile.ts';
import { startReplication, type Replication } from './replicate.ts';
import { openUploadBook, type UploadBook } from './upload.ts';

export interface Sync {
  status(): {
    readonly link: StatusView['link'];
    readonly pendingUpload: number;
    readonly enrolText: string;
    readonly alarm: string;
  };
  online(): boolean;
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
  readonly onChange: () => void;
  readonly jitter: () => number;
  readonly version: string;
  readonly log: Log;
}): Promise<Sync> {
  const { store, settings, identity, journal, log, onChange } = options;
  const server = options.server?.replace(/\/+$/, '') ?? null;
  const stopping = new AbortController();
  let link: Link | null = null;
  let book: UploadBook | null = null;
  let replication: Replication | null = null;
  let replicatedEpoch = 0;
  /** Rebuilt without the market: an epoch of its own choice, until a replace code confirms it. */
  let rebuilt = await settings.read('rebuilt');
  let enrolText = identity.keyLost
    ? '这台终端的密钥不见了,请重新入场'
    : rebuilt === null
      ? ''
      : '这台机是重装的,照常卖;请向市场要换机码,在这里输入一次';
  let alarm = '';
  /** The whole chain was compared with the server since the start; later only what is not acknowledged. */
  let compared = false;
  const lane = createSerial();
  const timers = new Set<NodeJS.Timeout>();

  const check = (): void => {
    const line = link;
    const upload = book;
    if (line === null || upload === null || !line.online()) return;
    lane(() =>
      line.carry(async (client) => {
        const marks = await store.server_marks
          .find({ selector: { kind: 'set_aside', terminal: identity.current().terminal } })
          .exec();
        const setAside = new Set(marks.filter((mark) => mark.epoch === journal.head().epoch).map((mark) => mark.seq));
        alarm =
          (await reconcile(client, journal, upload, { first: compared ? upload.through() + 1 : 1, setAside, log })) ??
          '';
        const earlier = compared ? null : await settings.read('earlier');
        if (earlier?.terminal === identity.current().terminal)
          await offerEarlier(
            client,
            store,
            earlier,
            (epoch, seq) => marks.some((mark) => mark.epoch === epoch && mark.seq === seq),
            log,
          );
        compared = true;
        onChange();
      }),
    ).catch((error: unknown) => {
      log.error({ err: error }, 'the reconciliation failed');
    });
  };
  const start = async (): Promise<void> => {
    const { terminal, epoch, key, mode } = identity.current();
    if (server === null || mode === 'training' || rebuilt !== null || stopping.signal.aborted) return;
    const chain = { terminal, epoch };
    const upload = await openUploadBook(settings, chain, onChange, log);
    book = upload;
    const line = startLink({
      server,
      terminal,
      key,
      jitter: options.jitter,
      log,
      onState: onChange,
      onConnect: async (client) => {
        upload.enter(client.serverEpoch);
        if (replication !== null && replicatedEpoch !== client.serverEpoch) {
          await replication.cancel();
          replication = null;
          compared = false;
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
      const resume = rebuilt === null ? null : { ...rebuilt };
      const answer = await enrol(server, key, code, options.version, stopping.signal, resume);
      await options.onEnrolled(answer);
      await settings.remove('rebuilt');
      rebuilt = null;
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
  const periodic = setInterval(() => {
    if (book !== null && book.pending(journal.head().seq) > 0) check();
  }, RECONCILE_EVERY_MS).unref();

  return {
    status: () => ({
      link: link === null ? 'never' : link.online() ? 'online' : 'offline',
      pendingUpload: book?.pending(journal.head().seq) ?? 0,
      enrolText,
      alarm,
    }),
    online: () => link?.online() ?? false,
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
