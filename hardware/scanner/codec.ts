import type { Scanned } from '../../shared/scan.ts';

/** How a scanner talks. `decode` is pure: whatever the chunks are cut into, the same codes come out. */
export interface ScannerCodec<S> {
  readonly protocol: string;
  start(): S;
  decode(state: S, chunk: Uint8Array, at: number): { readonly state: S; readonly scans: readonly Scanned[] };
  /** Characters kept until their code has ended. */
  rest(state: S): number;
}

/** A codec at work: its state is inside. */
export interface ScannerReader {
  decode(chunk: Uint8Array, at: number): readonly Scanned[];
  rest(): number;
}

export function readerOf<S>(codec: ScannerCodec<S>): ScannerReader {
  let state = codec.start();
  return {
    decode(chunk, at) {
      const decoded = codec.decode(state, chunk, at);
      state = decoded.state;
      return decoded.scans;
    },
    rest: () => codec.rest(state),
  };
}

/** No code a stall knows is longer; what doesn't end by then is noise. */
export const MAX_CODE = 256;

/** Parts the elements of a GS1 code (FNC1 as scanners send it). */
const GS = '\u001d';
/** Text as a scanner may send it: printable ASCII, and the separator. */
const isCodeText = (text: string): boolean => /^[ -~]+$/.test(text.replaceAll(GS, ''));

/** A code with the AIM id that may lead it; null for what is no code. */
export function scannedOf(text: string, aim: string | null): Scanned | null {
  if (!isCodeText(text)) return null;
  const [, led, rest] = /^(\][A-Za-z][0-9A-Za-z])(.+)$/s.exec(text) ?? [];
  return led === undefined || rest === undefined ? { text, aim } : { text: rest, aim: led };
}
