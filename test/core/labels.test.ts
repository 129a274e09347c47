import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDevices } from '../../hardware/devices.ts';
import { createVirtualLabeler, type VirtualLabeler } from '../../hardware/virtual/label-printer.ts';
import { silentLog } from '../setup/core.ts';
import { createStall, greens, price, until, payCash, type Stall } from './stall.ts';

let stall: Stall;
let virtual: VirtualLabeler;
beforeEach(async () => {
  virtual = await createVirtualLabeler();
  const connection = { kind: 'tcp', host: '127.0.0.1', port: virtual.port } as const;
  const { labeler } = openDevices(
    { scale: null, printer: null, labeler: { connection, model: 'tspl-40x30' }, display: null, scanner: null },
    { now: Date.now, log: silentLog },
  );
  stall = createStall({ devices: { labeler: labeler ?? null } });
  await stall.open();
  stall.put(0);
});
afterEach(async () => {
  await stall.close();
  await virtual.stop();
});

const sellGreens = async () => {
  await stall.must('goods.price', { productId: greens, price: price(300), scope: 'from_now', sure: true });
  stall.put(505);
  await stall.must('goods.tap', { productId: greens });
  const cartId = (await stall.see('carts')).frontId;
  return payCash(stall, cartId, 300);
};

describe('a label for a line of a sale', () => {
  it('has its printer among the devices, with its roll and where it is', async () => {
    expect((await stall.see('devices')).labeler?.about).toEqual({
      name: { zh: 'TSPL 40 × 30 mm', en: 'TSPL 40 × 30 mm' },
      port: `127.0.0.1:${virtual.port}`,
      verifiedOnDevice: false,
    });
  });
  it('is tried with a label that is no goods, and says how that ended', async () => {
    const test = async () => (await stall.see('devices')).labeler?.test;
    await stall.must('labeler.test', {});
    await until(test, (seen) => seen?.ended === 'printed');
    const words = virtual.labels()[0]?.marks.flatMap((mark) => (mark.kind === 'text' ? [mark.text] : []));
    expect(words).toEqual(expect.arrayContaining(['试打 TEST', '不是商品']));
    virtual.setFault('no_ribbon');
    await stall.must('labeler.test', {});
    await until(test, (seen) => seen?.ended === 'not_printed');
    expect(await test()).toEqual({ ended: 'not_printed', why: 'no ribbon' });
    expect(virtual.labels()).toHaveLength(1);
  });
  it('bears name, weight, unit price, amount and what the line can be traced by', async () => {
    const { saleId, no } = await sellGreens();
    expect(await stall.see('status')).toMatchObject({ hasLabeler: true });
    expect(await stall.must('label.print', { saleId, lineNo: 1 })).toEqual({ sure: true });
    expect(virtual.unknown()).toEqual([]);
    const [label] = virtual.labels();
    const words = label?.marks.map((mark) => (mark.kind === 'text' ? mark.text : mark.data));
    expect(words).toEqual(expect.arrayContaining(['训练 青菜', '0.500kg', '3.00元/500g', '￥3.00', `${no}/1`]));
  });

  it('is refused with why, and never comes later', async () => {
    const { saleId } = await sellGreens();
    virtual.setFault('paper_out');
    expect(await stall.call('label.print', { saleId, lineNo: 1 })).toEqual({
      ok: false,
      refusal: { code: 'label_not_printed', why: 'paper out' },
    });
    virtual.setFault('none');
    expect(await stall.call('label.print', { saleId, lineNo: 2 })).toMatchObject({ refusal: { code: 'no_such_line' } });
    expect(await stall.call('label.print', { saleId: 'none', lineNo: 1 })).toMatchObject({
      refusal: { code: 'no_such_sale' },
    });
    expect(virtual.labels()).toEqual([]);
  });
});
