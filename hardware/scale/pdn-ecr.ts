import { gramsOf, latin } from './codec.ts';
import { resultOf } from './dialog-06.ts';
import { LINE_7O1, LINE_8N1, scaleDriver } from './driver.ts';
import { between, createFramed, torn } from './framed.ts';
import type { Piece } from './framed.ts';

const [EOT, STX, ETX, ENQ] = [0x04, 0x02, 0x03, 0x05];
const SHORT = 6;

/**
 * CAS PDN in its ECR modes, 9600 7O1. Type 14: `S` and five digits of grams. Type 12: asked with `04 05`, a record 02 with unit
 * (3 = kg), weight, unit price and amount, which must be our own; zeroed with record 31. No stable bit in either.
 */
export const pdnEcr = scaleDriver(
  {
    id: 'pdn-ecr',
    name: { zh: '凯士 PDN ECR', en: 'CAS PDN ECR' },
    fits: 'CAS PDN (ECR type 12 and 14)',
    link: 'serial',
    serial: [LINE_7O1, LINE_8N1],
    sureness: 'computed',
    source: 'PeakboardExtensions, CAS',
  },
  ({ parity }) =>
    createFramed({
      protocol: 'pdn-ecr',
      checked: false,
      quiet: true,
      parity,
      next,
      ask: () => Uint8Array.of(EOT, ENQ),
      zero: { bytes: Uint8Array.of(EOT, STX, 0x33, 0x31, ETX), shownBy: 'reading' },
    }),
);

const record = between(STX, ETX, 40, (text) => resultOf(text, null));

function next(bytes: Uint8Array): Piece {
  if (bytes[0] !== 0x53) return record(bytes, null);
  if (bytes.length < SHORT) return 'more';
  const weightG = gramsOf(latin(bytes.subarray(1, SHORT)), 'g');
  return weightG === null ? torn : { length: SHORT, told: { weightG, stable: null, form: 'short' } };
}
