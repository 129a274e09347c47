import { gramsOfDigits, signed } from './codec.ts';
import { LINE_8N1, scaleDriver } from './driver.ts';
import { createFramed, overloaded, torn } from './framed.ts';
import type { Piece } from './framed.ts';

const FRAME = 6;
const START = 0xff;
const KG = 0;

/**
 * 友声 JCS-B and its kin, binary, unasked at 9600 8N1: FF, flags, three BCD bytes (the lowest first), unit (0 kg, 1 lb).
 * Flags: b0–2 decimals, b5 negative, b6 stable, b7 out of range.
 */
export const yousheng = scaleDriver(
  {
    id: 'yousheng',
    name: { zh: '友声 二进制', en: 'Yousheng binary' },
    fits: '友声 JCS-B, JCS',
    link: 'serial',
    serial: [LINE_8N1],
    sureness: 'computed',
    source: 'Yousheng JCS-B manual p. 6',
  },
  () => createFramed({ protocol: 'yousheng', checked: false, next }),
);

function next(bytes: Uint8Array): Piece {
  if (bytes[0] !== START) return 'noise';
  const [, flags = 0, low = 0, mid = 0, high = 0, unit = 0] = bytes;
  if (bytes.length > 1 && flags === START) return 'noise';
  if (bytes.length < FRAME) return 'more';
  if (unit !== KG) return torn;
  if ((flags & 0x80) !== 0) return { length: FRAME, told: overloaded };
  const digits = [high, mid, low].reduce(
    (sum, byte) => (byte >> 4 > 9 || (byte & 0xf) > 9 ? Number.NaN : sum * 100 + (byte >> 4) * 10 + (byte & 0xf)),
    0,
  );
  const decimals = flags & 0x07;
  const grams = Number.isNaN(digits) || decimals > 5 ? null : gramsOfDigits(digits, decimals, 'kg');
  if (grams === null) return torn;
  return {
    length: FRAME,
    told: {
      weightG: signed((flags & 0x20) !== 0, grams),
      stable: (flags & 0x40) !== 0,
      form: String(decimals),
    },
  };
}
