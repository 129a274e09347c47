import {
  grantOf,
  hasRight,
  isGuarded,
  isOpen,
  isSitting,
  type Access,
  type Grant,
  type Right,
  type Seller,
} from '../../../shared/people.ts';
import type { Refusal } from '../../../shared/refusal.ts';

export interface Permits {
  /**
   * Null: it may be done now. A PIN that was given for it is used up, so this comes last, after every other check. Where the owner has
   * no PIN nothing is guarded. `only`: nobody but this person opens it.
   */
  use(right: Right, only?: string): Refusal | null;
  /** Whether a PIN is asked for it. */
  guards(right: Right): boolean;
  /** A PIN has opened it. */
  open(right: Right, personId: string): void;
  /** What PINs have opened is shut again. */
  shut(): void;
}

/** Which of the stall's actions ask for a PIN, and what a PIN has opened. Nothing of it outlives the run. */
export function createPermits(options: {
  readonly access: () => Access;
  readonly sellers: () => readonly Seller[];
  readonly hasPin: (personId: string) => boolean;
  readonly now: () => number;
}): Permits {
  const { access, sellers, hasPin, now } = options;
  let grants: readonly Grant[] = [];
  return {
    guards: (right) => isGuarded(right, access(), sellers(), hasPin),
    use: (right, only) => {
      if (!isGuarded(right, access(), sellers(), hasPin)) return null;
      const open = grants.find(
        (grant) => grant.right === right && isOpen(grant, now()) && (only === undefined || grant.personId === only),
      );
      grants = grants.filter((grant) => grant.right !== right);
      if (open === undefined) {
        const by = sellers().filter(
          (one) => hasRight(right, one, access()) && hasPin(one.id) && (only === undefined || one.id === only),
        );
        return { code: 'needs_pin', right, by: by.map(({ id, name }) => ({ id, name })) };
      }
      if (isSitting(right)) grants = [...grants, grantOf(right, open.personId, now())];
      return null;
    },
    open: (right, personId) => {
      grants = [...grants.filter((grant) => grant.right !== right), grantOf(right, personId, now())];
    },
    shut: () => {
      grants = [];
    },
  };
}
