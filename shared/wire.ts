import Type from 'typebox';
import { Hash, Id, Int, Nullable, Obj, Signature, Text, Time } from './records/field.ts';

/**
 * What terminal and market server say to each other. All bodies are JSON; times epoch ms; every path begins with /api/v1.
 *
 * Authentication of a terminal: `POST /session` (no signature) gives a nonce. Each later request carries
 *   x-stall-terminal: <terminal id>   x-stall-nonce: <nonce>   x-stall-counter: <n>   x-stall-signature: <base64url Ed25519>
 * over the bytes of `requestText(...)`. A counter is used once for a nonce (a window of 64 allows requests under way together);
 * wall time plays no part, so a terminal with a wrong clock still uploads. Errors: 401 `{error:'nonce'}` (ask for a new one),
 * 401 `{error:'signature'|'replayed'|'unknown_terminal'|'revoked'}`, 400 `{error:'bad_request', text}`.
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

/** POST /enrol — not signed by a known key yet; `proof` is the Ed25519 signature over `enrolText` with the new key. */
export const EnrolRequest = Obj({ code: Text(40), publicKey: Text(64), proof: Signature, appVersion: Text(24) });
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
});
export type EnrolAnswer = Type.Static<typeof EnrolAnswer>;
/** 403 answers of /enrol. A code is used once; the same key may repeat its own enrolment and gets the same answer. */
export type EnrolError = 'bad_code' | 'used_code' | 'expired_code';

/** POST /session {terminal} → SessionAnswer. */
export const SessionRequest = Obj({ terminal: Int(1, 4_294_967_295) });
export const SessionAnswer = Obj({ nonce: Text(64), serverEpoch: Int(1, 2_147_483_647), serverTime: Time });
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
  epoch: Int(0, 2_147_483_647),
  from: Int(1, 2_147_483_647),
  to: Int(1, 2_147_483_647),
});
export const KnownAnswer = Obj({
  count: Int(0, 2_147_483_647),
  missing: Type.Array(Int(1, 2_147_483_647), { maxItems: 10_000 }),
  head: Nullable(Obj({ seq: Int(1, 2_147_483_647), hash: Hash, id: Id })),
});
export type KnownAnswer = Type.Static<typeof KnownAnswer>;

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
  'training',
] as const;
export type SetAsideReason = (typeof setAsideReasons)[number];
