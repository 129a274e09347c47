import { encode } from 'uqr';

/** A QR as one SVG path of squares, a unit a module, without a quiet zone; `size`: modules on a side. Error correction M. */
export function qrPath(text: string): { readonly size: number; readonly path: string } {
  const { size, data } = encode(text, { ecc: 'M', border: 0 });
  const path = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : []))).join('');
  return { size, path };
}
