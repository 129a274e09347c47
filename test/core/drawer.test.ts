import { afterEach, describe, expect, it } from 'vitest';
import type { LineDisplay } from '../../hardware/ports.ts';
import type { LineDisplayContent } from '../../shared/line-display.ts';
import type { JournalEntry } from '../../shared/records/journal.ts';
import { createStall, greens, price, storedIn, until, type Stall } from './stall.ts';

let stall: Stall | null = null;
afterEach(async () => {
  await stall?.close();
  stall = null;
});

function fakeDisplay() {
  const shown: LineDisplayContent[] = [];
  let kicks = 0;
  const display: LineDisplay = {
    about: { name: { zh: '试验客显', en: 'test display' }, port: 'test', verifiedOnDevice: false },
    state: () => 'online',
    onState: () => () => {},
    show: (content) => void shown.push(content),
    canOpenDrawer: true,
    openDrawer: () => {
      kicks += 1;
      return Promise.resolve({ done: 'printed' });
    },
    start: () => {},
    stop: () => Promise.resolve(),
  };
  return { display, shown, kicks: () => kicks };
}

describe('the drawer', () => {
  it('opens without a sale, and the journal says who opened it, once for one call', async () => {
    stall = createStall();
    await stall.open();
    await stall.must('drawer.open', {}, 'call-1');
    await stall.must('drawer.open', {}, 'call-1');
    await until(
      () => stall?.printer.pulses(),
      (pulses) => pulses === 1,
    );
    const entries = storedIn<JournalEntry>(stall.dir, 'journal').filter((entry) => entry.kind === 'override');
    expect(entries).toMatchObject([{ id: 'call-1', body: { what: 'drawer_open', subjectId: null } }]);
    expect(await stall.see('status')).toMatchObject({ hasDrawer: true });
  });
  it('is on the display where there is no printer', async () => {
    const { display, kicks } = fakeDisplay();
    stall = createStall({ devices: { printer: null, display } });
    await stall.open();
    await stall.must('drawer.open', {});
    await until(kicks, (count) => count === 1);
  });
  it('is refused where there is none', async () => {
    stall = createStall({ devices: { printer: null } });
    await stall.open();
    expect(await stall.call('drawer.open', {})).toEqual({ ok: false, refusal: { code: 'no_drawer' } });
    expect(storedIn<JournalEntry>(stall.dir, 'journal')).toEqual([]);
  });
});

describe('the display on a pole', () => {
  it('follows the load, the cart and the sale', async () => {
    const { display, shown } = fakeDisplay();
    stall = createStall({ devices: { display } });
    await stall.open();
    await stall.must('goods.price', { productId: greens, price: price(300), scope: 'from_now', sure: true });
    stall.put(0);
    stall.put(500);
    await stall.must('goods.tap', { productId: greens });
    const seen = (kind: LineDisplayContent['kind']) =>
      until(
        () => shown.at(-1),
        (last) => last?.kind === kind,
      );
    // 500 g less the 5 g of the product's bag, at 3.00 for 500 g.
    expect(await seen('item')).toEqual({ kind: 'item', netG: 495, priceFen: 300, amountFen: 297 });
    stall.put(0);
    expect(await seen('total')).toEqual({ kind: 'total', payableFen: 290 });
    const { frontId } = await stall.see('carts');
    await stall.must('sale.complete', {
      cartId: frontId,
      payableFen: 290,
      tenders: [{ kind: 'cash', amountFen: 290, tenderedFen: 500 }],
      concedeFen: 0,
      paper: 'none',
    });
    expect(await seen('paid')).toEqual({ kind: 'paid', payableFen: 290, changeFen: 210 });
  });
});
