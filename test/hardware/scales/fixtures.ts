import type { ScaleProtocol, ScaleReading } from '../../../shared/scale.ts';

/**
 * One recorded frame of each thing a protocol says. `captured`: bytes of a real device in public; `literal`: word for word in a
 * manual or a public test; `computed`: made from the cited grammar. The source of each protocol stands in its driver.
 */
export interface Fixture {
  readonly hex: string;
  readonly mark: 'captured' | 'literal' | 'computed';
  /** What is read; null when the frame is understood or refused without a reading. */
  readonly reads: Partial<ScaleReading> | null;
}

const frame = (mark: Fixture['mark'], hex: string, reads: Fixture['reads']): Fixture => ({ mark, hex, reads });
const text = (mark: Fixture['mark'], ascii: string, reads: Fixture['reads']): Fixture =>
  frame(mark, Buffer.from(ascii, 'latin1').toString('hex'), reads);

/** Most of the frames come from papers on other loads than a stall's; refused ones show what never becomes a weight. */
export const fixtures: Readonly<Record<ScaleProtocol, readonly Fixture[]>> = {
  dahua: [
    frame('captured', '0D 20 30 30 34 36 0A', { weightG: 46, stable: null }),
    frame('captured', '0D 20 30 30 30 30 0A', { weightG: 0 }),
    frame('computed', '0D 20 31 32 33 34 0A', { weightG: 1234 }),
  ],
  os2: [
    frame('computed', '01 02 53 20 30 31 2E 32 33 34 6B 67 65 03 04', { weightG: 1234, stable: true }),
    frame('computed', '01 02 55 2D 30 30 2E 30 31 35 6B 67 6E 03 04', { weightG: -15, stable: false }),
    frame('computed', '01 02 53 20 30 30 2E 30 30 30 6B 67 61 03 04', { weightG: 0, stable: true }),
  ],
  'cas-22': [
    frame('computed', '53 54 2C 47 53 2C 31 C4 2C 30 30 30 31 2E 32 33 34 20 6B 67 0D 0A', {
      weightG: 1234,
      stable: true,
    }),
    // The lamp says moving, the text says stable: neither is believed.
    frame('computed', '53 54 2C 47 53 2C 31 84 2C 30 30 30 31 2E 32 33 34 20 6B 67 0D 0A', null),
    // Held.
    frame('computed', '53 54 2C 47 53 2C 31 D4 2C 30 30 30 31 2E 32 33 34 20 6B 67 0D 0A', {
      weightG: null,
      stable: false,
    }),
  ],
  yousheng: [
    frame('computed', 'FF 43 34 12 00 00', { weightG: 1234, stable: true }),
    frame('computed', 'FF 23 15 00 00 00', { weightG: -15, stable: false }),
    frame('computed', 'FF 83 00 00 00 00', { weightG: null, overload: true }),
    // Pounds.
    frame('computed', 'FF 43 34 12 00 01', null),
  ],
  'st-gs': [
    frame('literal', '53 54 2C 47 53 2C 2B 30 30 2E 38 37 36 6B 67 0D 0A', { weightG: 876, stable: true }),
    text('literal', 'US,NT,-001.568lb\r\n', null),
    text('literal', 'OL,GS,+         \r\n', { weightG: null, overload: true }),
    // A tenth of a gram is refused, never rounded.
    text('literal', 'ST,GS,   245.6 g\r\n', null),
    text('computed', 'US,GS,-00.015kg\r\n', { weightG: -15, stable: false }),
    text('computed', 'ST,TR,+00.100kg\r\n', null),
  ],
  a9: [
    frame('captured', '02 2B 30 30 30 30 30 30 30 31 42 03', { weightG: 0, stable: null }),
    frame('captured', '02 2B 30 30 31 35 36 30 30 31 39 03', { weightG: 1_560_000 }),
    frame('captured', '02 2B 30 30 31 36 35 30 30 31 39 03', { weightG: 1_650_000 }),
    frame('literal', '02 2B 30 30 32 30 30 30 32 31 42 03', { weightG: 20_000 }),
    frame('computed', '02 2D 30 30 30 31 32 33 33 31 45 03', { weightG: -123 }),
    // A clone that writes B as 3B.
    frame('computed', '02 2B 30 30 30 30 30 30 30 31 3B 03', { weightG: 0 }),
    // 24 t: more than any stall weighs.
    frame('captured', '02 2B 30 32 33 39 36 30 30 31 35 03', null),
  ],
  d2: [
    frame('computed', '3D 34 33 32 2E 31 30 30', { weightG: 1234, stable: null }),
    text('computed', '=510.000-', { weightG: -15 }),
    // Nothing of the kind: a frame without digits.
    text('computed', '=.......', null),
  ],
  a12: [
    text('literal', 'wn0003.17kg\r\n', { weightG: 3170, stable: null }),
    text('literal', 'ww000.000lb\r\n', null),
    text('literal', 'wn-0000.1kg\r\n', { weightG: -100 }),
    text('literal', 'wt000.000kg\r\n', null),
    text('literal', 'wn001.171kg\r\n', { weightG: 1171 }),
  ],
  'hid-pos': [
    frame('literal', '03 04 02 00 90 00', { weightG: 144, stable: true }),
    frame('literal', '03 04 0B FF 34 19', null),
    frame('computed', '03 05 02 00 0F 00', { weightG: -15, stable: false }),
    frame('computed', '03 06 02 00 00 00', { weightG: null, overload: true }),
  ],
  'ai-json': [
    text('computed', '{"grams":1234,"stable":true,"candidates":[{"plu":101,"percent":93}]}\n', {
      weightG: 1234,
      stable: true,
    }),
    text('computed', '{"overload":true}\n', { weightG: null, overload: true }),
    text('computed', '{"grams":12.5,"stable":true}\n', null),
    text('computed', '{"grams":"1234","stable":true}\n', null),
  ],
  'mt-sics': [
    text('computed', 'S S      1.234 kg\r\n', { weightG: 1234, stable: true }),
    text('literal', 'S D 1.234 g\r\n', null),
    text('literal', 'S +\r\n', { weightG: null, overload: true }),
    text('literal', 'S -\r\n', { weightG: null, underload: true }),
  ],
  toledo: [
    frame('computed', '02 2D 30 20 20 20 31 32 33 34 20 20 20 20 20 30 0D 1A', {
      weightG: 1234,
      stable: true,
      tareG: 0,
    }),
    frame('computed', '02 2D 3B 20 20 20 20 20 31 35 20 20 20 31 30 30 0D 12', {
      weightG: -15,
      stable: false,
      tareG: 100,
    }),
  ],
  'mettler-8217': [
    frame('computed', '02 30 31 2E 32 33 34 0D', { weightG: 1234, stable: null }),
    frame('computed', '02 30 31 2E 31 33 34 4E 0D', { weightG: 1134 }),
    // Odoo's driver reads bit 6 as an error; it is always set.
    frame('literal', '02 3F 44 0D', { weightG: null, underload: true }),
    frame('computed', '02 3F 41 0D', { weightG: null, stable: false }),
    frame('computed', '02 3F 42 0D', { weightG: null, overload: true }),
    frame('computed', '02 3F 50 0D', { weightG: 0, zero: true }),
    frame('literal', '02 45 0D', null),
    // Pounds have two decimals.
    text('computed', '\x0201.23\r', null),
  ],
  'digi-781': [
    frame(
      'captured',
      '40 42 0D 30 30 30 2E 32 35 30 0D 34 30 30 2E 30 30 30 0D 55 30 30 30 2E 30 30 0D 54 30 30 30 30 2E 30 30 0D 0A',
      { weightG: 250, stable: null },
    ),
    text('computed', '@B\r001.234\r400.000\rU005.99\rT0007.39\r\n', { weightG: 1234 }),
    // An amount that isn't weight × price.
    text('computed', '@B\r001.234\r400.000\rU005.99\rT0007.40\r\n', null),
    // With a tare it is not known whether the weight is net.
    text('computed', '@B\r001.234\r400.100\rU000.00\rT0000.00\r\n', { weightG: null }),
  ],
  'dialog-06': [
    frame('computed', '02 30 32 1B 33 1B 30 31 32 33 34 1B 30 30 30 35 39 39 1B 30 30 30 37 33 39 03', {
      weightG: 1234,
      stable: null,
    }),
    frame('computed', '02 30 32 1B 33 1B 30 31 32 33 34 1B 30 30 30 35 39 39 1B 30 30 30 37 34 30 03', null),
    frame('computed', '02 30 39 1B 32 30 03', { weightG: null, stable: false }),
    frame('computed', '02 30 39 1B 33 30 03', { weightG: null, stable: null }),
    frame('computed', '02 30 39 1B 33 32 03', { weightG: null, overload: true }),
  ],
  'pdn-ecr': [
    frame('computed', '53 30 31 32 33 34', { weightG: 1234, stable: null }),
    text('computed', '\x0202\x1b3\x1b01234\x1b000599\x1b000739\x03', { weightG: 1234 }),
    text('computed', '\x0202\x1b0\x1b01234\x1b000599\x1b000739\x03', null),
  ],
  nci: [
    frame('computed', '0A 30 31 2E 32 33 34 4B 47 0D 0A 53 30 30 0D 03', { weightG: 1234, stable: true, zero: false }),
    frame('computed', '0A 53 31 30 0D 03', { weightG: null, stable: false }),
    frame('computed', '0A 53 32 30 0D 03', { weightG: 0, stable: true, zero: true }),
    text('literal', '\n^^^^^^^^KG\r\nS02\r\x03', { weightG: null, overload: true }),
    text('literal', '\n________KG\r\nS01\r\x03', { weightG: null, underload: true }),
    frame('literal', '0A 3F 0D 03', null),
  ],
  adam: [
    text('literal', 'N/W  - 0.50 kg\r\n', { weightG: -500, stable: null }),
    text('literal', 'G/W  + 5.00 lb\r\n', null),
    text('computed', '   1.234kg\r\n', { weightG: 1234 }),
  ],
  dibal: [text('captured', '9900031600000004\r\n', { weightG: 316, stable: null })],
};
