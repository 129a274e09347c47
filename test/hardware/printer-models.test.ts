import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { encode } from 'uqr';
import { afterEach, describe, expect, test } from 'vitest';
import { encodeReceipt } from '../../hardware/printer/encode.ts';
import { createPrinter } from '../../hardware/printer/printer.ts';
import { printerProfiles } from '../../hardware/printer/profile.ts';
import type { PrinterProfile } from '../../hardware/printer/profile.ts';
import { queuePrinter } from '../../hardware/printer/queue.ts';
import { serialPrinter } from '../../hardware/printer/serial.ts';
import { createWordReader } from '../../hardware/printer/status.ts';
import type { PrinterWord } from '../../hardware/printer/status.ts';
import { tcpPrinter } from '../../hardware/printer/tcp.ts';
import { createPtyCable } from '../../hardware/virtual/cable.ts';
import { createPaper } from '../../hardware/virtual/paper.ts';
import { createVirtualPrinter } from '../../hardware/virtual/printer.ts';
import type { ReceiptLine } from '../../shared/receipt.ts';
import type { PaperRow } from '../../shared/bench-view.ts';
import { deps } from './listening.ts';

const open: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.stop();
});

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const row = (text: string): ReceiptLine => ({ kind: 'text', text, align: 'left', bold: false, size: 'normal' });
const bytesOf = (lines: readonly ReceiptLine[], profile: PrinterProfile): string =>
  hexOf(encodeReceipt(lines, profile));
const onPaper = (bytes: Uint8Array, columns: number): readonly PaperRow[] => {
  const rows: PaperRow[] = [];
  createPaper(columns, { row: (one) => rows.push(one), kick: () => {}, ask: () => {} }).write(bytes);
  return rows;
};

