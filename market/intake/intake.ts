import { sql } from 'kysely';
import type { Transaction } from 'kysely';
import type { Log } from '../../shared/log.ts';
import type { ServerMark } from '../../shared/records/market.ts';
import type { Database } from '../database/connection.ts';
import type { Schema } from '../database/schema.ts';
import { lockTerminal } from '../epochs.ts';
import { putDocuments } from '../feed.ts';
import type { DownDocument } from '../feed.ts';
import { countersign, joinHead } from '../heads.ts';
import { noteReturns } from '../payments/returns.ts';
import { verifierOf } from '../seal.ts';
import type { ServerKey } from '../server-key.ts';
import type { Terminal } from '../session.ts';
import { checkEntry, setAside } from './check.ts';
import type { Accepted, Aside } from './check.ts';
import { derive } from './derive.ts';
import { sortEntries } from './sort.ts';
import type { Break, Epochs, Held } from './sort.ts';

export interface Intake {
  readonly stored: number;
  readonly aside: number;
}

/**
 * Takes entries of one terminal's journal in. Returns after the commit. Each entry is kept once however often it comes; what can't be
 * accepted is kept apart with its reason, and a mark about it goes down; nothing stops the rest. Throws only when the database fails.
 */
export async function takeIn(
  db: Database,
  serverKey: ServerKey,
  terminal: Terminal,
  values: readonly unknown[],
  now: number,
  log: Log,
): Promise<Intake> {
  const epochs = await db
    .selectFrom('terminal_epochs')
    .select(['epoch', 'public_key'])
    .where('market', '=', terminal.market)
    .where('terminal', '=', terminal.terminal)
    .execute();
  const verifiers = new Map(epochs.map((row) => [row.epoch, verifierOf(row.public_key)]));
  const own = verifierOf(terminal.publicKey);
  // An epoch nobody knows, signed with the key of now: this server was put back from a backup older than it.
  const verify = (epoch: number, text: string, sig: string): boolean => (verifiers.get(epoch) ?? own)(text, sig);
  const verdicts = values.map((value) =>
    checkEntry(value, { market: terminal.market, terminal: terminal.terminal, verify }),
  );
  const accepted = verdicts.flatMap((verdict) => (verdict.ok ? [verdict.accepted] : []));
  const aside = verdicts.flatMap((verdict) => (verdict.ok ? [] : [verdict.aside]));
  try {
    return await store(db, serverKey, terminal, accepted, aside, now);
  } catch (error) {
    if (!isDataError(error)) throw error;
    // One entry that the database can't hold would come again and again and block its whole batch for ever.
    log.error(
      { terminal: terminal.terminal, error: String(error) },
      'the database refused a batch: taking its entries one by one',
    );
    return storeEach(db, serverKey, terminal, accepted, aside, now);
  }
}

async function storeEach(
  db: Database,
  serverKey: ServerKey,
  terminal: Terminal,
  accepted: readonly Accepted[],
  aside: readonly Aside[],
  now: number,
): Promise<Intake> {
  let sum = await store(db, serverKey, terminal, [], aside, now);
  for (const one of accepted) {
    const { id, epoch, seq } = one.entry;
    const done = await store(db, serverKey, terminal, [one], [], now).catch((error: unknown) => {
      if (!isDataError(error)) throw error;
      return store(
        db,
        serverKey,
        terminal,
        [],
        [
          setAside(
            one.raw,
            { id, epoch, seq },
            'bad_shape',
            '这条记录的内容服务器存不进去,已原样另存,请联系市场管理员。',
          ).aside,
        ],
        now,
      );
    });
    sum = { stored: sum.stored + done.stored, aside: sum.aside + done.aside };
  }
  return sum;
}

/** SQLSTATE classes 22 (data) and 23 (constraint), and 54 (limits): the content's fault, the same at the next try. */
const isDataError = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && /^(22|23|54)/.test(error.code);

