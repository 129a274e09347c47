import { sql } from 'kysely';
import type { FastifyRequest } from 'fastify';
import { headers, requestText } from '../shared/wire.ts';
import type { SessionAnswer } from '../shared/wire.ts';
import { good, refused } from './answer.ts';
import type { Answer } from './answer.ts';
import type { Database } from './database/connection.ts';
import type { Scope } from './feed.ts';
import { randomToken, sha256Hex, verifierOf } from './seal.ts';

/** A terminal whose signature on this request was right. */
export interface Terminal {
  readonly market: number;
  readonly terminal: number;
  readonly stall: string;
  readonly publicKey: string;
  readonly scopes: readonly Scope[];
}

/** A nonce ends after a day; one that was never used after ten minutes. */
const NONCE_MS = 24 * 3600_000;
const UNUSED_NONCE_MS = 600_000;
/** "Last contact" is for people: written at most this often. */
const CONTACT_MS = 30_000;

/** POST /session: a nonce for a known terminal. */
export async function openSession(
  db: Database,
  market: number,
  serverKey: string,
  terminal: number,
  now: number,
): Promise<Answer> {
  const found = await db
    .selectFrom('terminals')
    .select('revoked_at')
    .where('market', '=', market)
    .where('terminal', '=', terminal)
    .executeTakeFirst();
  if (found === undefined) return refused(401, 'unknown_terminal');
  if (found.revoked_at !== null) return refused(401, 'revoked');
  await db
    .deleteFrom('sessions')
    .where('market', '=', market)
    .where((eb) =>
      eb('created_at', '<', now - NONCE_MS).or(eb('used_at', 'is', null).and('created_at', '<', now - UNUSED_NONCE_MS)),
    )
    .execute();
  const nonce = randomToken(24);
  await db
    .insertInto('sessions')
    .values({ market, nonce, terminal, counter: 0, used: '0', created_at: now, used_at: null })
    .execute();
  const { epoch } = await db
    .selectFrom('server_state')
    .select('epoch')
    .where('market', '=', market)
    .executeTakeFirstOrThrow();
  const answer: SessionAnswer = { nonce, serverEpoch: epoch, serverTime: now, serverKey };
  return good(answer);
}

/**
 * Who signed this request. The signature covers method, path with its query as sent, the body's bytes, nonce and counter;
 * a counter is good once within a window of 64 below the highest seen.
 */
export async function authenticate(
  db: Database,
  market: number,
  request: FastifyRequest,
  now: number,
): Promise<Terminal | Answer> {
  const header = (name: string): string => {
    const value = request.headers[name];
    return typeof value === 'string' ? value : '';
  };
  const terminal = /^\d{1,10}$/.test(header(headers.terminal)) ? Number(header(headers.terminal)) : 0;
  const counter = /^\d{1,15}$/.test(header(headers.counter)) ? Number(header(headers.counter)) : 0;
  const nonce = header(headers.nonce);
  const signature = header(headers.signature);
  if (terminal === 0 || counter === 0 || nonce === '' || signature === '')
    return refused(401, 'signature', 'the request is not signed');

  const found = await db
    .selectFrom('terminals')
    .leftJoin('sessions', (join) =>
      join
        .onRef('sessions.market', '=', 'terminals.market')
        .onRef('sessions.terminal', '=', 'terminals.terminal')
        .on('sessions.nonce', '=', nonce),
    )
    .select(['stall', 'public_key', 'revoked_at', 'last_contact_at', 'sessions.created_at'])
    .where('terminals.market', '=', market)
    .where('terminals.terminal', '=', terminal)
    .executeTakeFirst();
  if (found === undefined) return refused(401, 'unknown_terminal');
  if (found.revoked_at !== null) return refused(401, 'revoked');
  if (found.created_at === null || now - found.created_at > NONCE_MS) return refused(401, 'nonce');

  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const text = requestText({ method: request.method, path: request.url, bodyHash: sha256Hex(body), nonce, counter });
  if (!verifierOf(found.public_key)(text, signature))
    return refused(401, (await isOldKey(db, { market, terminal }, text, signature)) ? 'superseded' : 'signature');
  // After the signature: nobody but the terminal can use its counters up.
  if (!(await takeCounter(db, market, nonce, counter, now))) return refused(401, 'replayed');
  if (found.last_contact_at === null || Math.abs(now - found.last_contact_at) >= CONTACT_MS)
    await noteContact(db, { market, terminal }, now);
  return {
    market,
    terminal,
    stall: found.stall,
    publicKey: found.public_key,
    scopes: ['market', `stall:${found.stall}`, `terminal:${terminal}`],
  };
}

/** Whether an earlier device of this terminal signed: it must hear that another has taken over. */
async function isOldKey(
  db: Database,
  { market, terminal }: { readonly market: number; readonly terminal: number },
  text: string,
  signature: string,
): Promise<boolean> {
  const keys = await db
    .selectFrom('terminal_epochs')
    .select('public_key')
    .distinct()
    .where('market', '=', market)
    .where('terminal', '=', terminal)
    .execute();
  return keys.some(({ public_key: key }) => verifierOf(key)(text, signature));
}

/** Takes a counter in one statement, so that two copies of a request at the same instant can't both pass. Bit n of `used` is counter − n. */
async function takeCounter(
  db: Database,
  market: number,
  nonce: string,
  counter: number,
  now: number,
): Promise<boolean> {
  const c = sql`${counter}::bigint`;
  const { rows } = await sql`
    update sessions set
      used = case
        when ${c} > counter and ${c} - counter >= 64 then 1
        when ${c} > counter then (used << (${c} - counter)::integer) | 1
        else used | (1::bigint << (counter - ${c})::integer) end,
      counter = greatest(counter, ${c}),
      used_at = ${now}
    where market = ${market} and nonce = ${nonce}
      and (${c} > counter or (counter - ${c} < 64 and (used >> (counter - ${c})::integer) & 1 = 0))
    returning 1`.execute(db);
  return rows.length === 1;
}

/** Notes that a terminal was heard of; answers whether it is still welcome. */
export async function noteContact(
  db: Database,
  { market, terminal }: { readonly market: number; readonly terminal: number },
  now: number,
): Promise<boolean> {
  const noted = await db
    .updateTable('terminals')
    .set({ last_contact_at: now })
    .where('market', '=', market)
    .where('terminal', '=', terminal)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return noted.numUpdatedRows > 0n;
}
