import { gramsOf, latin, signed } from './codec.ts';
import { LINE_8N1, scaleDriver } from './driver.ts';
import type { DriverOptions } from './driver.ts';
import { createFramed, torn } from './framed.ts';
import type { Piece } from './framed.ts';

const LONGEST = 18;
const EQUALS = 0x3d;

/**
 * 柯力 D2, XK3118, 耀华 A9 with tF=2 or 3: `=` and seven or eight characters, unasked, 600 to 9600 8N1. Most send the digits
 * from the lowest up ("=432.100" is 1.234), some the other way round ("=051.070"), some add "(kg)". Nothing ends a frame but the
 * `=` of the next. Neither direction nor unit can be seen in the frames: a known weight on the pan settles both.
 */
export const d2 = scaleDriver(
  {
    id: 'd2',
    name: { zh: '柯力 D2 / 耀华 A9 (tF=2,3)', en: 'Keli D2 / Yaohua A9 (tF=2, 3)' },
    fits: '柯力 D2, XK3118, 耀华 A9 (tF=2, 3)',
    link: 'serial',
    serial: [LINE_8N1, { ...LINE_8N1, baudRate: 1200 }, { ...LINE_8N1, baudRate: 4800 }],
    sureness: 'literal',
    source: 'public readers of XK3118 and D2 ("=051.070", "=00004.8(kg)")',
    variants: (['reversed', 'forward'] as const).flatMap((digits) =>
      (['kg', 'g', 'jin'] as const).map((unit) => ({ digits, unit })),
    ),
  },
  (options) =>
    createFramed({ protocol: 'd2', checked: false, parity: options.parity, next: (bytes) => next(bytes, options) }),
);

function next(bytes: Uint8Array, { digits: order = 'reversed', unit = 'kg' }: DriverOptions): Piece {
  if (bytes[0] !== EQUALS) return 'noise';
  const end = bytes.subarray(0, LONGEST).indexOf(EQUALS, 1);
  if (end < 0) return bytes.length < LONGEST ? 'more' : torn;
  const text = latin(bytes.subarray(1, end))
    .replace(/[\r\n]+$/, '')
    .replace('(kg)', '');
  const parts = /^(-?)([\d.]{7,8})$/.exec(order === 'reversed' ? Array.from(text).toReversed().join('') : text);
  const minus = parts?.[1] ?? '';
  const grams = gramsOf((parts?.[2] ?? '').replace(/\.$/, ''), unit);
  return grams === null
    ? torn
    : {
        length: end,
        told: { weightG: signed(minus !== '', grams), stable: null, form: String(text.length - minus.length) },
      };
}
