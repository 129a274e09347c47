import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type { JournalKind } from '../../shared/records/journal.ts';
import type { Mode } from '../../shared/records/goods.ts';
import type { EpochReason, SetAsideReason } from '../../shared/wire.ts';

/** A JSON document written as text and read as a value. */
type Json<T extends object> = JSONColumnType<T, string, string>;
/** Written with the row, never after. */
type Fixed<T> = ColumnType<T, T, never>;

/** Times are epoch ms, money fen, weights grams. Every key starts with the market. */
export interface Schema {
  markets: { market: number; name: string };
  server_state: { market: number; epoch: number; seq: number };
  stalls: { market: number; stall: string; name: string; trade: string };
  terminals: {
    market: number;
    terminal: number;
    stall: string;
    public_key: string;
    epoch: number;
    app_version: string;
    enrolled_at: number;
    last_contact_at: number | null;
    revoked_at: number | null;
  };
  enrol_codes: {
    market: number;
    code_hash: string;
    stall: string;
    issued_at: number;
    expires_at: number;
    used_at: number | null;
    terminal: number | null;
    replaces: number | null;
  };
  terminal_epochs: {
    market: number;
    terminal: number;
    epoch: number;
    public_key: string;
    state: 'open' | 'fenced';
    fence: number | null;
    reason: EpochReason;
    opened_at: number;
    previous_epoch: number | null;
    previous_seq: number | null;
    previous_hash: string | null;
    previous_perpetual_fen: number | null;
  };
  sessions: {
    market: number;
    nonce: string;
    terminal: number;
    counter: number;
    used: string;
    created_at: number;
    used_at: number | null;
  };
  documents: FeedTable;
  server_marks: FeedTable;
  journal: {
    market: Fixed<number>;
    terminal: Fixed<number>;
    epoch: Fixed<number>;
    seq: Fixed<number>;
    id: Fixed<string>;
    hash: Fixed<string>;
    prev_hash: Fixed<string>;
    kind: Fixed<JournalKind>;
    mode: Fixed<Mode>;
    day: Fixed<string>;
    at: Fixed<number>;
    entry: ColumnType<Record<string, unknown>, string, never>;
    canonical: Fixed<string>;
    received_at: Fixed<number>;
  };
  journal_heads: {
    market: number;
    terminal: number;
    epoch: number;
    entries: number;
    last_seq: number;
    joined: Generated<number>;
    signed_seq: Generated<number>;
    signed_at: number | null;
  };
  set_aside: {
    market: number;
    terminal: number;
    raw_hash: string;
    raw: string;
    reason: SetAsideReason;
    text: string;
    entry_id: string | null;
    epoch: number;
    seq: number;
    at: number;
  };
  sales: {
    market: number;
    terminal: number;
    epoch: number;
    seq: number;
    id: string;
    stall: string;
    mode: Mode;
    day: string;
    at: number;
    seller: string;
    goods_fen: number;
    concession_fen: number;
    rounding_fen: number;
    payable_fen: number;
    online: boolean;
    tenders: Json<readonly object[]>;
  };
  sale_lines: {
    market: number;
    terminal: number;
    epoch: number;
    seq: number;
    no: number;
    stall: string;
    mode: Mode;
    day: string;
    product_id: string | null;
    name: string;
    category: string;
    kind: string;
    net_g: number | null;
    qty: number;
    price_fen: number;
    basis_g: number | null;
    amount_fen: number;
    concession_fen: number;
    allocated_fen: number;
    capped: boolean;
    evidence_hash: string | null;
  };
  prices: {
    market: number;
    terminal: number;
    epoch: number;
    seq: number;
    stall: string;
    mode: Mode;
    day: string;
    at: number;
    product_id: string;
    name: string;
    price_fen: number;
    basis_g: number | null;
    outside_guard: boolean;
  };
}

/** Documents that come down. `scope` is `market`, `stall:<no>` or `terminal:<id>`; each document stands at the sequence of its last change. */
export interface FeedTable {
  market: number;
  collection: string;
  id: string;
  seq: number;
  scope: string;
  doc: Json<Record<string, unknown>>;
  deleted: boolean;
}
