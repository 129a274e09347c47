import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type { JournalKind } from '../../shared/records/journal.ts';
import type { Account, PostingKind, ShareOf, Sharing } from '../payments/ledger.ts';
import type { ProofChannel } from '../../shared/payment-order.ts';
import type { ChannelName, Invitation, Scene } from '../payments/channel.ts';
import type { AttemptEvent, AttemptState } from '../payments/state.ts';
import type { BillChannel, SourceChannel } from '../reconcile/entry.ts';
import type { SourceKind, SourceRow } from '../reconcile/source-rows.ts';
import type { Cause, ExceptionType } from '../reconcile/facts.ts';
import type { DayState, DayTotals, Evidence, ExceptionOwner, ExceptionState, TradeMode } from '../reconcile/book.ts';
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
  payment_orders: {
    market: Fixed<number>;
    order_hash: Fixed<string>;
    terminal: Fixed<number>;
    stall: Fixed<string>;
    payload: Fixed<string>;
    signature: Fixed<string>;
    amount_fen: Fixed<number>;
    first_seen_at: Fixed<number>;
    expires_at: Fixed<number>;
    paid_by: string | null;
    voided_at: number | null;
    key_id: Fixed<number>;
    counter: Fixed<number>;
    signer: Fixed<string>;
    flag: Fixed<string>;
    ended: Generated<'' | 'stall' | 'expired'>;
    taken_terminal: Generated<number | null>;
    taken_subject: Generated<string | null>;
    taken_at: Generated<number | null>;
  };
  payment_merchants: {
    market: Fixed<number>;
    stall: Fixed<string>;
    channel: Fixed<ChannelName>;
    sub_merchant: string;
    sealed: string;
    codepay_v3: boolean;
    is_active: boolean;
    set_at: number;
  };
  payment_fee_rates: {
    market: Fixed<number>;
    channel: Fixed<ChannelName>;
    stall: Fixed<string>;
    valid_from: Fixed<string>;
    basis_points: number;
    set_at: number;
  };
  payment_fee_changes: {
    market: Fixed<number>;
    no: Generated<number>;
    channel: Fixed<ChannelName>;
    stall: Fixed<string>;
    valid_from: Fixed<string>;
    before: Fixed<number | null>;
    after: Fixed<number | null>;
    actor: Fixed<string>;
    at: Fixed<number>;
  };
  payment_policy: {
    market: Fixed<number>;
    order_fen: Generated<number>;
    offline_order_fen: Generated<number>;
    offline_total_fen: Generated<number>;
    code_rules: JSONColumnType<readonly string[], string | undefined, string>;
    key_id: Generated<number>;
    key_since: Generated<number>;
  };
  payment_attempts: {
    market: Fixed<number>;
    out_trade_no: Fixed<string>;
    order_hash: Fixed<string>;
    attempt: Fixed<number>;
    channel: Fixed<ChannelName>;
    sub_merchant: Fixed<string>;
    way: Fixed<'qr' | 'payment_code'>;
    state: AttemptState;
    amount_fen: Fixed<number>;
    channel_no: string | null;
    paid_at: number | null;
    refunded_fen: Generated<number>;
    started_at: Fixed<number>;
    asked_at: number | null;
    next_at: number | null;
    tries: Generated<number>;
    invitation: JSONColumnType<Invitation | null, string | null, string | null>;
    wallet: ProofChannel;
    scene: JSONColumnType<Scene | null, string | null, never>;
    is_simulated: Fixed<boolean>;
    sharing: JSONColumnType<Sharing | null, string | null | undefined, never>;
  };
  payment_returns: {
    market: Fixed<number>;
    entry_id: Fixed<string>;
    order_hash: Fixed<string>;
    stall: Fixed<string>;
    fen: Fixed<number>;
    reason: Fixed<string>;
    state: 'waiting' | 'asked' | 'nothing_left';
    made_at: Fixed<number>;
  };
  payment_share_rules: {
    market: Fixed<number>;
    no: Generated<number>;
    stall: Fixed<string>;
    channel: Fixed<ChannelName>;
    receiver: Fixed<string>;
    kind: Fixed<'merchant' | 'person'>;
    basis_points: Fixed<number>;
    description: Fixed<string>;
    valid_from: Fixed<number>;
    valid_until: number | null;
  };
  payment_splits: {
    market: Fixed<number>;
    out_split_no: Fixed<string>;
    out_trade_no: Fixed<string>;
    /** `denied`: the channel has said no, nothing is shared, and somebody has to do something; the money is frozen still. */
    state: 'wanted' | 'asked' | 'pending' | 'denied' | 'unfreezing' | 'done' | 'failed';
    receivers: JSONColumnType<readonly ShareOf[], string | undefined, string>;
    shared_fen: Generated<number>;
    made_at: Fixed<number>;
    next_at: number | null;
    tries: Generated<number>;
    /** The channel's own code of its last refusal, and that with its words. */
    code: Generated<string>;
    said: Generated<string>;
  };
  payment_share_returns: {
    market: Fixed<number>;
    out_return_no: Fixed<string>;
    out_split_no: Fixed<string>;
    out_refund_no: Fixed<string>;
    receiver: Fixed<string>;
    fen: Fixed<number>;
    state: 'wanted' | 'done' | 'denied';
    made_at: Fixed<number>;
    next_at: number | null;
    tries: Generated<number>;
    said: Generated<string>;
  };
  payment_events: {
    market: Fixed<number>;
    no: Generated<number>;
    out_trade_no: Fixed<string>;
    at: Fixed<number>;
    before: Fixed<AttemptState>;
    after: Fixed<AttemptState>;
    source: Fixed<string>;
    event: Json<AttemptEvent>;
    raw: Fixed<string>;
  };
  payment_refunds: {
    market: Fixed<number>;
    out_refund_no: Fixed<string>;
    out_trade_no: Fixed<string>;
    refund_fen: Fixed<number>;
    reason: Fixed<string>;
    state: 'wanted' | 'pending' | 'done' | 'denied';
    channel_no: string | null;
    made_at: Fixed<number>;
    next_at: number | null;
    tries: Generated<number>;
    said: Generated<string>;
  };
  payment_notices: {
    market: Fixed<number>;
    channel: Fixed<ChannelName>;
    id: Fixed<string>;
    received_at: Fixed<number>;
    headers: Json<Record<string, string>>;
    body: Fixed<string>;
    verdict: Fixed<string>;
  };
  ledger_postings: { market: Fixed<number>; id: Fixed<string>; kind: Fixed<PostingKind>; at: Fixed<number> };
  ledger_lines: {
    market: Fixed<number>;
    posting: Fixed<string>;
    no: Fixed<number>;
    account: Fixed<Account>;
    owner: Fixed<string>;
    fen: Fixed<number>;
  };
  recon_source_files: {
    market: Fixed<number>;
    id: Generated<number>;
    mode: Fixed<TradeMode>;
    channel: Fixed<SourceChannel>;
    kind: Fixed<SourceKind>;
    bill_date: Fixed<string>;
    sha256: Fixed<string>;
    stall: Fixed<string>;
    name: Fixed<string>;
    rows: Fixed<number>;
    added: number;
    via: Fixed<'fetched' | 'uploaded'>;
    actor: Fixed<string>;
    taken_at: Fixed<number>;
  };
  recon_entries: {
    market: Fixed<number>;
    mode: Fixed<TradeMode>;
    channel: Fixed<SourceChannel>;
    entry_key: Fixed<string>;
    source: Fixed<number>;
    row_no: Fixed<number>;
    kind: Fixed<SourceRow['kind']>;
    merchant: Fixed<string>;
    out_trade_no: Fixed<string>;
    channel_no: Fixed<string>;
    out_refund_no: Fixed<string | null>;
    settles: Fixed<BillChannel | null>;
    amount_fen: Fixed<number>;
    fee: Fixed<number>;
    at: Fixed<number>;
    bill_day: Fixed<string>;
  };
  recon_links: {
    market: Fixed<number>;
    mode: Fixed<TradeMode>;
    stall: Fixed<string>;
    day: Fixed<string>;
    group_id: Fixed<string>;
    channel: Fixed<SourceChannel>;
    entry_key: Fixed<string>;
  };
  recon_exceptions: {
    market: Fixed<number>;
    mode: Fixed<TradeMode>;
    id: Fixed<string>;
    stall: Fixed<string>;
    day: Fixed<string>;
    type: Fixed<ExceptionType>;
    cause: Cause;
    fen: Fixed<number>;
    refs: Json<readonly string[]>;
    evidence: Json<readonly Evidence[]>;
    owner: ExceptionOwner;
    state: ExceptionState;
    found_at: Fixed<number>;
    actor: string | null;
    reason: string | null;
    decided_at: number | null;
  };
  recon_days: {
    market: Fixed<number>;
    mode: Fixed<TradeMode>;
    stall: Fixed<string>;
    day: Fixed<string>;
    state: DayState;
    through_day: string;
    totals: Json<DayTotals>;
    matched_at: number;
    signed_by: string | null;
    signed_reason: string | null;
    signed_at: number | null;
  };
  book_codes: {
    market: Fixed<number>;
    code_hash: Fixed<string>;
    stall: Fixed<string>;
    terminal: Fixed<number>;
    issued_at: Fixed<number>;
    expires_at: Fixed<number>;
    used_at: number | null;
  };
  book_sessions: {
    market: Fixed<number>;
    token_hash: Fixed<string>;
    stall: Fixed<string>;
    created_at: Fixed<number>;
    expires_at: Fixed<number>;
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
