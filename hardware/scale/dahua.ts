import { gramsOf, latin } from './codec.ts';
import { LINE_8N1, scaleDriver } from './driver.ts';
import { createFramed, torn } from './framed.ts';

const FRAME = 7;

/**
 * 大华 ACS-A and ACS TM in POS mode, 爱华 ACS-P215. 9600 8N1, unasked: CR, five characters of grams (right-aligned, filled with
 * spaces), LF. No sign, no status, no check: what is below zero or out of range fits no frame, and the scale falls silent.
 */
export const dahua = scaleDriver(
  {
    id: 'dahua',
    name: { zh: '大华 ACS', en: 'Dahua ACS' },
    fits: '大华 ACS-A, ACS TM (POS); 爱华 ACS-P215',
    link: 'serial',
    serial: [LINE_8N1],
    sureness: 'captured',
    source: 'manfenjiayuan AHScaleHelper.java (frames in its comments)',
  },
  ({ parity }) =>
    createFramed({
      protocol: 'dahua',
      checked: false,
      parity,
      next: (bytes) => {
        if (bytes[0] !== 0x0d) return 'noise';
        if (bytes.length < FRAME) return 'more';
        const digits = latin(bytes.subarray(1, 6)).trimStart();
        const weightG = bytes[6] === 0x0a ? gramsOf(digits, 'g') : null;
        return weightG === null ? torn : { length: FRAME, told: { weightG, stable: null } };
      },
    }),
);
