import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { checkSeal, linkOf } from '../../../shared/chain.ts';
import type { JournalFault } from '../../../shared/health.ts';
import type { JournalEntry } from '../../../shared/records/journal.ts';
import { sha256Hex } from '../identity.ts';

/** The chain that is being written: gapless, and signed with this key (base64url of its 32 bytes; null: not looked at). */
export interface OwnChain {
  readonly terminal: number;
  readonly epoch: number;
  readonly publicKey: string | null;
}

export interface Finding {
  readonly entries: number;
  /** The first that is wrong; null: nothing is. */
  readonly fault: JournalFault | null;
  /** What SQLite says about the file; empty when it is whole. */
  readonly detail: string;
}

const PAGE = 500;

const publicKeyOf = (x: string): KeyObject =>
  createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });

/** V8 names JSON in each of its complaints about some; a module that does not load is a SyntaxError too. */
const isTornJson = (error: Error): boolean => error instanceof SyntaxError && error.message.includes('JSON');

/** SQLITE_CORRUPT or SQLITE_NOTADB, or a document that is no JSON any more: what was written can't be read. */
export function isDamage(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  const code = 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : null;
  return code === 11 || code === 26 || isTornJson(error) || isDamage(error.cause);
}

/** Judges entries one after another, in the order of terminal, epoch and seq; `first`: what they follow, if anything. */
export function createChainCheck(
  own: OwnChain,
  first: JournalEntry | null = null,
): (entry: JournalEntry) => JournalFault | null {
  const key = own.publicKey === null ? null : publicKeyOf(own.publicKey);
  let before = first;
  return (entry) => {
    const { epoch, seq } = entry;
    const isOwn = entry.terminal === own.terminal && epoch === own.epoch;
    const seal = checkSeal(entry, {
      sha256Hex,
      verify: (text, sig) =>
        !isOwn || key === null || verify(null, Buffer.from(text), key, Buffer.from(sig, 'base64url')),
    });
    const link = linkOf(before, entry);
    before = entry;
    if (seal !== 'ok') return { what: 'entry', epoch, seq, why: seal === 'bad_hash' ? 'hash' : 'signature' };
    // An earlier chain that was fetched back may still have holes; they are asked for elsewhere.
    return link === 'broken' || (link === 'gap' && isOwn) ? { what: 'entry', epoch, seq, why: 'chain' } : null;
  };
}

/**
 * Checks a whole till's database beside the till, reading only: every entry of the journal against its hash and the one before it,
 * those of the chain being written against their signature too, then every table by SQLite's own check. Reads in small bites,
 * so that no reader keeps the log from being emptied for long; the check of one table is the longest.
 * @throws errors of the disk that are no damage.
 */
export async function checkDatabase(file: string, own: OwnChain, breathe: () => Promise<void>): Promise<Finding> {
  let entries = 0;
  try {
    const database = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
    try {
      const table = database
        .prepare(`SELECT "table" AS name FROM "storage_tables" WHERE "collection" = 'journal' ORDER BY "version" DESC`)
        .get()?.['name'];
      if (typeof table === 'string') {
        const page = database.prepare(
          `SELECT "terminal", "epoch", "seq", "_body" AS body FROM "${table}" WHERE "_deleted" = 0
           AND ("terminal", "epoch", "seq") > (?, ?, ?) ORDER BY "terminal", "epoch", "seq" LIMIT ${PAGE}`,
        );
        const check = createChainCheck(own);
        let at: readonly [number, number, number] = [-1, -1, -1];
        for (;;) {
          const rows = page.all(...at);
          for (const row of rows) {
            const { terminal, epoch, seq, body } = row;
            at = [Number(terminal), Number(epoch), Number(seq)];
            const entry = parsed(body);
            const fault =
              entry === null || entry.terminal !== at[0] || entry.epoch !== at[1] || entry.seq !== at[2]
                ? ({ what: 'entry', epoch: at[1], seq: at[2], why: 'unreadable' } as const)
                : check(entry);
            if (fault !== null) return { entries, fault, detail: '' };
            entries += 1;
          }
          if (rows.length < PAGE) break;
          await breathe();
        }
      }
      const tables = database.prepare(`SELECT "name" FROM "sqlite_master" WHERE "type" = 'table'`).all();
      for (const { name } of tables) {
        await breathe();
        const said = database.prepare(`PRAGMA integrity_check("${String(name)}")`).all();
        const detail = said.map((row) => String(row['integrity_check'])).join('; ');
        if (detail !== 'ok') return { entries, fault: { what: 'file' }, detail: detail.slice(0, 500) };
      }
      return { entries, fault: null, detail: '' };
    } finally {
      database.close();
    }
  } catch (error) {
    if (!isDamage(error)) throw error;
    return { entries, fault: { what: 'file' }, detail: error.message };
  }
}

function parsed(body: unknown): JournalEntry | null {
  try {
    const entry: unknown = JSON.parse(String(body));
    // What its fields are worth is told by its hash.
    return typeof entry === 'object' && entry !== null ? (entry as JournalEntry) : null;
  } catch {
    return null;
  }
}
