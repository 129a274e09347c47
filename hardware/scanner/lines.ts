import { MAX_CODE, scannedOf } from './codec.ts';
import type { ScannerCodec } from './codec.ts';

export interface LinesState {
  readonly rest: string;
  readonly at: number;
  /** Too long already: everything up to the next end is passed over. */
  readonly over: boolean;
}

/** A scanner sends a code in one go; what came before a pause this long is not of the same one. */
const PAUSE_MS = 500;
const STX = '\u0002';
const ETX = '\u0003';

/**
 * Scanners and payment-code boxes on a serial line or USB CDC: the code as text, ended by CR, LF, TAB or ETX, with STX before it where
 * set so; usually 9600 8N1. The AIM id comes first where the scanner is set to send it. Without an end nothing is taken.
 */
export function createLines(): ScannerCodec<LinesState> {
  return {
    protocol: 'serial',
    rest: (state) => state.rest.length,
    start: () => ({ rest: '', at: 0, over: false }),
    decode(state, chunk, at) {
      const fresh = at - state.at > PAUSE_MS;
      const text = (fresh ? '' : state.rest) + Buffer.from(chunk).toString('latin1');
      const parts = text.replaceAll(ETX, '\r').split(/[\r\n\t]/);
      const rest = parts.pop() ?? '';
      const whole = !fresh && state.over ? parts.slice(1) : parts;
      const stillOver = !fresh && state.over && parts.length === 0;
      const over = stillOver || rest.length > MAX_CODE;
      return {
        state: { rest: over ? '' : rest, at, over },
        scans: whole
          .map((part) => part.slice(part.lastIndexOf(STX) + 1))
          .filter((part) => part.length <= MAX_CODE)
          .flatMap((part) => scannedOf(part, null) ?? []),
      };
    },
  };
}
