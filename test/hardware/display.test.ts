import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { createLineDisplay } from '../../hardware/display/display.ts';
import { displayCodecs } from '../../hardware/display/protocols.ts';
import { createSerial } from '../../hardware/scale/serial.ts';
import { createPtyCable } from '../../hardware/virtual/cable.ts';
import { createLed8nTwin, createTwoLineTwin } from '../../hardware/virtual/display-twins.ts';
import { lineDisplayContent } from '../../shared/line-display.ts';
import type { LineDisplayContent } from '../../shared/line-display.ts';
import { armed, cart, emptyPan, fullCart, lastSale, taken } from '../renderer/sample.ts';
import { deps } from './listening.ts';
import { eventually } from '../setup/patience.ts';

const open: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.stop();
});
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const carts = (front: typeof fullCart) => ({ frontId: front.id, carts: [front], undo: null });

describe('what the shopper reads on a pole', () => {
  test('the load comes first, then the cart, then the sale that was just done', () => {
    expect(lineDisplayContent(taken, carts(fullCart), lastSale)).toEqual({
      kind: 'item',
      netG: 1245,
      priceFen: taken.product?.price.priceFen,
      amountFen: taken.product?.amountFen,
    });
    expect(lineDisplayContent(armed, carts(fullCart), null)).toMatchObject({
      kind: 'item',
      netG: null,
      amountFen: null,
    });
    expect(lineDisplayContent(emptyPan, carts(fullCart), lastSale)).toEqual({ kind: 'total', payableFen: 2140 });
    expect(lineDisplayContent(emptyPan, carts(cart('c2', 'B')), lastSale)).toEqual({
      kind: 'paid',
      payableFen: lastSale.payableFen,
      changeFen: lastSale.changeFen,
    });
    expect(lineDisplayContent(undefined, undefined, null)).toEqual({ kind: 'idle' });
  });
});

describe('the bytes of a display', () => {
  // LedProtocol.java of manfenjiayuan: 12.34 as total.
  test('LED8N: a total of 12.34', () => {
    expect(hexOf(displayCodecs.led8n.show({ kind: 'total', payableFen: 1234 }))).toBe('1b73321b514131322e33340d');
  });
  test('LED8N: an amount of more digits than there are is blanked, never shown in part', () => {
    expect(hexOf(displayCodecs.led8n.show({ kind: 'total', payableFen: 1_000_000_000 }))).toBe('1b73320c');
  });
  const fen = fc.nat(99_999_999);
  const contents: fc.Arbitrary<LineDisplayContent> = fc.oneof(
    fc.constant({ kind: 'idle' } as const),
    fen.map((payableFen) => ({ kind: 'total', payableFen }) as const),
    fc
      .tuple(fc.option(fc.nat(30_000)), fc.nat(999_999), fc.option(fen))
      .map(([netG, priceFen, amountFen]) => ({ kind: 'item', netG, priceFen, amountFen }) as const),
    fc.tuple(fen, fc.option(fen)).map(([payableFen, changeFen]) => ({ kind: 'paid', payableFen, changeFen }) as const),
  );
  test.each(['cd5220', 'escpos-display'] as const)('%s shows both rows whole, however the bytes were cut', (name) => {
    fc.assert(
      fc.property(contents, fc.integer({ min: 1, max: 9 }), (content, size) => {
        const twin = createTwoLineTwin();
        const bytes = Uint8Array.of(...displayCodecs[name].start, ...displayCodecs[name].show(content));
        for (let at = 0; at < bytes.length; at += size) twin.hear(bytes.subarray(at, at + size));
        const [upper = '', lower = ''] = twin.rows();
        expect([upper.length, lower.length]).toEqual([20, 20]);
        const yuan = (amount: number | null): string => (amount === null ? '' : (amount / 100).toFixed(2));
        switch (content.kind) {
          case 'idle':
            expect(`${upper}${lower}`.trim()).toBe('');
            break;
          case 'total':
            expect(upper.split(/ +/)).toEqual(['TOTAL', yuan(content.payableFen)]);
            break;
          case 'paid':
            expect(lower.trim().split(/ +/)).toEqual(
              content.changeFen === null ? [''] : ['CHANGE', yuan(content.changeFen)],
            );
            break;
          case 'item':
            expect(lower.trim()).toBe(yuan(content.amountFen));
            break;
        }
      }),
    );
  });
});

describe('a display on a serial line', () => {
  test('shows the newest, comes back after its cable was pulled, and opens the drawer on its plug', async () => {
    const cable = await createPtyCable();
    if (cable === null) throw new Error('no pseudo terminals here');
    let kicks = 0;
    const twin = createLed8nTwin(() => void (kicks += 1));
    cable.onData((bytes) => twin.hear(bytes));
    const connection = cable.connection();
    if (connection.kind !== 'serial') throw new Error('not a pseudo terminal');
    const display = createLineDisplay({
      codec: displayCodecs.led8n,
      stream: createSerial(connection, deps),
      log: deps.log,
    });
    open.push(display, cable);
    display.start();
    for (let fen = 1; fen <= 1046; fen += 1) display.show({ kind: 'total', payableFen: fen });
    await eventually(() => expect([twin.lamp(), ...twin.rows()]).toEqual([2, '10.46']));
    expect(display.state()).toBe('online');
    expect(await display.openDrawer(3000)).toEqual({ done: 'printed' });
    await eventually(() => expect(kicks).toBe(1));
    await cable.unplug();
    await eventually(() => expect(display.state()).toBe('absent'));
    expect(await display.openDrawer(3000)).toMatchObject({ done: 'not_printed' });
  });
});
