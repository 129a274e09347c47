import { afterEach, describe, expect, it } from 'vitest';
import { openDevices } from '../../hardware/devices.ts';
import type { Devices } from '../../hardware/ports.ts';
import { listHidScales } from '../../hardware/scale/hid.ts';
import { startVirtualStall } from '../../hardware/virtual/stall.ts';
import type { TwinProtocol } from '../../hardware/virtual/twins.ts';
import { fakeHid } from '../hardware/fake-hid.ts';
import { createStall, greens, price, quiet, storedIn, until, type Stall } from './stall.ts';

/** 找秤 on a virtual stall, through real ports and bytes; and of USB HID scales, against a fake of node-hid. */
const open: { stop(): Promise<void> }[] = [];
let stall: Stall;
const now = () => Date.now();
afterEach(async () => {
  await stall.close();
  for (const one of open.splice(0).reverse()) await one.stop();
});

const plate = { serial: 'A123', maxG: 15_000, eG: 5 };
const scales = () => stall.see('scales');
const weighing = () => stall.see('weighing');
const linesOf = async () => (await stall.see('carts')).carts.flatMap((cart) => cart.lines);
async function find() {
  await stall.must('scale.find', { path: null });
  const view = await until(scales, ({ finding }) => finding !== null && !finding.looking);
  return view.finding?.ports ?? [];
}
async function openStall(devices: Partial<Devices>) {
  stall = createStall({ devices });
  await stall.open();
  await stall.must('goods.price', { productId: greens, price: price(300), scope: 'from_now', sure: true });
}

describe('on a virtual stall', () => {
  async function startVirtual(protocol: TwinProtocol) {
    const virtual = await startVirtualStall({ now, protocol, columns: 32, serverUrl: null });
    open.push(virtual);
    const devices = openDevices(virtual.config, { now, log: quiet, ports: virtual.ports });
    await openStall({ ...devices, printer: null, scanner: null, bench: virtual.bench });
    return virtual;
  }

  it.each(['st-gs', 'dialog-06'] as const)(
    'finds the %s it sells by, by its bytes, and sells by what was found',
    async (protocol) => {
      const { bench } = await startVirtual(protocol);
      await until(weighing, ({ state }) => state === 'ready');
      const found = await find();
      expect(found).toMatchObject([{ port: { path: bench.scalePort }, state: 'found', about: 'virtual' }]);
      expect(found[0]?.scales.map((one) => one.protocol)).toEqual([protocol]);
      await stall.must('scale.choose', { id: 'scale-1', path: bench.scalePort, protocol, plate });
      await until(weighing, ({ state }) => state === 'ready');
      await stall.must('goods.tap', { productId: greens });
      bench.load(505);
      expect(await until(linesOf, (lines) => lines.length > 0)).toMatchObject([{ netG: 500 }]);
      expect((await stall.see('devices')).scale).toMatchObject({ plate: { id: 'scale-1', serial: 'A123', protocol } });
      // Only of this run: a till that starts with real devices knows nothing of it.
      expect(await scales()).toMatchObject({ kept: false, used: [{ id: 'scale-1' }], finding: null });
      expect(storedIn(stall.dir, 'settings').filter((one) => JSON.stringify(one).includes('scale_profiles'))).toEqual(
        [],
      );
    },
  );

  it('sells on by the scale it had where the finding ends without a choice, and sees no port while it is unplugged', async () => {
    const { bench } = await startVirtual('os2');
    await until(weighing, ({ state }) => state === 'ready');
    bench.plug('scale', false);
    await until(weighing, ({ reason }) => reason === 'no_scale');
    expect(await find()).toEqual([]);
    bench.plug('scale', true);
    expect(await find()).toMatchObject([{ state: 'found' }]);
    await stall.must('scale.find_end', {});
    await until(weighing, ({ state }) => state === 'ready');
  });

  it('has one scale at one port: what weighs again with it does not sell by it as well', async () => {
    const { bench } = await startVirtual('os2');
    await find();
    await stall.must('scale.choose', { id: 'scale-2', path: bench.scalePort, protocol: 'os2', plate });
    expect(await scales()).toMatchObject({ used: [{ id: 'scale-2' }], sellBy: 'scale-2', reweigh: null });
    await until(weighing, ({ state }) => state === 'ready');
  });
});

