import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Database } from '../database/connection.ts';
import { safety } from '../html.ts';
import { sameSecret } from '../seal.ts';
import { isLocal, isLoggedIn, loginCookie } from './access.ts';
import { readFigures } from './figures.ts';
import { textsFor } from './language.ts';
import { addLook } from './look.ts';
import { consolePage, figuresPart, lockedPage } from './page.ts';

export interface ConsoleOptions {
  readonly db: Database;
  readonly market: number;
  readonly token: string;
  readonly resourcesDir: string;
  /** Also for browsers on other machines. */
  readonly everywhere: boolean;
  readonly now: () => number;
}

/** Refuses a request that may not see the console, and answers it; null when it may. */
export type Shut = (request: FastifyRequest, reply: FastifyReply) => FastifyReply | null;

/** The manager's first page: what has come in from each terminal, what is missing, and what was set aside and why. */
export function addConsole(app: FastifyInstance, options: ConsoleOptions): Shut {
  const { db, market, token, now } = options;
  const html = (reply: FastifyReply, status: number, text: string) =>
    reply.code(status).headers(safety).type('text/html; charset=utf-8').send(text);
  const shut: Shut = (request, reply) => {
    if (!options.everywhere && !isLocal(request.ip))
      return html(reply, 403, lockedPage(textsFor(request, reply), 'here'));
    if (!isLoggedIn(request, token)) return html(reply, 401, lockedPage(textsFor(request, reply), 'link'));
    return null;
  };

  app.get('/console/login', (request, reply) => {
    const given = (request.query as Record<string, unknown>)['token'];
    if (!options.everywhere && !isLocal(request.ip))
      return html(reply, 403, lockedPage(textsFor(request, reply), 'here'));
    if (typeof given !== 'string' || !sameSecret(given, token))
      return html(reply, 401, lockedPage(textsFor(request, reply), 'wrongLink'));
    return reply.headers(safety).header('set-cookie', loginCookie(token)).redirect('/console', 303);
  });

  app.get(
    '/console',
    async (request, reply) =>
      shut(request, reply) ??
      html(reply, 200, consolePage(textsFor(request, reply), await readFigures(db, market, now()))),
  );
  app.get(
    '/console/figures',
    async (request, reply) =>
      shut(request, reply) ??
      html(reply, 200, figuresPart(textsFor(request, reply), await readFigures(db, market, now()))),
  );

  app.get('/console/aside/:terminal/:hash', async (request, reply) => {
    const refusal = shut(request, reply);
    if (refusal !== null) return refusal;
    const { terminal, hash } = request.params as { terminal: string; hash: string };
    const found = /^\d{1,10}$/.test(terminal)
      ? await db
          .selectFrom('set_aside')
          .select('raw')
          .where('market', '=', market)
          .where('terminal', '=', Number(terminal))
          .where('raw_hash', '=', hash)
          .executeTakeFirst()
      : undefined;
    if (found === undefined) return html(reply, 404, lockedPage(textsFor(request, reply), 'noEntry'));
    return reply.headers(safety).type('text/plain; charset=utf-8').send(found.raw);
  });

  addLook(app, { resourcesDir: options.resourcesDir, headers: safety });
  return shut;
}
