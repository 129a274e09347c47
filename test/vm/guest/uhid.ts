import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';

/** struct uhid_event of linux/uhid.h: a type, then the longest of its kinds. All little endian, packed. */
const EVENT_BYTES = 4 + 128 + 64 + 64 + 2 + 2 + 4 * 4 + 4096;
const DESTROY = 1;
const OUTPUT = 6;
const CREATE2 = 11;
const INPUT2 = 12;
const SET_REPORT = 13;
const SET_REPORT_REPLY = 14;
const BUS_USB = 3;
const LOOK_MS = 100;

export interface UhidKind {
  readonly name: string;
  readonly vendor: number;
  readonly product: number;
  /** Report descriptor, hex. */
  readonly descriptor: string;
}

export interface UhidDevice {
  /** One input report, its ID first. */
  send(report: Uint8Array): void;
  /** Pulls the cable. */
  stop(): void;
}

/**
 * A USB device as the kernel sees it, made over /dev/uhid. Ten times a second `hear` is given what the driver wrote since, with the report
 * ID first, output and feature reports alike, and `tick` is called.
 */
export function plugUhid(
  { name, vendor, product, descriptor }: UhidKind,
  hear: (report: Uint8Array) => void,
  tick: (send: (report: Uint8Array) => void) => void = () => undefined,
): UhidDevice {
  const device = openSync('/dev/uhid', constants.O_RDWR | constants.O_NONBLOCK);
  const bytes = Buffer.from(descriptor, 'hex');
  const create = Buffer.alloc(EVENT_BYTES);
  create.writeUInt32LE(CREATE2, 0);
  create.write(name, 4);
  create.writeUInt16LE(bytes.length, 4 + 256);
  create.writeUInt16LE(BUS_USB, 4 + 258);
  create.writeUInt32LE(vendor, 4 + 260);
  create.writeUInt32LE(product, 4 + 264);
  bytes.copy(create, 4 + 276);
  writeSync(device, create);

  const send = (report: Uint8Array): void => {
    const event = Buffer.alloc(EVENT_BYTES);
    event.writeUInt32LE(INPUT2, 0);
    event.writeUInt16LE(report.length, 4);
    event.set(report, 6);
    writeSync(device, event);
  };
  const obey = (): void => {
    const event = Buffer.alloc(EVENT_BYTES);
    for (;;) {
      try {
        if (readSync(device, event, 0, EVENT_BYTES, null) === 0) return;
      } catch {
        return;
      }
      const type = event.readUInt32LE(0);
      if (type === OUTPUT) hear(event.subarray(4, 4 + event.readUInt16LE(4 + 4096)));
      if (type !== SET_REPORT) continue;
      const reply = Buffer.alloc(EVENT_BYTES);
      reply.writeUInt32LE(SET_REPORT_REPLY, 0);
      event.copy(reply, 4, 4, 8);
      writeSync(device, reply);
      hear(event.subarray(12, 12 + event.readUInt16LE(10)));
    }
  };
  const clock = setInterval(() => {
    obey();
    tick(send);
  }, LOOK_MS);
  return {
    send,
    stop: () => {
      clearInterval(clock);
      const destroy = Buffer.alloc(EVENT_BYTES);
      destroy.writeUInt32LE(DESTROY, 0);
      writeSync(device, destroy);
      closeSync(device);
    },
  };
}
