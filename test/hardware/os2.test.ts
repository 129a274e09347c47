import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_REST } from '../../hardware/scale/codec.ts';
import { createOs2 } from '../../hardware/scale/os2.ts';
import { hear, hex, join, pieces } from './bytes.ts';

// Grammar: CAS AP-1 paper and rkeeper's CAS page ("LRC = XOR bytes[3..12]"); Pinnacle OS2CX manual p. 19 for the second check rule.
const STABLE_1234 = hex('01 02 53 20 30 31 2E 32 33 34 6B 67 65 03 04');
const MOVING_MINUS_15 = hex('01 02 55 2D 30 30 2E 30 31 35 6B 67 6E 03 04');
const ZERO = hex('01 02 53 20 30 30 2E 30 30 30 6B 67 61 03 04');
const STABLE_1234_PINNACLE = hex('01 02 53 20 30 31 2E 32 33 34 6B 67 66 03 04');

/** Any frame with the check byte of its data, or of the whole head. */
const frame = (status: string, sign: string, weight: string, unit: string, whole = false): Uint8Array => {
  const body = Buffer.from(`${status}${sign}${weight}${unit}`, 'latin1');
  const check = body.reduce((sum, byte) => sum ^ byte, whole ? 3 : 0);
  return Uint8Array.from([1, 2, ...body, check, 3, 4]);
};
/** Three frames, so that the device's check rule is known. */
const known = join(ZERO, ZERO, ZERO);
const after = (...frames: readonly Uint8Array[]) => {
  const heard = hear(createOs2(), [join(known, ...frames)]);
  return { ...heard, readings: heard.readings.slice(1), good: heard.good - 1 };
};

describe('frames of an OS2 scale', () => {
  test('a stable weight', () => {
    expect(after(STABLE_1234).readings).toEqual([
      {
        at: 0,
        weightG: 1234,
        tareG: null,
        stable: true,
        zero: null,
        overload: false,
        underload: false,
        raw: '01022053'.slice(0, 4) + '532030312e3233346b67650304',
      },
    ]);
  });
  test('a moving weight below zero', () => {
    expect(after(MOVING_MINUS_15).readings).toMatchObject([{ weightG: -15, stable: false }]);
  });
  test('zero is never minus zero', () => {
    expect(after(frame('S', '-', '00.000', 'kg')).readings[0]?.weightG).toBe(0);
  });
  test('out of range carries no weight', () => {
    expect(after(frame('F', ' ', '00.000', 'kg'), frame('F', '-', '00.000', 'kg')).readings).toMatchObject([
      { weightG: null, stable: false, overload: true, underload: false },
      { weightG: null, stable: false, overload: false, underload: true },
    ]);
  });
  test('the other check rule is understood from a scale that uses it', () => {
    const other = frame('S', ' ', '00.000', 'kg', true);
    expect(hear(createOs2(), [join(other, other, other, STABLE_1234_PINNACLE)]).readings.at(-1)).toMatchObject({
      weightG: 1234,
      stable: true,
    });
  });
  test('no frame is believed before the check rule is known', () => {
    expect(hear(createOs2(), [join(STABLE_1234, STABLE_1234)])).toMatchObject({ readings: [], good: 0, bad: 0 });
  });
  test('a sixteenth status byte is no noise', () => {
    expect(after(hex('10'), STABLE_1234, hex('40'), STABLE_1234)).toMatchObject({ good: 2, bad: 0, resync: 0 });
  });
  test('pounds and other units of no trade here are refused', () => {
    for (const unit of ['lb', 'oz', 'jn', '  '])
      expect(after(frame('S', ' ', '01.234', unit))).toMatchObject({ readings: [], bad: 1 });
  });
  test('grams are understood, half grams are refused, never rounded', () => {
    expect(after(frame('S', ' ', '001234', ' g')).readings).toMatchObject([{ weightG: 1234 }]);
    expect(after(frame('S', ' ', '1.2345', 'kg'))).toMatchObject({ readings: [], bad: 1 });
    expect(after(frame('S', ' ', '1.2340', 'kg')).readings).toMatchObject([{ weightG: 1234 }]);
  });
});

