import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import type { VirtualBench } from '../../hardware/ports.ts';
import { commandNames, commands } from '../../shared/contract.ts';
import type { BenchView } from '../../shared/bench-view.ts';
import { topicsOf, type ViewEvent } from '../../shared/view.ts';
import { createStall, type Stall } from './stall.ts';

let stall: Stall;
afterEach(() => stall.close());
const portion = (amountFen: number) => stall.must('goods.portion', { productId: null, category: '01', amountFen });

describe('who may do what', () => {
  it("keeps the shopper's screen to what the shopper may see", async () => {
    stall = createStall();
    await stall.open();
    await portion(500);
    const reply = await stall.call('view.snapshot', {}, randomUUID(), 'customer');
    if (!reply.ok) throw new Error('no snapshot');
    expect(Object.keys(reply.value.topics).toSorted()).toEqual([...topicsOf.customer].toSorted());
    for (const name of commandNames) {
      if (commands[name].roles.some((role) => role === 'customer')) continue;
      expect(await stall.core().dispatch({ role: 'customer' }, { id: randomUUID(), name, args: {} })).toEqual({
        ok: false,
        refusal: { code: 'forbidden' },
      });
    }
  });

  it('has no bench without virtual devices, and says so to each of its commands', async () => {
    stall = createStall();
    const core = await stall.open();
    expect(core.hasBench).toBe(false);
    for (const name of ['view.snapshot', 'bench.load', 'bench.tear'] as const) {
      expect(await core.dispatch({ role: 'bench' }, { id: randomUUID(), name, args: { grams: 1 } })).toEqual({
        ok: false,
        refusal: { code: 'forbidden' },
      });
    }
  });

  it('gives the bench its hands when the devices are virtual', async () => {
    let loadG = 0;
    const view = (): BenchView => ({
      scale: {
        protocol: 'os2',
        loadG,
        tareG: 0,
        indicatedG: loadG,
        state: 'stable',
        maxG: 15_000,
        frame: '',
        frameAt: 0,
        plugged: true,
      },
      printer: { columns: 32, fault: 'none', paper: [] },
      scanner: { plugged: true, sent: 0 },
      labeler: { fault: 'none', labels: [] },
      drawer: { open: false, kicks: 0, at: null },
      network: 'online',
    });
    const nothing = (): void => undefined;
    const bench: VirtualBench = {
      scalePort: '/dev/none',
      view,
      onChange: () => nothing,
      load: (grams) => {
        loadG = grams;
      },
      tareKey: nothing,
      shake: nothing,
      printerFault: nothing,
      labelerFault: nothing,
      tear: nothing,
      plug: () => undefined,
      scan: () => undefined,
      closeDrawer: nothing,
      network: nothing,
      stop: () => Promise.resolve(),
    };
    stall = createStall({ devices: { bench } });
    const core = await stall.open();
    expect(core.hasBench).toBe(true);
    await stall.must('bench.load', { grams: 500 }, randomUUID(), 'bench');
    expect(loadG).toBe(500);
    expect(await stall.see('bench', 'bench')).toMatchObject({ scale: { loadG: 500 } });
  });

  it('refuses unknown commands, wrong arguments and ids that are none', async () => {
    stall = createStall();
    const core = await stall.open();
    const say = (call: { id?: string; name: string; args: unknown }) =>
      core.dispatch({ role: 'vendor' }, { id: randomUUID(), ...call });
    expect(await say({ name: 'till.open', args: {} })).toEqual({ ok: false, refusal: { code: 'unknown_command' } });
    expect(await say({ name: 'toString', args: {} })).toEqual({ ok: false, refusal: { code: 'unknown_command' } });
    expect(await say({ name: 'goods.tap', args: { productId: 7 } })).toMatchObject({
      ok: false,
      refusal: { code: 'bad_args' },
    });
    expect(await say({ name: 'goods.tap', args: { productId: 'a', extra: 1 } })).toMatchObject({
      ok: false,
      refusal: { code: 'bad_args' },
    });
    expect(await say({ id: '', name: 'goods.tap', args: { productId: 'a' } })).toMatchObject({
      ok: false,
      refusal: { code: 'bad_args' },
    });
    expect(await say({ name: 'terminal.enrol', args: { code: '\ud800' } })).toMatchObject({
      ok: false,
      refusal: { code: 'bad_args' },
    });
    await core.stop();
    expect(await say({ name: 'cart.next', args: {} })).toEqual({ ok: false, refusal: { code: 'stopping' } });
  });
});

describe('what the windows see', () => {
  it('numbers the events of each role without a gap, on from the snapshot', async () => {
    stall = createStall();
    await stall.open();
    const reply = await stall.call('view.snapshot', {});
    if (!reply.ok) throw new Error('no snapshot');
    const events: ViewEvent[] = [];
    const off = stall.core().on('vendor', (event) => {
      events.push(event);
    });
    for (let i = 0; i < 4; i++) {
      await portion(100);
      await stall.see('carts');
    }
    off();
    expect(events.length).toBeGreaterThanOrEqual(4);
    expect(events.map((event) => event.no)).toEqual(events.map((_event, index) => reply.value.no + 1 + index));
    const last = events.findLast((event) => event.topic === 'carts');
    expect(await stall.see('carts')).toEqual(last?.value);
  });

  it("shows the trade's tiles in their order, then the vendor's own", async () => {
    stall = createStall();
    await stall.open();
    expect((await stall.see('goods')).grid.slice(0, 3)).toEqual(['p0101', 'p0105', 'p0106']);
    await stall.must('settings.set', { grid: ['p0106', 'p0101'] });
    await stall.restart();
    expect((await stall.see('goods')).grid).toEqual(['p0106', 'p0101']);
  });
});

describe('one core for one stall', () => {
  it('refuses a second core on the directory, and lets go of it on stop', async () => {
    stall = createStall();
    await stall.open();
    await expect(stall.open()).rejects.toMatchObject({ code: 'core_running' });
    await stall.restart();
  });
});
