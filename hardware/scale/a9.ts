import { gramsOfDigits, latin, signed } from './codec.ts';
import { LINE_8N1, scaleDriver } from './driver.ts';
import { createFramed, torn } from './framed.ts';
import type { Piece } from './framed.ts';
import type { WeightUnit } from './codec.ts';

const FRAME = 12;

/**
 * 耀华 XK3190-A9, A9+, A6 in continuous mode (tF=0), 600 to 9600 8N1, unasked:
 * `02 sign D6 point BCC-high BCC-low 03`; `point` counts the decimals from the right; BCC is the XOR of sign … point as two hex
 * characters, A–F as letters or, from a few clones, as 3A–3F. Neither a stable bit nor a unit: the rule and the installer say them.
 */
export const a9 = scaleDriver(
  {
    id: 'a9',
    name: { zh: '耀华 XK3190-A9', en: 'Yaohua XK3190-A9' },
    fits: '耀华 XK3190-A9, A9+, A6 (tF=0)',
    link: 'serial',
    serial: [
      LINE_8N1,
      { ...LINE_8N1, baudRate: 1200 },
      { ...LINE_8N1, baudRate: 4800 },
      { ...LINE_8N1, baudRate: 600 },
    ],
    sureness: 'captured',
    source: 'captured logs of device-ctrl 地磅.md and guboo.com.cn; public Arduino emulator',
    variants: [{ unit: 'kg' }, { unit: 'g' }, { unit: 'jin' }],
  },
  ({ parity, unit = 'kg' }) =>
    createFramed({ protocol: 'a9', checked: true, parity, next: (bytes) => next(bytes, unit) }),
);

function next(bytes: Uint8Array, unit: WeightUnit): Piece {
  if (bytes[0] !== 0x02) return 'noise';
  if (bytes.length < FRAME) return 'more';
  const sum = bytes.subarray(1, 9).reduce((all, byte) => all ^ byte, 0);
  if (bytes[11] !== 0x03 || hexDigit(bytes[9]) !== sum >> 4 || hexDigit(bytes[10]) !== (sum & 0xf)) return torn;
  const [, sign = '', digits = '', point = ''] = /^([+-])(\d{6})([0-4])$/.exec(latin(bytes.subarray(1, 9))) ?? [];
  const grams = sign === '' ? null : gramsOfDigits(Number(digits), Number(point), unit);
  return grams === null ? torn : { length: FRAME, told: { weightG: signed(sign === '-', grams), stable: null } };
}

function hexDigit(byte: number | undefined): number {
  if (byte === undefined) return -1;
  if (byte >= 0x30 && byte <= 0x3f) return byte - 0x30;
  return byte >= 0x41 && byte <= 0x46 ? byte - 0x37 : -1;
}
