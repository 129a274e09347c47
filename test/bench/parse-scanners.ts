import { scannerDrivers } from '../../hardware/scanner/drivers.ts';
import type { ScannerProtocol } from '../../hardware/scanner/drivers.ts';
import { createHidScannerTwin, createSerialScannerTwin } from '../../hardware/virtual/scanner-twins.ts';
import { hasCheckDigit } from '../../shared/barcode.ts';
import { readScan, usualRules } from '../../shared/scan.ts';
import type { Scanned } from '../../shared/scan.ts';
import type { Chance } from '../faults/harness/chance.ts';

export const scannerProtocols = Object.keys(scannerDrivers) as readonly ScannerProtocol[];

/** A code as the scanners of a stall send it, in its pieces. */
export const spoken = (protocol: ScannerProtocol): readonly Uint8Array[] => {
  const twin =
    protocol === 'serial' ? createSerialScannerTwin({ sendsAim: true }) : createHidScannerTwin({ late: false });
  return twin.read('6901234567892', ']E0');
};

const REPORT = 64;

/** Random bytes as a port hands them over: on a line as they are, on USB as reports, of which every second has a proper head (ID, length, AIM id). */
export function noiseFor(protocol: ScannerProtocol, bytes: Uint8Array, random: Chance): readonly Uint8Array[] {
  if (protocol === 'serial') return [bytes];
  return Array.from({ length: Math.floor(bytes.length / REPORT) }, (_, no) => {
    const report = bytes.slice(no * REPORT, (no + 1) * REPORT);
    if (no % 2 === 0) report.set([2, 1 + random.whole(56), 0x5d, 0x41 + random.whole(26), 0x30 + random.whole(10)]);
    return report;
  });
}

/**
 * Whether the till would do something about money or goods with this code: a payment code, a receipt, the label of a scale, goods by a GS1
 * code, or a number of trade (EAN, UPC, GTIN) with its check digit. Any other text sells only if the market lists it letter for letter.
 */
export const couldCount = (scanned: Scanned): boolean =>
  readScan(scanned, usualRules).some(
    (reading) =>
      reading.kind !== 'barcode' || (/^(?:\d{8}|\d{12,14})$/.test(scanned.text) && hasCheckDigit(scanned.text)),
  );
