import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { announcementOf } from '../../renderer/vendor/announce.ts';
import type { LastSaleView, ViewTopics } from '../../shared/view.ts';
import * as sample from './sample.ts';
import { startWindows } from './window.ts';
import type { Windows } from './window.ts';

const NOW = 1_795_500_000_000;
const sale = (saleId: string, over: Partial<LastSaleView> = {}): LastSaleView => ({
  ...sample.lastSale,
  saleId,
  at: NOW,
  payableFen: 2380,
  ...over,
});
const byQr = (state: 'unproven' | 'confirmed'): LastSaleView['now'] => ({
  ...sample.lastSale.now,
  tenders: [{ no: 1, kind: 'dynamic_qr', channel: 'wechat', state, amountFen: 2380 }],
});
const front = (carts: ViewTopics['carts']['carts']) => ({ carts: { frontId: 'c1', carts, undo: null } });

describe('what is said aloud', () => {
  it('is the total of a sale that was committed', () => {
    expect(announcementOf({ last: null }, { last: sale('s2') }, NOW)).toEqual({
      announcement: { kind: 'total', fen: 2380 },
      bornAt: NOW,
    });
  });
  it('is the total of a cart that begins to wait for its money, once', () => {
    const cart = sample.cart('c1', 'A', { dueFen: 1250 });
    const waiting = { ...cart, state: 'waiting' as const };
    expect(announcementOf(front([cart]), front([waiting]), NOW)?.announcement).toEqual({ kind: 'total', fen: 1250 });
    expect(announcementOf(front([waiting]), front([{ ...waiting, pickup: true }]), NOW)).toBeNull();
  });
  it('is money that has arrived, never money that has not', () => {
    const unproven = sale('s2', { now: byQr('unproven') });
    expect(announcementOf({ last: null }, { last: unproven }, NOW)?.announcement.kind).toBe('total');
    expect(
      announcementOf({ last: null }, { last: sale('s2', { now: byQr('confirmed') }) }, NOW)?.announcement,
    ).toMatchObject({ kind: 'received', fen: 2380 });
    const news = { ...sample.paidNews, what: 'paid_later' as const };
    const late = announcementOf({ paying: sample.noPaying }, { paying: { ...sample.noPaying, news } }, NOW + 90_000);
    expect(late).toEqual({
      announcement: { kind: 'received', channel: 'wechat', fen: 2380 },
      bornAt: NOW + 90_000,
    });
  });
  it('is nothing of a first look, of an earlier sale looked at, of a correction', () => {
    expect(announcementOf({}, { last: sale('s2') }, NOW)).toBeNull();
    expect(announcementOf({ last: null }, { last: sale('s2', { looked: true }) }, NOW)).toBeNull();
    const was = sale('s2');
    expect(announcementOf({ last: was }, { last: { ...was, now: { ...was.now, state: 'voided' } } }, NOW)).toBeNull();
  });
});

describe('the voice of the vendor’s window', () => {
  let windows: Windows;
  beforeAll(async () => {
    windows = await startWindows();
  });
  afterEach(() => windows.reset());
  afterAll(() => windows.stop());

  /** Sources as they were started on the audio clock; `stopped` counts those that were cut short. */
  interface Heard {
    starts: { at: number; length: number; context: number }[];
    stopped: number;
  }
  const open = async (voice: boolean): Promise<{ page: Page; files: string[]; heard: () => Promise<Heard> }> => {
    const page = await windows.open('vendor', 1366, 768, { voice });
    // However long a busy machine takes for the recordings: nothing becomes stale meanwhile.
    await page.clock.setFixedTime(NOW);
    const files: string[] = [];
    page.on('request', (request) => {
      const name = /voice|([a-z0-9-]+)-[\w-]{8}\.webm$/.exec(request.url())?.[1];
      if (name !== undefined) files.push(name);
    });
    await page.evaluate(() => {
      const heard: Heard = { starts: [], stopped: 0 };
      Object.assign(globalThis, { heard });
      const { prototype } = AudioBufferSourceNode;
      prototype.start = function (this: AudioBufferSourceNode, at = 0) {
        heard.starts.push({ at, length: this.buffer?.duration ?? 0, context: this.context.currentTime });
      };
      prototype.stop = function () {
        heard.stopped += 1;
      };
    });
    // Browsers let a page sound only after a first touch.
    await page.locator('h1').first().click({ force: true });
    return {
      page,
      files,
      heard: () => page.evaluate(() => (globalThis as unknown as { heard: Heard }).heard),
    };
  };

  it('says the total of a sale, one word right behind the other', async () => {
    const { files, heard } = await open(true);
    windows.core.set({ last: sale('s2') });
    await expect.poll(async () => (await heard()).starts.length).toBe(5);
    expect(new Set(files)).toEqual(new Set(['yi2-gong4', 'er4-shi2', 'san1', 'yuan2', 'ba1-jiao3']));
    const { starts } = await heard();
    for (const [index, one] of starts.entries()) {
      const before = starts[index - 1];
      if (before !== undefined) expect(one.at).toBeCloseTo(before.at + before.length, 5);
      expect(one.at).toBeGreaterThan(one.context);
    }
    expect(windows.complaints).toEqual([]);
  });

  it('gives way to the next amount, and says nothing stale', async () => {
    const { heard } = await open(true);
    windows.core.set({ last: sale('s2') });
    await expect.poll(async () => (await heard()).starts.length).toBe(5);
    windows.core.set({ last: sale('s3', { at: NOW - 10_000 }) });
    windows.core.set({ last: sale('s4', { payableFen: 100 }) });
    await expect.poll(async () => (await heard()).starts.length).toBe(7);
    expect((await heard()).stopped).toBe(5);
  });

  it('can be switched off in the menu', async () => {
    const { page, files } = await open(true);
    await page.keyboard.press('F10');
    await page.locator('[data-menu=settings]').click();
    await page.getByRole('group', { name: '报金额' }).getByRole('button', { name: '关' }).click();
    windows.core.set({ last: sale('s2') });
    await page.getByLabel('上一笔').getByText('23.80').waitFor();
    expect(files).toEqual([]);
  });
});
