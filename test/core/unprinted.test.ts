import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { databaseOf, openStore } from '../../electron/core/database.ts';
import { openDisk } from '../../electron/core/health/disk.ts';
import { createFlushes } from '../../electron/core/health/flushes.ts';
import { openPrintJobs } from '../../electron/core/printing/print-jobs.ts';
import type { PrintJob } from '../../shared/records/terminal.ts';
import { createStall, quiet, storedIn, until, payCash, type Stall } from './stall.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;

describe('未打印·可补', () => {
  let stall: Stall;
  beforeEach(async () => {
    stall = createStall();
    await stall.open();
    stall.put(0);
  });
  afterEach(() => stall.close());

  const sell = async (amountFen: number) => {
    const { cartId } = await stall.must('goods.portion', { productId: null, category: '01', amountFen });
    return payCash(stall, cartId, amountFen, 'short');
  };
  const rows = async () => (await stall.must('unprinted.list', {})).rows;
  const unprinted = (count: number) =>
    until(
      () => stall.see('status'),
      (status) => status.unprinted === count,
    );
  const papers = (count: number) =>
    until(
      () => stall.printer.paper.map((lines) => JSON.stringify(lines)),
      (paper) => paper.length === count,
    );
  /** Three sales with paper on a printer without any: two grow old, the last is fresh. */
  const threeSales = async () => {
    stall.printer.answer({ done: 'not_printed', why: 'paper out' });
    const old = [await sell(500), await sell(600)];
    await until(
      () => stall.see('status'),
      (status) => status.printerText === 'paper out',
    );
    stall.pass(3 * MINUTE);
    const fresh = await sell(700);
    await unprinted(2);
    return { old, fresh };
  };

  it('is what is older than two minutes when the paper is back; what is fresh prints by itself', async () => {
    const { old, fresh } = await threeSales();
    stall.printer.answer({ done: 'printed' });
    const [paper] = await papers(1);
    expect(paper).toContain(fresh.no);
    expect(await rows()).toMatchObject(
      old.toReversed().map(({ no, payableFen }) => ({
        what: 'sale',
        no,
        amountFen: payableFen,
        why: 'paper out',
        marked: false,
      })),
    );
  });

  it('prints by a touch, once, without the mark where it was never on its way to the paper', async () => {
    const { old } = await threeSales();
    stall.printer.answer({ done: 'printed' });
    await papers(1);
    const ids = (await rows()).map(({ id }) => id);
    await stall.must('unprinted.print', { ids });
    await stall.must('unprinted.print', { ids });
    const paper = (await papers(3)).slice(1);
    expect(paper.every((sheet) => !sheet.includes('重打印'))).toBe(true);
    expect(old.every(({ no }) => paper.some((sheet) => sheet.includes(no)))).toBe(true);
    await unprinted(0);
    expect(await rows()).toEqual([]);
  });

  it('bears the mark where it may have been on paper', async () => {
    stall.printer.answer({ done: 'unsure', why: 'closed' });
    const { no } = await sell(500);
    await until(
      () => stall.see('status'),
      (status) => status.unsure === 1,
    );
    stall.printer.answer({ done: 'not_printed', why: 'paper out' });
    await stall.must('print.settle', { again: true });
    stall.pass(3 * MINUTE);
    await unprinted(1);
    const [row] = await rows();
    expect(row).toMatchObject({ no, marked: true });
    stall.printer.answer({ done: 'printed' });
    await stall.must('unprinted.print', { ids: [row?.id ?? ''] });
    expect((await papers(1))[0]).toContain('重打印');
  });

  it('is never asked about where nothing was sent: trying an empty printer leaves no trace', async () => {
    stall.printer.answer({ done: 'not_printed', why: 'paper out' });
    await sell(500);
    const job = () => storedIn<PrintJob>(stall.dir, 'print_jobs')[0];
    await until(
      () => stall.see('status'),
      (status) => status.printerText === 'paper out',
    );
    const tried = stall.printer.tries();
    const before = await until(job, (stored) => stored?.reason === 'paper out');
    await until(
      () => stall.printer.tries(),
      (tries) => tries > tried,
    );
    expect(job()).toEqual(before);
    expect(before).toMatchObject({ state: 'queued' });
  });

  it('is let be by a touch, and stays so over a start; paper asked for later is the first', async () => {
    const { old } = await threeSales();
    const ids = (await rows()).map(({ id }) => id);
    await stall.must('unprinted.leave', { ids });
    await unprinted(0);
    stall.printer.answer({ done: 'printed' });
    await papers(1);
    await stall.restart();
    expect(await rows()).toEqual([]);
    expect(await stall.must('history.read', { saleId: old[0]?.saleId ?? '' })).toMatchObject({ paper: 'none' });
    await stall.must('sale.print', { saleId: old[0]?.saleId ?? '', layout: 'short' });
    expect((await papers(2))[1]).not.toContain('重打印');
  });

  it('can not be printed where there is no printer, and says so', async () => {
    await stall.close();
    stall = createStall({ devices: { printer: null } });
    await stall.open();
    stall.put(0);
    await sell(500);
    await unprinted(1);
    const [row] = await rows();
    expect(row).toMatchObject({ amountFen: 500, why: '没有打印机' });
    expect(await stall.call('unprinted.print', { ids: [row?.id ?? ''] })).toMatchObject({
      refusal: { code: 'no_printer' },
    });
  });

  it('a sale of so long ago that its paper is forgotten is marked when it is printed', async () => {
    await sell(500);
    await papers(1);
    const { saleId } = await sell(600);
    await papers(2);
    await stall.core().stop();
    stall.forget('print_jobs');
    stall.pass(11 * DAY);
    await stall.open();
    await stall.must('sale.print', { saleId, layout: 'short' });
    expect((await papers(3))[2]).toContain('重打印');
  });
});

describe('old wishes for paper', () => {
  it('go once they are settled, but never those that wait, nor those of the newest sales', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'stall-jobs-'));
    const store = await openStore(dir, openDisk(dir, databaseOf(dir), quiet), createFlushes());
    const job = (saleId: string, state: PrintJob['state'], requestedAt: number): PrintJob => ({
      id: `${saleId}-${state}`,
      kind: 'receipt',
      saleId,
      layout: 'short',
      reprint: false,
      state,
      requestedAt,
      updatedAt: requestedAt,
      attempts: 1,
      reason: '',
    });
    const now = 100 * DAY;
    const old = Array.from({ length: 60 }, (_, at) => job(`old${at}`, 'printed', at * MINUTE));
    await store.print_jobs.bulkInsert([
      ...old,
      job('waits', 'unprinted', 0),
      job('asked', 'unsure', 0),
      job('left', 'left', 0),
      job('fresh', 'printed', now - 9 * DAY),
    ]);
    const jobs = await openPrintJobs(store);
    expect(await jobs.prune(now)).toBe(12);
    expect(await jobs.prune(now)).toBe(0);
    const left = storedIn<PrintJob>(dir, 'print_jobs').map(({ saleId }) => saleId ?? '');
    expect(left).toEqual(expect.arrayContaining(['waits', 'asked', 'fresh', 'old59', 'old11']));
    expect(left).not.toContain('left');
    expect(left).not.toContain('old10');
    expect(jobs.of('old0')).toEqual([]);
    expect(jobs.open().map(({ saleId }) => saleId)).toEqual(['waits', 'asked']);
    await store.close();
    rmSync(dir, { recursive: true, force: true });
  });
});
