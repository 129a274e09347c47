import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createHidPos } from '../../hardware/scale/hid-pos.ts';
import { hear, hex } from './bytes.ts';

const FIRST = hex('03 02 02 00 00 00');
const after = (report: string) => hear(createHidPos(), [FIRST, hex(report)]);

describe('reports of a USB HID scale (HID Point of Sale Usage Tables)', () => {
  test('a stable weight in grams (captured: README of sanmai/usb-scale-reader)', () => {
    expect(after('03 04 02 00 90 00').readings).toEqual([
      {
        at: 0,
        weightG: 144,
        tareG: null,
        stable: true,
        zero: false,
        overload: false,
        underload: false,
        raw: '030402009000',
      },
    ]);
  });
  test('ounces are refused (captured: antradar, 645.2 oz on a DYMO)', () => {
    expect(after('03 04 0B FF 34 19')).toMatchObject({ readings: [], bad: 1 });
  });
  test('kilograms with an exponent, in integers', () => {
    expect(after('03 04 03 FD D2 04').readings).toMatchObject([{ weightG: 1234 }]);
    expect(after('03 04 03 FE D2 04').readings).toMatchObject([{ weightG: 12_340 }]);
  });
  test('parts of a gram are refused, never rounded', () => {
    expect(after('03 04 02 FF 91 00')).toMatchObject({ readings: [], bad: 1 });
    expect(after('03 04 02 FF 96 00').readings).toMatchObject([{ weightG: 15 }]);
  });
  test('under zero the magnitude is negative', () => {
    expect(after('03 05 02 00 0F 00').readings).toMatchObject([{ weightG: -15, stable: false }]);
  });
  test('centre of zero, moving, overload, fault, needs zeroing', () => {
    expect(after('03 02 02 00 00 00').readings).toMatchObject([{ weightG: 0, stable: true, zero: true }]);
    expect(after('03 03 02 00 90 00').readings).toMatchObject([{ weightG: 144, stable: false }]);
    expect(after('03 06 02 00 00 00').readings).toMatchObject([{ weightG: null, overload: true, stable: false }]);
    for (const status of ['01', '07', '08'])
      expect(after(`03 ${status} 02 00 90 00`).readings).toMatchObject([{ weightG: null, stable: false }]);
  });
  test('the first report after opening may be the weighing before, and is passed over', () => {
    expect(hear(createHidPos(), [hex('03 04 02 00 90 00')])).toMatchObject({ readings: [], good: 0, bad: 0 });
  });
  test('random reports never throw', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 64 }), { maxLength: 10 }), (reports) => {
        for (const reading of hear(createHidPos(), reports).readings)
          expect(reading.weightG === null || Number.isSafeInteger(reading.weightG)).toBe(true);
      }),
    );
  });
});
