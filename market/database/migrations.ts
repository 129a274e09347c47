import { sql } from 'kysely';
import type { Log } from '../../shared/log.ts';
import type { Database } from './connection.ts';

/** A step of the database's shape. Once released a step is never changed: the next step mends it. */
interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
}

const feed = (table: string): string => `
create table ${table} (
  market integer not null, collection text not null, id text not null, seq bigint not null, scope text not null,
  doc jsonb not null, deleted boolean not null default false,
  primary key (market, collection, id)
);
create unique index ${table}_by_seq on ${table} (market, collection, seq);`;

export const migrations: readonly Migration[] = [
  {
    number: 1,
    name: 'market, terminals, feed, journal',
    sql: `
create table markets (market integer primary key check (market between 1 and 65535), name text not null);
-- epoch: raised after a restore from a backup, so that every terminal starts again. seq: last number given to a change.
create table server_state (market integer primary key references markets, epoch integer not null, seq bigint not null);
create table stalls (market integer not null references markets, stall text not null, name text not null, trade text not null, primary key (market, stall));
create table terminals (
  market integer not null, terminal bigint not null check (terminal between 1 and 4294967295), stall text not null,
  public_key text not null, epoch integer not null, app_version text not null,
  enrolled_at bigint not null, last_contact_at bigint, revoked_at bigint,
  primary key (market, terminal), unique (market, public_key), foreign key (market, stall) references stalls
);
create table enrol_codes (
  market integer not null, code_hash text not null, stall text not null, issued_at bigint not null, expires_at bigint not null,
  used_at bigint, terminal bigint,
  primary key (market, code_hash), foreign key (market, stall) references stalls
);
-- Unlogged: empty after a crash of the database, and terminals then ask for a new nonce; so a used counter is never forgotten.
create unlogged table sessions (
  market integer not null, nonce text not null, terminal bigint not null, counter bigint not null default 0, used bigint not null default 0,
  created_at bigint not null, used_at bigint, primary key (market, nonce)
);
create index sessions_by_age on sessions (market, created_at);
${feed('documents')}
${feed('server_marks')}
create table journal (
  market integer not null, terminal bigint not null, epoch integer not null, seq integer not null,
  id text not null, hash text not null, prev_hash text not null, kind text not null, mode text not null, day text not null, at bigint not null,
  entry jsonb not null, canonical text not null, received_at bigint not null,
  primary key (market, terminal, epoch, seq), unique (market, terminal, id)
);
-- Entries held and the highest number, for each chain: complete is entries = last_seq.
create table journal_heads (
  market integer not null, terminal bigint not null, epoch integer not null, entries integer not null, last_seq integer not null,
  primary key (market, terminal, epoch)
);
create table set_aside (
  market integer not null, terminal bigint not null, raw_hash text not null, raw text not null, reason text not null, text text not null,
  entry_id text, epoch integer not null, seq integer not null, at bigint not null,
  primary key (market, terminal, raw_hash)
);
create index set_aside_by_time on set_aside (market, at);
create table sales (
  market integer not null, terminal bigint not null, epoch integer not null, seq integer not null, id text not null,
  stall text not null, mode text not null, day text not null, at bigint not null, seller text not null,
  goods_fen bigint not null, concession_fen bigint not null, rounding_fen bigint not null, payable_fen bigint not null,
  online boolean not null, tenders jsonb not null,
  primary key (market, terminal, epoch, seq)
);
create index sales_by_day on sales (market, day, terminal);
create table sale_lines (
  market integer not null, terminal bigint not null, epoch integer not null, seq integer not null, no integer not null,
  stall text not null, mode text not null, day text not null,
  product_id text, name text not null, category text not null, kind text not null, net_g bigint, qty integer not null,
  price_fen bigint not null, basis_g integer, amount_fen bigint not null, concession_fen bigint not null, allocated_fen bigint not null,
  capped boolean not null, evidence_hash text,
  primary key (market, terminal, epoch, seq, no)
);
create index sale_lines_by_day on sale_lines (market, day, product_id);
create table prices (
  market integer not null, terminal bigint not null, epoch integer not null, seq integer not null,
  stall text not null, mode text not null, day text not null, at bigint not null,
  product_id text not null, name text not null, price_fen bigint not null, basis_g integer, outside_guard boolean not null,
  primary key (market, terminal, epoch, seq)
);
create index prices_by_product on prices (market, stall, product_id, at);
`,
  },
  {
    number: 2,
    name: 'epochs of terminals, countersigned heads',
    sql: `
-- Each epoch of a terminal with the key that signs it. A fenced one takes nothing in beyond \`fence\`. previous_*: the entry it goes on from.
create table terminal_epochs (
  market integer not null, terminal bigint not null, epoch integer not null, public_key text not null,
  state text not null check (state in ('open', 'fenced')), fence integer, reason text not null, opened_at bigint not null,
  previous_epoch integer, previous_seq integer, previous_hash text, previous_perpetual_fen bigint,
  primary key (market, terminal, epoch), foreign key (market, terminal) references terminals,
  check ((state = 'fenced') = (fence is not null))
);
create unique index terminal_epochs_by_key on terminal_epochs (market, public_key, epoch);
insert into terminal_epochs (market, terminal, epoch, public_key, state, reason, opened_at)
  select market, terminal, epoch, public_key, 'open', 'first', enrolled_at from terminals;
-- A code of this kind lets a new device go on as that terminal.
alter table enrol_codes add column replaces bigint;
-- Every number up to joined is held and each continues the one before: what a countersigned head may vouch for.
alter table journal_heads add column joined integer not null default 0, add column signed_seq integer not null default 0, add column signed_at bigint;
update server_marks set doc = doc || '{"receipt": null}';
`,
  },
  {
    number: 3,
    name: 'barcodes',
    sql: `
update documents set doc = doc || '{"barcodes": []}' where collection = 'products' and not doc ? 'barcodes';
`,
  },
  {
    number: 4,
    name: 'payments',
    sql: `
-- One order a terminal has signed: what the shopper owes. paid_by: the attempt whose money counts; any other is a duplicate.
create table payment_orders (
  market integer not null, order_hash text not null, terminal bigint not null, stall text not null, payload text not null, signature text not null,
  amount_fen bigint not null check (amount_fen > 0), first_seen_at bigint not null, expires_at bigint not null, paid_by text, voided_at bigint,
  primary key (market, order_hash)
);
create table payment_attempts (
  market integer not null, out_trade_no text not null, order_hash text not null, attempt integer not null, channel text not null, sub_merchant text not null,
  way text not null, state text not null, amount_fen bigint not null, channel_no text, paid_at bigint, refunded_fen bigint not null default 0,
  started_at bigint not null, asked_at bigint, next_at bigint, tries integer not null default 0, invitation jsonb,
  primary key (market, out_trade_no), unique (market, order_hash, attempt), foreign key (market, order_hash) references payment_orders
);
-- At most one attempt of an order can be paid by the shopper at a time.
create unique index payment_attempts_live on payment_attempts (market, order_hash) where state in ('created', 'paying', 'closing', 'reversing');
create unique index payment_attempts_by_channel_no on payment_attempts (market, channel, channel_no) where channel_no is not null;
create index payment_attempts_due on payment_attempts (market, next_at) where next_at is not null;
create table payment_events (
  market integer not null, no bigint generated always as identity, out_trade_no text not null, at bigint not null,
  before text not null, after text not null, source text not null, event jsonb not null, raw text not null,
  primary key (market, no)
);
create index payment_events_by_attempt on payment_events (market, out_trade_no, no);
create table payment_refunds (
  market integer not null, out_refund_no text not null, out_trade_no text not null, refund_fen bigint not null check (refund_fen > 0), reason text not null,
  state text not null, channel_no text, made_at bigint not null, next_at bigint, tries integer not null default 0, said text not null default '',
  primary key (market, out_refund_no), foreign key (market, out_trade_no) references payment_attempts
);
create index payment_refunds_due on payment_refunds (market, next_at) where next_at is not null;
-- Notifications as they came, once each; kept for disputes.
create table payment_notices (
  market integer not null, channel text not null, id text not null, received_at bigint not null, headers jsonb not null, body text not null, verdict text not null,
  primary key (market, channel, id)
);
create table ledger_postings (market integer not null, id text not null, kind text not null, at bigint not null, primary key (market, id));
create table ledger_lines (
  market integer not null, posting text not null, no integer not null, account text not null, owner text not null, fen bigint not null check (fen <> 0),
  primary key (market, posting, no), foreign key (market, posting) references ledger_postings
);
create index ledger_lines_by_account on ledger_lines (market, account, owner);
create function ledger_is_fixed() returns trigger language plpgsql as $$ begin raise exception 'postings are never changed'; end $$;
create trigger ledger_lines_fixed before update or delete on ledger_lines for each row execute function ledger_is_fixed();
create trigger ledger_postings_fixed before update or delete on ledger_postings for each row execute function ledger_is_fixed();
create function ledger_sums_to_zero() returns trigger language plpgsql as $$ begin
  if (select sum(fen) from ledger_lines where market = new.market and posting = new.posting) <> 0 then raise exception 'posting % does not sum to zero', new.posting; end if;
  return null;
end $$;
create constraint trigger ledger_lines_balanced after insert on ledger_lines deferrable initially deferred for each row execute function ledger_sums_to_zero();
`,
  },
  {
    number: 5,
    name: 'what was taken back of a day',
    // Few entries: the index costs a sale nothing.
    sql: `create index journal_taken_back on journal (market, day) where kind in ('void', 'refund');`,
  },
  {
    number: 6,
    name: 'the payments gateway',
    sql: `
-- signer: the key that signed it, and counter: the terminal's number of it, unique for one signer unless its disk was copied (flag).
-- terminal 0: money on the stall's printed code. ended: nothing is to be paid any more, since when, and why. taken_*: whose the arrival is.
alter table payment_orders add column key_id integer not null default 0, add column counter bigint not null default 0,
  add column signer text not null default '', add column flag text not null default '', add column ended text not null default '',
  add column taken_terminal bigint, add column taken_subject text, add column taken_at bigint;
create index payment_orders_by_counter on payment_orders (market, terminal, counter);
create index payment_orders_to_end on payment_orders (market, expires_at) where ended = '' and paid_by is null;
alter table payment_attempts add column wallet text not null default 'wechat', add column scene jsonb, add column is_simulated boolean not null default false;
-- What a stall is at each channel. The secret part is sealed with the gateway's key.
create table payment_merchants (
  market integer not null, stall text not null, channel text not null, sub_merchant text not null, sealed text not null default '', codepay_v3 boolean not null default false,
  is_active boolean not null default true, set_at bigint not null, primary key (market, stall, channel), foreign key (market, stall) references stalls
);
create unique index payment_merchants_by_number on payment_merchants (market, channel, sub_merchant) where is_active;
-- What the market allows. key_id: the proof keys terminals have now; the one before is good for a week more.
create table payment_policy (
  market integer primary key, order_fen bigint not null default 1000000, offline_order_fen bigint not null default 50000, offline_total_fen bigint not null default 500000,
  code_rules jsonb not null default '[]', key_id integer not null default 1, key_since bigint not null default 0
);
`,
  },
  {
    number: 7,
    name: 'money given back and shared',
    sql: `
-- What a terminal's journal gives back of an order; waits until the money has come, or the order is known at all.
create table payment_returns (
  market integer not null, entry_id text not null, order_hash text not null, stall text not null, fen bigint not null check (fen > 0), reason text not null,
  state text not null, made_at bigint not null, primary key (market, entry_id, order_hash)
);
create index payment_returns_waiting on payment_returns (market, order_hash) where state = 'waiting';
-- Who gets which part of a stall's money, from when to when. Hundredths of a percent.
create table payment_share_rules (
  market integer not null, no bigint generated always as identity, stall text not null, channel text not null, receiver text not null, kind text not null,
  basis_points integer not null check (basis_points between 1 and 10000), description text not null, valid_from bigint not null, valid_until bigint,
  primary key (market, no), foreign key (market, stall) references stalls
);
create index payment_share_rules_by_stall on payment_share_rules (market, stall, channel);
-- The rules as they were when the attempt was opened; null: nothing is shared of it.
alter table payment_attempts add column sharing jsonb;
-- What the channel keeps, as the contract says; the bill has the last word.
alter table payment_merchants add column fee_basis_points integer not null default 60;
create table payment_splits (
  market integer not null, out_split_no text not null, out_trade_no text not null, state text not null, receivers jsonb not null default '[]',
  shared_fen bigint not null default 0, made_at bigint not null, next_at bigint, tries integer not null default 0, said text not null default '',
  primary key (market, out_split_no), foreign key (market, out_trade_no) references payment_attempts
);
create index payment_splits_due on payment_splits (market, next_at) where next_at is not null;
create table payment_share_returns (
  market integer not null, out_return_no text not null, out_split_no text not null, out_refund_no text not null, receiver text not null, fen bigint not null check (fen > 0),
  state text not null, made_at bigint not null, next_at bigint, tries integer not null default 0, said text not null default '',
  primary key (market, out_return_no), foreign key (market, out_split_no) references payment_splits
);
create index payment_share_returns_due on payment_share_returns (market, next_at) where next_at is not null;
`,
  },
  {
    number: 8,
    name: 'reconciliation',
    sql: `
-- A bill or statement that was read whole. stall: whose it is, empty: the whole market's. sha256 of its bytes; 'none' and whose: the channel said there is none.
create table recon_source_files (
  market integer not null, id bigint generated always as identity, mode text not null, channel text not null, kind text not null, bill_date text not null,
  sha256 text not null, stall text not null, name text not null, rows integer not null, added integer not null, via text not null, actor text not null, taken_at bigint not null,
  primary key (market, id), unique (market, mode, channel, kind, bill_date, sha256)
);
-- Its rows, each once however many files have it. fee: hundred-thousandths of a yuan. merchant: of a bank's credit or a card's slip the stall. settles: the channel a credit is for.
create table recon_entries (
  market integer not null, mode text not null, channel text not null, entry_key text not null, source bigint not null, row_no integer not null, kind text not null,
  merchant text not null, out_trade_no text not null, channel_no text not null, out_refund_no text, settles text, amount_fen bigint not null, fee bigint not null,
  at bigint not null, bill_day text not null,
  primary key (market, mode, channel, entry_key), foreign key (market, source) references recon_source_files
);
create index recon_entries_by_merchant on recon_entries (market, mode, channel, merchant, bill_day);
create index recon_entries_by_trade on recon_entries (market, mode, out_trade_no);
create function recon_is_fixed() returns trigger language plpgsql as $$ begin raise exception 'rows of bills are never changed'; end $$;
create trigger recon_entries_fixed before update or delete on recon_entries for each row execute function recon_is_fixed();
-- Which rows belong to which of our payments, refunds or sales.
create table recon_links (
  market integer not null, mode text not null, stall text not null, day text not null, group_id text not null, channel text not null, entry_key text not null,
  primary key (market, mode, stall, day, group_id, channel, entry_key), foreign key (market, mode, channel, entry_key) references recon_entries
);
create table recon_exceptions (
  market integer not null, mode text not null, id text not null, stall text not null, day text not null, type text not null, cause text not null, fen bigint not null,
  refs jsonb not null, evidence jsonb not null, owner text not null, state text not null check (state in ('OPEN', 'AUTO_RESOLVED', 'RESOLVED', 'WRITTEN_OFF')),
  found_at bigint not null, actor text, reason text, decided_at bigint,
  primary key (market, mode, id), check ((state in ('RESOLVED', 'WRITTEN_OFF')) = (actor is not null))
);
create index recon_exceptions_by_day on recon_exceptions (market, mode, day, stall);
-- through_day: the last day in a row whose bills were all here when it was matched; empty: not even its own.
create table recon_days (
  market integer not null, mode text not null, stall text not null, day text not null, state text not null check (state in ('waiting', 'open', 'closed', 'signed_off')),
  through_day text not null, totals jsonb not null, matched_at bigint not null, signed_by text, signed_reason text, signed_at bigint,
  primary key (market, mode, stall, day)
);
create index recon_days_by_day on recon_days (market, mode, day);
-- What holds of a sale later on is looked for by the sale.
create index journal_later on journal (market, (entry->'body'->>'saleId')) where kind in ('void', 'correction', 'confirmation');
`,
  },
  {
    number: 9,
    name: 'payments by day',
    sql: `
create index payment_attempts_by_start on payment_attempts (market, started_at);
create index payment_refunds_by_time on payment_refunds (market, made_at);
create index payment_splits_by_time on payment_splits (market, made_at);
create index payment_splits_by_trade on payment_splits (market, out_trade_no);
`,
  },
  {
    number: 10,
    name: 'phone page',
    sql: `
-- One-time codes of the vendor's phone page (hash only), shown by a terminal of the stall; and the phones that came in with one.
create table book_codes (
  market integer not null, code_hash text not null, stall text not null, terminal bigint not null, issued_at bigint not null, expires_at bigint not null, used_at bigint,
  primary key (market, code_hash), foreign key (market, stall) references stalls
);
create table book_sessions (
  market integer not null, token_hash text not null, stall text not null, created_at bigint not null, expires_at bigint not null,
  primary key (market, token_hash), foreign key (market, stall) references stalls
);
-- Whatever names a sale is looked for by the sale.
drop index journal_later;
create index journal_later on journal (market, (entry->'body'->>'saleId')) where kind in ('void', 'correction', 'confirmation', 'refund', 'reweigh');
`,
  },
  {
    number: 11,
    name: 'contract rates',
    sql: `
-- What a channel keeps by contract, hundredths of a percent, from a calendar day on; stall empty: of every stall that has no contract of its own.
create table payment_fee_rates (
  market integer not null, channel text not null, stall text not null, valid_from text not null,
  basis_points integer not null check (basis_points between 0 and 1000), set_at bigint not null,
  primary key (market, channel, stall, valid_from)
);
insert into payment_fee_rates select market, channel, stall, '2000-01-01', fee_basis_points, set_at from payment_merchants where fee_basis_points <> 60;
alter table payment_merchants drop column fee_basis_points;
-- Days matched before say nothing of the contract and have no flow of funds.
update recon_days set totals = jsonb_set(totals, '{channels}', (select coalesce(jsonb_agg(c || jsonb_build_object('rate', 0, 'contractFeeFen', c->'feeFen', 'flowFen', null) order by n), '[]')
  from jsonb_array_elements(totals->'channels') with ordinality as each_one(c, n)));
`,
  },
  {
    number: 12,
    name: 'why a share was refused',
    sql: `alter table payment_splits add column code text not null default '';`,
  },
  {
    number: 13,
    name: 'who changed contract rates',
    sql: `
create table payment_fee_changes (
  market integer not null, no bigint generated always as identity, channel text not null, stall text not null, valid_from text not null, before integer, after integer,
  actor text not null check (actor <> ''), at bigint not null, primary key (market, no), check (before is distinct from after)
);
create function fee_changes_are_fixed() returns trigger language plpgsql as $$ begin raise exception 'changes of rates are never changed'; end $$;
create trigger payment_fee_changes_fixed before update or delete on payment_fee_changes for each row execute function fee_changes_are_fixed();
`,
  },
];

