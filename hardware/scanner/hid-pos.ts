import { MAX_CODE, scannedOf } from './codec.ts';
import type { ScannerCodec } from './codec.ts';

/** The parts of a code that have come, while more follow. */
export interface ReportState {
  readonly text: string;
  readonly at: number;
}

const REPORT = 2;
const SIGN = 0x5d;
const ROOM = 56;
const MORE = 62;
const PAUSE_MS = 500;

/**
 * HID Point of Sale scanners, usage page 0x8C, usage 2. One chunk is one report, its ID first: 02, then 63 bytes: [0] length of the data,
 * [1…3] AIM id (`5D` first), data from [4], [62] not 0 when more of the code follows. Some models put all of it one byte later (`5D` at [2]).
 * Sources: @point-of-sale/webhid-barcode-scanner 1.2.2; reports of a Honeywell Voyager 1602g in HenkVanAsselt/python_hon_usbhid.
 */
export function createScannerHidPos(): ScannerCodec<ReportState> {
  return {
    protocol: 'hid-pos',
    rest: (state) => state.text.length,
    start: () => ({ text: '', at: 0 }),
    decode(state, chunk, at) {
      const dropped = { state: { text: '', at }, scans: [] };
      const report = chunk.subarray(1);
      const shift = report[1] === SIGN ? 0 : report[2] === SIGN ? 1 : -1;
      const length = report[shift] ?? 0;
      if (chunk[0] !== REPORT || shift < 0 || length === 0 || length > ROOM || report.length < 4 + shift + length)
        return dropped;
      const aim = Buffer.from(report.subarray(1 + shift, 4 + shift)).toString('latin1');
      const part = Buffer.from(report.subarray(4 + shift, 4 + shift + length)).toString('latin1');
      const text = (at - state.at > PAUSE_MS ? '' : state.text) + part;
      if (text.length > MAX_CODE) return dropped;
      if ((report[MORE + shift] ?? 0) !== 0) return { state: { text, at }, scans: [] };
      const scanned = /^\][A-Za-z][0-9A-Za-z]$/.test(aim) ? scannedOf(text.replace(/[\r\n\t]+$/, ''), aim) : null;
      return { ...dropped, scans: scanned === null ? [] : [scanned] };
    },
  };
}
