import type { Pan } from '../../../hardware/virtual/pan.ts';
import { plugUhid } from './uhid.ts';
import type { UhidDevice } from './uhid.ts';

/** Report descriptor of a POS scale (HID Point of Sale Usage Tables 1.02, page 0x8D): attribute, control, data, status, limit, statistics. */
const SCALE = {
  name: 'Stall test scale',
  vendor: 0x0922,
  product: 0x8003,
  descriptor:
    '058d0920a1010932a10285030970a1021501250809710972097309740975097609770978750895018100c00950a1021500250c0951' +
    '09520953095409550956095709580959095a095b095c750895018100c009411580257f7508950181020940150027ffff00007510950181' +
    '02c00931a10285020981098015002501750195029102750695019103c0c0',
};

/** A USB scale: it reports its pan ten times a second and obeys "zero scale" (report 2, bit 1). */
export const plugScale = (pan: Pan): UhidDevice =>
  plugUhid(
    SCALE,
    (report) => {
      if (report[0] === 2 && ((report[1] ?? 0) & 2) !== 0) pan.zero();
    },
    (send) => {
      const { netG, stable, overload, grossG } = pan.look();
      const status = overload ? 6 : netG < 0 ? 5 : !stable ? 3 : grossG === 0 ? 2 : 4;
      const size = Math.min(0xffff, Math.abs(netG));
      send(Uint8Array.of(3, status, 2, 0, size & 0xff, size >> 8));
    },
  );

/**
 * Report descriptor of a POS scanner (same tables, page 0x8C, usage 2), report 2 of 63 bytes: byte count, three of the symbology
 * identifier, 56 of decoded data, two of the maker's own, one bit that more follows and seven to fill. Feature report 0xFE wakes it.
 */
const SCANNER = {
  name: 'Stall test scanner',
  vendor: 0x0c2e,
  product: 0x0b61,
  descriptor:
    '058c0902a1010912a1028502150026ff0075089501' +
    '0501093b8102058c09fb09fc09fd9503810209fe9538820201' +
    '0666ff090495028102058c09ff250175019501810275079501810' +
    '3c00666ff0906a10285fe150026ff00750809069501b102c0c0',
};

/** A USB scanner that reads only once it was asked for its POS mode (feature report FE 01). */
export function plugScanner(twin: { read(text: string, aim: string): readonly Uint8Array[] }): UhidDevice & {
  read(text: string, aim: string): void;
} {
  let awake = false;
  const device = plugUhid(SCANNER, (report) => {
    if (report[0] === 0xfe && report[1] === 1) awake = true;
  });
  return {
    ...device,
    read: (text, aim) => {
      if (awake) for (const report of twin.read(text, aim)) device.send(report);
    },
  };
}
