import Type from 'typebox';
import { Id, Int, Obj, OneOf, Text, Time } from './records/field.ts';
import type { Refusal } from './refusal.ts';

/** What may be kept for the owner, or for those the owner trusts with it. Selling is never among it. */
export const rights = [
  'refund',
  'cash_refund', // cash back for a sale that was paid by a channel
  'void_old',
  'people',
  'price_outside_guard',
  'drawer',
  'settings',
] as const;
export const Right = OneOf(rights);
export type Right = (typeof rights)[number];

/** Nobody but an owner ever has these. */
const ownersOnly: ReadonlySet<Right> = new Set<Right>(['cash_refund', 'people']);
/** What asks for a PIN until the owner chooses (S23). */
export const guardedAtFirst: readonly Right[] = ['refund', 'cash_refund', 'void_old', 'people'];
/** Looking after people or settings is one sitting: a PIN opens it for a while. Anything else it opens once. */
const sittings: ReadonlySet<Right> = new Set<Right>(['people', 'settings']);
const ONCE_MS = 60_000;
const SITTING_MS = 180_000;

/** Four digits: not as many as the payment password, which nobody is to type in here. */
export const Pin = Type.String({ minLength: 4, maxLength: 4, pattern: '^\\d{4}$' });

/** Who sells at this stall: listed by the market (名单制), or a helper of the family whom the owner lets sell. */
export interface Seller {
  readonly id: string;
  readonly name: string;
  readonly role: 'owner' | 'seller' | 'helper';
  /** Until when the market has listed this person, epoch ms; null: without end. Over it warns and sells on. */
  readonly validUntil: number | null;
}

/** What the owner has settled about people; `allowed` names what a person may do besides selling. */
export const Access = Obj({
  guarded: Type.Array(Right, { maxItems: 16 }),
  allowed: Type.Array(Obj({ personId: Id, rights: Type.Array(Right, { maxItems: 16 }) }), { maxItems: 40 }),
});
export type Access = Type.Static<typeof Access>;
export const accessAtFirst: Access = { guarded: [...guardedAtFirst], allowed: [] };

/** A PIN as it is kept: its scrypt hash, and the wrong tries since the last right one. */
export const StoredPin = Obj({ personId: Id, hash: Text(64), tries: Int(0, 1_000_000), triedAt: Time });
export type StoredPin = Type.Static<typeof StoredPin>;

/** A right that a PIN has opened. */
export interface Grant {
  readonly right: Right;
  readonly personId: string;
  readonly until: number;
}
export const grantOf = (right: Right, personId: string, now: number): Grant => ({
  right,
  personId,
  until: now + (sittings.has(right) ? SITTING_MS : ONCE_MS),
});
export const isSitting = (right: Right): boolean => sittings.has(right);
/** A clock that was set back gives no more time than there was. */
export const isOpen = (grant: Grant, now: number): boolean =>
  now < grant.until && grant.until <= grantOf(grant.right, grant.personId, now).until;

export function hasRight(right: Right, seller: Pick<Seller, 'id' | 'role'>, access: Access): boolean {
  if (seller.role === 'owner') return true;
  if (ownersOnly.has(right)) return false;
  return access.allowed.some(({ personId, rights: own }) => personId === seller.id && own.includes(right));
}

/** Whether the right asks for a PIN: the owner has one, and has not let this right be. A stall without one sells at once. */
export function isGuarded(
  right: Right,
  access: Access,
  sellers: readonly Seller[],
  hasPin: (personId: string) => boolean,
): boolean {
  const owned = sellers.some(({ id, role }) => role === 'owner' && hasPin(id));
  return owned && (right === 'people' || access.guarded.includes(right));
}

const FREE_TRIES = 5;
/** Past this only the owner, or the owner's recovery code, gives the person a new PIN. */
export const MAX_TRIES = 20;
const MINUTE_MS = 60_000;

/** How long a PIN is locked after that many wrong tries, ms; null: for good. */
export function lockMs(tries: number): number | null {
  if (tries >= MAX_TRIES) return null;
  if (tries < FREE_TRIES) return 0;
  return tries < 10 ? MINUTE_MS : tries < 15 ? 5 * MINUTE_MS : 30 * MINUTE_MS;
}

/**
 * Whether this PIN may be tried now; null: it may. A clock that is set on shortens a lock, one that is set back does not lengthen
 * it; the number of tries is what holds.
 */
export function lockOf(pin: StoredPin, now: number): Extract<Refusal, { code: 'pin_locked' }> | null {
  const ms = lockMs(pin.tries);
  if (ms === null) return { code: 'pin_locked', minutes: null };
  const left = pin.triedAt + ms - now;
  return left > 0 && left <= ms ? { code: 'pin_locked', minutes: Math.ceil(left / MINUTE_MS) } : null;
}
/** Tries that are left before the next lock. */
export const triesLeft = (tries: number): number =>
  tries < FREE_TRIES ? FREE_TRIES - tries : tries >= MAX_TRIES ? 0 : 5 - (tries % 5);