describe('a bad line', () => {
  test('a torn frame is dropped and the next one is read', () => {
    expect(after(STABLE_1234.subarray(0, 7), ZERO)).toMatchObject({ readings: [{ weightG: 0 }], bad: 1 });
  });
  test('noise between frames is thrown away and counted', () => {
    expect(after(hex('FF 41 41'), STABLE_1234)).toMatchObject({ readings: [{ weightG: 1234 }], bad: 0, resync: 3 });
  });
  test('a scale that talks 7E1 to a port set to 8N1 gives nothing, and everything once that is configured', () => {
    const even = (byte: number): number =>
      [0, 1, 2, 3, 4, 5, 6].filter((bit) => (byte >> bit) & 1).length % 2 === 1 ? byte | 0x80 : byte;
    const wire = join(known, STABLE_1234).map(even);
    expect(hear(createOs2(), [wire])).toMatchObject({ readings: [], good: 0 });
    const heard = hear(createOs2({ parity: 'even' }), [wire]);
    expect(heard.readings.map((reading) => reading.weightG)).toEqual([0, 1234]);
    expect(heard.readings.at(-1)?.raw).toBe(Buffer.from(wire.subarray(45)).toString('hex'));
    expect(hear(createOs2({ parity: 'odd' }), [wire]).readings).toEqual([]);
    // One parity bit wrong: the frame is dropped although its seven data bits are right.
    const hurt = Uint8Array.from(wire);
    hurt[50] = (hurt[50] ?? 0) ^ 0x80;
    expect(hear(createOs2({ parity: 'even' }), [hurt])).toMatchObject({ readings: [{ weightG: 0 }], bad: 1 });
  });

  const weight = fc
    .integer({ min: 0, max: 99_999 })
    .map((grams) => `${String(Math.floor(grams / 1000)).padStart(2, '0')}.${String(grams % 1000).padStart(3, '0')}`);
  const anyFrame = fc
    .tuple(fc.constantFrom('S', 'U', 'F'), fc.constantFrom(' ', '-'), weight)
    .map(([status, sign, digits]) => frame(status, sign, digits, 'kg'));

  test('however a stream is cut into chunks, the readings and the counters are the same', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(anyFrame, fc.uint8Array({ maxLength: 20 })), { maxLength: 12 }),
        fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 60 }),
        (parts, sizes) => {
          const bytes = join(known, ...parts);
          const { longestRest: _whole, ...whole } = hear(createOs2(), [bytes]);
          const { longestRest, ...cut } = hear(createOs2(), pieces(bytes, sizes));
          expect(cut).toEqual(whole);
          expect(longestRest).toBeLessThanOrEqual(MAX_REST);
        },
      ),
    );
  });

  test('no single wrong byte anywhere ever makes a wrong reading', () => {
    fc.assert(
      fc.property(
        fc.array(anyFrame, { minLength: 1, maxLength: 6 }),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        fc.boolean(),
        (frames, place, flip, learned) => {
          const right = join(...(learned ? [known] : []), ...frames, ...frames);
          const wrong = Uint8Array.from(right);
          const at = place % wrong.length;
          wrong[at] = (wrong[at] ?? 0) ^ flip;
          const told = new Set(hear(createOs2(), [join(known, right)]).readings.map((reading) => reading.raw));
          for (const reading of hear(createOs2(), [wrong]).readings) expect(told).toContain(reading.raw);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('random bytes never throw, never give a reading, and are never hoarded', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 10 }), (chunks) => {
        const heard = hear(createOs2(), chunks);
        expect(heard.readings).toEqual([]);
        expect(heard.longestRest).toBeLessThanOrEqual(MAX_REST);
      }),
    );
  });
});
