import { randomInt } from 'node:crypto';
import { sql } from 'kysely';
import type { Transaction } from 'kysely';
import { enrolText } from '../shared/wire.ts';
import type { EnrolAnswer, EnrolError, EnrolRequest, Resume } from '../shared/wire.ts';
import { good, refused } from './answer.ts';
import type { Answer } from './answer.ts';
import type { Database } from './database/connection.ts';
import type { Schema } from './database/schema.ts';
import { lockTerminal, openEpoch, previousOf } from './epochs.ts';
import type { Place } from './epochs.ts';
import { isPublicKey, sha256Hex, verifierOf } from './seal.ts';
import { learnUnconfirmed } from './unconfirmed.ts';

/** A code is good for a day. */
const CODE_MS = 24 * 3600_000;
/** No 0 O 1 I L: the code is read from a slip and keyed with wet hands. */
const LETTERS = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
const ENROL_LOCK_CLASS = 7302;

const hashOf = (code: string): string =>
  sha256Hex(`stall-pos enrol code\n${code.toUpperCase().replaceAll(/[\s-]/g, '')}`);
const refusedCode = (error: EnrolError): Answer => refused(403, error);

/**
 * A one-time code for a terminal of this stall, such as `7K2MQ-9XPRT`; null when there is no such stall. `replaces`: for a
 * new device that goes on as this terminal of the stall. Only its hash is kept.
 */
export async function issueCode(
  db: Database,
  market: number,
  stall: string,
  now: number,
  replaces: number | null = null,
): Promise<string | null> {
  const found = await db
    .selectFrom('stalls')
    .select('stall')
    .where('market', '=', market)
    .where('stall', '=', stall)
    .executeTakeFirst();
  if (found === undefined) return null;
  const letters = Array.from({ length: 10 }, () => LETTERS.charAt(randomInt(LETTERS.length))).join('');
  const code = `${letters.slice(0, 5)}-${letters.slice(5)}`;
  await db
    .insertInto('enrol_codes')
    .values({
      market,
      code_hash: hashOf(code),
      stall,
      issued_at: now,
      expires_at: now + CODE_MS,
      used_at: null,
      terminal: null,
      replaces,
    })
    .execute();
  return code;
}

/**
 * POST /enrol. A good code makes a terminal of the key that signed. The same key asking again, because the answer was lost, gets the
 * same answer, also after the code's end.
 */
export async function enrol(
  db: Database,
  market: number,
  serverKey: string,
  request: EnrolRequest,
  now: number,
): Promise<Answer> {
  const { publicKey } = request;
  if (!isPublicKey(publicKey))
    return refused(400, 'bad_request', 'publicKey must be the 32 bytes of an Ed25519 key in base64url');
  if (!verifierOf(publicKey)(enrolText(request.code, publicKey), request.proof)) return refused(401, 'signature');
  return db.transaction().execute(async (trx) => {
    // Terminal numbers are given out one after the other.
    await sql`select pg_advisory_xact_lock(${ENROL_LOCK_CLASS}, ${market})`.execute(trx);
    const code = await trx
      .selectFrom('enrol_codes')
      .selectAll()
      .where('market', '=', market)
      .where('code_hash', '=', hashOf(request.code))
      .executeTakeFirst();
    if (code === undefined) return refusedCode('bad_code');
    const known = await trx
      .selectFrom('terminals')
      .select(['terminal', 'stall'])
      .where('market', '=', market)
      .where('public_key', '=', publicKey)
      .executeTakeFirst();
    if (code.used_at !== null)
      return known !== undefined && known.terminal === code.terminal
        ? good(await answerFor(trx, market, serverKey, known.terminal, now))
        : refusedCode('used_code');
    if (code.expires_at < now) return refusedCode('expired_code');
    // A key belongs to one stall for life; a terminal that moves makes a new key.
    if (known !== undefined && known.stall !== code.stall) return refusedCode('bad_code');
    // A code for replacing a terminal is for that one alone, and no other code takes a terminal over.
    if (request.resume !== null && request.resume.terminal !== code.replaces) return refusedCode('bad_code');
    const { appVersion } = request;
    const terminal =
      code.replaces === null
        ? (known?.terminal ?? (await addTerminal(trx, market, { stall: code.stall, publicKey, appVersion, now })))
        : await takeOver(
            trx,
            { market, terminal: code.replaces },
            { publicKey, appVersion, resume: request.resume, now },
          );
    if (terminal === null) return refusedCode('bad_code');
    await trx
      .updateTable('enrol_codes')
      .set({ used_at: now, terminal })
      .where('market', '=', market)
      .where('code_hash', '=', code.code_hash)
      .execute();
    return good(await answerFor(trx, market, serverKey, terminal, now));
  });
}

