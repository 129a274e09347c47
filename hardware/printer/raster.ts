import { encode } from 'uqr';
import type { Picture } from '../../shared/receipt.ts';

/** A picture in black and white. Rows from the top, each padded to whole bytes, the left dot in the highest bit, 1 black. */
export interface Bitmap {
  readonly width: number;
  readonly height: number;
  readonly bits: Uint8Array;
}

/** Rows in one GS v 0: more than 256 overflow the buffer of small printers. */
const BAND = 256;

/** GS v 0, band by band. A picture wider than the paper is cut at its right edge. */
export function rasterBytes(picture: Bitmap, dots: number): Uint8Array {
  const from = rowBytes(picture.width);
  const width = Math.min(from, dots >> 3);
  const bands: Uint8Array[] = [];
  for (let top = 0; top < picture.height; top += BAND) {
    const rows = Math.min(BAND, picture.height - top);
    const band = new Uint8Array(8 + rows * width);
    band.set([0x1d, 0x76, 0x30, 0x00, width & 0xff, width >> 8, rows & 0xff, rows >> 8]);
    for (let row = 0; row < rows; row += 1) {
      const at = (top + row) * from;
      band.set(picture.bits.subarray(at, at + width), 8 + row * width);
    }
    bands.push(band);
  }
  return Uint8Array.from(bands.flatMap((band) => Array.from(band)));
}

/** The picture of a receipt line; bits that are missing are white. */
export function bitmapOf({ width, height, bits }: Picture): Bitmap {
  const bytes = new Uint8Array(rowBytes(width) * height);
  bytes.set(Buffer.from(bits, 'base64').subarray(0, bytes.length));
  return { width, height, bits: bytes };
}

const rowBytes = (width: number): number => (width + 7) >> 3;

/** A QR code of level M as dots, centred on the paper, with its quiet zone of four; each module from 3 to 8 dots. */
export function qrBitmap(data: string, dots: number): Bitmap {
  const { data: modules, size } = encode(data, { ecc: 'M', border: 4 });
  const dot = Math.min(8, Math.max(3, Math.floor(dots / size)));
  const side = size * dot;
  const left = Math.max(0, (dots - side) >> 1);
  const across = rowBytes(dots);
  const bits = new Uint8Array(across * side);
  for (let y = 0; y < side; y += 1) {
    const row = modules[Math.floor(y / dot)] ?? [];
    for (let x = 0; x < side && left + x < dots; x += 1)
      if (row[Math.floor(x / dot)] === true) {
        const at = y * across + ((left + x) >> 3);
        bits[at] = (bits[at] ?? 0) | (0x80 >> ((left + x) & 7));
      }
  }
  return { width: dots, height: side, bits };
}
