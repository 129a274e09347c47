import { createHash } from 'node:crypto';
import Type from 'typebox';
import { Compile, type Validator } from 'typebox/compile';
import type { JournalEntry } from '../../../shared/records/journal.ts';
import {
  API,
  downCollections,
  EnrolAnswer,
  EpochAnswer,
  EpochsAnswer,
  JournalAnswer,
  enrolText,
  headers,
  KnownAnswer,
  PullAnswer,
  requestText,
  SessionAnswer,
  type Checkpoint,
  type DownCollection,
  type EpochRequest,
  type Resume,
  type StreamMessage,
} from '../../../shared/wire.ts';
import type { TerminalKey } from '../identity.ts';

/** Why a request came to nothing. `status` null: no answer at all. `reason`: the server's own word, such as `nonce`. */
export class WireFailure extends Error {
  override readonly name = 'WireFailure';
  readonly status: number | null;
  readonly reason: string;
  constructor(what: string, status: number | null, reason: string, cause?: unknown) {
    super(`${what}: ${status === null ? 'no answer' : status} ${reason}`, { cause });
    this.status = status;
    this.reason = reason;
  }
}

/** What the market says to a request, or that it says no: its status and the word of `{error}`. */
export type Asked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly status: number; readonly error: string };

/** The signed side of the wire, for one session. */
export interface Client {
  readonly serverEpoch: number;
  /** Signs receipts. */
  readonly serverKey: string;
  pull(collection: DownCollection, from: Checkpoint | null, limit: number): Promise<PullAnswer>;
  push(entries: readonly JournalEntry[]): Promise<void>;
  known(epoch: number, from: number, to: number): Promise<KnownAnswer>;
  /** Asks for an epoch of its own, after this one with this head. `reason` head_is_current: none is needed. */
  epoch(epoch: number, head: EpochRequest['head']): Promise<EpochAnswer>;
  /** All epochs of this terminal, also of the devices before it. */
  epochs(): Promise<EpochsAnswer>;
  /** This terminal's own entries from number `from` on, ascending. */
  journal(epoch: number, from: number, limit: number): Promise<JournalAnswer>;
  /** Asks for `path` under /api/v1; a body makes it a POST. A no is an answer too. @throws WireFailure when there is none. */
  ask<T extends Type.TSchema>(
    path: string,
    body: unknown,
    check: Validator<Record<never, never>, T>,
  ): Promise<Asked<Type.Static<T>>>;
  /** Reads the change stream until it ends or `signal` fires. `onOpen` when it stands. @throws WireFailure when it breaks or stays silent. */
  stream(signal: AbortSignal, onOpen: () => void, onMessage: (message: StreamMessage) => void): Promise<void>;
}

const REQUEST_MS = 20_000;
/** Three missed signs of life: the server writes one every 15 s. */
const SILENT_MS = 50_000;

const checkSession = Compile(SessionAnswer);
const checkPull = Compile(PullAnswer);
const checkKnown = Compile(KnownAnswer);
const checkEpoch = Compile(EpochAnswer);
const checkEpochs = Compile(EpochsAnswer);
const checkJournal = Compile(JournalAnswer);
const checkEnrol = Compile(EnrolAnswer);
const checkMessage = Compile(Type.Object({ collections: Type.Array(Type.String()) }));

async function send(url: string, init: RequestInit, what: string): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, init);
  } catch (error) {
    throw new WireFailure(what, null, error instanceof Error ? error.message : 'failed', error);
  }
  if (response.ok) return response;
  let reason = '';
  try {
    const body: unknown = await response.json();
    if (typeof body === 'object' && body !== null && 'error' in body && typeof body.error === 'string')
      reason = body.error;
  } catch {
    // An answer that is not JSON comes from something between; its status says enough.
  }
  throw new WireFailure(what, response.status, reason);
}

async function json<T extends Type.TSchema>(
  response: Response,
  check: Validator<Record<never, never>, T>,
  what: string,
): Promise<Type.Static<T>> {
  let body: unknown;
  try {
    body = await response.json();
  } catch (error) {
    throw new WireFailure(what, null, 'the answer broke off', error);
  }
  if (check.Check(body)) return body as Type.Static<T>;
  throw new WireFailure(what, response.status, 'an answer of the wrong shape');
}

const post = (body: string, signal: AbortSignal): RequestInit => ({
  method: 'POST',
  body,
  headers: { 'content-type': 'application/json' },
  signal,
});

/** POST /enrol with a one-time code. @throws WireFailure; status 403 carries the reason of shared/wire.ts. */
export async function enrol(
  server: string,
  key: TerminalKey,
  code: string,
  appVersion: string,
  stop: AbortSignal,
  resume: Resume | null = null,
): Promise<EnrolAnswer> {
  const body = JSON.stringify({
    code,
    publicKey: key.publicKey,
    proof: key.sign(enrolText(code, key.publicKey)),
    appVersion,
    resume,
  });
  const response = await send(
    `${server}${API}/enrol`,
    post(body, AbortSignal.any([stop, AbortSignal.timeout(REQUEST_MS)])),
    'enrol',
  );
  return json(response, checkEnrol, 'enrol');
}

