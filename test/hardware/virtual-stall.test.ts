import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import { openDevices } from '../../hardware/devices.ts';
import { startVirtualStall } from '../../hardware/virtual/stall.ts';
import type { VirtualStallOptions } from '../../hardware/virtual/stall.ts';
import type { BenchView } from '../../shared/bench-view.ts';
import { testLabel } from '../../shared/goods-label.ts';
import { silentLog } from '../setup/core.ts';
import { eventually } from '../setup/patience.ts';

const now = (): number => Date.now();
const open: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.stop();
});

async function stall(options: Partial<VirtualStallOptions> = {}) {
  const virtual = await startVirtualStall({ now, protocol: 'os2', columns: 32, serverUrl: null, ...options });
  open.push(virtual);
  const devices = openDevices(virtual.config, { now, log: silentLog });
  const { scale, printer } = devices;
  if (scale === null || printer === null) throw new Error('the stall has both');
  open.push(scale);
  return { ...virtual, scale, realPrinter: printer, labeler: devices.labeler };
}

async function server() {
  let asked = 0;
  const http = createServer((_request, response) => {
    asked += 1;
    response.end('here');
  });
  await new Promise<void>((listening) => http.listen(0, '127.0.0.1', listening));
  open.push({
    stop: () =>
      new Promise((closed) => {
        http.close(() => closed());
        http.closeAllConnections();
      }),
  });
  const address = http.address();
  return {
    url: `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`,
    asked: () => asked,
  };
}

describe('the bench', () => {
  test('shows the load, the frame that went over the wire, the paper and the drawer', async () => {
    const { bench, scale, realPrinter, labeler } = await stall();
    scale.start();
    bench.load(845);
    await eventually(() =>
      expect(bench.view().scale).toMatchObject({
        loadG: 845,
        indicatedG: 845,
        state: 'stable',
        frame: expect.stringMatching(/^<SOH><STX>S 00\.845kg.<ETX><EOT>$/),
      }),
    );
    expect(bench.view().scale.frameAt).toBeGreaterThan(0);
    await realPrinter.print([{ kind: 'text', text: '谢谢', align: 'center', bold: true, size: 'double' }]);
    expect(bench.view().printer.paper).toEqual([
      { kind: 'text', text: '谢谢', align: 'center', bold: true, wide: true, tall: true },
    ]);
    await labeler?.print(testLabel(0));
    expect(bench.view().labeler.labels[0]?.marks).toContainEqual(expect.objectContaining({ text: '试打 TEST' }));
    bench.labelerFault('cover_open');
    expect(await labeler?.print(testLabel(0))).toEqual({ done: 'not_printed', why: 'cover open' });
    bench.tear();
    expect(bench.view().labeler).toEqual({ fault: 'cover_open', labels: [] });
    expect(bench.view().printer.paper).toEqual([]);
    await realPrinter.openDrawer(3000);
    expect(bench.view().drawer).toMatchObject({ open: true, kicks: 1 });
    bench.closeDrawer();
    expect(bench.view().drawer).toMatchObject({ open: false, kicks: 1 });
  });

  test('tells changes, at most about 20 in a second', async () => {
    const { bench } = await stall();
    const views: BenchView[] = [];
    const off = bench.onChange((view) => views.push(view));
    for (let grams = 0; grams < 200; grams += 1) bench.load(grams);
    await eventually(() => expect(views.at(-1)?.scale).toMatchObject({ loadG: 199, state: 'stable' }));
    expect(views.length).toBeLessThan(50);
    off();
  });

  test('the pan moves when it is shaken, holds a tare, and says overload', async () => {
    const { bench } = await stall({ protocol: 'mt-sics' });
    bench.load(100);
    await eventually(() => expect(bench.view().scale.state).toBe('stable'));
    bench.tareKey();
    expect(bench.view().scale).toMatchObject({ tareG: 100, indicatedG: 0 });
    bench.shake();
    expect(bench.view().scale.state).toBe('moving');
    bench.load(20_000);
    await eventually(() => expect(bench.view().scale.state).toBe('overload'));
  });

  test('keeps the last 200 rows of paper', async () => {
    const { bench, realPrinter } = await stall();
    await realPrinter.print(
      Array.from(
        { length: 250 },
        (_, at) => ({ kind: 'text', text: String(at), align: 'left', bold: false, size: 'normal' }) as const,
      ),
    );
    const { paper } = bench.view().printer;
    expect(paper).toHaveLength(200);
    expect(paper.at(-1)).toMatchObject({ text: '249' });
  });

  test('is on TCP where it was asked to be, and on a pseudo terminal by default', async () => {
    expect((await stall({ transport: 'tcp' })).config.scale?.connection.kind).toBe('tcp');
    expect((await stall()).config.scale?.connection.kind).toBe('serial');
  });
});

describe('the network of the stall', () => {
  test('online it reaches the server, offline it is refused, and then it is back', async () => {
    const market = await server();
    const { bench, serverUrl } = await stall({ serverUrl: market.url });
    const url = serverUrl ?? '';
    expect(await (await fetch(url)).text()).toBe('here');
    bench.network('offline');
    await eventually(() => expect(fetch(url)).rejects.toThrow());
    const asked = market.asked();
    await expect(fetch(url)).rejects.toThrow();
    expect(market.asked()).toBe(asked);
    bench.network('online');
    await eventually(async () => expect((await fetch(url)).status).toBe(200));
  });

  test('a request under way is cut when the cable is pulled', async () => {
    const http = createServer(() => {});
    await new Promise<void>((listening) => http.listen(0, '127.0.0.1', listening));
    open.push({
      stop: () =>
        new Promise((closed) => {
          http.close(() => closed());
          http.closeAllConnections();
        }),
    });
    const address = http.address();
    const { bench, serverUrl } = await stall({
      serverUrl: `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`,
    });
    const waiting = expect(fetch(serverUrl ?? '')).rejects.toThrow();
    await eventually(() => expect(http.listening).toBe(true));
    await new Promise((later) => setTimeout(later, 50));
    bench.network('offline');
    await waiting;
  });

  test('slow, an answer still comes whole', async () => {
    const market = await server();
    const { bench, serverUrl } = await stall({ serverUrl: market.url });
    bench.network('slow');
    expect(await (await fetch(serverUrl ?? '')).text()).toBe('here');
  });
});

describe('stopping', () => {
  test.each(['pty', 'tcp'])(
    'leaves nothing open: a process that stopped its stall on %s ends by itself',
    async (transport) => {
      const script = fileURLToPath(new URL('./start-and-stop.ts', import.meta.url));
      const { stdout } = await promisify(execFile)(process.execPath, [script, transport]);
      expect(stdout.trim()).toBe('stopped');
    },
  );
});
