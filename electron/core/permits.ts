import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import type { Done } from '../../shared/command.ts';
import { ok, refuse, type ArgsOf, type Reply } from '../../shared/contract.ts';
import {
  accessAtFirst,
  grantOf,
  hasRight,
  isGuarded,
  isOpen,
  isSitting,
  lockOf,
  triesLeft,
  type Access,
  type Grant,
  type Right,
  type Seller,
  type StoredPin,
} from '../../shared/people.ts';
import type { Log } from '../../shared/log.ts';
import type { Refusal } from '../../shared/refusal.ts';
import type { Secrets } from './identity.ts';
import type { Journal } from './journal.ts';
import { createSerial } from './serial.ts';
import type { Settings } from './settings.ts';

export interface Permits {
  /**
   * Null: it may be done now. A PIN that was given for it is used up, so this comes last, after every other check. Where the owner has
   * no PIN nothing is guarded.
   */
  use(right: Right): Refusal | null;
  /** `people.permit`. Wrong tries are counted on the disk before the PIN is looked at: pulling the plug gives no more of them. */
  permit(args: ArgsOf<'people.permit'>, callId: string): Promise<Reply<Done>>;
  setPin(args: ArgsOf<'people.set_pin'>): Promise<Reply<Done>>;
  hasPin(personId: string): boolean;
  /** What a PIN has opened is shut again: somebody else sells now. */
  shut(): void;
  idle(): Promise<void>;
}

const SALT = 'pin-salt';
const SALT_BYTES = 16;
const HASH_BYTES = 32;

/** The salt lies with the keys: PINs can't be guessed from the database or its copies alone. */
async function loadSalt(secrets: Secrets): Promise<Uint8Array> {
  const found = await secrets.load(SALT);
  if (found !== null) return found;
  const made = randomBytes(SALT_BYTES);
  await secrets.save(SALT, made);
  return made;
}

const hashOf = (salt: Uint8Array, personId: string, pin: string): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(pin, Buffer.concat([salt, Buffer.from(personId, 'utf8')]), HASH_BYTES, (error, hash) => {
      if (error === null) resolve(hash);
      else reject(error);
    });
  });

/** Which of the stall's actions ask for a PIN, and the PINs. */
export async function openPermits(options: {
  readonly settings: Settings;
  readonly secrets: Secrets;
  readonly journal: Journal;
  readonly sellers: () => readonly Seller[];
  readonly seller: () => string;
  readonly now: () => number;
  readonly newId: () => string;
  readonly log: Log;
}): Promise<Permits> {
  const { settings, secrets, journal, sellers, now } = options;
  const serial = createSerial();
  const access: Access = (await settings.read('access')) ?? accessAtFirst;
  let pins: readonly StoredPin[] = (await settings.read('pins'))?.pins ?? [];
  if (pins.length > 0 && (await secrets.load(SALT)) === null) {
    options.log.warn({}, 'the salt of the PINs is gone: no PIN holds any more, the owner sets a new one');
    pins = [];
  }
  let grants: readonly Grant[] = [];

  const pinOf = (personId: string): StoredPin | undefined => pins.find((pin) => pin.personId === personId);
  const hasPin = (personId: string): boolean => pinOf(personId) !== undefined;
  const keep = async (next: readonly StoredPin[]): Promise<void> => {
    await settings.write('pins', { pins: [...next] });
    pins = next;
  };
  const keepTries = (pin: StoredPin, tries: number): Promise<void> =>
    keep(pins.map((one) => (one.personId === pin.personId ? { ...one, tries, triedAt: now() } : one)));
  const note = async (callId: string, what: string, personId: string, right: Right): Promise<Refusal | null> => {
    const body = { kind: 'override', what, subjectId: personId, detail: right } as const;
    const appended = await journal.append({ id: callId, at: now(), seller: options.seller(), body });
    return appended.ok ? null : appended.refusal;
  };

  const use = (right: Right): Refusal | null => {
    if (!isGuarded(right, access, sellers(), hasPin)) return null;
    const open = grants.find((grant) => grant.right === right && isOpen(grant, now()));
    grants = grants.filter((grant) => grant.right !== right);
    if (open === undefined) {
      const by = sellers().filter((one) => hasRight(right, one, access) && hasPin(one.id));
      return { code: 'needs_pin', right, by: by.map(({ id, name }) => ({ id, name })) };
    }
    if (isSitting(right)) grants = [...grants, grantOf(right, open.personId, now())];
    return null;
  };

  return {
    use,
    hasPin,
    shut: () => {
      grants = [];
    },
    idle: () => serial.idle(),
    permit: ({ right, personId, pin }, callId) =>
      serial(async () => {
        const person = sellers().find(({ id }) => id === personId);
        if (person === undefined) return refuse({ code: 'no_such_person' });
        const stored = pinOf(personId);
        if (stored === undefined || !hasRight(right, person, access)) return refuse({ code: 'not_allowed', right });
        const locked = lockOf(stored, now());
        if (locked !== null) return refuse(locked);
        const tries = stored.tries + 1;
        await keepTries(stored, tries);
        const hash = await hashOf(await loadSalt(secrets), personId, pin);
        const known = Buffer.from(stored.hash, 'hex');
        if (known.length !== hash.length || !timingSafeEqual(known, hash)) {
          await note(options.newId(), 'pin_wrong', personId, right);
          return refuse(
            lockOf({ ...stored, tries, triedAt: now() }, now()) ?? { code: 'pin_wrong', left: triesLeft(tries) },
          );
        }
        await keepTries(stored, 0);
        const refusal = await note(callId, 'permit', personId, right);
        if (refusal !== null) return refuse(refusal);
        grants = [...grants.filter((grant) => grant.right !== right), grantOf(right, personId, now())];
        return ok({});
      }),
    setPin: ({ personId, pin }) =>
      serial(async () => {
        const person = sellers().find(({ id }) => id === personId);
        if (person === undefined) return refuse({ code: 'no_such_person' });
        const refusal = use('people');
        if (refusal !== null) return refuse(refusal);
        const others = pins.filter((one) => one.personId !== personId);
        const hash = pin === null ? null : (await hashOf(await loadSalt(secrets), personId, pin)).toString('hex');
        await keep(hash === null ? others : [...others, { personId, hash, tries: 0, triedAt: now() }]);
        return ok({});
      }),
  };
}
