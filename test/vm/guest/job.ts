/**
 * Runs in the guest: the product's own drivers against devices behind a real kernel. Each line `VM-CHECK ok NAME` or
 * `VM-CHECK failed NAME: why` is one check; anything else is a remark.
 */
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { SerialPort } from 'serialport';
import { openDevices } from '../../../hardware/devices.ts';
import type { DeviceConfig } from '../../../hardware/devices.ts';
import type { Printer, Scale } from '../../../hardware/ports.ts';
import { createOs2Twin } from '../../../hardware/virtual/os2-twin.ts';
import { createPan } from '../../../hardware/virtual/pan.ts';
import type { Pan } from '../../../hardware/virtual/pan.ts';
import { createVirtualPrinter } from '../../../hardware/virtual/printer.ts';
import { createHidScannerTwin } from '../../../hardware/virtual/scanner-twins.ts';
import type { Log } from '../../../shared/log.ts';
import { createGadget } from './gadget.ts';
import type { Gadget } from './gadget.ts';
import { plugScale, plugScanner } from './hid-devices.ts';

const now = (): number => Date.now();
const silent = (): void => undefined;
const log: Log = { debug: silent, info: silent, warn: silent, error: silent };
const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Emulated in software, everything takes its time; a wait that ends here is a failure, not a measurement. */
const PATIENCE_MS = 20_000;
async function until(what: string, holds: () => boolean): Promise<void> {
  for (let left = PATIENCE_MS; left > 0; left -= 50) {
    if (holds()) return;
    await wait(50);
  }
  throw new Error(`never ${what}`);
}
let failed = 0;
async function check(name: string, body: () => Promise<void>): Promise<void> {
  try {
    await body();
    say(`VM-CHECK ok ${name}`);
  } catch (error) {
    failed += 1;
    say(`VM-CHECK failed ${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

const plate = { id: 'vm', serial: 'VM-1', maxG: 15_000, eG: 5 };
const newPan = (): Pan => createPan({ now, maxG: plate.maxG, eG: 1 });
const scaleOf = (scale: NonNullable<DeviceConfig['scale']>): Scale => {
  const { scale: made } = openDevices({ scale, printer: null, display: null, scanner: null }, { now, log });
  if (made === null) throw new Error('no scale');
  return made;
};
/** The last stable weight of a scale; null before the first. */
function watch(scale: Scale): () => number | null {
  let grams: number | null = null;
  scale.onReading((reading) => {
    if (reading.stable === true) grams = reading.weightG;
  });
  return () => grams;
}

async function hidScale(): Promise<void> {
  const pan = newPan();
  const scale = scaleOf({ protocol: 'hid-pos', connection: { kind: 'hid' }, plate });
  const grams = watch(scale);
  let plugged = plugScale(pan);
  scale.start();
  await check('node-hid reads a HID scale of the kernel', async () => {
    pan.load(1234);
    await until('1234 g', () => grams() === 1234);
  });
  await check('node-hid zeroes it', async () => {
    pan.load(12);
    await until('12 g', () => grams() === 12);
    const result = await scale.zero();
    if (result !== 'done') throw new Error(result);
  });
  await check('a pulled HID scale is told, and found again when it is back', async () => {
    plugged.stop();
    await until('absent', () => scale.state() === 'absent');
    pan.load(512);
    plugged = plugScale(pan);
    await until('500 g above the zero of before', () => grams() === 500 && scale.state() === 'online');
  });
  await scale.stop();
  plugged.stop();
}

async function hidScanner(): Promise<void> {
  const nothing = { scale: null, printer: null, display: null } as const;
  const { scanner } = openDevices({ ...nothing, scanner: { protocol: 'hid-pos' } }, { now, log });
  if (scanner === null) throw new Error('no scanner');
  const codes: string[] = [];
  scanner.onScan(({ text, aim }) => codes.push(`${aim} ${text}`));
  const long = `https://market.example/r/${'Ab3'.repeat(45)}`;
  let plugged = plugScanner(createHidScannerTwin({ late: false }));
  /** The first code after a plug may come before the scanner is awake, as from a hand that is quicker than the machine. */
  const readUntil = (text: string, aim: string): Promise<void> =>
    until(`${aim} ${text} read`, () => {
      if (codes.includes(`${aim} ${text}`)) return true;
      plugged.read(text, aim);
      return false;
    });
  scanner.start();
  await check('node-hid wakes a HID scanner of the kernel and reads its code with the AIM id', async () => {
    await until('online', () => scanner.state() === 'online');
    await readUntil('6901234567892', ']E0');
  });
  await check('a code of several reports comes whole', async () => readUntil(long, ']Q1'));
  await check('a pulled HID scanner is told, and read again when it is back', async () => {
    plugged.stop();
    await until('absent', () => scanner.state() === 'absent');
    codes.length = 0;
    plugged = plugScanner(createHidScannerTwin({ late: false }));
    await until('online again', () => scanner.state() === 'online');
    await readUntil('6901234567892', ']E0');
  });
  await scanner.stop();
  plugged.stop();
}

/** The far side of a serial adapter: a scale that answers byte for byte. */
async function serialTwin(path: string, pan: Pan): Promise<{ stop(): Promise<void> }> {
  const port = new SerialPort({ path, baudRate: 9600, autoOpen: false });
  const twin = createOs2Twin(pan);
  port.on('error', silent);
  port.on('data', (bytes: Uint8Array) => {
    for (const message of twin.hear(bytes)) port.write(message);
  });
  await new Promise<void>((resolve, reject) => port.open((error) => (error === null ? resolve() : reject(error))));
  return {
    stop: () => new Promise((resolve) => (port.isOpen ? port.close(() => resolve()) : resolve())),
  };
}

async function serialScale(gadget: Gadget): Promise<void> {
  const pan = newPan();
  let twin = await serialTwin('/dev/ttyGS0', pan);
  const scale = scaleOf({ protocol: 'os2', connection: { kind: 'serial', path: '/dev/ttyACM0' }, plate });
  const grams = watch(scale);
  scale.start();
  await check('serialport finds the adapter in its list', async () => {
    const ports = await SerialPort.list();
    if (!ports.some((port) => port.path === '/dev/ttyACM0')) throw new Error(JSON.stringify(ports));
  });
  await check('serialport reads a scale over CDC-ACM', async () => {
    pan.load(1245);
    await until('1245 g', () => grams() === 1245);
  });
  await check('a pulled serial adapter is told, and read again when it is back', async () => {
    await twin.stop();
    gadget.unplug();
    await until('absent', () => scale.state() === 'absent');
    gadget.plug();
    pan.load(830);
    twin = await serialTwin('/dev/ttyGS0', pan);
    await until('830 g', () => grams() === 830 && scale.state() === 'online');
  });
  await scale.stop();
  await twin.stop();
}

/** Carries the bytes between the gadget's file and a virtual printer. */
async function carry(path: string, port: number): Promise<() => void> {
  const device = await open(path, constants.O_RDWR | constants.O_NONBLOCK);
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  socket.on('data', (bytes) => void device.write(bytes).catch(silent));
  socket.on('error', silent);
  let going = true;
  const read = async (): Promise<void> => {
    const bytes = new Uint8Array(4096);
    while (going) {
      const { bytesRead } = await device.read(bytes, 0, bytes.length, null).catch(() => ({ bytesRead: 0 }));
      if (bytesRead > 0) socket.write(Uint8Array.from(bytes.subarray(0, bytesRead)));
      else await wait(10);
    }
    await device.close();
  };
  void read();
  return () => {
    going = false;
    socket.destroy();
  };
}

async function usbPrinter(gadget: Gadget): Promise<void> {
  const virtual = await createVirtualPrinter({ columns: 32, onChange: silent, onKick: silent });
  const stop = await carry('/dev/g_printer0', virtual.port);
  const { printer } = openDevices(
    {
      scale: null,
      printer: { connection: { kind: 'usb', path: '/dev/usb/lp0' }, model: 'escpos-58' },
      display: null,
      scanner: null,
    },
    { now, log },
  );
  const texts = (): string =>
    virtual
      .paper()
      .map((row) => (row.kind === 'text' ? row.text : row.kind))
      .join('|');
  const print = (target: Printer) =>
    target.print([{ kind: 'text', text: '番茄 ¥10.46', align: 'left', bold: false, size: 'normal' }, { kind: 'cut' }]);
  if (printer === null) throw new Error('no printer');
  await check('a USB printer says that it is ready', async () => {
    const { state, text } = await printer.probe();
    if (state !== 'online') throw new Error(`${state} ${text}`);
  });
  await check('a USB printer prints a receipt and confirms it', async () => {
    const outcome = await print(printer);
    if (outcome.done !== 'printed' || texts() !== '番茄 ￥10.46|cut')
      throw new Error(`${JSON.stringify(outcome)} ${texts()}`);
  });
  await check('a USB printer out of paper is told, and nothing is sent to it', async () => {
    virtual.setFault('paper_out');
    const outcome = await print(printer);
    if (outcome.done !== 'not_printed' || outcome.why !== 'paper out') throw new Error(JSON.stringify(outcome));
    virtual.setFault('none');
    if ((await print(printer)).done !== 'printed') throw new Error('not printed after the paper came');
  });
  await check('a pulled USB printer is told', async () => {
    gadget.unplug();
    const outcome = await print(printer);
    if (outcome.done !== 'not_printed') throw new Error(JSON.stringify(outcome));
  });
  stop();
  await virtual.stop();
}

await hidScale();
await hidScanner();
const gadget = createGadget(['acm.0', 'printer.0']);
gadget.plug();
await wait(2000);
await serialScale(gadget);
await wait(1000);
await usbPrinter(gadget);
process.exit(failed === 0 ? 0 : 1);
