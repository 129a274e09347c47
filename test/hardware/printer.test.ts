import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { createPrinter } from '../../hardware/printer/printer.ts';
import { profileFor } from '../../hardware/printer/profile.ts';
import { tcpPrinter } from '../../hardware/printer/tcp.ts';
import { createVirtualPrinter } from '../../hardware/virtual/printer.ts';
import type { ReceiptLine } from '../../shared/receipt.ts';
import { silentLog } from '../setup/core.ts';
import { eventually } from '../setup/patience.ts';

const open: { stop(): Promise<void> }[] = [];
afterAll(async () => {
  for (const one of open.splice(0).reverse()) await one.stop();
});

const row = (text: string): ReceiptLine => ({ kind: 'text', text, align: 'left', bold: false, size: 'normal' });
const RECEIPT: readonly ReceiptLine[] = [
  row('小白菜 ¥3.20'),
  { kind: 'qr', data: 'https://m.example/r/1' },
  { kind: 'cut' },
];
const LONG: readonly ReceiptLine[] = Array.from({ length: 40 }, (_, at) => row(`第 ${at + 1} 行`));

async function printerAt(stall: { now?: () => number } = {}) {
  let kicks = 0;
  const virtual = await createVirtualPrinter({ columns: 32, onChange: () => {}, onKick: () => void (kicks += 1) });
  open.push(virtual);
  const printer = createPrinter({
    port: 'test',
    transport: tcpPrinter('127.0.0.1', virtual.port),
    profile: profileFor(32),
    now: stall.now ?? Date.now,
    log: silentLog,
  });
  const texts = (): string[] => virtual.paper().map((one) => (one.kind === 'text' ? one.text : one.kind));
  return { virtual, printer, texts, kicks: () => kicks };
}

describe.concurrent('a printer that is well', () => {
  test('prints a receipt, and what it printed is what was meant', async () => {
    const { virtual, printer } = await printerAt();
    expect(await printer.print(RECEIPT)).toEqual({ done: 'printed' });
    expect(virtual.paper()).toEqual([
      { kind: 'text', text: '小白菜 ￥3.20', align: 'left', bold: false, wide: false, tall: false },
      { kind: 'qr', data: 'https://m.example/r/1' },
      { kind: 'cut' },
    ]);
  });
  test('prints jobs asked for together one after the other', async () => {
    const { printer, texts } = await printerAt();
    const outcomes = await Promise.all([
      printer.print([row('一')]),
      printer.openDrawer(3000),
      printer.print([row('二')]),
    ]);
    expect(outcomes.map((outcome) => outcome.done)).toEqual(['printed', 'printed', 'printed']);
    expect(texts()).toEqual(['一', '二']);
  });
  test('opens the drawer in a job of its own', async () => {
    const { virtual, printer, kicks } = await printerAt();
    expect(await printer.openDrawer(3000)).toEqual({ done: 'printed' });
    expect(kicks()).toBe(1);
    expect(virtual.paper()).toEqual([]);
  });
  test('says that it is ready', async () => {
    const { printer } = await printerAt();
    expect(await printer.probe()).toEqual({ state: 'online', text: 'ready', drawerHigh: false });
  });
});

describe.concurrent('a printer that can not print', () => {
  test.each([
    ['paper_out', 'paper out'],
    ['cover_open', 'cover open'],
  ] as const)('%s: nothing is sent, and nothing comes out later', async (fault, why) => {
    const { virtual, printer, texts, kicks } = await printerAt();
    virtual.setFault(fault);
    expect(await printer.print(RECEIPT)).toEqual({ done: 'not_printed', why });
    expect(await printer.openDrawer(3000)).toEqual({ done: 'not_printed', why });
    expect(await printer.probe()).toEqual({
      state: 'failed',
      text: why,
      drawerHigh: why === 'paper out' ? null : false,
    });
    virtual.setFault('none');
    expect(await printer.print([row('后来')])).toEqual({ done: 'printed' });
    expect(texts()).toEqual(['后来']);
    expect(kicks()).toBe(0);
  });
  test('switched off: not printed, and back again it prints', async () => {
    const { virtual, printer, texts } = await printerAt();
    virtual.setFault('off');
    await eventually(async () => expect((await printer.print(RECEIPT)).done).toBe('not_printed'));
    expect((await printer.probe()).state).toBe('absent');
    virtual.setFault('none');
    await eventually(async () => expect(await printer.print([row('后来')])).toEqual({ done: 'printed' }));
    expect(texts()).toEqual(['后来']);
  });
});

describe.concurrent('a job under way', () => {
  test('the line dies after half of it: unsure', async () => {
    const { virtual, printer } = await printerAt();
    virtual.dieAfter(60);
    expect(await printer.print(LONG)).toMatchObject({ done: 'unsure' });
  });
  test('the paper ends in the middle: unsure, and it says why', async () => {
    const { virtual, printer, texts } = await printerAt();
    virtual.paperFor(5);
    expect(await printer.print(LONG.slice(0, 8))).toEqual({ done: 'unsure', why: 'paper out' });
    expect(texts()).toHaveLength(5);
  });
  test('the line dies before the first byte of the job: not printed', async () => {
    const server = createServer((socket) => socket.on('error', () => {}).resetAndDestroy());
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    open.push({ stop: () => new Promise((closed) => server.close(() => closed())) });
    const address = server.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    const printer = createPrinter({
      port: 'test',
      transport: tcpPrinter('127.0.0.1', port),
      profile: profileFor(32),
      now: Date.now,
      log: silentLog,
    });
    expect(await printer.print(RECEIPT)).toMatchObject({ done: 'not_printed' });
  });
  test('the printer answers and then falls silent for good: unsure', async () => {
    const { virtual, printer } = await printerAt();
    virtual.hangAfter(20);
    expect(await printer.print([row('一'), row('二'), row('三')])).toMatchObject({ done: 'unsure' });
  });
});

