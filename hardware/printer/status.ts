/** What a printer says about itself. `unknown`: it doesn't answer, which is not the same as fine. */
export type PrinterSays = 'ready' | 'paper out' | 'cover open' | 'offline' | 'unknown';

/** Whether a byte can be an answer to DLE EOT: bits 0, 1, 4, 7 are fixed. */
export const isStatus = (byte: number): boolean => (byte & 0x93) === 0x12;
/** Whether a byte can be the answer to GS r: bits 4 and 7 are fixed at 0. Clones answer 00, 0C or 0F, so only its coming counts. */
export const isBarrier = (byte: number): boolean => (byte & 0x90) === 0x00;

/** DLE EOT 4: bits 5 and 6 paper end. */
export const paperEnded = (byte: number): boolean => (byte & 0x60) !== 0;
/** DLE EOT 1: bit 3 offline. */
export const isOffline = (byte: number): boolean => (byte & 0x08) !== 0;

/** DLE EOT 2: bit 2 cover open, bit 5 stopped for want of paper. */
export function offlineCause(byte: number): PrinterSays {
  if ((byte & 0x04) !== 0) return 'cover open';
  return (byte & 0x20) !== 0 ? 'paper out' : 'offline';
}
