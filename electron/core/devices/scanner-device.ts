import type { Scanner } from '../../../hardware/ports.ts';
import type { ScanBy, ScannerDeviceView } from '../../../shared/device-view.ts';
import type { Scanned, ScanRules } from '../../../shared/scan.ts';
import { shownScan } from '../../../shared/scan-shown.ts';

/** The scanners as devices: the last code as it may be shown. The code itself is not kept. */
export function createScannerDevice(deps: {
  readonly scanner: Scanner | null;
  readonly rules: ScanRules;
  readonly now: () => number;
  readonly onChange: () => void;
}) {
  const { scanner, rules, now, onChange } = deps;
  let read = 0;
  let last: ScannerDeviceView['last'] = null;
  return {
    view: (): ScannerDeviceView => ({
      own: scanner === null ? null : { about: scanner.about, state: scanner.state() },
      read,
      last,
    }),
    heard: (scanned: Scanned, by: ScanBy): void => {
      read += 1;
      last = { ...shownScan(scanned, rules), at: now(), by, aim: scanned.aim };
      onChange();
    },
  };
}