/** POST /session, and with its nonce a client whose every request is signed. @throws WireFailure */
export async function openSession(
  server: string,
  terminal: number,
  key: TerminalKey,
  stop: AbortSignal,
): Promise<Client> {
  const limit = (): AbortSignal => AbortSignal.any([stop, AbortSignal.timeout(REQUEST_MS)]);
  const session = await json(
    await send(`${server}${API}/session`, post(JSON.stringify({ terminal }), limit()), 'session'),
    checkSession,
    'session',
  );
  let counter = 0;
  const signed = (
    method: 'GET' | 'POST',
    path: string,
    body: string | null,
    signal: AbortSignal,
  ): Promise<Response> => {
    counter += 1;
    const bodyHash = createHash('sha256')
      .update(body ?? '', 'utf8')
      .digest('hex');
    const text = requestText({ method, path, bodyHash, nonce: session.nonce, counter });
    const init: RequestInit = {
      method,
      signal,
      headers: {
        [headers.terminal]: String(terminal),
        [headers.nonce]: session.nonce,
        [headers.counter]: String(counter),
        [headers.signature]: key.sign(text),
        ...(body === null ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === null ? {} : { body }),
    };
    return send(`${server}${path}`, init, `${method} ${path}`);
  };
  return {
    serverEpoch: session.serverEpoch,
    serverKey: session.serverKey,
    pull: async (collection, from, count) => {
      const query = new URLSearchParams({
        ...(from === null ? {} : { epoch: String(from.epoch), seq: String(from.seq) }),
        limit: String(count),
      });
      return json(
        await signed('GET', `${API}/pull/${collection}?${query.toString()}`, null, limit()),
        checkPull,
        'pull',
      );
    },
    push: async (entries) => {
      const response = await signed('POST', `${API}/push/journal`, JSON.stringify({ entries }), limit());
      // Read to the end: an answer that breaks off is no acknowledgement.
      try {
        await response.json();
      } catch (error) {
        throw new WireFailure('push', null, 'the answer broke off', error);
      }
    },
    known: async (epoch, from, to) =>
      json(await signed('POST', `${API}/known`, JSON.stringify({ epoch, from, to }), limit()), checkKnown, 'known'),
    epoch: async (epoch, head) =>
      json(await signed('POST', `${API}/epoch`, JSON.stringify({ epoch, head }), limit()), checkEpoch, 'epoch'),
    epochs: async () => json(await signed('GET', `${API}/epochs`, null, limit()), checkEpochs, 'epochs'),
    journal: async (epoch, from, count) => {
      const query = new URLSearchParams({ epoch: String(epoch), from: String(from), limit: String(count) });
      return json(await signed('GET', `${API}/journal?${query.toString()}`, null, limit()), checkJournal, 'journal');
    },
    ask: async (path, body, check) => {
      const method = body === null ? 'GET' : 'POST';
      try {
        const sent = signed(method, `${API}${path}`, body === null ? null : JSON.stringify(body), limit());
        return { ok: true, value: await json(await sent, check, path) };
      } catch (error) {
        // A fault of what is asked for is no fault of the line, over which the journal goes.
        if (!(error instanceof WireFailure) || error.status === null || error.status === 401) throw error;
        return { ok: false, status: error.status, error: error.reason };
      }
    },
    stream: async (signal, onOpen, onMessage) => {
      const silence = new AbortController();
      let timer = setTimeout(() => {
        silence.abort();
      }, SILENT_MS);
      try {
        const response = await signed('GET', `${API}/stream`, null, AbortSignal.any([stop, signal, silence.signal]));
        if (response.body === null) throw new WireFailure('stream', response.status, 'without a body');
        onOpen();
        let rest = '';
        for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
          clearTimeout(timer);
          timer = setTimeout(() => {
            silence.abort();
          }, SILENT_MS);
          rest += text.replaceAll('\r\n', '\n');
          for (let end = rest.indexOf('\n\n'); end >= 0; end = rest.indexOf('\n\n')) {
            const message = streamMessage(rest.slice(0, end));
            rest = rest.slice(end + 2);
            if (message !== null) onMessage(message);
          }
        }
      } catch (error) {
        throw error instanceof WireFailure ? error : new WireFailure('stream', null, 'broke off', error);
      } finally {
        clearTimeout(timer);
      }
      throw new WireFailure('stream', null, 'ended');
    },
  };
}

/** The message in one server-sent event; null for comments and what this version does not know. */
function streamMessage(block: string): StreamMessage | null {
  const rows = block.split('\n');
  if (!rows.includes('event: changed')) return null;
  const data = rows
    .filter((row) => row.startsWith('data:'))
    .map((row) => row.slice(5).trim())
    .join('\n');
  try {
    const value: unknown = JSON.parse(data);
    if (!checkMessage.Check(value)) return null;
    return { collections: downCollections.filter((name) => value.collections.includes(name)) };
  } catch {
    return null;
  }
}
