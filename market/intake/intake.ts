import { sql } from 'kysely';
import type { Transaction } from 'kysely';
import type { Log } from '../../shared/log.ts';
import type { ServerMark } from '../../shared/records/market.ts';
import type { Database } from '../database/connection.ts';
import type { Schema } from '../database/schema.ts';
import { putDocuments } from '../feed.ts';
import type { DownDocument } from '../feed.ts';
import { verifierOf } from '../seal.ts';
import type { Terminal } from '../session.ts';
import { checkEntry, setAside } from './check.ts';
import type { Accepted, Aside } from './check.ts';
import { derive } from './derive.ts';
import { sortEntries } from './sort.ts';
import type { Break, Held } from './sort.ts';

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
  terminal: Terminal,
  values: readonly unknown[],
  now: number,
  log: Log,
): Promise<Intake> {
  const verify = verifierOf(terminal.publicKey);
  const verdicts = values.map((value) =>
    checkEntry(value, { market: terminal.market, terminal: terminal.terminal, verify }),
  );
  const accepted = verdicts.flatMap((verdict) => (verdict.ok ? [verdict.accepted] : []));
  const aside = verdicts.flatMap((verdict) => (verdict.ok ? [] : [verdict.aside]));
  try {
    return await store(db, terminal, accepted, aside, now);
  } catch (error) {
    if (!isDataError(error)) throw error;
    // One entry that the database can't hold would come again and again and block its whole batch for ever.
    log.error(
      { terminal: terminal.terminal, error: String(error) },
      'the database refused a batch: taking its entries one by one',
    );
    return storeEach(db, terminal, accepted, aside, now);
  }
}

async function storeEach(
  db: Database,
  terminal: Terminal,
  accepted: readonly Accepted[],
  aside: readonly Aside[],
  now: number,
): Promise<Intake> {
  let sum = await store(db, terminal, [], aside, now);
  for (const one of accepted) {
    const { id, epoch, seq } = one.entry;
    const done = await store(db, terminal, [one], [], now).catch((error: unknown) => {
      if (!isDataError(error)) throw error;
      return store(
        db,
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
  terminal: Terminal,
  accepted: readonly Accepted[],
  asideBefore: readonly Aside[],
  now: number,
): Promise<Intake> {
  if (accepted.length === 0 && asideBefore.length === 0) return { stored: 0, aside: 0 };
  return db.transaction().execute(async (trx) => {
    // One push of a terminal at a time: a batch that is sent again while its first copy is under way waits and finds it done.
    await sql`select pg_advisory_xact_lock(${terminal.market * 4_294_967_296 + terminal.terminal})`.execute(trx);
    const { fresh, aside, breaks } = sortEntries(accepted, await readHeld(trx, terminal, accepted));
    const allAside = [...asideBefore, ...aside];
    await writeEntries(trx, terminal, fresh, now);
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
    return { stored: fresh.length, aside: kept };
  });
}

async function readHeld(
  trx: Transaction<Schema>,
  terminal: Terminal,
  accepted: readonly Accepted[],
): Promise<readonly Held[]> {
  if (accepted.length === 0) return [];
  const numbers = accepted.flatMap(({ entry: { epoch, seq } }) => [
    { epoch, seq: seq - 1 },
    { epoch, seq },
    { epoch, seq: seq + 1 },
  ]);
  const place = sql`j.market = ${terminal.market} and j.terminal = ${terminal.terminal}`;
  const { rows } = await sql<Held>`
    select j.id, j.epoch, j.seq, j.hash, j.prev_hash as "prevHash" from journal j
    join (select distinct epoch, seq from jsonb_to_recordset(${JSON.stringify(numbers)}::jsonb) as x(epoch bigint, seq bigint)) n on n.epoch = j.epoch and n.seq = j.seq
    where ${place}
    union
    select j.id, j.epoch, j.seq, j.hash, j.prev_hash from journal j where ${place} and j.id = any(${accepted.map(({ entry }) => entry.id)}::text[])`.execute(
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

const forkMark = (terminal: number, { epoch, seq, id, text }: Break, at: number): DownDocument =>
  markDocument({
    id: `fork-${terminal}-${epoch}-${seq}`,
    kind: 'fork',
    terminal,
    entryId: id,
    epoch,
    seq,
    receipt: null,
    reason: 'chain_broken',
    text,
    at,
  });