/**
 * Another device goes on as this terminal: with a key and an epoch of its own, the provisional one it has begun if that is free. What is held of
 * the old device stays; its key is superseded from now on. Null: the key is another terminal's.
 */
async function takeOver(
  trx: Transaction<Schema>,
  place: Place,
  made: { publicKey: string; appVersion: string; resume: Resume | null; now: number },
): Promise<number | null> {
  const { publicKey, resume } = made;
  const taken = await trx
    .selectFrom('terminal_epochs')
    .select('terminal')
    .where('market', '=', place.market)
    .where('public_key', '=', publicKey)
    .executeTakeFirst();
  if (taken !== undefined) return null;
  await lockTerminal(trx, place);
  const epoch = resume?.epoch ?? null;
  const reason = epoch === null ? 'replaced' : 'rebuilt';
  const unconfirmed = resume?.unconfirmed ?? [];
  const { previous = null } = resume ?? {};
  const reaches = [
    ...(await learnUnconfirmed(trx, place, unconfirmed, made.now)),
    ...(previous === null ? [] : [previous]),
  ];
  await openEpoch(trx, place, { epoch, publicKey, reason, reaches }, made.now);
  await trx
    .updateTable('terminals')
    .set({ app_version: made.appVersion, revoked_at: null })
    .where('market', '=', place.market)
    .where('terminal', '=', place.terminal)
    .execute();
  await trx.deleteFrom('sessions').where('market', '=', place.market).where('terminal', '=', place.terminal).execute();
  return place.terminal;
}

async function addTerminal(
  trx: Transaction<Schema>,
  market: number,
  made: { stall: string; publicKey: string; appVersion: string; now: number },
): Promise<number> {
  const { last } = await trx
    .selectFrom('terminals')
    .select(({ fn }) => fn.max('terminal').as('last'))
    .where('market', '=', market)
    .executeTakeFirstOrThrow();
  const terminal = Number(last ?? 0) + 1;
  await trx
    .insertInto('terminals')
    .values({
      market,
      terminal,
      stall: made.stall,
      public_key: made.publicKey,
      epoch: 1,
      app_version: made.appVersion,
      enrolled_at: made.now,
      last_contact_at: null,
      revoked_at: null,
    })
    .execute();
  await trx
    .insertInto('terminal_epochs')
    .values({
      market,
      terminal,
      epoch: 1,
      public_key: made.publicKey,
      state: 'open',
      fence: null,
      reason: 'first',
      opened_at: made.now,
      previous_epoch: null,
      previous_seq: null,
      previous_hash: null,
      previous_perpetual_fen: null,
    })
    .execute();
  return terminal;
}

async function answerFor(
  trx: Transaction<Schema>,
  market: number,
  serverKey: string,
  terminal: number,
  now: number,
): Promise<EnrolAnswer> {
  const row = await trx
    .selectFrom('terminals')
    .innerJoin('stalls', (join) =>
      join.onRef('stalls.market', '=', 'terminals.market').onRef('stalls.stall', '=', 'terminals.stall'),
    )
    .innerJoin('markets', 'markets.market', 'terminals.market')
    .select([
      'terminals.epoch',
      'stalls.stall',
      'stalls.name as stallName',
      'stalls.trade',
      'markets.name as marketName',
    ])
    .where('terminals.market', '=', market)
    .where('terminals.terminal', '=', terminal)
    .executeTakeFirstOrThrow();
  return {
    market,
    marketName: row.marketName,
    terminal,
    epoch: row.epoch,
    stallNo: row.stall,
    stallName: row.stallName,
    trade: row.trade,
    serverTime: now,
    serverKey,
    previous: await previousOf(trx, { market, terminal }, row.epoch),
  };
}
