import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { restore } from '../../electron/core/restore/restore.ts';
import { startTestMarket, type TestMarket } from '../core/market.ts';
import type { JournalEntry } from '../../shared/records/journal.ts';
import { createStall, greens, openJoinedStall, price, quiet, storedIn, until, type Stall } from '../core/stall.ts';

const root = join(import.meta.dirname, '..', '..');
let market: TestMarket;
let stall: Stall;
let out: string;
const stick = (): string => join(out, 'stick');
beforeEach(async () => {
  out = mkdtempSync(join(tmpdir(), 'stall-export-'));
  market = await startTestMarket();
  mkdirSync(stick());
  stall = await openJoinedStall(market, { mirror: stick() });
});
afterEach(async () => {
  await stall.close();
  await market.stop();
  rmSync(out, { recursive: true, force: true });
});

const DAY = 24 * 3_600_000;
const sell = async (amountFen: number, at = stall): Promise<void> => {
  const { cartId } = await at.must('goods.portion', { productId: null, category: '01', amountFen });
  await at.must('sale.complete', {
    cartId,
    payableFen: amountFen,
    tenders: [{ kind: 'cash', amountFen, tenderedFen: amountFen + 100 }],
    concedeFen: 0,
    paper: 'none',
  });
};
/** A till put together from the stick alone: it goes on in a provisional epoch. */
async function rebuilt(): Promise<Stall> {
  const keys = new Map<string, Uint8Array>();
  const secrets = {
    load: (name: string) => Promise.resolve(keys.get(name) ?? null),
    save: (name: string, bytes: Uint8Array) => Promise.resolve(void keys.set(name, bytes)),
  };
  const dir = join(out, 'new');
  const restored = await restore({
    dir,
    mirror: stick(),
    market: null,
    terminal: null,
    secrets: () => secrets,
    now: () => stall.now(),
    chance: () => 0.5,
    version: '0.1.0-test',
    log: quiet,
  });
  expect(restored.ok).toBe(true);
  const again = createStall({ dir, secrets });
  again.pass(stall.now() - again.now());
  await again.open();
  return again;
}
const run = (script: string, ...args: string[]): Promise<{ readonly code: number; readonly out: string }> =>
  new Promise((resolve) => {
    execFile(process.execPath, [join(root, script), ...args], (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), out: stdout + stderr });
    });
  });
const exportTo = (name: string, dir = stall.dir) => run('electron/export.ts', '--dir', dir, '--out', join(out, name));
/** Until the copy on the stick has everything. */
const mirrored = (at = stall) =>
  until(
    async () => (await at.see('status')).mirror,
    (view) => view?.state === 'following' && view.behind === 0,
  );
const closesOf = (dir = stall.dir): number =>
  storedIn<JournalEntry>(dir, 'journal').filter(({ kind }) => kind === 'day_close').length;
const verify = async (name: string, ...options: string[]) => {
  const { code, out: said } = await run('market/verify/main.ts', join(out, name), '--json', ...options);
  return { code, verdict: JSON.parse(said) as Record<string, unknown> };
};

