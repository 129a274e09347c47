import type { Log } from '../../shared/log.ts';
import type { ByteStream, Scanner } from '../ports.ts';
import { readerOf } from './codec.ts';
import type { ScannerCodec, ScannerReader } from './codec.ts';
import { createScannerHidPos } from './hid-pos.ts';
import { createLines } from './lines.ts';
import { createScanner } from './scanner.ts';

export type ScannerProtocol = 'serial' | 'hid-pos';

/** One row of the registry: what is known of a protocol besides its bytes. Words as of the scales' (`scale/driver.ts`). */
export interface ScannerDriver {
  readonly id: ScannerProtocol;
  readonly name: { readonly zh: string; readonly en: string };
  readonly sureness: 'captured' | 'literal' | 'computed';
  readonly verifiedOnDevice: string | null;
  readonly source: string;
  /** Its codec at work on one opened port. */
  read(): ScannerReader;
  scanner(stream: ByteStream, log: Log): Scanner;
}

const driver = <S>(facts: Omit<ScannerDriver, 'read' | 'scanner'>, codec: () => ScannerCodec<S>): ScannerDriver => ({
  ...facts,
  read: () => readerOf(codec()),
  scanner: (stream, log) =>
    createScanner({
      about: { name: facts.name, verifiedOnDevice: facts.verifiedOnDevice !== null },
      codec: codec(),
      stream,
      log,
    }),
});

export const scannerDrivers: Readonly<Record<ScannerProtocol, ScannerDriver>> = {
  serial: driver(
    {
      id: 'serial',
      name: { zh: '串口扫码枪、扫码盒', en: 'Scanner or payment-code box on a serial line' },
      sureness: 'literal',
      verifiedOnDevice: null,
      source: '@point-of-sale/webserial-barcode-scanner; common setting of serial scanners',
    },
    createLines,
  ),
  'hid-pos': driver(
    {
      id: 'hid-pos',
      name: { zh: 'USB 扫码枪（HID POS）', en: 'USB scanner (HID POS)' },
      sureness: 'captured',
      verifiedOnDevice: null,
      source: '@point-of-sale/webhid-barcode-scanner 1.2.2; HenkVanAsselt/python_hon_usbhid',
    },
    createScannerHidPos,
  ),
};