describe('a USB HID scale', () => {
  const made = { usagePage: 0x8d, usage: 0x20, vendorId: 0x0eb8, productId: 0xf000, product: 'POS Scale' };
  const startWith = async (hid: ReturnType<typeof fakeHid>) => {
    const none = { scale: null, printer: null, display: null, scanner: null };
    // Without the serial ports of the machine the test runs on.
    const ports = () => listHidScales(hid.access);
    const { finder = null } = openDevices(none, { now, log: quiet, hid: hid.access, ports });
    await openStall({ scale: null, finder });
  };
  const hidPorts = async () => (await find()).filter((one) => one.port.kind === 'hid');
  /** Reports in grams; the first after each opening is passed over. */
  const weigh = (hid: ReturnType<typeof fakeHid>, path: string, grams: number) => {
    const low = grams % 256;
    const bytes = [3, grams === 0 ? 2 : 4, 2, 0, low, (grams - low) / 256];
    for (let no = 0; no < 2; no += 1)
      hid.report(bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(' '), path);
  };

  it('is found by its usage page once, shows what it weighs, is sold by, and again from another socket', async () => {
    const hid = fakeHid();
    // Linux names it once for each collection.
    hid.plug([
      { ...made, path: '/dev/hidraw0', serialNumber: 'S1' },
      { ...made, usage: 0x22, path: '/dev/hidraw0', serialNumber: 'S1' },
    ]);
    await startWith(hid);
    expect(await hidPorts()).toMatchObject([
      {
        port: { path: '/dev/hidraw0', usb: { vendorId: '0eb8', serialNumber: 'S1' } },
        about: 'POS Scale',
        state: 'found',
        scales: [{ protocol: 'hid-pos', line: null }],
      },
    ]);
    weigh(hid, '/dev/hidraw0', 1235);
    const seen = await until(scales, ({ finding }) => finding?.ports.at(-1)?.scales[0]?.ways[0]?.weightG === 1235);
    expect(seen.finding?.ports.at(-1)?.scales[0]?.ways).toMatchObject([{ steady: true }]);
    await stall.must('scale.choose', { id: 'scale-1', path: '/dev/hidraw0', protocol: 'hid-pos', plate });
    hid.unplug();
    hid.plug([{ ...made, path: '/dev/hidraw3', serialNumber: 'S1' }]);
    await until(
      () => Promise.resolve(hid.opened('/dev/hidraw3')),
      (isOpen) => isOpen,
    );
    weigh(hid, '/dev/hidraw3', 0);
    await until(weighing, ({ state }) => state === 'ready');
    await stall.must('goods.tap', { productId: greens });
    weigh(hid, '/dev/hidraw3', 505);
    expect(await until(linesOf, (lines) => lines.length > 0)).toMatchObject([{ netG: 500 }]);
  });

  it('that looks like another is shown with its own weight, and is not weighed on while nobody can tell which it is', async () => {
    const hid = fakeHid();
    const one = { ...made, path: '/dev/hidraw0' };
    hid.plug([one, { ...made, path: '/dev/hidraw1' }]);
    await startWith(hid);
    expect(await hidPorts()).toMatchObject([{ state: 'found' }, { state: 'found' }]);
    weigh(hid, '/dev/hidraw1', 700);
    await until(scales, ({ finding }) => finding?.ports.at(-1)?.scales[0]?.ways[0]?.weightG === 700);
    expect((await scales()).finding?.ports.at(-2)?.scales[0]?.ways).toMatchObject([{ weightG: null }]);
    await stall.must('scale.choose', { id: 'scale-1', path: '/dev/hidraw0', protocol: 'hid-pos', plate });
    await until(weighing, ({ reason }) => reason === 'no_scale');
    hid.plug([one]);
    await until(
      () => Promise.resolve(hid.opened('/dev/hidraw0')),
      (isOpen) => isOpen,
    );
  });
});