describe('a till that sells', () => {
  it('exports its journal, running or stopped, and the verifier finds it good', async () => {
    await stall.must('goods.price', { productId: greens, price: price(350), scope: 'from_now', sure: true });
    for (const amountFen of [1200, 350, 980]) await sell(amountFen);
    expect(await exportTo('running')).toMatchObject({ code: 0 });
    await sell(410);
    await stall.core().stop();
    const written = await exportTo('stopped');
    expect(written.out).toContain('5 entries of terminal 17, market 1');
    expect(written.out).toContain('1 号市场 17 号终端的 5 条记录');
    expect(await verify('running')).toMatchObject({ code: 0, verdict: { outcome: 'good', entries: 4, sales: 3 } });
    expect(await verify('stopped')).toMatchObject({
      code: 0,
      verdict: { outcome: 'good', entries: 5, epochs: [{ epoch: 1, perpetual_fen: 2940 }] },
    });
    expect(readdirSync(out).toSorted()).toEqual(['running', 'stick', 'stopped']);
  });

  it('is told from one in which a byte was changed, wherever that is', async () => {
    for (const amountFen of [1200, 350, 980]) await sell(amountFen);
    await exportTo('good');
    const bytes = readFileSync(join(out, 'good'));
    const header = bytes.indexOf('\n');
    for (const place of [header + 20, header + 1500, bytes.length - 40]) {
      const changed = Buffer.from(bytes);
      changed[place] = (changed[place] ?? 0) ^ 1;
      writeFileSync(join(out, 'changed'), changed);
      const line = changed.subarray(0, place).toString('latin1').split('\n').length;
      expect(await verify('changed'), `byte ${place}`).toMatchObject({
        code: 1,
        verdict: { outcome: 'bad', finding: { line } },
      });
    }
  });

  it('exports nothing over a file that is there, and nothing of a till that only practises', async () => {
    await sell(500);
    writeFileSync(join(out, 'there'), 'mine');
    expect(await exportTo('there')).toMatchObject({ code: 2 });
    expect(readFileSync(join(out, 'there'), 'utf8')).toBe('mine');
    expect(await exportTo('none', out)).toMatchObject({ code: 1 });
    await stall.core().stop();
    const practising = createStall();
    await practising.open();
    const practised = await exportTo('practice', practising.dir);
    await practising.close();
    expect(practised.code).toBe(1);
    expect(practised.out).toContain('没有入场');
    expect(readdirSync(out).toSorted()).toEqual(['stick', 'there']);
  });

  it('goes on in a later epoch when it was rebuilt from its stick, whose files are good as well', async () => {
    for (const amountFen of [1200, 350]) await sell(amountFen);
    await mirrored();
    await stall.core().stop();
    const grown = (epoch: number, name: string): void =>
      copyFileSync(join(stick(), 'stall-pos-1-17', `journal-${epoch}.ndjson`), join(out, name));
    grown(1, 'first');
    expect(await verify('first')).toMatchObject({ code: 1, verdict: { finding: { code: 'no_close' } } });
    expect(await verify('first', '--open')).toMatchObject({ code: 0, verdict: { entries: 2, closed: false } });

    const again = await rebuilt();
    await sell(600, again);
    await again.core().stop();
    await exportTo('rebuilt', again.dir);
    expect(await verify('rebuilt')).toMatchObject({
      code: 0,
      verdict: {
        entries: 4,
        sales: 3,
        epochs: [
          { epoch: 1, perpetual_fen: 1550 },
          { goes_on_from: { epoch: 1, seq: 2 }, carried_fen: 1550, learned_later: 0, perpetual_fen: 2150 },
        ],
      },
    });
    await again.close();
  });

  it('closes days on both sides of a rebuild, one of which has sales in both epochs', async () => {
    await sell(1200);
    stall.pass(DAY);
    await stall.restart();
    await until(closesOf, (count) => count === 1);
    await sell(350);
    await mirrored();
    await stall.core().stop();
    const again = await rebuilt();
    await sell(600, again);
    again.pass(DAY);
    await again.restart();
    await until(
      () => closesOf(again.dir),
      (count) => count === 2,
    );
    await again.core().stop();
    await exportTo('closed', again.dir);
    expect(await verify('closed')).toMatchObject({
      code: 0,
      verdict: { entries: 6, sales: 3, day_closes: 2, day_closes_in_doubt: 0 },
    });
    expect(
      storedIn<JournalEntry>(again.dir, 'journal').flatMap(({ body }) =>
        body.kind === 'day_close' && body.zNo === 2 ? [body] : [],
      ),
    ).toMatchObject([{ sales: 2, payableFen: 950, firstSeq: 1, lastSeq: 2 }]);
    await again.close();
  });
});
