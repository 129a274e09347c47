/**
 * Names on the second place. Letters, digits, hyphens and dots only, and no two that differ by case alone: a stick is FAT32 or exFAT.
 */

/** The folder of one terminal on the stick. */
export const folderName = (of: { readonly market: number; readonly terminal: number }): string =>
  `stall-pos-${of.market}-${of.terminal}`;

/** Whose folder this is; null when the name is not of that kind. */
export function ownerOf(name: string): { readonly market: number; readonly terminal: number } | null {
  const found = /^stall-pos-(\d{1,5})-(\d{1,10})$/i.exec(name);
  return found === null ? null : { market: Number(found[1]), terminal: Number(found[2]) };
}

export const journalName = (epoch: number): string => `journal-${epoch}.ndjson`;

/** The epoch of a journal's file; null when the name is not of that kind. */
export function epochOf(name: string): number | null {
  const found = /^journal-(\d{1,10})\.ndjson$/i.exec(name);
  return found === null ? null : Number(found[1]);
}

export const RECEIPTS = 'receipts.ndjson';
export const STATE = 'state.json';
export const CATALOGUE = 'catalogue.json';
