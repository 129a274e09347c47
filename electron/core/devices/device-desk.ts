import type { Devices } from '../../../hardware/ports.ts';
import type { Done } from '../../../shared/command.ts';
import type { Reply } from '../../../shared/contract.ts';
import type { ScanBy, DevicesView } from '../../../shared/device-view.ts';
import type { LineDisplayContent } from '../../../shared/line-display.ts';
import type { Log } from '../../../shared/log.ts';
import type { Scanned, ScanRules } from '../../../shared/scan.ts';
import { createDisplayDevice } from './display-device.ts';
import { createDrawerDevice } from './drawer-device.ts';
import type { Drawer } from './drawer.ts';
import { createLabelerDevice } from './labeler-device.ts';
import { createPrinterDevice } from './printer-device.ts';
import type { Printing } from '../printing/printing.ts';
import { createScannerDevice } from './scanner-device.ts';

/** The devices beside the scale, one file each. */
export interface DeviceDesk {
  view(): Omit<DevicesView, 'scale'>;
  /** Every code that was read, before anything is done with it. */
  heard(scanned: Scanned, by: ScanBy): void;
  /** What is sold, for the pole display. */
  show(content: LineDisplayContent): void;
  readonly handlers: {
    'printer.test'(): Promise<Reply<Done>>;
    'labeler.test'(): Promise<Reply<Done>>;
    'drawer.test'(args: unknown, callId: string): Promise<Reply<Done>>;
    'display.test'(): Promise<Reply<Done>>;
  };
  stop(): void;
}

export function createDeviceDesk(deps: {
  readonly devices: Devices;
  readonly drawer: Drawer;
  readonly printing: Printing;
  readonly rules: ScanRules;
  readonly now: () => number;
  readonly onChange: () => void;
  readonly log: Log;
}): DeviceDesk {
  const { printer, labeler = null, display, scanner } = deps.devices;
  const ofPrinter = createPrinterDevice({ ...deps, printer });
  const ofLabeler = createLabelerDevice({ ...deps, labeler });
  const ofDrawer = createDrawerDevice({ ...deps, printer, display });
  const ofScanner = createScannerDevice({ ...deps, scanner });
  const ofDisplay = createDisplayDevice(display, deps.onChange);
  return {
    view: () => ({
      printer: ofPrinter.view(),
      labeler: ofLabeler.view(),
      drawer: ofDrawer.view(),
      scanner: ofScanner.view(),
      display: ofDisplay.view(),
    }),
    heard: ofScanner.heard,
    show: ofDisplay.show,
    handlers: {
      'printer.test': () => Promise.resolve(ofPrinter.test()),
      'labeler.test': () => Promise.resolve(ofLabeler.test()),
      'drawer.test': (_args, callId) => ofDrawer.test(callId),
      'display.test': () => Promise.resolve(ofDisplay.test()),
    },
    stop: ofDisplay.stop,
  };
}