/** Brings the database to the newest shape; each step is one transaction. Refuses a database newer than this program. */
export async function migrate(db: Database, now: () => number, log: Log): Promise<void> {
  await db.connection().execute(async (connection) => {
    // Two servers starting together on one database: one migrates, the other waits.
    await sql`select pg_advisory_lock(hashtext('stall-pos migrations'))`.execute(connection);
    try {
      await sql`create table if not exists schema_migrations (number integer primary key, name text not null, applied_at bigint not null)`.execute(
        connection,
      );
      const { rows } = await sql<{ last: number | null }>`select max(number) as last from schema_migrations`.execute(
        connection,
      );
      const last = rows[0]?.last ?? 0;
      const newest = migrations.at(-1)?.number ?? 0;
      if (last > newest)
        throw new Error(`the database has shape ${last}, this program knows ${newest}: use the newer program`);
      for (const migration of migrations.filter(({ number }) => number > last)) {
        await connection.transaction().execute(async (trx) => {
          await sql.raw(migration.sql).execute(trx);
          await sql`insert into schema_migrations values (${migration.number}, ${migration.name}, ${now()})`.execute(
            trx,
          );
        });
        log.info({ number: migration.number, name: migration.name }, 'database migrated');
      }
    } finally {
      await sql`select pg_advisory_unlock(hashtext('stall-pos migrations'))`.execute(connection);
    }
  });
}
