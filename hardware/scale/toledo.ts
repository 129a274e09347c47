import { gramsOfDigits, latin, signed } from './codec.ts';
import { LINE_7E1, LINE_8N1, scaleDriver } from './driver.ts';
import { createFramed, moving, overloaded, torn, underZero } from './framed.ts';
import type { Piece, Told } from './framed.ts';

const PLAIN = 17;

/**
 * METTLER TOLEDO standard continuous output, about 20 frames a second: `02 SWA SWB SWC W6 T6 0D [CKS]`, digits without a point,
 * leading zeros as spaces, CKS = −sum of the first 17 bytes, 7 bits. 4800 or 9600, 7E1 or 8N1.
 * SWA b0–2 places (101 = .XXX). SWB b0 net, b1 negative, b2 out of range, b3 motion, b4 kg, b6 not zeroed since power-up.
 * SWC b0–2 another unit (1 = g), b4 expanded. Of SWA only the places are read: Liden LUW2001 sets its other bits in its own way.
 * The tare is told, so gross is known. Whether a device sends CKS shows in its frames: the two forms never stand in for each other.
 */
export const toledo = scaleDriver(
  {
    id: 'toledo',
    name: { zh: '托利多 连续输出', en: 'Toledo continuous' },
    fits: 'METTLER TOLEDO 8530, IND245 and others in continuous mode; clones',
    link: 'serial',
    serial: [LINE_8N1, LINE_7E1, { ...LINE_7E1, baudRate: 4800 }, { ...LINE_8N1, baudRate: 4800 }],
    sureness: 'computed',
    source: 'IND245 public firmware file (builds the frame); cncal.com 39022 (8530); Wildcat manual p. 41',
  },
  ({ parity }) => createFramed({ protocol: 'toledo', checked: false, parity, next }),
);

function next(bytes: Uint8Array): Piece {
  if (bytes[0] !== 0x02) return 'noise';
  if (bytes.length < PLAIN) return 'more';
  if (bytes[PLAIN - 1] !== 0x0d) return torn;
  // Whether a check byte follows can only be seen in the byte after the frame.
  if (bytes.length === PLAIN) return 'more';
  const sum = bytes.subarray(0, PLAIN).reduce((all, byte) => all + byte, 0);
  const checked = bytes[PLAIN] === (-sum & 0x7f);
  if (!checked && bytes[PLAIN] !== 0x02) return torn;
  const told = valueOf(bytes);
  if (told === null) return torn;
  return { length: checked ? PLAIN + 1 : PLAIN, told: { ...told, form: checked ? 'sum' : 'plain' } };
}

function valueOf(bytes: Uint8Array): Told | null {
  const [, a = 0, b = 0, c = 0] = bytes;
  if ((a & 0x20) === 0 || (b & 0x20) === 0 || (c & 0x20) === 0 || (c & 0x10) !== 0) return null;
  const unit = (c & 0x07) === 1 ? 'g' : (c & 0x07) === 0 && (b & 0x10) !== 0 ? 'kg' : null;
  const weight = digitsOf(bytes.subarray(4, 10));
  const tare = digitsOf(bytes.subarray(10, 16));
  if (unit === null || weight === null || tare === null) return null;
  const negative = (b & 0x02) !== 0;
  if ((b & 0x04) !== 0) return negative ? underZero : overloaded;
  if ((b & 0x40) !== 0) return moving;
  const decimals = (a & 0x07) - 2;
  const grams = gramsOfDigits(weight, decimals, unit);
  const tareG = gramsOfDigits(tare, decimals, unit);
  if (grams === null || tareG === null) return null;
  const net = (b & 0x01) !== 0;
  return { weightG: signed(negative, grams), stable: (b & 0x08) === 0, tareG: net ? tareG : 0 };
}

function digitsOf(bytes: Uint8Array): number | null {
  const text = latin(bytes).trimStart();
  return /^\d+$/.test(text) ? Number(text) : null;
}
