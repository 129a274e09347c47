import Type from 'typebox';
import {
  Epoch,
  Hash,
  Id,
  Int,
  Nullable,
  Obj,
  OneOf,
  PublicKey,
  Signature,
  TotalFen,
  Text,
  Time,
} from './records/field.ts';

/**
 * What terminal and market server say to each other. All bodies are JSON; times epoch ms; every path begins with /api/v1.
 *
 * Authentication of a terminal: `POST /session` (no signature) gives a nonce. Each later request carries
 *   x-stall-terminal: <terminal id>   x-stall-nonce: <nonce>   x-stall-counter: <n>   x-stall-signature: <base64url Ed25519>
 * over the bytes of `requestText(...)`. A counter is used once for a nonce (a window of 64 allows requests under way together);
 * wall time plays no part, so a terminal with a wrong clock still uploads. Errors: 401 `{error:'nonce'}` (ask for a new one),
 * 401 `{error:'signature'|'replayed'|'unknown_terminal'|'revoked'|'superseded'}` (superseded: another device has taken this terminal over), 400 `{error:'bad_request', text}`.
 */
export const API = '/api/v1';

export const headers = {
  terminal: 'x-stall-terminal',
  nonce: 'x-stall-nonce',
  counter: 'x-stall-counter',
  signature: 'x-stall-signature',
} as const;

/** The signed text of a request; `bodyHash` is the SHA-256 of the body bytes in hex (of nothing for a GET). */
export const requestText = (r: {
  method: string;
  path: string;
  bodyHash: string;
  nonce: string;
  counter: number;
}): string => ['stall-pos request v1', r.method, r.path, r.bodyHash, r.nonce, String(r.counter)].join('\n');

/** The last entry of an epoch, and the perpetual total a later epoch goes on from. */
export const EpochHead = Obj({ epoch: Epoch, seq: Int(1, 2_147_483_647), hash: Hash, perpetualFen: TotalFen });
export type EpochHead = Type.Static<typeof EpochHead>;

/**
 * An epoch that the terminal began without the market, in an earlier life of it: its key, its first entry, signed with that key and linked to
 * the epoch before, and its last number known. So entries of a till that died again before it was confirmed come in.
 */
export const UnconfirmedEpoch = Obj({ publicKey: PublicKey, start: Type.Unknown(), last: Int(1, 2_147_483_647) });
export type UnconfirmedEpoch = Type.Static<typeof UnconfirmedEpoch>;

/**
 * Of a device that goes on as a terminal of before, with a code issued for replacing it. `epoch`: the provisional epoch it has begun by
 * itself; null: it asks for one. `previous`: what it knows of the terminal's last entry.
 */
export const Resume = Obj({
  terminal: Int(1, 4_294_967_295),
  epoch: Nullable(Int(1, 2_147_483_647)),
  previous: Nullable(EpochHead),
  /** Those that the market may not know, ascending; absent: none. */
  unconfirmed: Type.Optional(Type.Array(UnconfirmedEpoch, { maxItems: 64 })),
});
export type Resume = Type.Static<typeof Resume>;

/** POST /enrol — not signed by a known key yet; `proof` is the Ed25519 signature over `enrolText` with the new key. */
export const EnrolRequest = Obj({
  code: Text(40),
  publicKey: Text(64),
  proof: Signature,
  appVersion: Text(24),
  resume: Nullable(Resume),
});
export type EnrolRequest = Type.Static<typeof EnrolRequest>;
export const enrolText = (code: string, publicKey: string): string =>
  ['stall-pos enrol v1', code, publicKey].join('\n');
export const EnrolAnswer = Obj({
  market: Int(1, 65_535),
  marketName: Text(60),
  terminal: Int(1, 4_294_967_295),
  epoch: Int(1, 2_147_483_647),
  stallNo: Text(20),
  stallName: Text(60),
  trade: Text(20),
  serverTime: Time,
  /** Signs receipts of heads. */
  serverKey: PublicKey,
  /** Last entry the server holds of the latest earlier epoch; null for a terminal's first. */
  previous: Nullable(EpochHead),
});
export type EnrolAnswer = Type.Static<typeof EnrolAnswer>;
/** 403 answers of /enrol. A code is used once; the same key may repeat its own enrolment and gets the same answer. */
export type EnrolError = 'bad_code' | 'used_code' | 'expired_code';

