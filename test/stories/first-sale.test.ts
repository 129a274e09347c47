import { afterEach, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import type { PaperRow } from '../../shared/bench-view.ts';
import { openStall } from './stall.ts';
import type { Stall } from './stall.ts';

/**
 * The first sale through everything that is real: scale bytes on a pty, the vendor's window in Chromium, the terminal as a
 * process of its own, ESC/POS bytes at a TCP listener, a row in PostgreSQL.
 */

let stall: Stall;
afterEach(() => stall.stop());

const tile = (page: Page, name: string) =>
  page
    .locator('main')
    .getByRole('button', { name: new RegExp(`^${name}(?![菜瓜])`) })
    .first();
const key = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
/** The pan is empty and the scale stands at zero: a passing zero of a swinging pan is not enough for the next load. */
const panReady = (page: Page) => page.locator('[data-weighing="ready"]').waitFor();
const due = (page: Page) => page.getByRole('button', { name: /^应收/ });

async function weighAndTap(page: Page, grams: number, name: string): Promise<void> {
  stall.bench.load(grams);
  await tile(page, name).click();
  await page.getByRole('listitem').filter({ hasText: name }).first().waitFor();
  stall.bench.load(0);
}

async function payCash(page: Page): Promise<void> {
  await key(page, /^现金/).click();
  await page.getByText('还没有货').waitFor();
}

const paperText = (): string =>
  stall.bench
    .view()
    .printer.paper.map((row: PaperRow) => (row.kind === 'text' ? row.text : row.kind))
    .join('\n');

async function salesInMarket(count: number): Promise<
  readonly {
    entry: {
      id: string;
      seq: number;
      hash: string;
      prevHash: string;
      mode: string;
      body: { payableFen: number; lines: { name: string; netG: number | null }[] };
    };
  }[]
> {
  let rows: readonly { entry: never }[] = [];
  await expect
    .poll(async () => {
      rows = await stall.db.query<{ entry: never }>(`select entry from journal where kind = 'sale' order by seq`);
      return rows.length;
    })
    .toBe(count);
  return rows;
}

test('put on, tap, cash: the paper comes out and the sale is in the market', async () => {
  stall = await openStall();
  await stall.start({ enrol: true });
  const page = await stall.open('vendor');
  await tile(page, '番茄').waitFor();
  await panReady(page);

  stall.bench.load(1245);
  await page.locator('output[data-net]', { hasText: '1.24' }).waitFor();
  await tile(page, '番茄').click();
  await page.getByRole('listitem').filter({ hasText: '番茄' }).waitFor();
  const shown = await due(page).innerText();
  await payCash(page);
  await key(page, '打小票').click();

  await expect.poll(paperText).toContain('番茄');
  await expect.poll(paperText).toContain('cut');
  // The code on the paper leads to the market's page of this very sale.
  const qr = stall.bench.view().printer.paper.find((row) => row.kind === 'qr');
  expect(await (await fetch(qr?.data ?? '')).text()).toContain('小票是真的');
  const [sale] = await salesInMarket(1);
  expect(sale?.entry.mode).toBe('live');
  expect(sale?.entry.body.lines.map((line) => line.name)).toEqual(['番茄']);
  expect(shown.replace(/[^\d.]/g, '')).toBe((Number(sale?.entry.body.payableFen) / 100).toFixed(2));
  expect(paperText()).toContain((Number(sale?.entry.body.payableFen) / 100).toFixed(2));
});

test('with MT-SICS on 80 mm paper, tapping before the load (S1)', async () => {
  stall = await openStall({ protocol: 'mt-sics', columns: 48 });
  await stall.start({ enrol: true });
  const page = await stall.open('vendor');
  await tile(page, '黄瓜').waitFor();
  await panReady(page);
  await tile(page, '黄瓜').click();
  stall.bench.load(800);
  await page.getByRole('listitem').filter({ hasText: '黄瓜' }).waitFor();
  await payCash(page);
  await key(page, '打小票').click();
  await expect.poll(paperText).toContain('黄瓜');
  const [sale] = await salesInMarket(1);
  expect(sale?.entry.body.lines).toHaveLength(1);
});

test('the network is cut first and comes back after: nothing is missing, nothing twice', async () => {
  stall = await openStall();
  await stall.start({ enrol: true });
  const page = await stall.open('vendor');
  await tile(page, '番茄').waitFor();
  await page.getByText('在线').first().waitFor();
  stall.bench.network('offline');
  await page.getByText('断网，照常卖').waitFor();
  await panReady(page);
  for (const [grams, name] of [
    [600, '番茄'],
    [450, '茄子'],
    [1250, '黄瓜'],
  ] as const) {
    await weighAndTap(page, grams, name);
    await payCash(page);
    await panReady(page);
  }
  await page.getByText('3 笔待传').waitFor();
  expect(await stall.db.query(`select 1 from journal`)).toHaveLength(0);
  stall.bench.network('online');
  const sales = await salesInMarket(3);
  expect(sales.map(({ entry }) => entry.seq)).toEqual([1, 2, 3]);
  expect(sales.map(({ entry }) => entry.prevHash).slice(1)).toEqual(sales.map(({ entry }) => entry.hash).slice(0, 2));
  await page.getByText('都已上传').waitFor();
});

test('the plug is pulled between two lines: the cart comes back and the sale goes on', async () => {
  stall = await openStall();
  await stall.start({ enrol: true });
  const before = await stall.open('vendor');
  await tile(before, '番茄').waitFor();
  await panReady(before);
  await weighAndTap(before, 735, '番茄');
  await stall.kill();

  await stall.start();
  const page = await stall.open('vendor');
  await page.getByRole('listitem').filter({ hasText: '番茄' }).waitFor();
  await panReady(page);
  await weighAndTap(page, 500, '茄子');
  await payCash(page);
  const [sale] = await salesInMarket(1);
  expect(sale?.entry.body.lines.map((line) => line.name).toSorted()).toEqual(['番茄', '茄子'].toSorted());
});

test('the plug is pulled right after the commit: the sale is there once, its cart is closed, and its paper can be had', async () => {
  stall = await openStall();
  stall.bench.network('offline');
  stall.bench.network('online');
  await stall.start({ enrol: true });
  const before = await stall.open('vendor');
  await tile(before, '番茄').waitFor();
  await before.getByText('在线').first().waitFor();
  stall.bench.network('offline');
  await panReady(before);
  await weighAndTap(before, 735, '番茄');
  await payCash(before);
  await stall.kill();

  stall.bench.network('online');
  await stall.start();
  const page = await stall.open('vendor');
  await page.getByText('还没有货').waitFor();
  expect(await salesInMarket(1)).toHaveLength(1);
  await key(page, '打小票').click();
  await expect.poll(paperText).toContain('番茄');
  await page.getByText('都已上传').waitFor();
  expect(await salesInMarket(1)).toHaveLength(1);
});

test('a load that was sold is not sold again, and does not look as if it could be', async () => {
  stall = await openStall();
  await stall.start({ enrol: true });
  const page = await stall.open('vendor');
  await tile(page, '番茄').waitFor();
  await panReady(page);
  stall.bench.load(1245);
  await page.locator('output[data-net]', { hasText: '1.24' }).waitFor();
  await tile(page, '番茄').click();
  await page.getByRole('listitem').filter({ hasText: '番茄' }).waitFor();
  await payCash(page);
  // The tomatoes lie there still.
  const field = page.getByRole('region', { name: '称重' });
  await page.getByText('这一盘已记，请拿下再称').waitFor();
  expect(await field.getAttribute('data-state')).toBe('hollow');
  await tile(page, '番茄').click();
  await page.getByText('还没有货').waitFor();
  stall.bench.load(0);
  await panReady(page);
  await weighAndTap(page, 500, '茄子');
  await payCash(page);
  const sales = await salesInMarket(2);
  expect(sales.map(({ entry }) => entry.body.lines.map((line) => line.name))).toEqual([['番茄'], ['茄子']]);
});
