import type { FastifyInstance } from 'fastify';
import type Type from 'typebox';
import { Compile } from 'typebox/compile';
import type { Log } from '../shared/log.ts';
import {
  API,
  EnrolRequest,
  EpochRequest,
  KnownRequest,
  PushRequest,
  SessionRequest,
  downCollections,
} from '../shared/wire.ts';
import type { Checkpoint } from '../shared/wire.ts';
import { good, refused } from './answer.ts';
import type { Database } from './database/connection.ts';
import { enrol } from './enrol.ts';
import { answerEpoch, answerEpochs, answerJournal } from './epochs.ts';
import { MAX_PAGE, pullPage } from './feed.ts';
import { countersignNow } from './heads.ts';
import { takeIn } from './intake/intake.ts';
import { answerKnown } from './known.ts';
import { createLimiter } from './limiter.ts';
import { readBody, send, signedRoute } from './request.ts';
import type { ServerKey } from './server-key.ts';
import { openSession } from './session.ts';
import type { Streams } from './stream.ts';

export interface ApiOptions {
  readonly db: Database;
  readonly market: number;
  readonly serverKey: ServerKey;
  readonly streams: Streams;
  readonly log: Log;
  readonly now: () => number;
}

const ENROL_PER_MINUTE = 10;
const SESSIONS_PER_MINUTE = 6000;

const enrolShape = Compile(EnrolRequest);
const sessionShape = Compile(SessionRequest);
const pushShape = Compile(PushRequest);
const knownShape = Compile(KnownRequest);
const epochShape = Compile(EpochRequest);

/** The terminals' side of the server (shared/wire.ts): joining, and then signed pull, push, reconciliation and change stream. */
export function addApi(app: FastifyInstance, options: ApiOptions): void {
  const { db, market, serverKey, streams, log, now } = options;
  const enrolments = createLimiter({ perMinute: ENROL_PER_MINUTE, now });
  const sessions = createLimiter({ perMinute: SESSIONS_PER_MINUTE, now });
  const signed = signedRoute(db, market, now);

  app.post(`${API}/enrol`, async (request, reply) => {
    if (!enrolments.open(request.ip))
      return send(reply, refused(429, 'too_many', 'too many wrong codes from this address: wait a minute'));
    const body = readBody<EnrolRequest>(request, enrolShape);
    const answer = body.ok ? await enrol(db, market, serverKey.publicKey, body.value, now()) : body.answer;
    // Only what failed counts: a whole market may join in one morning from behind one address.
    if (answer.status !== 200) enrolments.count(request.ip);
    return send(reply, answer);
  });

  app.post(`${API}/session`, async (request, reply) => {
    if (!sessions.open(request.ip)) return send(reply, refused(429, 'too_many'));
    sessions.count(request.ip);
    const body = readBody<Type.Static<typeof SessionRequest>>(request, sessionShape);
    return send(
      reply,
      body.ok ? await openSession(db, market, serverKey.publicKey, body.value.terminal, now()) : body.answer,
    );
  });

  app.get<{ Params: { collection: string } }>(
    `${API}/pull/:collection`,
    signed(async (terminal, request) => {
      const { collection: name } = request.params as { collection: string };
      const collection = downCollections.find((one) => one === name);
      if (collection === undefined) return refused(404, 'not_found', `there is no collection ${name}`);
      const page = readPage(request.query);
      if (page === null)
        return refused(400, 'bad_request', `limit is 1 to ${MAX_PAGE}; epoch and seq are whole numbers, both or none`);
      return good(await pullPage(db, terminal, collection, page.from, page.limit));
    }),
  );

  app.post(
    `${API}/push/journal`,
    signed(async (terminal, request) => {
      const body = readBody<Type.Static<typeof PushRequest>>(request, pushShape);
      if (!body.ok) return body.answer;
      const { stored, aside } = await takeIn(db, serverKey, terminal, body.value.entries, now(), log);
      if (aside > 0) log.warn({ terminal: terminal.terminal, stored, aside }, 'entries set aside');
      return good([]);
    }),
  );

  app.post(
    `${API}/known`,
    signed(async (terminal, request) => {
      const body = readBody<Type.Static<typeof KnownRequest>>(request, knownShape);
      if (!body.ok) return body.answer;
      await countersignNow(db, serverKey, terminal, body.value.epoch, now());
      return good(await answerKnown(db, terminal, body.value));
    }),
  );

  app.post(
    `${API}/epoch`,
    signed(async (terminal, request) => {
      const body = readBody<EpochRequest>(request, epochShape);
      if (!body.ok) return body.answer;
      const answer = await answerEpoch(db, terminal, body.value, now());
      log.warn(
        { terminal: terminal.terminal, asked: body.value, answer: answer.body },
        'a terminal asked for an epoch',
      );
      return answer;
    }),
  );
  app.get(
    `${API}/epochs`,
    signed(async (terminal) => good(await answerEpochs(db, terminal))),
  );
  app.get(
    `${API}/journal`,
    signed(async (terminal, request) => {
      const [epoch, from, limit] = [
        readWhole(request.query, 'epoch', null),
        readWhole(request.query, 'from', 1),
        readWhole(request.query, 'limit', 100),
      ];
      if (epoch === null || from === null || limit === null || limit < 1 || limit > MAX_PAGE)
        return refused(400, 'bad_request', `epoch is needed; limit is 1 to ${MAX_PAGE}; all are whole numbers`);
      return good(await answerJournal(db, terminal, { epoch, from, limit }));
    }),
  );

  app.get(
    `${API}/stream`,
    signed(async (terminal, _request, reply) => {
      streams.open(reply, terminal);
      return null;
    }),
  );
}

/** A whole number of a query; `fallback` when it is not there, null when it is no number. */
function readWhole(query: unknown, name: string, fallback: number | null): number | null {
  const text =
    typeof query === 'object' && query !== null && Object.hasOwn(query, name)
      ? (query as Record<string, unknown>)[name]
      : undefined;
  if (text === undefined) return fallback;
  return typeof text === 'string' && /^\d{1,16}$/.test(text) && Number.isSafeInteger(Number(text))
    ? Number(text)
    : null;
}

/** Checkpoint and page size of a pull; null when they make no sense. */
function readPage(query: unknown): { readonly from: Checkpoint | null; readonly limit: number } | null {
  const limit = readWhole(query, 'limit', 100);
  const epoch = readWhole(query, 'epoch', 0);
  const seq = readWhole(query, 'seq', 0);
  if (limit === null || limit < 1 || limit > MAX_PAGE || epoch === null || seq === null) return null;
  return { from: epoch === 0 ? null : { epoch, seq }, limit };
}
