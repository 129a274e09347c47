import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { Compile } from 'typebox/compile';
import type { Database } from '../database/connection.ts';
import { good, refused } from '../answer.ts';
import type { Answer } from '../answer.ts';
import { acceptDifference, signOff } from '../reconcile/accept.ts';
import { readDay } from '../reconcile/book.ts';
import { lastDayAt } from '../reconcile/run.ts';
import type { Reconciliation } from '../reconcile/reconciliation.ts';
import { sources } from '../reconcile/source-rows.ts';
import { readBody, send } from '../request.ts';
import { safety } from '../html.ts';
import type { Shut } from './console.ts';
import { textsFor, textsOf } from './language.ts';
import { differencesPage } from './differences-page.ts';

export interface DifferencesOptions {
  readonly db: Database;
  readonly market: number;
  readonly now: () => number;
  readonly shut: Shut;
  readonly reconciliation: Reconciliation;
}

/** A bill of a million rows is about 350 MB. */
const FILE_LIMIT = 512 * 1024 * 1024;
const Decided = { actor: Type.String({ minLength: 1, maxLength: 40 }), reason: Type.String({ maxLength: 200 }) };
const acceptShape = Compile(Type.Object({ id: Type.String({ maxLength: 64 }), ...Decided }));
const signShape = Compile(
  Type.Object({ stall: Type.String({ maxLength: 20 }), day: Type.String({ maxLength: 10 }), ...Decided }),
);
const isDay = (text: unknown): text is string => typeof text === 'string' && /^\d{4}-\d\d-\d\d$/.test(text);

/** 对账: what does not come out even, day by day; accepting explanations, signing days off, handing bills over. */
export function addDifferences(app: FastifyInstance, options: DifferencesOptions): void {
  const { db, market, now, shut, reconciliation } = options;
  const place = () => ({ ...reconciliation.place(), now: now() });

  app.get('/console/differences', async (request, reply) => {
    const refusal = shut(request, reply);
    if (refusal !== null) return refusal;
    const wished = (request.query as Record<string, unknown>)['day'];
    const day = isDay(wished) ? wished : lastDayAt(now());
    const { mode } = reconciliation.place();
    const name = await db.selectFrom('markets').select('name').where('market', '=', market).executeTakeFirstOrThrow();
    const stalls = await db
      .selectFrom('stalls')
      .select(['stall', 'name'])
      .where('market', '=', market)
      .orderBy('stall')
      .execute();
    const files = await db
      .selectFrom('recon_source_files')
      .select(['channel', 'kind', 'name', 'rows', 'stall', 'via', 'sha256', 'taken_at as takenAt'])
      .where('market', '=', market)
      .where('mode', '=', mode)
      .where('bill_date', '=', day)
      .orderBy('id')
      .execute();
    const page = { marketName: name.name, day, today: lastDayAt(now()), mode, stalls, files };
    const text = differencesPage(textsFor(request, reply), {
      ...page,
      days: await readDay(db, reconciliation.place(), day),
    });
    return reply.headers(safety).type('text/html; charset=utf-8').send(text);
  });

  // As JSON or raw bytes, which no page of another site can send with the cookie.
  const act = (
    path: string,
    handle: (request: FastifyRequest) => Promise<Answer>,
    scope: FastifyInstance = app,
  ): FastifyInstance =>
    scope.post(
      path,
      // Before the body is read: nobody else fills this server's memory.
      { onRequest: async (request, reply) => shut(request, reply) ?? undefined },
      async (request, reply): Promise<FastifyReply> => send(reply, await handle(request)),
    );

  act('/console/differences/accept', async (request) => {
    const body = readBody<{ id: string; actor: string; reason: string }>(request, acceptShape);
    if (!body.ok) return body.answer;
    const done = await acceptDifference(db, place(), body.value.id, body.value);
    return done === null ? refused(404, 'unknown_difference', textsOf(request).matching.unknownDifference) : good(done);
  });

  act('/console/differences/sign', async (request) => {
    const body = readBody<{ stall: string; day: string; actor: string; reason: string }>(request, signShape);
    if (!body.ok) return body.answer;
    const done = await signOff(db, place(), body.value.stall, body.value.day, body.value);
    return done === null ? refused(404, 'unknown_day', textsOf(request).matching.unknownDay) : good(done);
  });

  act('/console/differences/match', async () => {
    await reconciliation.run();
    return good({});
  });

  // A scope of its own: what a bill may weigh, and that such bytes are read at all, holds for this route alone.
  app.register((scope, _options, ready) => {
    scope.addContentTypeParser(
      'application/octet-stream',
      { parseAs: 'buffer', bodyLimit: FILE_LIMIT },
      (_request, body, done) => {
        done(null, body);
      },
    );
    act(
      '/console/differences/bill',
      async (request) => {
        const { channel, kind, day, stall, name: file, actor } = request.query as Record<string, unknown>;
        const source = sources.find((one) => one.channel === channel && (kind === undefined || one.kind === kind));
        if (source === undefined || !isDay(day) || !Buffer.isBuffer(request.body))
          return refused(400, 'bad_request', textsOf(request).matching.choose);
        const taken = await reconciliation.take({
          ...source,
          day,
          stall: typeof stall === 'string' ? stall : '',
          name: typeof file === 'string' ? file.slice(0, 200) : '',
          bytes: request.body,
          via: 'uploaded',
          actor: typeof actor === 'string' ? actor.slice(0, 40) : '',
        });
        const { matching, words } = textsOf(request);
        return taken.ok
          ? good({ ...taken, text: words.taken(taken) })
          : refused(422, 'bill_refused', matching.notTaken(words.fault(taken.fault)));
      },
      scope,
    );
    ready();
  });
}