describe.concurrent('a printer that used to answer and hangs', () => {
  test('gets no pulse, which it would fire when it wakes up', async () => {
    const { virtual, printer, kicks } = await printerAt();
    expect((await printer.probe()).state).toBe('online');
    virtual.freeze(true);
    expect(await printer.openDrawer(3000)).toEqual({ done: 'not_printed', why: 'no answer' });
    virtual.freeze(false);
    expect(await printer.openDrawer(3000)).toEqual({ done: 'printed' });
    expect(kicks()).toBe(1);
  });
  test('has not printed for certain, though it takes every byte in good order', async () => {
    const { virtual, printer } = await printerAt();
    expect((await printer.probe()).state).toBe('online');
    virtual.setTalk('nothing');
    expect(await printer.print([row('一')])).toEqual({ done: 'unsure', why: 'stopped answering' });
  });
});

describe.concurrent('a printer that says little', () => {
  test('one that knows no GS r but tells its state has printed when it is well afterwards', async () => {
    const { virtual, printer, texts } = await printerAt();
    virtual.setTalk('status_only');
    expect(await printer.print([row('一')])).toEqual({ done: 'printed' });
    expect(texts()).toEqual(['一']);
  });
  test('one that never answers is unknown, not ready; a job it took to the end counts as printed', async () => {
    const { virtual, printer, texts } = await printerAt();
    virtual.setTalk('nothing');
    expect(await printer.probe()).toEqual({ state: 'silent', text: 'unknown', drawerHigh: null });
    expect(await printer.print([row('一')])).toEqual({ done: 'printed' });
    expect(texts()).toEqual(['一']);
  });
  test('one that has never answered is not asked before a job, and no answer is waited for behind it', async () => {
    const { virtual, printer, texts, kicks } = await printerAt();
    virtual.setTalk('nothing');
    await printer.probe();
    await printer.print([row('一')]);
    virtual.setTalk('all');
    const words: number[] = [];
    virtual.onQuestion((kind) => words.push(kind));
    await Promise.all([printer.openDrawer(3000), printer.print([row('二')])]);
    expect(words).toEqual([]);
    expect([texts(), kicks()]).toEqual([['一', '二'], 1]);
    expect((await printer.probe()).text).toBe('ready');
    expect(words).toEqual([4, 1]);
  });
});

describe.concurrent('a printer that answers slowly', () => {
  test('out of paper, it says so and is not taken for offline', async () => {
    const { virtual, printer, texts } = await printerAt();
    virtual.setAnswers(400);
    virtual.setFault('paper_out');
    expect(await printer.probe()).toMatchObject({ state: 'failed', text: 'paper out' });
    expect(await printer.print(RECEIPT)).toEqual({ done: 'not_printed', why: 'paper out' });
    virtual.setFault('none');
    expect(await printer.print([row('后来')])).toEqual({ done: 'printed' });
    expect(texts()).toEqual(['后来']);
  });
  test('too slowly for once, the late answer is not taken for the next one', async () => {
    const { virtual, printer } = await printerAt();
    expect((await printer.probe()).text).toBe('ready');
    virtual.setFault('paper_out');
    virtual.setAnswers(1_050);
    expect((await printer.probe()).text).toBe('unknown');
    virtual.setAnswers(0);
    expect((await printer.probe()).text).toBe('paper out');
  });
  test.each([[[4]], [[1]], [[1, 2, 4]]])(
    'of the questions it answers only %j: it is asked what it answers',
    async (kinds) => {
      const { virtual, printer } = await printerAt();
      virtual.setAnswers(0, kinds);
      expect((await printer.probe()).text).toBe('ready');
      virtual.setFault('paper_out');
      const text = kinds.includes(4) ? 'paper out' : 'offline';
      expect(await printer.probe()).toMatchObject({ state: 'failed', text });
      expect(await printer.print(RECEIPT)).toEqual({ done: 'not_printed', why: text });
    },
  );
});

describe.concurrent('the drawer', () => {
  test('is not opened more than 3 seconds late', async () => {
    let clock = 0;
    const { printer, kicks } = await printerAt({ now: () => clock });
    const before = printer.print([row('一')]);
    const pulse = printer.openDrawer(3000);
    clock = 3001;
    await before;
    expect(await pulse).toEqual({ done: 'not_printed', why: 'too late for the drawer' });
    expect(kicks()).toBe(0);
  });
  test('stays shut when a printer that hung with the pulse is switched off and on', async () => {
    const { virtual, kicks } = await printerAt();
    const line = connect(virtual.port, '127.0.0.1');
    line.on('error', () => {});
    await sleep(50);
    virtual.freeze(true);
    line.write(Uint8Array.of(0x1b, 0x70, 0x00, 0x19, 0xfa));
    await sleep(100);
    virtual.freeze(false);
    virtual.setFault('off');
    await sleep(50);
    virtual.setFault('none');
    await sleep(50);
    line.destroy();
    expect(kicks()).toBe(0);
  });
  test('stays shut while a printer hangs that is called only then', async () => {
    const { virtual, kicks } = await printerAt();
    virtual.freeze(true);
    const line = connect(virtual.port, '127.0.0.1');
    line.on('error', () => {});
    line.write(Uint8Array.of(0x1b, 0x70, 0x00, 0x19, 0xfa));
    await sleep(100);
    expect(kicks()).toBe(0);
    virtual.freeze(false);
    await eventually(() => expect(kicks()).toBe(1));
    line.destroy();
  });
});
