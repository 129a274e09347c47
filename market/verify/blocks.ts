/** Where bytes come from, in order. 0 at the end. */
export interface Source {
  read(into: Uint8Array): number;
}

/** Whole lines: `length` bytes, the last of which is a line feed. Some bytes behind them can be read too. */
export interface Block {
  readonly bytes: Buffer;
  readonly view: DataView;
  readonly length: number;
}

export interface Blocks {
  /** The next lines; they are good until the next call. Null at the end. */
  next(): Block | null;
  /** After the end: bytes that no line feed ended; more than `MAX_LINE` where a line was longer than can be. */
  readonly rest: () => number;
}

const SIZE = 1 << 20;
/** A sale of 500 lines with the longest texts stays far below. */
export const MAX_LINE = 8 << 20;
/** A literal may be compared past the last line. */
const MARGIN = 256;
const LF = 10;

export function createBlocks(source: Source): Blocks {
  let bytes = Buffer.alloc(SIZE + MARGIN);
  let view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  /** Bytes in the buffer, and how many of them were handed out. */
  let filled = 0;
  let given = 0;
  return {
    rest: () => filled - given,
    next: () => {
      bytes.copyWithin(0, given, filled);
      filled -= given;
      given = 0;
      for (;;) {
        if (filled === bytes.length - MARGIN) {
          if (filled > MAX_LINE) return null;
          const larger = Buffer.alloc(2 * bytes.length);
          bytes.copy(larger, 0, 0, filled);
          bytes = larger;
          view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
        }
        const read = source.read(bytes.subarray(filled, bytes.length - MARGIN));
        if (read === 0) return null;
        const end = bytes.subarray(filled, filled + read).lastIndexOf(LF);
        if (end !== -1) given = filled + end + 1;
        filled += read;
        if (given > 0) return { bytes, view, length: given };
      }
    },
  };
}
