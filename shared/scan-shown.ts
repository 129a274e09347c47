import type { ShownScan } from './device-view.ts';
import { readScan, type Scanned, type ScanRules } from './scan.ts';

/** So many digits may be a payment code of a channel nobody listed. */
const LONG_NUMBER = /\d{16,}/g;
const MOST_SHOWN = 60;
const dots = (length: number): string => '•'.repeat(length);

/** A scanned code as a screen may show it: of a payment code its length only, of a long number its ends, of a receipt no address. */
export function shownScan(scanned: Scanned, rules: ScanRules): ShownScan {
  const readings = readScan(scanned, rules);
  const text = scanned.text.replace(/[^ -~]/g, '·').slice(0, MOST_SHOWN);
  if (readings.some(({ kind }) => kind === 'payment')) return { kind: 'payment', shown: dots(scanned.text.length) };
  const [first] = readings;
  if (first?.kind === 'gs1' || first?.kind === 'label') return { kind: first.kind, shown: text };
  if (first?.kind === 'receipt' || first?.kind === 'proof') return { kind: first.kind, shown: '' };
  const hidden = scanned.text
    .replace(/[^ -~]/g, '·')
    .replace(LONG_NUMBER, (digits) => `${digits.slice(0, 2)}${dots(digits.length - 4)}${digits.slice(-2)}`)
    .slice(0, MOST_SHOWN);
  return { kind: first?.kind ?? 'unknown', shown: hidden };
}
