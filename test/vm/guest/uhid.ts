import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';
import type { Pan } from '../../../hardware/virtual/pan.ts';

/** struct uhid_event of linux/uhid.h: a type, then the longest of its kinds. All little endian, packed. */
const EVENT_BYTES = 4 + 128 + 64 + 64 + 2 + 2 + 4 * 4 + 4096;
const CREATE2 = 11;
const INPUT2 = 12;
const OUTPUT = 6;
const DESTROY = 1;
const BUS_USB = 3;

/** Report descriptor of a POS scale (HID Point of Sale Usage Tables 1.02, page 0x8D): attribute, control, data, status, limit, statistics. */
const DESCRIPTOR = Buffer.from(
  '058d0920a1010932a10285030970a1021501250809710972097309740975097609770978750895018100c00950a1021500250c0951' +
    '09520953095409550956095709580959095a095b095c750895018100c009411580257f7508950181020940150027ffff00007510950181' +
    '02c00931a10285020981098015002501750195029102750695019103c0c0',
  'hex',
);

export interface UhidScale {
  stop(): void;
}

/** A USB scale as the kernel sees it: made over /dev/uhid, it reports its pan ten times a second and obeys "zero scale". */
export function plugUhidScale(pan: Pan): UhidScale {
  const device = openSync('/dev/uhid', constants.O_RDWR | constants.O_NONBLOCK);
  const create = Buffer.alloc(EVENT_BYTES);
  create.writeUInt32LE(CREATE2, 0);
  create.write('Stall test scale', 4);
  create.writeUInt16LE(DESCRIPTOR.length, 4 + 256);
  create.writeUInt16LE(BUS_USB, 4 + 258);
  create.writeUInt32LE(0x0922, 4 + 260);
  create.writeUInt32LE(0x8003, 4 + 264);
  DESCRIPTOR.copy(create, 4 + 276);
  writeSync(device, create);

  const report = (): void => {
    const { netG, stable, overload, grossG } = pan.look();
    const status = overload ? 6 : netG < 0 ? 5 : !stable ? 3 : grossG === 0 ? 2 : 4;
    const size = Math.min(0xffff, Math.abs(netG));
    const event = Buffer.alloc(EVENT_BYTES);
    event.writeUInt32LE(INPUT2, 0);
    event.writeUInt16LE(6, 4);
    event.set([3, status, 2, 0, size & 0xff, size >> 8], 6);
    writeSync(device, event);
  };
  /** What the driver wrote: report 2, bit 1 zeroes the scale. */
  const obey = (): void => {
    const event = Buffer.alloc(EVENT_BYTES);
    for (;;) {
      try {
        if (readSync(device, event, 0, EVENT_BYTES, null) === 0) return;
      } catch {
        return;
      }
      if (event.readUInt32LE(0) === OUTPUT && event[4] === 2 && ((event[5] ?? 0) & 2) !== 0) pan.zero();
    }
  };
  const clock = setInterval(() => {
    obey();
    report();
  }, 100);
  return {
    stop: () => {
      clearInterval(clock);
      const destroy = Buffer.alloc(EVENT_BYTES);
      destroy.writeUInt32LE(DESTROY, 0);
      writeSync(device, destroy);
      closeSync(device);
    },
  };
}