describe('what a model of printer is sent', () => {
  test('one that is fixed to Chinese is not switched to it', () => {
    expect(bytesOf([row('菜')], printerProfiles['gbk-58'])).toBe('1b401b6100b2cb0a');
    expect(bytesOf([row('菜')], printerProfiles['escpos-58'])).toBe('1b401c261b6100b2cb0a');
  });
  test('one without a knife feeds the paper out to be torn, and no cut prints as text', () => {
    expect(bytesOf([{ kind: 'cut' }], printerProfiles['plain-58'])).toBe('1b401c260a0a0a0a');
    expect(bytesOf([{ kind: 'cut' }], printerProfiles['gbk-80'])).toBe('1b400a0a0a0a1d5601');
  });
  test('one without a QR command gets the code as dots, module for module', () => {
    const data = 'https://m.example/r/AQAAABEAAAABAAAA1AAACUwBNVYv';
    const picture = onPaper(encodeReceipt([{ kind: 'qr', data }], printerProfiles['plain-58']), 32).flatMap((one) =>
      one.kind === 'picture' ? [one] : [],
    );
    const width = 384;
    expect(picture.every((band) => band.width === width && band.height <= 256)).toBe(true);
    const bits = Buffer.concat(picture.map((band) => Buffer.from(band.bits, 'base64')));
    const isBlack = (x: number, y: number): boolean =>
      ((bits[y * (width / 8) + (x >> 3)] ?? 0) & (0x80 >> (x & 7))) !== 0;
    const code = encode(data, { ecc: 'M', border: 4 });
    const dot = Math.floor(width / code.size);
    const left = (width - code.size * Math.min(8, dot)) >> 1;
    const side = Math.min(8, dot);
    for (let y = 0; y < code.size; y += 1)
      for (let x = 0; x < code.size; x += 1)
        expect(isBlack(left + x * side + 1, y * side + 1)).toBe(code.data[y]?.[x] === true);
  });
  test('a picture comes out in bands, dot for dot, and is cut at the edge of the paper', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 600 }),
        fc.nat(255),
        (across, height, seed) => {
          const bits = Uint8Array.from({ length: across * height }, (_, at) => (at * 31 + seed) & 0xff);
          const bands = onPaper(
            encodeReceipt(
              [{ kind: 'picture', width: across * 8, height, bits: Buffer.from(bits).toString('base64') }],
              printerProfiles['escpos-58'],
            ),
            32,
          ).flatMap((one) => (one.kind === 'picture' ? [one] : []));
          const shown = Math.min(across, 48);
          const wanted = Buffer.concat(
            Array.from({ length: height }, (_, at) => bits.subarray(at * across, at * across + shown)),
          );
          expect(Buffer.concat(bands.map((band) => Buffer.from(band.bits, 'base64')))).toEqual(wanted);
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe('what a printer says in between', () => {
  const read = (bytes: readonly number[]): readonly PrinterWord[] => {
    const reader = createWordReader();
    return bytes.flatMap((byte) => reader(byte) ?? []);
  };
  // Epson ESC/POS: DLE EOT 4 with the paper out; GS a with paper out and offline (third byte 0C); GS r 1.
  test('answers, automatic status and the barrier are told apart', () => {
    expect(read([0x7e, 0x18, 0x00, 0x0c, 0x0f, 0x00])).toEqual([
      { kind: 'status', byte: 0x7e },
      { kind: 'automatic', says: 'paper out', drawerHigh: false },
      { kind: 'barrier' },
    ]);
    expect(read([0x3c, 0x00, 0x00, 0x0f, 0x12])).toEqual([
      { kind: 'automatic', says: 'cover open', drawerHigh: true },
      { kind: 'status', byte: 0x12 },
    ]);
  });
  test('an automatic status that is cut short swallows nothing', () => {
    expect(read([0x18, 0x00, 0x12, 0x00])).toEqual([{ kind: 'status', byte: 0x12 }, { kind: 'barrier' }]);
  });
});

describe('a printer that tells its changes', () => {
  const tcp = async (profile: PrinterProfile) => {
    let isOpen = false;
    const virtual = await createVirtualPrinter({
      columns: profile.columns,
      onChange: () => {},
      onKick: () => void (isOpen = true),
      drawerOpen: () => isOpen,
    });
    open.push(virtual);
    return {
      virtual,
      printer: createPrinter({ port: 'test', transport: tcpPrinter('127.0.0.1', virtual.port), profile, ...deps }),
    };
  };
  test('says by itself that the paper ended', async () => {
    const { virtual, printer } = await tcp(printerProfiles['epson-80']);
    virtual.paperFor(3);
    expect(await printer.print(Array.from({ length: 10 }, (_, at) => row(`${at}`)))).toEqual({
      done: 'unsure',
      why: 'paper out',
    });
    virtual.setFault('none');
    expect(await printer.print([row('A')])).toEqual({ done: 'printed' });
  });
  test('and whether the drawer is open, where it has a switch', async () => {
    const { printer } = await tcp(printerProfiles['escpos-58']);
    expect(await printer.probe()).toEqual({ state: 'online', text: 'ready', drawerHigh: false });
    expect(await printer.openDrawer(3000)).toEqual({ done: 'printed' });
    expect(await printer.probe()).toEqual({ state: 'online', text: 'ready', drawerHigh: true });
  });
});

describe('other ways to a printer', () => {
  test('a serial one prints, and its answers are heard', async () => {
    const cable = await createPtyCable();
    if (cable === null) throw new Error('no pseudo terminals here');
    open.push(cable);
    const rows: PaperRow[] = [];
    const paper = createPaper(32, {
      row: (one) => rows.push(one),
      kick: () => {},
      ask: () => cable.send(Uint8Array.of(0x00)),
    });
    cable.onData((bytes) => {
      for (let at = 0; at < bytes.length; at += 1) {
        if (bytes[at] === 0x10 && bytes[at + 1] === 0x04) {
          cable.send(Uint8Array.of(0x12));
          at += 2;
        } else paper.write(bytes.subarray(at, at + 1));
      }
    });
    const connection = cable.connection();
    if (connection.kind !== 'serial') throw new Error('not a pseudo terminal');
    const printer = createPrinter({
      port: 'test',
      transport: serialPrinter(connection),
      profile: printerProfiles['escpos-58'],
      ...deps,
    });
    expect(await printer.print([row('豆腐 ￥6.00')])).toEqual({ done: 'printed' });
    expect(rows).toMatchObject([{ kind: 'text', text: '豆腐 ￥6.00' }]);
    expect(await printer.probe()).toMatchObject({ state: 'online' });
  });
  test('a queue of the system gets the bytes and is never asked anything', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'stall-queue-'));
    try {
      const printer = createPrinter({
        port: 'test',
        transport: queuePrinter(join(dir, 'POS58')),
        profile: printerProfiles['escpos-58'],
        ...deps,
      });
      expect(await printer.probe()).toMatchObject({ state: 'silent', text: 'unknown' });
      expect(await printer.print([row('A')])).toEqual({ done: 'printed' });
      expect(hexOf(await readFile(join(dir, 'POS58')))).toBe('1b401c261b6100410a1d7201');
    } finally {
      await rm(dir, { recursive: true, force: true });
    }
  });
  test('a queue that is not there prints nothing and says so', async () => {
    const printer = createPrinter({
      port: 'test',
      transport: queuePrinter('/nowhere/POS58'),
      profile: printerProfiles['escpos-58'],
      ...deps,
    });
    expect(await printer.print([row('A')])).toMatchObject({ done: 'not_printed' });
  });
});