async function store(
  db: Database,
  serverKey: ServerKey,
  terminal: Terminal,
  accepted: readonly Accepted[],
  asideBefore: readonly Aside[],
  now: number,
): Promise<Intake> {
  if (accepted.length === 0 && asideBefore.length === 0) return { stored: 0, aside: 0 };
  return db.transaction().execute(async (trx) => {
    // One push of a terminal at a time: a batch that is sent again while its first copy is under way waits and finds it done.
    await lockTerminal(trx, terminal);
    const epochs = await learnEpochs(trx, terminal, accepted, now);
    const { fresh, aside, breaks } = sortEntries(accepted, await readHeld(trx, terminal, accepted), epochs);
    const allAside = [...asideBefore, ...aside];
    await writeEntries(trx, terminal, fresh, now);
    await noteReturns(
      trx,
      terminal,
      fresh.map(({ entry }) => entry),
      now,
    );
    const kept = await writeAside(trx, terminal, allAside, now);
    await putDocuments(
      trx,
      terminal.market,
      [
        ...allAside.map((one) => asideMark(terminal.terminal, one, now)),
        ...breaks.map((one) => forkMark(terminal.terminal, one, now)),
      ],
      'keep',
    );
    const heads: DownDocument[] = [];
    for (const epoch of new Set(fresh.map(({ entry }) => entry.epoch))) {
      await joinHead(trx, terminal, epoch);
      const mark = await countersign(trx, serverKey, terminal, epoch, now, false);
      if (mark !== null) heads.push(mark);
    }
    await putDocuments(trx, terminal.market, heads, 'replace');
    return { stored: fresh.length, aside: kept };
  });
}

/** The epochs of a terminal with their fences; one that is not known yet is written down as its entries come. */
async function learnEpochs(
  trx: Transaction<Schema>,
  { market, terminal, publicKey }: Terminal,
  accepted: readonly Accepted[],
  now: number,
): Promise<Epochs> {
  const rows = await trx
    .selectFrom('terminal_epochs')
    .select(['epoch', 'fence'])
    .where('market', '=', market)
    .where('terminal', '=', terminal)
    .execute();
  const fences = new Map(rows.map(({ epoch, fence }) => [epoch, fence]));
  for (const { entry } of accepted) {
    if (fences.has(entry.epoch)) continue;
    fences.set(entry.epoch, null);
    const { body } = entry;
    const previous = body.kind === 'epoch_start' ? body.previous : null;
    await trx
      .insertInto('terminal_epochs')
      .values({
        market,
        terminal,
        epoch: entry.epoch,
        public_key: publicKey,
        state: 'open',
        fence: null,
        reason: body.kind === 'epoch_start' ? body.reason : 'image',
        opened_at: now,
        previous_epoch: previous?.epoch ?? null,
        previous_seq: previous?.seq ?? null,
        previous_hash: previous?.hash ?? null,
        previous_perpetual_fen: body.kind === 'epoch_start' && previous !== null ? body.carriedFen : null,
      })
      .execute();
    await trx
      .updateTable('terminals')
      .set((eb) => ({ epoch: eb.fn<number>('greatest', ['epoch', eb.val(entry.epoch)]) }))
      .where('market', '=', market)
      .where('terminal', '=', terminal)
      .execute();
  }
  return { first: Math.min(...fences.keys()), fences };
}

async function readHeld(
  trx: Transaction<Schema>,
  terminal: Terminal,
  accepted: readonly Accepted[],
): Promise<readonly Held[]> {
  if (accepted.length === 0) return [];
  const numbers = accepted.flatMap(({ entry: { epoch, seq, body } }) => [
    { epoch, seq: seq - 1 },
    { epoch, seq },
    { epoch, seq: seq + 1 },
    ...(body.kind === 'epoch_start' && body.previous !== null
      ? [{ epoch: body.previous.epoch, seq: body.previous.seq }]
      : []),
  ]);
  const columns = sql`j.id, j.epoch, j.seq, j.hash, j.prev_hash as "prevHash", (j.entry->>'perpetualFen')::bigint as "perpetualFen", j.entry->'body' as body`;
  const place = sql`j.market = ${terminal.market} and j.terminal = ${terminal.terminal}`;
  const { rows } = await sql<Held>`
    select ${columns} from journal j
    join (select distinct epoch, seq from jsonb_to_recordset(${JSON.stringify(numbers)}::jsonb) as x(epoch bigint, seq bigint)) n on n.epoch = j.epoch and n.seq = j.seq
    where ${place}
    union
    select ${columns} from journal j where ${place} and j.id = any(${accepted.map(({ entry }) => entry.id)}::text[])`.execute(
    trx,
  );
  return rows;
}

