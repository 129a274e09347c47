import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import type { Log } from '../../../shared/log.ts';
import { lockOf, triesLeft, type StoredPin } from '../../../shared/people.ts';
import type { Refusal } from '../../../shared/refusal.ts';
import type { Secrets } from '../identity.ts';
import type { Settings } from '../settings.ts';

export interface Pins {
  has(personId: string): boolean;
  /** Null: it is right. Each try is counted on the disk before it is looked at: pulling the plug gives no more of them. */
  check(personId: string, pin: string): Promise<Extract<Refusal, { code: 'pin_wrong' | 'pin_locked' }> | null>;
  /** Null takes it away. */
  set(personId: string, pin: string | null): Promise<void>;
}

const SALT = 'pin-salt';
const SALT_BYTES = 16;
const HASH_BYTES = 32;

const hashOf = (salt: Uint8Array, personId: string, pin: string): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(pin, Buffer.concat([salt, Buffer.from(personId, 'utf8')]), HASH_BYTES, (error, hash) => {
      if (error === null) resolve(hash);
      else reject(error);
    });
  });

/**
 * PINs by person. The salt lies with the terminal's keys, so PINs can't be guessed from the database or its copies alone; without it
 * none of them holds. Not for two calls at once.
 */
export async function openPins(options: {
  readonly settings: Settings;
  readonly secrets: Secrets;
  readonly now: () => number;
  readonly log: Log;
}): Promise<Pins> {
  const { settings, secrets, now } = options;
  let pins: readonly StoredPin[] = (await settings.read('pins'))?.pins ?? [];
  if (pins.length > 0 && (await secrets.load(SALT)) === null) {
    options.log.warn({}, 'the salt of the PINs is gone: no PIN holds any more, the owner sets a new one');
    pins = [];
  }
  const salt = async (): Promise<Uint8Array> => {
    const found = await secrets.load(SALT);
    if (found !== null) return found;
    const made = randomBytes(SALT_BYTES);
    await secrets.save(SALT, made);
    return made;
  };
  const keep = async (next: readonly StoredPin[]): Promise<void> => {
    await settings.write('pins', { pins: [...next] });
    pins = next;
  };
  const count = async (pin: StoredPin, tries: number): Promise<StoredPin> => {
    const counted = { ...pin, tries, triedAt: now() };
    await keep(pins.map((one) => (one.personId === pin.personId ? counted : one)));
    return counted;
  };
  return {
    has: (personId) => pins.some((pin) => pin.personId === personId),
    check: async (personId, pin) => {
      const stored = pins.find((one) => one.personId === personId);
      if (stored === undefined) return { code: 'pin_wrong', left: 0 };
      const locked = lockOf(stored, now());
      if (locked !== null) return locked;
      const counted = await count(stored, stored.tries + 1);
      const hash = await hashOf(await salt(), personId, pin);
      const known = Buffer.from(stored.hash, 'hex');
      if (known.length !== hash.length || !timingSafeEqual(known, hash))
        return lockOf(counted, now()) ?? { code: 'pin_wrong', left: triesLeft(counted.tries) };
      await count(counted, 0);
      return null;
    },
    set: async (personId, pin) => {
      const others = pins.filter((one) => one.personId !== personId);
      if (pin === null) return keep(others);
      const hash = (await hashOf(await salt(), personId, pin)).toString('hex');
      return keep([...others, { personId, hash, tries: 0, triedAt: now() }]);
    },
  };
}
