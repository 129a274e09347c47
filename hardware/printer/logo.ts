import { PNG } from 'pngjs';
import type { Picture } from '../../shared/receipt.ts';

/** Bytes of a file. */
export const MAX_LOGO_BYTES = 64 * 1024;
/** 32 mm of paper at 203 dpi. */
const MAX_HEIGHT = 256;
const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');

/**
 * A PNG as dots of a printer `dots` wide: what is darker than middle grey is black, what shines through is paper. A text says what is
 * wrong with it. Its size is read from the header before anything is unpacked (PNG specification, 11.2.1 IHDR).
 */
export function logoOf(png: Uint8Array, dots: number): Picture | string {
  if (png.length > MAX_LOGO_BYTES) return `the file has more than ${MAX_LOGO_BYTES / 1024} kB`;
  const file = Buffer.from(png);
  if (file.length < 33 || !file.subarray(0, 8).equals(SIGNATURE)) return 'the file is not a PNG';
  const [width, height] = [file.readUInt32BE(16), file.readUInt32BE(20)];
  if (width > dots) return `the picture is ${width} dots wide, the paper has ${dots}`;
  if (height > MAX_HEIGHT) return `the picture is ${height} dots high, at most ${MAX_HEIGHT} are printed`;
  try {
    return dotsOfImage(PNG.sync.read(file));
  } catch {
    return 'the file is damaged';
  }
}

/** `data`: four bytes a dot, red, green, blue and how much it covers. */
function dotsOfImage({ width, height, data }: Pick<PNG, 'width' | 'height' | 'data'>): Picture {
  const across = (width + 7) >> 3;
  const bits = Buffer.alloc(across * height);
  for (let dot = 0; dot < width * height; dot += 1) {
    const [red = 0, green = 0, blue = 0, cover = 0] = data.subarray(4 * dot, 4 * dot + 4);
    // Luma of ITU-R BT.601, on white paper.
    const light = 255 - ((255 - (0.299 * red + 0.587 * green + 0.114 * blue)) * cover) / 255;
    const at = Math.floor(dot / width) * across + ((dot % width) >> 3);
    if (light < 128) bits[at] = (bits[at] ?? 0) | (0x80 >> ((dot % width) & 7));
  }
  return { kind: 'picture', width, height, bits: bits.toString('base64') };
}
