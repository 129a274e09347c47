import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_REST } from '../../hardware/scale/codec.ts';
import { createMtSics } from '../../hardware/scale/mt-sics.ts';
import { hear, hex, join, pieces, text } from './bytes.ts';

// Grammar: Atlantis-Software/mt-sics README, InstrumentKit's tests ("S D 1.234 g", "TA A …"), HerrRiebmann/Scale_Simulator ("S S     4.08 kg").
const STABLE_1234 = hex('53 20 53 20 20 20 20 20 31 2E 32 33 34 20 6B 67 0D 0A');
const line = (value: string): Uint8Array => text(`${value}\r\n`);
/** The device's form of line is known after its first weight. */
const known = line('S S     0.000 kg');
const after = (...lines: readonly Uint8Array[]) => hear(createMtSics(), [join(known, ...lines)]);

describe('lines of an MT-SICS scale', () => {
  test('a stable and a moving weight', () => {
    expect(after(STABLE_1234, line('S D    -0.015 kg')).readings).toMatchObject([
      { weightG: 1234, stable: true, tareG: null, raw: Buffer.from(STABLE_1234).toString('hex') },
      { weightG: -15, stable: false },
    ]);
  });
  test('overload, underload, not now', () => {
    expect(after(line('S +'), line('S -'), line('S I')).readings).toMatchObject([
      { weightG: null, overload: true },
      { weightG: null, underload: true },
      { weightG: null, stable: false, overload: false, underload: false },
    ]);
  });
  test('grams, and a clone that lines nothing up', () => {
    expect(hear(createMtSics(), [join(line('S S 144 g'), line('S S 144 g'))]).readings).toMatchObject([
      { weightG: 144 },
    ]);
  });
  test('other units and parts of a gram are refused', () => {
    const heard = hear(createMtSics(), [
      join(
        ...['lb', 'oz', 't'].flatMap((unit) => [line(`S S 1.234 ${unit}`), line(`S S 1.234 ${unit}`)]),
        line('S S 1.5 g'),
        line('S S 1.5 g'),
      ),
    ]);
    expect(heard).toMatchObject({ readings: [], bad: 8 });
  });
  test('a line that lost a character is dropped: its form is not the form of this scale', () => {
    expect(after(STABLE_1234, line('S S    1.234 kg'), line('S S     1.34 kg'), STABLE_1234)).toMatchObject({
      readings: [{ weightG: 1234 }, { weightG: 1234 }],
      bad: 2,
    });
  });
  test('errors of the protocol are no readings', () => {
    expect(after(line('ES'), line('ET'), line('EL'), line('S X'))).toMatchObject({ readings: [], bad: 4 });
  });
  test('7E1 read as 8N1 is understood once it is configured', () => {
    const even = (byte: number): number =>
      [0, 1, 2, 3, 4, 5, 6].filter((bit) => (byte >> bit) & 1).length % 2 === 1 ? byte | 0x80 : byte;
    const wire = join(known, STABLE_1234).map(even);
    expect(hear(createMtSics(), [wire]).readings).toEqual([]);
    expect(hear(createMtSics({ parity: 'even' }), [wire]).readings).toMatchObject([{ weightG: 1234 }]);
  });
});

describe('the tare that the scale holds', () => {
  const tareOf = (...talk: readonly (readonly [ask: boolean, answer: string])[]) => {
    const codec = createMtSics();
    let state = codec.start();
    const readings = [];
    for (const [ask, answer] of talk) {
      if (ask) state = codec.poll?.(state).state ?? state;
      const step = codec.decode(state, line(answer), 0);
      state = step.state;
      readings.push(...step.readings);
    }
    return readings;
  };
  const weight = [true, 'S S     1.000 kg'] as const;
  test('goes with a weight when it was the same before and after', () => {
    expect(
      tareOf([true, 'TA A     0.100 kg'], weight, [true, 'TA A     0.100 kg'], weight, [true, 'TA A     0.100 kg']),
    ).toMatchObject([{ weightG: 1000, tareG: 100 }]);
  });
  test('a weight between two tares is dropped', () => {
    expect(
      tareOf([true, 'TA A     0.000 kg'], weight, [true, 'TA A     0.000 kg'], weight, [true, 'TA A     1.000 kg']),
    ).toEqual([]);
  });
  test('a clone that does not know TA weighs without it', () => {
    expect(tareOf([true, 'ES'], weight, weight)).toMatchObject([{ weightG: 1000, tareG: null }]);
  });
});

describe('a bad line', () => {
  const parts = fc.array(
    fc.oneof(
      fc.constantFrom(STABLE_1234, line('S D     0.500 kg'), line('S +'), line('TA A     0.100 kg'), line('ES')),
      fc.uint8Array({ maxLength: 90 }),
    ),
    { maxLength: 10 },
  );
  test('however a stream is cut into chunks, the readings and the counters are the same', () => {
    fc.assert(
      fc.property(parts, fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 60 }), (lines, sizes) => {
        const bytes = join(...lines);
        const { longestRest: _whole, ...whole } = hear(createMtSics(), [bytes]);
        const { longestRest, ...cut } = hear(createMtSics(), pieces(bytes, sizes));
        expect(cut).toEqual(whole);
        expect(longestRest).toBeLessThanOrEqual(MAX_REST);
      }),
    );
  });
  test('random bytes never throw, never give a weight, and are never hoarded', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 10 }), (chunks) => {
        const heard = hear(createMtSics(), chunks);
        expect(heard.readings.filter((reading) => reading.weightG !== null)).toEqual([]);
        expect(heard.longestRest).toBeLessThanOrEqual(MAX_REST);
      }),
    );
  });
});
