import { randomInt } from 'node:crypto';

const HASH_WORDS = 4;

/** Entries met so far: enough of each to tell it again. */
export interface Seen {
  readonly count: () => number;
  /** Remembers an entry; true when its id was (almost certainly) there already. */
  add(id: string, hash: string, perpetualFen: number): boolean;
  /** Whether the hash of entry `index` begins as `hash` does, in the first 32 hex digits of both. */
  is(index: number, hash: string): boolean;
  /** The perpetual total after entry `index`. */
  perpetualFen(index: number): number;
}

const digitOf = Int8Array.from({ length: 128 }, (_, unit) => {
  const value = Number.parseInt(String.fromCharCode(unit), 16);
  return Number.isNaN(value) ? 0 : value;
});

/** Eight hex digits as one word. */
function word(hash: string, at: number): number {
  let value = 0;
  for (let i = at; i < at + 8; i += 1) value = (value << 4) | (digitOf[hash.charCodeAt(i)] as number);
  return value;
}

const PER_BLOCK = 1 << 16;

/**
 * Keeps 16 bytes of each hash, the total, and of each id a fingerprint of 64 bits in a table at most ¾ full: 35 to 46 bytes an entry.
 * That two of a million ids look alike by chance happens in one of 10⁷ runs, so a hit must be looked up.
 */
export function createSeen(): Seen {
  // New in each run, so that nobody can prepare two ids that look alike.
  const [seedA, seedB] = [randomInt(2 ** 31), randomInt(2 ** 31)];
  let slots = 1 << 12;
  let table = new Int32Array(2 * slots);
  const hashes: Int32Array[] = [];
  const totals: Float64Array[] = [];
  let count = 0;

  /** Puts a fingerprint in; false when it is there. The pair 0, 0 means an empty slot. */
  const put = (a: number, b: number): boolean => {
    let slot = a & (slots - 1);
    for (;;) {
      const [x, y] = [table[2 * slot], table[2 * slot + 1]];
      if (x === 0 && y === 0) {
        table[2 * slot] = a;
        table[2 * slot + 1] = b;
        return true;
      }
      if (x === a && y === b) return false;
      slot = (slot + 1) & (slots - 1);
    }
  };
  const grow = (): void => {
    const old = table;
    slots *= 2;
    table = new Int32Array(2 * slots);
    for (let i = 0; i < old.length; i += 2) {
      const [a, b] = [old[i] as number, old[i + 1] as number];
      if (a !== 0 || b !== 0) put(a, b);
    }
  };
  /** False when the id was there. */
  const putId = (id: string): boolean => {
    let [a, b] = [seedA, seedB];
    for (let i = 0; i < id.length; i += 1) {
      const unit = id.charCodeAt(i);
      a = Math.imul(a ^ unit, 0x9e3779b1);
      a ^= a >>> 15;
      b = Math.imul(b + unit, 0x85ebca77);
      b ^= b >>> 13;
    }
    return put(a, b | 1);
  };
  return {
    count: () => count,
    add: (id, hash, perpetualFen) => {
      const [part, place] = [Math.floor(count / PER_BLOCK), count % PER_BLOCK];
      const block = (hashes[part] ??= new Int32Array(HASH_WORDS * PER_BLOCK));
      (totals[part] ??= new Float64Array(PER_BLOCK))[place] = perpetualFen;
      const at = HASH_WORDS * place;
      for (let i = 0; i < HASH_WORDS; i += 1) block[at + i] = word(hash, 8 * i);
      count += 1;
      if (4 * count > 3 * slots) grow();
      return !putId(id);
    },
    is: (index, hash) => {
      const block = hashes[Math.floor(index / PER_BLOCK)];
      const at = HASH_WORDS * (index % PER_BLOCK);
      if (block === undefined || index >= count) return false;
      for (let i = 0; i < HASH_WORDS && 8 * i < hash.length; i += 1) {
        const digits = Math.min(8, hash.length - 8 * i);
        const shift = 32 - 4 * digits;
        if ((block[at + i] as number) >>> shift !== word(hash.padEnd(32, '0'), 8 * i) >>> shift) return false;
      }
      return true;
    },
    perpetualFen: (index) => totals[Math.floor(index / PER_BLOCK)]?.[index % PER_BLOCK] ?? 0,
  };
}