/** POST /session {terminal} → SessionAnswer. */
export const SessionRequest = Obj({ terminal: Int(1, 4_294_967_295) });
export const SessionAnswer = Obj({
  nonce: Text(64),
  serverEpoch: Int(1, 2_147_483_647),
  serverTime: Time,
  serverKey: PublicKey,
});
export type SessionAnswer = Type.Static<typeof SessionAnswer>;

/** Collections that come down. Pull-only. */
export const downCollections = ['products', 'policy', 'people', 'notices', 'server_marks'] as const;
export type DownCollection = (typeof downCollections)[number];

/** GET /pull/:collection?epoch&seq&limit → PullAnswer. Full pages: a page shorter than `limit` is the last. */
export const Checkpoint = Obj({ epoch: Int(0, 2_147_483_647), seq: Int(0, Number.MAX_SAFE_INTEGER) });
export type Checkpoint = Type.Static<typeof Checkpoint>;
export const PullAnswer = Obj({
  documents: Type.Array(Type.Unsafe<Record<string, unknown> & { id: string; _deleted: boolean }>({ type: 'object' })),
  checkpoint: Nullable(Checkpoint),
});
export type PullAnswer = Type.Static<typeof PullAnswer>;

/** POST /push/journal {entries} → always `[]`, after the commit. Verdicts come down in `server_marks`. */
export const PushRequest = Obj({ entries: Type.Array(Type.Unknown(), { maxItems: 1000 }) });

/** POST /known {epoch, from, to} → which of these numbers the server holds; for the independent reconciliation. */
export const KnownRequest = Obj({
  epoch: Epoch,
  from: Int(1, 2_147_483_647),
  to: Int(1, 2_147_483_647),
});
export const KnownAnswer = Obj({
  count: Int(0, 2_147_483_647),
  missing: Type.Array(Int(1, 2_147_483_647), { maxItems: 10_000 }),
  head: Nullable(Obj({ seq: Int(1, 2_147_483_647), hash: Hash, id: Id })),
});
export type KnownAnswer = Type.Static<typeof KnownAnswer>;

/**
 * POST /epoch {epoch, head} → EpochAnswer. For a terminal that was put back from a copy: its head is behind the server's, or another entry than
 * the server's under that number. The server fences its epoch at what it holds and grants a new one. Asked again (the answer was lost), it gives
 * the same. 409 `head_is_current` when nothing is wrong with the head.
 */
export const EpochRequest = Obj({ epoch: Epoch, head: Nullable(Obj({ seq: Int(1, 2_147_483_647), hash: Hash })) });
export type EpochRequest = Type.Static<typeof EpochRequest>;
export const EpochAnswer = Obj({ epoch: Int(1, 2_147_483_647), previous: Nullable(EpochHead) });
export type EpochAnswer = Type.Static<typeof EpochAnswer>;

/** GET /epochs → EpochsAnswer: all epochs of the terminal, ascending, its own and those of the devices before it. `fence`: last number that counts. */
export const epochReasons = ['first', 'rebuilt', 'image', 'replaced'] as const;
export type EpochReason = (typeof epochReasons)[number];
export const EpochsAnswer = Obj({
  epochs: Type.Array(
    Obj({
      epoch: Int(1, 2_147_483_647),
      publicKey: PublicKey,
      state: OneOf(['open', 'fenced'] as const),
      fence: Nullable(Int(0, 2_147_483_647)),
      reason: OneOf(epochReasons),
      openedAt: Time,
      /** Last entry held, and how many are held up to it; null: none. */
      head: Nullable(EpochHead),
      entries: Int(0, 2_147_483_647),
    }),
  ),
});
export type EpochsAnswer = Type.Static<typeof EpochsAnswer>;

/** GET /journal?epoch&from&limit → JournalAnswer: the terminal's own entries from number `from` on, ascending, full pages. */
export const JournalAnswer = Obj({ entries: Type.Array(Type.Unknown(), { maxItems: 1000 }) });
export type JournalAnswer = Type.Static<typeof JournalAnswer>;

/** GET /stream: server-sent events. `event: changed`, data `{"collections":[…]}`; a comment line every 15 s keeps it alive. On (re)connect: RESYNC. */
export interface StreamMessage {
  readonly collections: readonly DownCollection[];
}

/** Why the server set an entry aside. The rest of the batch flows on. */
export const setAsideReasons = [
  'bad_shape',
  'wrong_terminal',
  'bad_hash',
  'bad_signature',
  'bad_total',
  'other_hash_same_number',
  'other_hash_same_id',
  'fenced_epoch',
  'training',
] as const;
export type SetAsideReason = (typeof setAsideReasons)[number];