async function writeEntries(
  trx: Transaction<Schema>,
  terminal: Terminal,
  fresh: readonly Accepted[],
  now: number,
): Promise<void> {
  if (fresh.length === 0) return;
  const { market, terminal: number } = terminal;
  const rows = fresh.map(({ entry, canonical }) => ({
    epoch: entry.epoch,
    seq: entry.seq,
    id: entry.id,
    hash: entry.hash,
    prev_hash: entry.prevHash,
    kind: entry.kind,
    mode: entry.mode,
    day: entry.day,
    at: entry.at,
    entry,
    canonical,
  }));
  await sql`
    insert into journal (market, terminal, epoch, seq, id, hash, prev_hash, kind, mode, day, at, entry, canonical, received_at)
    select ${market}, ${number}, x.*, ${now} from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as x(epoch integer, seq integer, id text, hash text, prev_hash text, kind text, mode text, day text, at bigint, entry jsonb, canonical text)`.execute(
    trx,
  );
  await sql`
    insert into journal_heads as h (market, terminal, epoch, entries, last_seq)
    select ${market}, ${number}, x.epoch, count(*), max(x.seq) from jsonb_to_recordset(${JSON.stringify(rows.map(({ epoch, seq }) => ({ epoch, seq })))}::jsonb) as x(epoch integer, seq integer)
    group by x.epoch
    on conflict (market, terminal, epoch) do update set entries = h.entries + excluded.entries, last_seq = greatest(h.last_seq, excluded.last_seq)`.execute(
    trx,
  );
  const made = derive(
    fresh.map(({ entry }) => entry),
    terminal.stall,
  );
  for (const [table, derived] of [
    ['sales', made.sales],
    ['sale_lines', made.lines],
    ['prices', made.prices],
  ] as const) {
    if (derived.length > 0)
      await sql`insert into ${sql.table(table)} select * from jsonb_populate_recordset(null::${sql.table(table)}, ${JSON.stringify(derived)}::jsonb)`.execute(
        trx,
      );
  }
}

async function writeAside(
  trx: Transaction<Schema>,
  terminal: Terminal,
  aside: readonly Aside[],
  now: number,
): Promise<number> {
  let kept = 0;
  for (const { raw, rawHash, reason, text, claim } of aside) {
    const done = await trx
      .insertInto('set_aside')
      .values({
        market: terminal.market,
        terminal: terminal.terminal,
        raw_hash: rawHash,
        raw,
        reason,
        text,
        entry_id: claim.id,
        epoch: claim.epoch,
        seq: claim.seq,
        at: now,
      })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    kept += Number(done.numInsertedOrUpdatedRows ?? 0);
  }
  return kept;
}

const markDocument = (mark: ServerMark): DownDocument => ({
  collection: 'server_marks',
  scope: `terminal:${mark.terminal}`,
  doc: mark,
});

const asideMark = (terminal: number, { claim, rawHash, reason, text }: Aside, at: number): DownDocument =>
  markDocument({
    id: `aside-${terminal}-${rawHash.slice(0, 32)}`,
    kind: 'set_aside',
    terminal,
    entryId: claim.id,
    epoch: claim.epoch,
    seq: claim.seq,
    receipt: null,
    reason,
    text,
    at,
  });

const forkMark = (terminal: number, { epoch, seq, id, reason, text }: Break, at: number): DownDocument =>
  markDocument({
    id: `fork-${terminal}-${epoch}-${seq}${reason === 'chain_broken' ? '' : `-${reason}`}`,
    kind: 'fork',
    terminal,
    entryId: id,
    epoch,
    seq,
    receipt: null,
    reason,
    text,
    at,
  });
