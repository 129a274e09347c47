import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import type { Scanner } from '../../hardware/ports.ts';
import { createHid, hidScanner } from '../../hardware/scale/hid.ts';
import type { HidAccess } from '../../hardware/scale/hid.ts';
import { createSerial } from '../../hardware/scale/serial.ts';
import type { ScannerCodec } from '../../hardware/scanner/codec.ts';
import { createScannerHidPos } from '../../hardware/scanner/hid-pos.ts';
import { scannerDrivers } from '../../hardware/scanner/drivers.ts';
import { createLines } from '../../hardware/scanner/lines.ts';
import { createScanner } from '../../hardware/scanner/scanner.ts';
import { createPtyCable } from '../../hardware/virtual/cable.ts';
import { createHidScannerTwin, createSerialScannerTwin } from '../../hardware/virtual/scanner-twins.ts';
import type { Scanned } from '../../shared/scan.ts';
import { couldCount, noiseFor, scannerProtocols } from '../bench/parse-scanners.ts';
import { createChance } from '../faults/harness/chance.ts';
import { deps } from './listening.ts';
import { eventually } from '../setup/patience.ts';

const open: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.stop();
});

/** What a codec makes of chunks that come `gapMs` apart, and how much it keeps at most. */
function hear<S>(codec: ScannerCodec<S>, chunks: readonly Uint8Array[], gapMs = 1) {
  let state = codec.start();
  let kept = 0;
  const scans: Scanned[] = [];
  chunks.forEach((chunk, i) => {
    const decoded = codec.decode(state, chunk, 1_000 + i * gapMs);
    state = decoded.state;
    scans.push(...decoded.scans);
    kept = Math.max(kept, JSON.stringify(state).length);
  });
  return { scans, kept };
}
const cut = (bytes: Uint8Array, size: number): readonly Uint8Array[] =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
const latin = (text: string) => Buffer.from(text, 'latin1');
const heard = (scanner: Scanner): Scanned[] => {
  const scans: Scanned[] = [];
  scanner.onScan((scanned) => scans.push(scanned));
  scanner.start();
  open.push(scanner);
  return scans;
};
const codeText = fc.string({
  unit: fc.constantFrom(...Array.from('0123456789ABCxyz-_/:.')),
  minLength: 1,
  maxLength: 180,
});
const aims = fc.constantFrom(']E0', ']C1', ']Q1');

describe('the registry', () => {
  test('has a row in the table of devices for each protocol, which says how sure it is', () => {
    const table = readFileSync(new URL('../../hardware/README.md', import.meta.url), 'utf8').split('\n');
    for (const { id, sureness, verifiedOnDevice } of Object.values(scannerDrivers)) {
      const row = table.find((one) => one.includes(`\`${id}\` (`) && /scanner|扫码/.test(one)) ?? '';
      expect(row).toContain(`frames: ${sureness}`);
      expect(row.includes('no real device')).toBe(verifiedOnDevice === null);
    }
  });
});

describe('a scanner on a line', () => {
  test('ends a code with CR, LF, both, TAB, or between STX and ETX', () => {
    const { scans } = hear(createLines(), [latin('6901234567892\r\n2100123012343\r\x02A-7\x03B\tC\n')]);
    expect(scans.map((one) => one.text)).toEqual(['6901234567892', '2100123012343', 'A-7', 'B', 'C']);
  });
  test('tells the AIM id where it sends it', () => {
    expect(hear(createLines(), [latin(']E06901234567892\r')]).scans).toEqual([{ text: '6901234567892', aim: ']E0' }]);
    expect(hear(createLines(), [latin('6901234567892\r')]).scans).toEqual([{ text: '6901234567892', aim: null }]);
  });
  test('gives the same codes however the bytes were cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(codeText, aims), { maxLength: 5 }),
        fc.integer({ min: 1, max: 40 }),
        (codes, size) => {
          const twin = createSerialScannerTwin({ sendsAim: true });
          const bytes = Buffer.concat(codes.flatMap(([text, aim]) => twin.read(text, aim)));
          expect(hear(createLines(), cut(bytes, size)).scans).toEqual(codes.map(([text, aim]) => ({ text, aim })));
        },
      ),
    );
  });
  test('makes no code of what stood half on the line before a pause, of noise, and of what never ends', () => {
    expect(hear(createLines(), [latin('69012'), latin('6901234567892\r')], 600).scans).toEqual([
      { text: '6901234567892', aim: null },
    ]);
    expect(hear(createLines(), [latin('\xff\x00690\r6901234567892\r')]).scans).toEqual([
      { text: '6901234567892', aim: null },
    ]);
    const endless = hear(createLines(), [...cut(latin('9'.repeat(5000)), 100), latin('1\r6901234567892\r')]);
    expect(endless.scans).toEqual([{ text: '6901234567892', aim: null }]);
    expect(endless.kept).toBeLessThan(400);
  });
  test('is heard through a pseudo terminal, lost and found again', async () => {
    const cable = await createPtyCable();
    if (cable === null) throw new Error('no pseudo terminals here');
    open.push(cable);
    const connection = cable.connection();
    if (connection.kind !== 'serial') throw new Error('not a pseudo terminal');
    const scanner = createScanner({
      about: { name: { zh: '枪', en: 'scanner' }, verifiedOnDevice: false },
      codec: createLines(),
      stream: createSerial(connection, deps),
      log: deps.log,
    });
    const scans = heard(scanner);
    await eventually(() => expect(scanner.state()).toBe('online'));
    const twin = createSerialScannerTwin({ sendsAim: false });
    for (const bytes of twin.read('6901234567892', ']E0')) cable.send(bytes);
    await eventually(() => expect(scans).toEqual([{ text: '6901234567892', aim: null }]));
    await cable.unplug();
    await eventually(() => expect(scanner.state()).toBe('absent'));
  });
});

