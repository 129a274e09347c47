import { lineAmount } from '../../shared/money.ts';
import { gramsOf, latin } from './codec.ts';
import { LINE_8N1, scaleDriver } from './driver.ts';
import { createFramed } from './framed.ts';
import type { Piece } from './framed.ts';

const FRAME = 37;
const SHAPE = /^[@-~]{2}\r0(\d\d\.\d{3})\r4(\d\d\.\d{3})\rU(\d{3})\.(\d\d)\rT(\d{4})\.(\d\d)\r\n$/;

/**
 * DIGI DS-781 and 寺冈 counter scales, 37 bytes unasked at 9600 8N1: status, condition, CR, `0` weight, CR, `4` tare, CR,
 * `U` unit price, CR, `T` amount, CR LF. What the status bits mean is nowhere in public, so stability is the rule's, and a frame
 * with a tare says no weight (net or gross?). With a unit price the scale's amount must be ours, or the frame is dropped.
 */
export const digi781 = scaleDriver(
  {
    id: 'digi-781',
    name: { zh: '寺冈 DIGI DS-781', en: 'DIGI DS-781' },
    fits: 'DIGI DS-781, DS-788',
    link: 'serial',
    serial: [LINE_8N1],
    sureness: 'captured',
    source: 'manfenjiayuan SMScaleHelper.java (a whole frame in its comments)',
  },
  () => createFramed({ protocol: 'digi-781', checked: false, next }),
);

function next(bytes: Uint8Array): Piece {
  if (bytes[0] === undefined || bytes[0] < 0x40 || bytes[0] > 0x7e) return 'noise';
  if (bytes.length > 2 && bytes[2] !== 0x0d) return 'noise';
  if (bytes.length < FRAME) return 'more';
  const [, weight = '', tare = '', yuan, fen, sumYuan, sumFen] = SHAPE.exec(latin(bytes.subarray(0, FRAME))) ?? [];
  const weightG = gramsOf(weight, 'kg');
  const tareG = gramsOf(tare, 'kg');
  if (weightG === null || tareG === null) return { length: 1, told: 'bad' };
  const priceFen = Number(`${yuan}${fen}`);
  if (priceFen !== 0 && lineAmount(weightG, priceFen, 1000) !== Number(`${sumYuan}${sumFen}`))
    return { length: 1, told: 'bad' };
  return { length: FRAME, told: tareG === 0 ? { weightG, stable: null } : { weightG: null, stable: false } };
}
