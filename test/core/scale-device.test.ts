import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../shared/records/journal.ts';
import { createStall, greens, price, storedIn, type Stall } from './stall.ts';

let stall: Stall;
beforeEach(async () => {
  stall = createStall();
  await stall.open();
});
afterEach(() => stall.close());
const scale = async () => (await stall.see('devices')).scale;

describe('the scale as a device', () => {
  it('shows its driver, plate, counters and last frames, newest first', async () => {
    stall.scale.frame(100, false);
    stall.scale.frame(105, true);
    await stall.must('devices.watch', {});
    expect(await scale()).toMatchObject({
      model: { name: { zh: '试验秤' } },
      plate: { serial: 'T-4711', verifiedOnDevice: false },
      state: 'online',
      counters: { good: 2, bad: 0, resync: 0, reopened: 0 },
      frames: [
        { weightG: 105, stable: true, hex: '02105' },
        { weightG: 100, stable: false },
      ],
      verification: { state: 'unknown', daysLeft: null },
    });
  });

  it('shows no frame of a scale that is gone', async () => {
    stall.scale.frame(105, true);
    stall.scale.lose();
    expect(await scale()).toMatchObject({ state: 'silent', frames: [] });
  });

  it('keeps what its certificate says over a restart, and each change is an entry of the journal', async () => {
    const record = { certificate: 'SH-2026-0815', verifiedOn: '2026-03-01', dueOn: '2020-02-28' };
    await stall.must('scale.record', record);
    await stall.restart();
    expect(await scale()).toMatchObject({ record, verification: { state: 'over' } });
    expect(storedIn<JournalEntry>(stall.dir, 'journal')).toContainEqual(
      expect.objectContaining({
        kind: 'override',
        body: expect.objectContaining({ what: 'scale_record', detail: 'T-4711 SH-2026-0815 2026-03-01 2020-02-28' }),
      }),
    );
  });

  it('names the goods it is too coarse for: e = 5 g at 30 yuan a kilogram and more', async () => {
    await stall.must('goods.price', { productId: greens, price: price(300), scope: 'from_now', sure: true });
    await stall.must('devices.watch', {});
    expect((await scale())?.tooCoarseFor).toEqual([]);
    await stall.must('goods.price', { productId: greens, price: price(1600), scope: 'from_now', sure: true });
    await stall.must('devices.watch', {});
    expect((await scale())?.tooCoarseFor).toEqual(['青菜']);
  });

  it('is not for the shopper’s eyes', async () => {
    expect((await stall.call('devices.watch', {}, undefined, 'customer')).ok).toBe(false);
  });
});