describe('reports of a HID POS scanner', () => {
  // HenkVanAsselt/python_hon_usbhid: the answer of a Honeywell Voyager 1602g, its first, second and last report.
  const captured = (text: string) => Uint8Array.from(text.split(' ').map(Number));
  const first = captured(
    '2 56 93 88 48 80 114 111 100 117 99 116 32 78 97 109 101 58 32 86 111 121 97 103 101 114 32 49 54 48 50 103 13 10 66 111 111 116 32 82 101 118 105 115 105 111 110 58 32 58 32 56 57 57 50 13 10 83 111 102 116 63 0 1',
  );
  const last = Uint8Array.from([
    2,
    9,
    93,
    88,
    48,
    117,
    109,
    58,
    32,
    78,
    47,
    65,
    13,
    10,
    ...Array(47).fill(0),
    63,
    0,
    0,
  ]);
  test('a code over several reports is one, with its AIM id (captured)', () => {
    expect(first).toHaveLength(64);
    expect(hear(createScannerHidPos(), [last]).scans).toEqual([{ text: 'um: N/A', aim: ']X0' }]);
    // The whole answer has line ends inside and is no code; the last report alone must not be taken for one.
    expect(hear(createScannerHidPos(), [first, last]).scans).toEqual([]);
  });
  test('whatever the code, and also from models that put all one byte later', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(codeText, aims), { maxLength: 4 }), fc.boolean(), (codes, late) => {
        const reports = codes.flatMap(([text, aim]) => createHidScannerTwin({ late }).read(text, aim));
        expect(hear(createScannerHidPos(), reports).scans).toEqual(codes.map(([text, aim]) => ({ text, aim })));
      }),
    );
  });
  test('random reports, and random bytes on a line, never throw and never fill memory', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 80 }), { maxLength: 60 }), (chunks) => {
        for (const { scans, kept } of [hear(createScannerHidPos(), chunks), hear(createLines(), chunks)]) {
          expect(kept).toBeLessThan(2_000);
          for (const scan of scans) expect(scan.text.replaceAll('\u001d', '')).toMatch(/^[ -~]{1,256}$/);
        }
      }),
    );
  });
  test('noise gives no code that takes money or sells goods, and the measure of it has eyes', () => {
    for (const protocol of scannerProtocols) {
      const random = createChance(7);
      const reader = scannerDrivers[protocol].read();
      for (let no = 0; no < 2_000; no += 1) {
        const bytes = Uint8Array.from({ length: 128 }, () => random.whole(256));
        for (const chunk of noiseFor(protocol, bytes, random))
          for (const scanned of reader.decode(chunk, no))
            expect([scanned, couldCount(scanned)]).toEqual([scanned, false]);
        expect(reader.rest()).toBeLessThanOrEqual(256);
      }
    }
    for (const [text, aim] of [
      ['134567890123456789', ']Q1'],
      ['2812345678901234', null],
      ['2100123012343', ']E0'],
      ['6901234567892', ']E0'],
      ['(01)06901234567892(3103)001234', ']C1'],
    ] as const)
      expect(couldCount({ text, aim })).toBe(true);
    // A number of trade with a wrong digit, and words, sell nothing by themselves.
    for (const text of ['6901234567893', 'hello']) expect(couldCount({ text, aim: null })).toBe(false);
  });
  test('is found by its usage page, woken where its maker asks for it, read, lost and found again (against a fake of node-hid)', async () => {
    let plugged = true;
    const woken: string[] = [];
    let handle = new EventEmitter();
    const access: HidAccess = {
      devicesAsync: () =>
        Promise.resolve([
          { path: 'scale', usagePage: 0x8d, vendorId: 0x0922 },
          ...(plugged ? [{ path: 'scanner', usagePage: 0x8c, usage: 2, vendorId: 0x0c2e }] : []),
        ]),
      HIDAsync: {
        open: (path) => {
          expect(path).toBe('scanner');
          handle = new EventEmitter();
          return Promise.resolve(
            Object.assign(handle, {
              write: (bytes: Buffer) => Promise.resolve(bytes.length),
              sendFeatureReport: (bytes: Buffer) => Promise.resolve(woken.push(bytes.toString('hex'))),
              close: () => Promise.resolve(),
            }),
          );
        },
      },
    };
    const stream = createHid({ kind: hidScanner }, { ...deps, hid: access });
    const scanner = createScanner({
      about: { name: { zh: '枪', en: 'scanner' }, verifiedOnDevice: false },
      codec: createScannerHidPos(),
      stream,
      log: deps.log,
    });
    const scans = heard(scanner);
    await eventually(() => expect(scanner.state()).toBe('online'));
    expect(woken).toEqual(['fe01']);
    for (const report of createHidScannerTwin({ late: false }).read('6901234567892', ']E0'))
      handle.emit('data', Buffer.from(report));
    expect(scans).toEqual([{ text: '6901234567892', aim: ']E0' }]);
    plugged = false;
    handle.emit('error', new Error('could not read from HID device'));
    await eventually(() => expect(scanner.state()).toBe('absent'));
  });
});
