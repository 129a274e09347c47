import { readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createCore, type Core } from '../../../electron/core/core.ts';
import { fileSecrets } from '../../../electron/secrets.ts';
import type { Log } from '../../../shared/log.ts';
import type { Printer } from '../../../hardware/ports.ts';
import { createPrinter } from '../../../hardware/printer/printer.ts';
import { profileFor } from '../../../hardware/printer/profile.ts';
import { tcpPrinter } from '../../../hardware/printer/tcp.ts';
import type { Heard, Order, TillSetup } from './process.ts';

/**
 * The tested process: `node till.mjs SETUP` (JSON). Says that it is loaded, waits for the order to open, and then carries out
 * orders line by line. Everything it answers goes to the pipe in the moment it is answered, so a kill takes no answer back.
 */
const setup = JSON.parse(process.argv[2] ?? '') as TillSetup;
const say = (heard: Heard): void => {
  writeSync(1, `${JSON.stringify(heard)}\n`);
};
const silent = (): void => {};
const log: Log = { debug: silent, info: silent, warn: silent, error: silent };
const csv = (name: string): string => readFileSync(join(setup.catalogue, `${name}.csv`), 'utf8');
const easyPrinter: Printer = {
  about: { name: { zh: '试验打印机', en: 'test printer' }, port: 'test', verifiedOnDevice: false },
  columns: 32,
  print: async (lines, sending) => {
    if ((await sending?.()) === false) return { done: 'not_printed', why: 'not wanted' };
    say({ said: 'paper', rows: lines.flatMap((line) => (line.kind === 'text' ? [line.text] : [])) });
    return { done: 'printed' };
  },
  openDrawer: () => Promise.resolve({ done: 'printed' }),
  probe: () => Promise.resolve({ state: 'online', text: '', drawerHigh: null }),
};

/** Runs on from what it was last set to. */
let setAt = performance.now();
let setTo = Date.now();
const clock = { now: setup.systemClock ? Date.now : () => setTo + Math.floor(performance.now() - setAt) };
const printer: Printer =
  setup.printerPort === null
    ? easyPrinter
    : createPrinter({
        port: 'test',
        transport: tcpPrinter('127.0.0.1', setup.printerPort),
        profile: profileFor(32),
        now: clock.now,
        log,
      });

let core: Core | null = null;
async function obey(order: Order): Promise<void> {
  switch (order.do) {
    case 'open':
      try {
        core = await createCore({
          dir: setup.dir,
          devices: { scale: null, printer, display: null, scanner: null, bench: null },
          clock,
          secrets: fileSecrets(setup.keys),
          log,
          server: setup.server,
          enrolCode: setup.enrolCode,
          mirror: setup.mirror,
          catalogue: { products: csv('products'), categories: csv('categories'), trades: csv('trades') },
          trade: 'vegetables',
          version: 'faults',
          jitter: () => 0,
        });
        say({ said: 'open' });
      } catch (error) {
        say({ said: 'not open', why: error instanceof Error ? error.message : String(error) });
      }
      return;
    case 'clock':
      setAt = performance.now();
      setTo = order.to;
      return;
    case 'call':
      if (core !== null)
        say({ said: 'reply', id: order.call.id, reply: await core.dispatch({ role: 'vendor' }, order.call) });
      return;
    default:
      order satisfies never;
  }
}

say({ said: 'loaded' });
// Not awaited: an order given while another is carried out takes effect in its middle.
const obeyed: Promise<void>[] = [];
for await (const line of createInterface({ input: process.stdin })) obeyed.push(obey(JSON.parse(line) as Order));
await Promise.all(obeyed);
await (core as Core | null)?.stop();
