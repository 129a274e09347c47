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
  'cash_difference', // closing a day whose cash is further off than the owner lets be
  'drawer',
  'settings',
  'typed_proof', // typed proofs of payment, after many wrong ones
  'phone', // a code that lets a phone see the stall's books
  'switch', // selling under another's name: that person's own PIN
] as const;
export const Right = OneOf(rights);
export type Right = (typeof rights)[number];

const isRight = (word: string): word is Right => rights.some((right) => right === word);
/** Words of an entry in which rights stand by their names, with those said as `say` has them. */
export const withRights = (words: string, say: Readonly<Record<Right, string>>): string =>
  words
    .split(' ')
    .map((word) => (isRight(word) ? say[word] : word))
    .join(' ');

/** Nobody but an owner ever has these. */
const ownersOnly: ReadonlySet<Right> = new Set<Right>([
  'cash_refund',
  'typed_proof',
  'people',
  'cash_difference',
  'phone',
]);
/** What asks for a PIN until the owner chooses (S23). */
export const guardedAtFirst: readonly Right[] = [
  'refund',
  'cash_refund',
  'void_old',
  'people',
  'cash_difference',
  'phone',
];
/** These no owner can let be. */
const alwaysGuarded: ReadonlySet<Right> = new Set<Right>(['typed_proof', 'people']);
/** Looking after people or settings is one sitting: a PIN opens it for a while. Anything else it opens once. */
const sittings: ReadonlySet<Right> = new Set<Right>(['people', 'settings']);
const ONCE_MS = 60_000;
const SITTING_MS = 180_000;

/** Four digits: not as many as the payment password, which nobody is to type in here. */
export const Pin = Type.String({ minLength: 4, maxLength: 4, pattern: '^\\d{4}$' });

/** What a helper is called on the screen and on entries. */
export const HelperName = Type.String({ minLength: 1, maxLength: 12, pattern: '\\S' });
/** More faces than this do not fit a stall, nor its rail. */
export const MAX_HELPERS = 12;

/** Who sells at this stall: listed by the market (名单制), or a helper of the family whom the owner lets sell. */
export interface Seller {
  readonly id: string;
  readonly name: string;
  readonly role: 'owner' | 'seller' | 'helper';
  /** Until when the market has listed this person, epoch ms; null: without end. Over it warns and sells on. */
  readonly validUntil: number | null;
}

/** A helper of the family, whom the market does not list. */
export const Helper = Obj({ id: Id, name: HelperName });
export type Helper = Type.Static<typeof Helper>;

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
  if (seller.role === 'owner' || right === 'switch') return true;
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
  return owned && (alwaysGuarded.has(right) || access.guarded.includes(right));
}

/** The recovery code is kept among the PINs under this id, which no person has. */
export const RECOVERY = ':recovery';
/** Twelve digits: it can be typed on a number pad. */
export const RecoveryCode = Type.String({ minLength: 12, maxLength: 12, pattern: '^\\d{12}$' });
/** As it is printed and read: `4821 9937 0154`. */
export const recoveryText = (code: string): string => code.replace(/(\d{4})(?=\d)/g, '$1 ');

/** A listing that ends within this many days is said beforehand. */
const SOON_DAYS = 30;
const DAY_MS = 86_400_000;
/** How a listing stands: it warns and never stops selling. */
export function listingOf(validUntil: number | null, now: number): 'valid' | 'soon' | 'over' {
  if (validUntil === null) return 'valid';
  if (validUntil <= now) return 'over';
  return validUntil - now <= SOON_DAYS * DAY_MS ? 'soon' : 'valid';
}

/** Who sells, and who may do what. */
export interface PeopleView {
  readonly sellerId: string;
  readonly people: readonly (Seller & {
    readonly listing: ReturnType<typeof listingOf>;
    readonly hasPin: boolean;
    /** What this person may open with a PIN; an owner may all. */
    readonly rights: readonly Right[];
  })[];
  /** An owner has a PIN: what is in `guarded` asks for one. */
  readonly isGuarding: boolean;
  readonly guarded: readonly Right[];
  /** A recovery code was printed and not used. */
  readonly hasRecovery: boolean;
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
 * Whether this PIN may be tried now; null: it may. The owner's recovery code is too long to be guessed and never locked for good. A clock that is set on shortens a lock, one that is set back does not lengthen
 * it; the number of tries is what holds.
 */
export function lockOf(pin: StoredPin, now: number): Extract<Refusal, { code: 'pin_locked' }> | null {
  const ms = lockMs(pin.personId === RECOVERY ? Math.min(pin.tries, MAX_TRIES - 1) : pin.tries);
  if (ms === null) return { code: 'pin_locked', minutes: null };
  const left = pin.triedAt + ms - now;
  return left > 0 && left <= ms ? { code: 'pin_locked', minutes: Math.ceil(left / MINUTE_MS) } : null;
}
/** Tries that are left before the next lock. */
export const triesLeft = (tries: number): number =>
  tries < FREE_TRIES ? FREE_TRIES - tries : tries >= MAX_TRIES ? 0 : 5 - (tries % 5);
