import { gramsOf, signed } from './codec.ts';
import { LINE_8N1, scaleDriver } from './driver.ts';
import { createFramed, lines, moving, overloaded } from './framed.ts';
import type { Told } from './framed.ts';

/** `ST,GS,` id lamp `,` eight characters, space, unit. */
const FRAME = /^(ST|US|OL),(GS|NT),[^,]([\x80-\xff]),([ +-]?)([ \d.]{7,8}) (kg| g)$/;
const STABLE = 0x40;
const HOLD = 0x10;
const ZERO = 0x01;

/**
 * 凯士/CAS CI, NT and CI-600 indicators, 22 bytes unasked at 9600 8N1. ST stable, US moving, OL out of range; GS gross, NT net.
 * The lamp byte says it again: b6 stable, b4 held, b0 zero. A frame whose text and lamp differ is dropped, a held weight is no weight.
 */
export const cas22 = scaleDriver(
  {
    id: 'cas-22',
    name: { zh: '凯士/CAS 22 字节', en: 'CAS 22 byte' },
    fits: 'CAS CI-400, CI-600D, NT-200',
    link: 'serial',
    serial: [LINE_8N1, { ...LINE_8N1, baudRate: 4800 }],
    sureness: 'literal',
    source: 'CAS manuals: CI-400 p. 103, CI-600D p. 74, NT-200 p. 48',
  },
  () => createFramed({ protocol: 'cas-22', checked: false, next: lines(24, told) }),
);

function told(text: string): Told | 'bad' {
  const [, head = '', , lamps = '', sign = '', digits = '', unit = ''] = FRAME.exec(text) ?? [];
  if (head === '') return 'bad';
  const lamp = lamps.charCodeAt(0);
  if (head === 'OL') return overloaded;
  const stable = head === 'ST';
  if (stable !== ((lamp & STABLE) !== 0)) return 'bad';
  if ((lamp & HOLD) !== 0) return moving;
  const grams = gramsOf(digits.trim(), unit.trim());
  return grams === null ? 'bad' : { weightG: signed(sign === '-', grams), stable, zero: (lamp & ZERO) !== 0 };
}
