import type { FastifyInstance } from 'fastify';
import type { JournalEntry } from '../../shared/records/journal.ts';
import type { Policy } from '../../shared/records/market.ts';
import { parseReceiptPath, receiptText } from '../../shared/receipt-code.ts';
import type { Database } from '../database/connection.ts';
import { putDocuments } from '../feed.ts';
import { safety } from '../html.ts';
import { createLimiter } from '../limiter.ts';
import { verifierOf } from '../seal.ts';
import type { ReceiptFinding } from './finding.ts';
import { receiptPage } from './page.ts';

const CHECKS_PER_MINUTE = 60;

/** The page behind the QR of a receipt. Public: whoever holds the paper may check it. */
export function addReceipts(
  app: FastifyInstance,
  options: { readonly db: Database; readonly market: number; readonly now: () => number },
): void {
  const { db, market, now } = options;
  const limiter = createLimiter({ perMinute: CHECKS_PER_MINUTE, now });
  // A wildcard: a named parameter ends at 100 characters, a receipt's code has 135.
  app.get('/r/*', async (request, reply) => {
    const { '*': code } = request.params as { '*': string };
    const html = (status: number, text: string) =>
      reply.code(status).headers(safety).type('text/html; charset=utf-8').send(text);
    if (!limiter.open(request.ip)) return html(429, receiptPage(null));
    limiter.count(request.ip);
    const finding = await checkReceipt(db, market, code);
    return html(finding.found === 'false' ? 404 : 200, receiptPage(finding));
  });
}

async function checkReceipt(db: Database, market: number, path: string): Promise<ReceiptFinding> {
  const read = parseReceiptPath(path);
  if (read === null) return { found: 'false' };
  const { code, signature } = read;
  const terminal = await db
    .selectFrom('terminals')
    .innerJoin('stalls', (join) =>
      join.onRef('stalls.market', '=', 'terminals.market').onRef('stalls.stall', '=', 'terminals.stall'),
    )
    .select(['terminals.public_key', 'stalls.stall', 'stalls.name'])
    .where('terminals.market', '=', market)
    .where('terminals.terminal', '=', code.terminal)
    .executeTakeFirst();
  if (terminal === undefined || !verifierOf(terminal.public_key)(receiptText(code), signature))
    return { found: 'false' };
  const stall = `${terminal.stall}号摊 ${terminal.name}`;
  const row = await db
    .selectFrom('journal')
    .select(['entry', 'hash'])
    .where('market', '=', market)
    .where('terminal', '=', code.terminal)
    .where('epoch', '=', code.epoch)
    .where('seq', '=', code.seq)
    .executeTakeFirst();
  if (row === undefined) return { found: 'signed', code, stall };
  // Checked when it was taken in.
  const entry = row.entry as unknown as JournalEntry;
  if (!row.hash.startsWith(code.hashStart) || entry.body.kind !== 'sale') return { found: 'differs', code, stall };
  return { found: 'sale', code, stall, entry: { ...entry, kind: 'sale', body: entry.body } };
}

/** Tells the terminals under which address receipts are checked; written only when it changed. */
export async function publishReceiptHost(db: Database, market: number, url: string): Promise<void> {
  const row = await db
    .selectFrom('documents')
    .select('doc')
    .where('market', '=', market)
    .where('collection', '=', 'policy')
    .where('id', '=', 'market')
    .executeTakeFirst();
  const policy = row?.doc as unknown as Policy | undefined;
  if (policy?.market === null || policy?.market === undefined || policy.market.receiptHost === url) return;
  const doc: Policy = { ...policy, market: { ...policy.market, receiptHost: url } };
  await db
    .transaction()
    .execute((trx) => putDocuments(trx, market, [{ collection: 'policy', scope: 'market', doc }], 'replace'));
}
