import type { ReceiptLine } from '../../shared/receipt.ts';
import { dotsOf } from './profile.ts';
import type { PrinterProfile } from './profile.ts';
import { bitmapOf, qrBitmap, rasterBytes } from './raster.ts';
import { fitRows, printableText } from './text.ts';
import { createEscposWriter } from './writer.ts';
import type { EscposWriter } from './writer.ts';

/** ESC p: 50 ms on, 500 ms off. */
export const drawerPulse = (pin: 2 | 5): Uint8Array => Uint8Array.of(0x1b, 0x70, pin === 2 ? 0 : 1, 0x19, 0xfa);
/** GS a: tell every change of state unasked. */
export const TELL_CHANGES: Uint8Array = Uint8Array.of(0x1d, 0x61, 0xff);
/** GS r 1: paper sensor, answered only when everything before it was processed. */
export const BARRIER: Uint8Array = Uint8Array.of(0x1d, 0x72, 0x01);
/** DLE EOT n: answered at once, also when the printer is offline. */
export const askStatus = (kind: 1 | 2 | 4): Uint8Array => Uint8Array.of(0x10, 0x04, kind);

/** Data bytes one QR code takes at most here: version 40 at level M holds 2331. */
const MAX_QR_BYTES = 2331;
const MAX_FEED = 20;

/** Rows fed past the tear bar of a printer without a knife: the last row stands about 15 mm below it. */
const TEAR_FEED = 4;

/**
 * Bytes of one job: init, Chinese mode, the rows, QR codes and pictures, cut, as the model wants them. Text is GB18030 without a
 * control byte in it (Epson ESC/POS; FS & as on Chinese printers).
 */
export function encodeReceipt(lines: readonly ReceiptLine[], profile: PrinterProfile): Uint8Array {
  const writer = createEscposWriter();
  writer.raw(0x1b, 0x40);
  if (profile.chinese === 'switched') writer.raw(0x1c, 0x26);
  for (const line of lines) writeLine(writer, line, profile);
  return writer.bytes();
}

function writeLine(writer: EscposWriter, line: ReceiptLine, profile: PrinterProfile): void {
  const { columns } = profile;
  switch (line.kind) {
    case 'text':
      return writeText(writer, line, columns);
    case 'rule':
      writer.align('left').text('-'.repeat(columns)).feed(1);
      return;
    case 'qr':
      return writeQr(writer, line.data, profile);
    case 'picture':
      writer
        .align('center')
        .rawBytes(rasterBytes(bitmapOf(line), dotsOf(profile)))
        .align('left');
      return;
    case 'feed':
      writer.feed(Math.min(Math.max(Math.trunc(line.lines), 0), MAX_FEED));
      return;
    case 'cut':
      return writeCut(writer, profile.cut);
    default:
      return line satisfies never;
  }
}

function writeCut(writer: EscposWriter, cut: PrinterProfile['cut']): void {
  switch (cut) {
    case 'feed_partial':
      // GS V B 0: feeds the last row past the knife, then cuts.
      writer.raw(0x1d, 0x56, 0x42, 0x00);
      return;
    case 'partial':
      writer.feed(TEAR_FEED).raw(0x1d, 0x56, 0x01);
      return;
    case 'full':
      writer.feed(TEAR_FEED).raw(0x1d, 0x56, 0x00);
      return;
    case 'none':
      writer.feed(TEAR_FEED);
      return;
  }
}

function writeText(writer: EscposWriter, line: Extract<ReceiptLine, { kind: 'text' }>, columns: number): void {
  const double = line.size === 'double';
  writer.align(line.align);
  if (line.bold) writer.raw(0x1b, 0x45, 0x01);
  if (double) writer.raw(0x1d, 0x21, 0x11);
  for (const row of fitRows(printableText(line.text), double ? columns / 2 : columns)) writer.text(row).feed(1);
  if (double) writer.raw(0x1d, 0x21, 0x00);
  if (line.bold) writer.raw(0x1b, 0x45, 0x00);
}

/** QR model 2, level M, the largest dot from 3 to 8 that fits the paper (12 dots for a column). */
function writeQr(writer: EscposWriter, data: string, profile: PrinterProfile): void {
  const bytes = new TextEncoder().encode(data);
  if (bytes.length === 0 || bytes.length > MAX_QR_BYTES) return;
  const dots = dotsOf(profile);
  if (profile.qr === 'raster') {
    writer.align('left').rawBytes(rasterBytes(qrBitmap(data, dots), dots));
    return;
  }
  const dot = Math.min(8, Math.max(3, Math.floor(dots / (modulesFor(bytes.length) + 8))));
  const stored = bytes.length + 3;
  writer
    .align('center')
    .raw(0x1d, 0x28, 0x6b, 0x04, 0x00, 0x31, 0x41, 0x32, 0x00)
    .raw(0x1d, 0x28, 0x6b, 0x03, 0x00, 0x31, 0x43, dot)
    .raw(0x1d, 0x28, 0x6b, 0x03, 0x00, 0x31, 0x45, 0x31)
    .raw(0x1d, 0x28, 0x6b, stored & 0xff, stored >> 8, 0x31, 0x50, 0x30)
    .rawBytes(bytes)
    .raw(0x1d, 0x28, 0x6b, 0x03, 0x00, 0x31, 0x51, 0x30)
    .align('left');
}

/** Bytes that versions 1 to 40 hold at level M, ISO/IEC 18004 table 7. */
const LEVEL_M_BYTES = [
  14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412, 450, 504, 560, 624, 666, 711, 779, 857, 911,
  997, 1059, 1125, 1190, 1264, 1370, 1452, 1538, 1628, 1722, 1809, 1911, 1989, 2099, 2213, 2331,
];
const modulesFor = (bytes: number): number => 21 + 4 * LEVEL_M_BYTES.findIndex((room) => room >= bytes);
