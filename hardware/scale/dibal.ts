import { ascii, gramsOf, latin } from './codec.ts';
import { LINE_8N1, scaleDriver } from './driver.ts';
import { createFramed, moving, torn } from './framed.ts';
import type { Piece } from './framed.ts';

const FRAME = 18;

/**
 * Dibal EPOS and TISA, 9600 8N1. Host: `98`, unit price in five digits, XOR of it all as one character, CR LF; here always without
 * a price. Answer: `99`, state (0 good), weight in five digits of grams, `0`, amount in six digits, XOR of it all, CR LF.
 * A state other than 0 carries no weight. No stable bit.
 */
export const dibal = scaleDriver(
  {
    id: 'dibal',
    name: { zh: 'Dibal', en: 'Dibal' },
    fits: 'Dibal EPOS, TISA',
    link: 'serial',
    serial: [LINE_8N1],
    sureness: 'captured',
    source: 'sbzsystems.com ("9900031600000004" is 0.316 kg; host "98000001")',
  },
  () => createFramed({ protocol: 'dibal', checked: true, next, ask: () => ascii('98000001\r\n') }),
);

function next(bytes: Uint8Array): Piece {
  if (bytes[0] !== 0x39) return 'noise';
  if (bytes.length < FRAME) return 'more';
  const sum = bytes.subarray(0, 15).reduce((all, byte) => all ^ byte, 0);
  const [, state = '', weight = ''] = /^99(.)(\d{5})0\d{6}.\r\n$/.exec(latin(bytes.subarray(0, FRAME))) ?? [];
  const weightG = bytes[15] === sum ? gramsOf(weight, 'g') : null;
  if (weightG === null) return torn;
  return { length: FRAME, told: state === '0' ? { weightG, stable: null } : moving };
}
