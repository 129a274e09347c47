import { randomInt } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { Database } from '../database/connection.ts';
import { randomToken, sha256Hex } from '../seal.ts';

/** A code is shown on the terminal and typed on the phone at once, ms. */
export const CODE_MS = 5 * 60_000;
/** A phone stays in for a week, ms. */
const SESSION_MS = 7 * 24 * 3_600_000;
export const COOKIE = 'stall_book';
const DIGITS = 8;

interface Place {
  readonly db: Database;
  readonly market: number;
  readonly now: () => number;
}

const codeHash = (market: number, code: string): string => sha256Hex(`stall-pos book code\n${market}\n${code}`);
const tokenHash = (token: string): string => sha256Hex(`stall-pos book session\n${token}`);

/** A new one-time code for the stall of this terminal; the ones it showed before are over. */
export async function issueBookCode(
  { db, market, now }: Place,
  { terminal, stall }: { readonly terminal: number; readonly stall: string },
): Promise<{ readonly code: string; readonly expiresAt: number }> {
  const at = now();
  const expiresAt = at + CODE_MS;
  const code = String(randomInt(10 ** DIGITS)).padStart(DIGITS, '0');
  await db.transaction().execute(async (trx) => {
    await trx
      .deleteFrom('book_codes')
      .where('market', '=', market)
      .where((eb) => eb.or([eb('terminal', '=', terminal), eb('expires_at', '<', at)]))
      .execute();
    await trx
      .insertInto('book_codes')
      .values({
        market,
        code_hash: codeHash(market, code),
        stall,
        terminal,
        issued_at: at,
        expires_at: expiresAt,
        used_at: null,
      })
      .execute();
  });
  return { code, expiresAt };
}

/** Takes a code for good and opens a session; null: no such code, used, or too old. */
export async function enter({ db, market, now }: Place, code: string): Promise<string | null> {
  if (!/^\d{8}$/.test(code)) return null;
  const at = now();
  return db.transaction().execute(async (trx) => {
    const taken = await trx
      .updateTable('book_codes')
      .set({ used_at: at })
      .where('market', '=', market)
      .where('code_hash', '=', codeHash(market, code))
      .where('used_at', 'is', null)
      .where('expires_at', '>=', at)
      .returning('stall')
      .executeTakeFirst();
    if (taken === undefined) return null;
    await trx.deleteFrom('book_sessions').where('market', '=', market).where('expires_at', '<', at).execute();
    const token = randomToken(32);
    await trx
      .insertInto('book_sessions')
      .values({ market, token_hash: tokenHash(token), stall: taken.stall, created_at: at, expires_at: at + SESSION_MS })
      .execute();
    return token;
  });
}

/** `isSecure`: the browser came over TLS, so the cookie stays on it. */
export const bookCookie = (token: string, isSecure: boolean): string =>
  `${COOKIE}=${token}; Path=/book; HttpOnly; SameSite=Lax; Max-Age=${token === '' ? 0 : SESSION_MS / 1000}${isSecure ? '; Secure' : ''}`;

const tokenOf = (request: FastifyRequest): string | null => {
  const cookies = (request.headers.cookie ?? '').split(';').map((part) => part.trim());
  const mine = cookies.find((part) => part.startsWith(`${COOKIE}=`));
  return mine === undefined ? null : mine.slice(COOKIE.length + 1);
};

/** The stall whose books this browser may see; null: none. */
export async function stallOfSession({ db, market, now }: Place, request: FastifyRequest): Promise<string | null> {
  const token = tokenOf(request);
  if (token === null) return null;
  const row = await db
    .selectFrom('book_sessions')
    .select('stall')
    .where('market', '=', market)
    .where('token_hash', '=', tokenHash(token))
    .where('expires_at', '>', now())
    .executeTakeFirst();
  return row?.stall ?? null;
}

export async function leave({ db, market }: Place, request: FastifyRequest): Promise<void> {
  const token = tokenOf(request);
  if (token !== null)
    await db
      .deleteFrom('book_sessions')
      .where('market', '=', market)
      .where('token_hash', '=', tokenHash(token))
      .execute();
}
