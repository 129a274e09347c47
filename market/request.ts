import type { FastifyReply, FastifyRequest } from 'fastify';
import { readJson, refused } from './answer.ts';
import type { Answer } from './answer.ts';
import type { Database } from './database/connection.ts';
import { authenticate } from './session.ts';
import type { Terminal } from './session.ts';

interface Shape<T> {
  Check(value: unknown): value is T;
  Errors(value: unknown): readonly { readonly instancePath: string; readonly message: string }[];
}

/** The body as `T`, or the 400 answer that says what is wrong with it. */
export function readBody<T>(
  request: FastifyRequest,
  shape: Shape<T>,
): { readonly ok: true; readonly value: T } | { readonly ok: false; readonly answer: Answer } {
  const value = readJson(request.body);
  if (value === undefined) return { ok: false, answer: refused(400, 'bad_request', 'the body is not JSON') };
  if (shape.Check(value)) return { ok: true, value };
  const first = shape.Errors(value)[0];
  return {
    ok: false,
    answer: refused(
      400,
      'bad_request',
      first === undefined
        ? 'wrong shape'
        : `${first.instancePath === '' ? 'the body' : first.instancePath} ${first.message}`,
    ),
  };
}

export const send = (reply: FastifyReply, { status, body }: Answer) => reply.code(status).send(body);

/** A route for terminals: `handle` is asked only when the signature on the request was right. Null: it has taken the reply over. */
export const signedRoute =
  (db: Database, market: number, now: () => number) =>
  (handle: (terminal: Terminal, request: FastifyRequest, reply: FastifyReply) => Promise<Answer | null>) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const found = await authenticate(db, market, request, now());
    const answer = 'status' in found ? found : await handle(found, request, reply);
    return answer === null ? reply : send(reply, answer);
  };
