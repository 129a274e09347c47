/** What a printer says about itself. `unknown`: it doesn't answer, which is not the same as fine. */
export type PrinterSays = 'ready' | 'paper out' | 'cover open' | 'offline' | 'unknown';

/**
 * What a printer says in between. `status`: the answer to a DLE EOT, one byte. `barrier`: the answer to GS r. `automatic`: what
 * it tells unasked once GS a is on (automatic status back, four bytes). The fixed bits keep the three apart.
 */
export type PrinterWord =
  | { readonly kind: 'status'; readonly byte: number }
  | { readonly kind: 'barrier' }
  | { readonly kind: 'automatic'; readonly says: PrinterSays; readonly drawerHigh: boolean };

/** DLE EOT: bits 0, 1, 4, 7 are fixed. */
const isStatus = (byte: number): boolean => (byte & 0x93) === 0x12;
/** The first byte of an automatic status: bits 0, 1, 4, 7 are fixed. */
const isAutomatic = (byte: number): boolean => (byte & 0x93) === 0x10;
/** GS r, and the other three bytes of an automatic status: bits 4 and 7 are 0. Clones answer GS r with 00, 0C or 0F, so only its coming counts. */
const isPlain = (byte: number): boolean => (byte & 0x90) === 0x00;

/** Makes words of bytes; what fits nowhere is passed over. */
export function createWordReader(): (byte: number) => PrinterWord | null {
  let automatic: readonly number[] = [];
  return (byte) => {
    if (automatic.length > 0 && isPlain(byte)) {
      automatic = [...automatic, byte];
      if (automatic.length < 4) return null;
      const [first = 0, , third = 0] = automatic;
      automatic = [];
      return { kind: 'automatic', says: automaticSays(first, third), drawerHigh: isDrawerHigh(first) };
    }
    automatic = isAutomatic(byte) ? [byte] : [];
    if (isStatus(byte)) return { kind: 'status', byte };
    return isPlain(byte) ? { kind: 'barrier' } : null;
  };
}

/** Automatic status: cover open in bit 5 and offline in bit 3 of the first byte, paper end in bits 2 and 3 of the third. */
function automaticSays(first: number, third: number): PrinterSays {
  if ((first & 0x20) !== 0) return 'cover open';
  if ((third & 0x0c) === 0x0c) return 'paper out';
  return isOffline(first) ? 'offline' : 'ready';
}

/** DLE EOT 1 and the first byte of an automatic status: bit 2, the level of the drawer's switch. Which level is open differs per drawer. */
export const isDrawerHigh = (byte: number): boolean => (byte & 0x04) !== 0;

/** DLE EOT 4: bits 5 and 6 paper end. */
export const paperEnded = (byte: number): boolean => (byte & 0x60) !== 0;
/** DLE EOT 1 and the first byte of an automatic status: bit 3 offline. */
export const isOffline = (byte: number): boolean => (byte & 0x08) !== 0;

/** DLE EOT 2: bit 2 cover open, bit 5 stopped for want of paper. */
export function offlineCause(byte: number): PrinterSays {
  if ((byte & 0x04) !== 0) return 'cover open';
  return (byte & 0x20) !== 0 ? 'paper out' : 'offline';
}
