// @ts-expect-error escpos 3.0.0-alpha.6 has no types of its own; what is used of it is typed below.
import escpos from 'escpos';

interface EscposPrinter {
  pureText(text: string): unknown;
  align(to: 'lt' | 'ct' | 'rt'): unknown;
  feed(lines: number): unknown;
  raw(bytes: Buffer): unknown;
  flush(): unknown;
}
const Printer: new (adapter: { write(bytes: Buffer): void }, options: { readonly encoding: string }) => EscposPrinter =
  escpos;

/** Collects the bytes of one job. */
export interface EscposWriter {
  text(printable: string): EscposWriter;
  align(to: 'left' | 'center' | 'right'): EscposWriter;
  /** Ends the row, then feeds; 1 ends the row only. */
  feed(lines: number): EscposWriter;
  raw(...bytes: readonly number[]): EscposWriter;
  rawBytes(bytes: Uint8Array): EscposWriter;
  bytes(): Uint8Array;
}

const ALIGN = { left: 'lt', center: 'ct', right: 'rt' } as const;

/**
 * The only module that knows the `escpos` package, and only its text, align, feed and raw. What its bytes were measured to get
 * wrong is written raw by the caller: its drawer pulse has a stray byte, its QR code counts characters instead of bytes and is
 * a vendor's command, its size(1,1) is double, its bold also sends ESC 5 (italics off), which Chinese printers don't know.
 */
export function createEscposWriter(): EscposWriter {
  let job = Buffer.alloc(0);
  const printer = new Printer({ write: (bytes) => void (job = Buffer.concat([job, bytes])) }, { encoding: 'GB18030' });
  const writer: EscposWriter = {
    text(printable) {
      printer.pureText(printable);
      return writer;
    },
    align(to) {
      printer.align(ALIGN[to]);
      return writer;
    },
    feed(lines) {
      // Its feed(0) feeds one.
      if (lines > 0) printer.feed(lines);
      return writer;
    },
    raw(...bytes) {
      printer.raw(Buffer.from(bytes));
      return writer;
    },
    rawBytes(bytes) {
      printer.raw(Buffer.from(bytes));
      return writer;
    },
    bytes() {
      printer.flush();
      return new Uint8Array(job);
    },
  };
  return writer;
}
