import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_REST } from '../../../hardware/scale/codec.ts';
import { scaleDrivers } from '../../../hardware/scale/drivers.ts';
import { scaleProtocols } from '../../../shared/scale.ts';
import type { ScaleReading } from '../../../shared/scale.ts';
import { onReading, startWeighing, weigh } from '../../../shared/weighing.ts';
import { plate } from '../listening.ts';
import { fixtures } from './fixtures.ts';

const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
const join = (parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(parts));
const isReport = (protocol: string): boolean => protocol === 'hid-pos';

/** Feeds chunks to a fresh reader, each read at its own time. */
function read(protocol: (typeof scaleProtocols)[number], chunks: readonly Uint8Array[]) {
  const reader = scaleDrivers[protocol].read();
  const readings: ScaleReading[] = [];
  let [good, bad, resync, rest] = [0, 0, 0, 0];
  for (const chunk of chunks) {
    const step = reader.decode(chunk, 0);
    readings.push(...step.readings);
    good += step.good;
    bad += step.bad;
    resync += step.resync;
    rest = Math.max(rest, reader.rest());
  }
  return { readings, counted: { good, bad, resync }, rest };
}

/** What ends the last frame of protocols that need the next one for it. */
const ends: Readonly<Partial<Record<string, string>>> = { d2: '3D' };

describe.each(scaleProtocols)('the driver %s', (protocol) => {
  const driver = scaleDrivers[protocol];
  const known = fixtures[protocol];
  const end = bytesOf(ends[protocol] ?? '');

  test('is in the registry under its own name, with its source', () => {
    expect(driver.id).toBe(protocol);
    expect(driver.source).not.toBe('');
    expect(driver.verifiedOnDevice).toBe(null);
    if (driver.link === 'serial') expect(driver.serial.length).toBeGreaterThan(0);
  });

  test.each(known.map((one) => [one.hex, one] as const))('reads %s', (_hex, one) => {
    // The same frame again and again: once to be believed where there is no check byte, once more to be called stable.
    const bytes = bytesOf(one.hex);
    const chunks = isReport(protocol)
      ? [bytes, bytes, bytes]
      : [join([...Array.from({ length: 5 }, () => bytes), end])];
    const last = read(protocol, chunks).readings.at(-1);
    if (one.reads === null) expect(last).toBeUndefined();
    else expect(last).toMatchObject(one.reads);
  });

  const frame = fc.constantFrom(...known.map((one) => bytesOf(one.hex)));
  const stream = fc.array(fc.oneof({ weight: 4, arbitrary: frame }, fc.uint8Array({ maxLength: 12 })), {
    maxLength: 12,
  });

  // A HID report comes whole, and the USB line checks it.
  if (!isReport(protocol)) {
    test('reads the same however the stream is cut', () => {
      fc.assert(
        fc.property(stream, fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 80 }), (parts, sizes) => {
          const bytes = join(parts);
          const cut: Uint8Array[] = [];
          let from = 0;
          for (const size of sizes) {
            cut.push(bytes.subarray(from, from + size));
            from += size;
          }
          const whole = read(protocol, [bytes]);
          const pieces = read(protocol, [...cut, bytes.subarray(from)]);
          expect(pieces.readings).toEqual(whole.readings);
          expect(pieces.counted).toEqual(whole.counted);
          expect(pieces.rest).toBeLessThanOrEqual(MAX_REST);
        }),
        { numRuns: 150 },
      );
    });

    test('one wrong byte never makes another weight that could be sold', () => {
      const weights = known.filter((one) => typeof one.reads?.weightG === 'number').map((one) => bytesOf(one.hex));
      fc.assert(
        fc.property(fc.constantFrom(...weights), fc.nat(), fc.integer({ min: 1, max: 255 }), (bytes, place, flip) => {
          const right = join(Array.from({ length: 8 }, () => bytes));
          const wrong = Uint8Array.from(right);
          const at = (place % (right.length - bytes.length)) + bytes.length;
          wrong[at] = (wrong[at] ?? 0) ^ flip;
          const said = new Set(read(protocol, [join([right, end])]).readings.map((one) => one.weightG));
          for (const one of read(protocol, [join([wrong, end])]).readings) {
            // Without a check byte a wrong digit may be shown for one frame, never called stable.
            if (said.has(one.weightG) || one.weightG === null) continue;
            expect(driver.checked).toBe(false);
            expect(one.stable).not.toBe(true);
          }
        }),
        { numRuns: 400 },
      );
    });
  }

  test('noise never throws, is never hoarded, and never becomes something to sell', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 400 }), { maxLength: 8 }), (chunks) => {
        const { readings, rest } = read(protocol, chunks);
        expect(rest).toBeLessThanOrEqual(MAX_REST);
        let state = startWeighing();
        readings.forEach((reading, no) => {
          state = onReading(state, { ...reading, at: no * 100 }, plate);
          expect(weigh(state, plate, 0).sellable).toBe(null);
        });
      }),
      { numRuns: 150 },
    );
  });
});

describe('what frames do not tell', () => {
  test('the direction of D2 digits and the unit of an A9 are the installer’s word', () => {
    const forward = scaleDrivers.d2.read({ digits: 'forward' });
    const shown = Buffer.from('=051.070=051.070=', 'latin1');
    expect(forward.decode(shown, 0).readings.at(-1)?.weightG).toBe(51_070);
    // Read the other way round it is a weight as well: nothing in the frame says which.
    expect(scaleDrivers.d2.read().decode(shown, 0).readings.at(-1)?.weightG).toBe(70_150);
    const jin = scaleDrivers.a9.read({ unit: 'jin' });
    // 20.00 斤 are 10 kg.
    expect(jin.decode(bytesOf('02 2B 30 30 32 30 30 30 32 31 42 03'), 0).readings[0]?.weightG).toBe(10_000);
  });

  test('a computing scale must answer with the price it was told', () => {
    const told = bytesOf('02 30 32 1B 33 1B 30 31 32 33 34 1B 30 30 30 35 39 39 1B 30 30 30 37 33 39 03');
    const reader = scaleDrivers['dialog-06'].read();
    reader.price(599);
    expect(Buffer.from(reader.poll() ?? []).toString('latin1')).toBe('\x04\x0201\x1b000599\x1b\x03');
    reader.decode(Uint8Array.of(0x06), 0);
    expect(Buffer.from(reader.poll() ?? []).toString('hex')).toBe('0405');
    expect(reader.decode(told, 0).readings[0]?.weightG).toBe(1234);
    reader.price(600);
    expect(reader.decode(told, 0)).toMatchObject({ readings: [], bad: 1 });
  });

  test('an AI scale’s candidates come beside the weight, never in its place', () => {
    const reader = scaleDrivers['ai-json'].read();
    const line = Buffer.from('{"grams":500,"candidates":[{"plu":101,"percent":93}]}\n');
    reader.decode(line, 0);
    expect(reader.decode(line, 0)).toMatchObject({
      readings: [{ weightG: 500, stable: null, suggestions: [{ plu: 101, name: null, percent: 93 }] }],
    });
    const named = Buffer.from('{"grams":500,"candidates":[{"name":"青菜","percent":41}]}\n');
    expect(reader.decode(named, 0).readings[0]?.suggestions).toEqual([{ plu: null, name: '青菜', percent: 41 }]);
    const only = Buffer.from('{"candidates":[{"plu":101,"percent":93}]}\n');
    expect(reader.decode(only, 0)).toMatchObject({ readings: [], bad: 1 });
  });
});
