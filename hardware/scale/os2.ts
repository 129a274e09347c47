import type { ScaleReading } from '../../shared/scale.ts';
import { ascii, concat, gramsOf, hexOf, latin, learn, nothingLearned, signed, withoutParity } from './codec.ts';
import type { Answer, Codec, LearnedForm, Parity } from './codec.ts';
import { LINE_7E1, LINE_8N1, scaleDriver } from './driver.ts';

const SOH = 0x01;
const STX = 0x02;
const ETX = 0x03;
const EOT = 0x04;
const ENQ = 0x05;
const ACK = 0x06;
const DC1 = 0x11;
const NAK = 0x15;

const FRAME = 15;
/** Frames with the same check byte rule before the first is believed. */
const PROOF = 3;

export interface Os2State {
  readonly rest: Uint8Array;
  readonly check: LearnedForm;
  /** The byte before was the end of a frame: a status byte may follow. */
  readonly afterFrame: boolean;
}

/**
 * 顶尖/Aclas/Pinnacle OS2, OS2X, PS1 and CAS PD-II, AP-1, SW-II. 9600 8N1.
 * Host ENQ → ACK (NAK: ask again) → host DC1 → `01 02 STA SIGN W6 U2 BCC 03 04`; in active mode the frame comes unasked.
 * STA: S stable, U moving, F out of range. Some firmware adds a 16th status byte (00, 10, 20, 40); it is taken away unread,
 * for most devices don't send it.
 * BCC is the XOR of STA..unit (CAS AP-1 paper, rkeeper) or of the first 12 bytes (Pinnacle OS2CX manual, p. 19). Accepting both
 * from one device would let two flipped bits pass as the other rule, so a device's rule is learned from its first three frames,
 * which are not believed yet.
 */
export function createOs2({ parity = 'none' }: { readonly parity?: Parity } = {}): Codec<Os2State> {
  return {
    protocol: 'os2',
    checked: true,
    start: () => ({ rest: new Uint8Array(0), check: nothingLearned, afterFrame: false }),
    decode(state, chunk, at) {
      const bytes = concat(state.rest, chunk);
      const plain = bytes.map((byte) => withoutParity(byte, parity));
      const readings: ScaleReading[] = [];
      const answers: Answer[] = [];
      let { check, afterFrame } = state;
      let good = 0;
      let bad = 0;
      let resync = 0;
      let from = 0;
      while (from < plain.length) {
        const first = plain[from];
        if (first !== SOH) {
          if (first === ACK) answers.push('go_ahead');
          else if (first === NAK) answers.push('over');
          else if (!(afterFrame && isStatusByte(first))) resync += 1;
          afterFrame = false;
          from += 1;
          continue;
        }
        const frame = plain.subarray(from, from + FRAME);
        if (frame.length > 1 && frame[1] !== STX) {
          resync += 1;
          from += 1;
          continue;
        }
        if (frame.length < FRAME) break;
        const rule = checkRule(frame);
        const value = rule === null ? null : valueOf(frame);
        if (rule === null || value === null) {
          // Only the first byte goes: a whole frame may begin inside a torn one.
          bad += 1;
          answers.push('over');
          from += 1;
          continue;
        }
        const learned = learn(check, rule, PROOF);
        if (learned.accepted) {
          good += 1;
          readings.push({ at, tareG: null, zero: null, ...value, raw: hexOf(bytes.subarray(from, from + FRAME)) });
        } else if (check.known !== null) bad += 1;
        check = learned.form;
        answers.push('over');
        afterFrame = true;
        from += FRAME;
      }
      return { state: { rest: bytes.slice(from), check, afterFrame }, readings, answers, good, bad, resync };
    },
    poll: (state) => ({ state, bytes: Uint8Array.of(ENQ) }),
    goAhead: Uint8Array.of(DC1),
    // <ZK> HT, Pinnacle OS2CX manual p. 23. The scale says nothing to it: the readings show whether it obeyed.
    zero: { bytes: ascii('<ZK>\t'), shownBy: 'reading' },
  };
}

const isStatusByte = (byte: number | undefined): boolean => byte !== undefined && (byte & 0x8f) === 0;

function checkRule(frame: Uint8Array): 'data' | 'all' | null {
  if (frame[13] !== ETX || frame[14] !== EOT) return null;
  const data = frame.subarray(2, 12).reduce((sum, byte) => sum ^ byte, 0);
  if (frame[12] === data) return 'data';
  return frame[12] === (data ^ SOH ^ STX) ? 'all' : null;
}

function valueOf(frame: Uint8Array): Pick<ScaleReading, 'weightG' | 'stable' | 'overload' | 'underload'> | null {
  const status = latin(frame.subarray(2, 3));
  const sign = latin(frame.subarray(3, 4));
  if (!'SUF'.includes(status) || !' -'.includes(sign)) return null;
  // Out of range: the digits mean nothing then, and may be anything.
  if (status === 'F') return { weightG: null, stable: false, overload: sign === ' ', underload: sign === '-' };
  const grams = gramsOf(latin(frame.subarray(4, 10)).trimStart(), latin(frame.subarray(10, 12)).trim());
  if (grams === null) return null;
  return { weightG: signed(sign === '-', grams), stable: status === 'S', overload: false, underload: false };
}

export const os2 = scaleDriver(
  {
    id: 'os2',
    name: { zh: '顶尖 OS2 / 凯士 PD、AP', en: 'Aclas OS2 / CAS PD, AP' },
    fits: '顶尖/Aclas/Pinnacle OS2, OS2X, PS1; 凯士/CAS PD-II, AP-1, SW-II; Gram ZFOC',
    link: 'serial',
    serial: [LINE_8N1, LINE_7E1],
    sureness: 'computed',
    source: 'CAS AP-1 paper; rkeeper docs; Pinnacle OS2CX manual p. 19, 23 (commands literally)',
  },
  createOs2,
);
