import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCore } from '../../electron/core/core.ts';
import type { JournalEntry } from '../../shared/records/journal.ts';
import type { Snapshot } from '../../shared/view.ts';
import { startTill, type TillProcess } from './child/process.ts';
import { catalogue, quiet, storedIn } from './stall.ts';

let dir: string;
let till: TillProcess | null = null;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'stall-crash-'));
});
afterEach(async () => {
  await till?.kill();
  till = null;
  rmSync(dir, { recursive: true, force: true });
});

const open = async (): Promise<TillProcess> => {
  till = await startTill(dir);
  return till;
};
const snapshot = async (at: TillProcess): Promise<Snapshot['topics']> => {
  const reply = await at.call('view.snapshot', {});
  if (!reply.ok) throw new Error('no snapshot');
  return reply.value.topics;
};
const portion = async (at: TillProcess, amountFen: number): Promise<string> => {
  const reply = await at.call('goods.portion', { productId: null, category: '01', amountFen });
  if (!reply.ok) throw new Error('no line');
  return reply.value.cartId;
};
const sale = (cartId: string, payableFen: number, paper: 'none' | 'short' = 'none') => ({
  cartId,
  payableFen,
  tenders: [{ kind: 'cash' as const, amountFen: payableFen, tenderedFen: null }],
  concedeFen: 0,
  paper,
});
const journal = (): JournalEntry[] => storedIn<JournalEntry>(dir, 'journal');

describe('a power cut', () => {
  it('between two lines loses no line that was answered', async () => {
    const first = await open();
    for (let i = 1; i <= 5; i++) await portion(first, i * 100);
    await first.kill();
    const { carts } = await snapshot(await open());
    expect(carts?.carts[0]?.lines.map((line) => line.amountFen)).toEqual([500, 400, 300, 200, 100]);
  });

  it('right after the answer of a sale keeps the sale, closes its cart, prints what was asked, and answers the same id the same', async () => {
    const first = await open();
    const cartId = await portion(first, 500);
    const id = randomUUID();
    const answer = await first.call('sale.complete', sale(cartId, 500, 'short'), id);
    await first.kill();
    const second = await open();
    expect(await second.call('sale.complete', sale(cartId, 500, 'short'), id)).toEqual(answer);
    const { carts, last } = await snapshot(second);
    expect(carts?.carts.map((cart) => cart.lines.length)).toEqual([0]);
    expect(last).toMatchObject({ saleId: id, payableFen: 500 });
    expect(['queued', 'printing', 'printed', 'unsure']).toContain(last?.paper);
    expect(journal()).toHaveLength(1);
  });

  it('at any instant of a sale leaves it done once or not at all, and the numbers without a gap', async () => {
    let at = await open();
    for (let round = 0; round < 4; round++) {
      const before = journal().length;
      const cartId = await portion(at, 500);
      const id = randomUUID();
      at.send('sale.complete', sale(cartId, 500), id);
      await new Promise((resolve) => {
        setTimeout(resolve, round * 2);
      });
      await at.kill();
      at = await open();
      expect(await at.call('sale.complete', sale(cartId, 500), id)).toMatchObject({ ok: true, value: { saleId: id } });
      const entries = journal();
      expect(entries).toHaveLength(before + 1);
      expect(entries.map((entry) => entry.seq)).toEqual(entries.map((_entry, index) => index + 1));
    }
  });

  it('keeps a second till out while the first lives, in another process too, and lets it in after a kill', async () => {
    const first = await open();
    const second = () =>
      createCore({
        dir,
        clock: { now: () => Date.now() },
        log: quiet,
        server: null,
        enrolCode: null,
        catalogue,
        trade: 'vegetables',
        version: 'second',
        secrets: { load: () => Promise.resolve(null), save: () => Promise.resolve() },
        devices: { scale: null, printer: null, display: null, scanner: null, bench: null },
      });
    await expect(second()).rejects.toMatchObject({ code: 'core_running' });
    await first.kill();
    const core = await second();
    await core.stop();
  });
});

if (spawnSync('strace', ['-V']).status === 0) {
  describe('a disk that fails', () => {
    it.each([70, 71, 72, 73])(
      'at sync %i costs no sale and no number: what was answered is there, and the rest can be tried again',
      async (when) => {
        const inject = [
          'strace',
          '-f',
          '-o',
          '/dev/null',
          '-e',
          'trace=fsync,fdatasync',
          '-e',
          `inject=fsync,fdatasync:error=EIO:when=${when}`,
        ];
        till = await startTill(dir, { wrapper: inject });
        const ids: string[] = [];
        for (let i = 0; i < 20; i++) {
          const cartId = await portion(till, 500);
          const id = randomUUID();
          let reply = await till.call('sale.complete', sale(cartId, 500), id);
          if (!reply.ok) {
            expect(['store_failed', 'store_unknown']).toContain(reply.refusal.code);
            reply = await till.call('sale.complete', sale(cartId, 500), id);
          }
          expect(reply).toMatchObject({ ok: true, value: { saleId: id } });
          ids.push(id);
        }
        expect(await till.finish()).toBe(0);
        till = null;
        const entries = journal();
        expect(entries.map((entry) => entry.id)).toEqual(ids);
        expect(entries.map((entry) => entry.seq)).toEqual(entries.map((_entry, index) => index + 1));
      },
      120_000,
    );
  });

  describe('a sale', () => {
    it('is answered after exactly one sync of the disk', async () => {
      const trace = join(dir, 'trace');
      till = await startTill(dir, {
        wrapper: ['strace', '-f', '-e', 'trace=fsync,fdatasync,write', '-e', 'signal=none', '-o', trace],
        marks: join(dir, 'marks'),
      });
      for (let i = 0; i < 20; i++) {
        const cartId = await portion(till, 500);
        expect(await till.call('sale.complete', sale(cartId, 500))).toMatchObject({ ok: true });
      }
      expect(await till.finish()).toBe(0);
      till = null;
      const syncs: number[] = [];
      let inside = false;
      for (const line of readFileSync(trace, 'utf8').split('\n')) {
        if (line.includes('"CALL sale.complete')) {
          inside = true;
          syncs.push(0);
        } else if (line.includes('"DONE sale.complete')) inside = false;
        else if (inside && /\bf(data)?sync\(/.test(line)) syncs[syncs.length - 1] = (syncs.at(-1) ?? 0) + 1;
      }
      expect(syncs).toEqual(Array.from({ length: 20 }, () => 1));
    });
  });
} else {
  // oxlint-disable-next-line no-console
  console.log('skipped: core-one-sync-per-sale (missing strace)');
}
