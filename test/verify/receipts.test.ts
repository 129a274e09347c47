import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServerMark } from '../../shared/records/market.ts';
import { createStall, storedIn, until, type Stall } from '../core/stall.ts';
import { testMarket, type TestMarket } from '../market/market.ts';

/** A real till that met a real market: what its books and its stick prove to someone who knows the market's key. */
const root = join(import.meta.dirname, '..', '..');
let market: TestMarket;
let stall: Stall;
let out: string;
let serverKey: string;
const stick = (): string => join(out, 'stick');
const exported = (): string => join(out, 'export');

beforeAll(async () => {
  out = mkdtempSync(join(tmpdir(), 'stall-receipts-'));
  mkdirSync(stick());
  market = await testMarket();
  stall = createStall({
    server: market.url,
    enrolCode: await market.code('12'),
    mirror: stick(),
    jitter: () => 0,
  });
  await stall.open();
  await online();
  await sell(500);
  await sell(600);
  // The market signs the head of what it took in; it comes down with the next meeting.
  await until(
    () => market.database.query<{ seq: number }>('select seq from journal', []),
    (held) => held.length === 2,
  );
  await stall.restart();
  await until(
    () => storedIn<ServerMark>(stall.dir, 'server_marks'),
    (marks) => marks.some(({ receipt }) => receipt?.seq === 2),
  );
  await sell(700);
  await until(() => linesOf('receipts.ndjson'), holds('"seq":2'));
  await until(() => linesOf('journal-1.ndjson'), holds('"seq":3'));
  await stall.core().stop();
  await run('electron/export.ts', '--dir', stall.dir, '--out', exported());
  serverKey = await market.serverKey();
});
afterAll(async () => {
  await stall.close();
  await market.stop();
  rmSync(out, { recursive: true, force: true });
});

const online = () =>
  until(
    () => stall.see('status'),
    (status) => status.link === 'online',
  );
const sell = async (amountFen: number): Promise<void> => {
  const { cartId } = await stall.must('goods.portion', { productId: null, category: '01', amountFen });
  await stall.must('sale.complete', {
    cartId,
    payableFen: amountFen,
    tenders: [{ kind: 'cash', amountFen, tenderedFen: null }],
    concedeFen: 0,
    paper: 'none',
  });
};
const onStick = (name: string): string => {
  const [mark] = storedIn<{ terminal: number; market: number }>(stall.dir, 'journal').filter(
    ({ terminal }) => terminal !== 0,
  );
  return join(stick(), `stall-pos-${mark?.market}-${mark?.terminal}`, name);
};
const linesOf = (name: string): string => {
  try {
    return readFileSync(onStick(name), 'utf8');
  } catch {
    return '';
  }
};
const holds =
  (text: string) =>
  (lines: string): boolean =>
    lines.includes(text);
const run = (script: string, ...args: string[]): Promise<{ readonly code: number; readonly said: string }> =>
  new Promise((resolve) => {
    execFile(process.execPath, [join(root, script), ...args], (error, stdout) => {
      resolve({ code: error === null ? 0 : Number(error.code), said: stdout });
    });
  });
const verify = async (...args: string[]) => {
  const { code, said } = await run('market/verify/main.ts', '--json', ...args);
  return { code, verdict: JSON.parse(said) as unknown };
};

describe('a till that met the market', () => {
  it("exports the market's receipts, which are right by the key it is known by", async () => {
    expect(await verify(exported(), '--server-key', serverKey)).toMatchObject({
      code: 0,
      verdict: { entries: 3, server_key_pinned: true, epochs: [{ epoch: 1, countersigned_seq: 2 }] },
    });
  });

  it('can not hand its journal over without them', async () => {
    const lines = readFileSync(exported(), 'utf8').trimEnd().split('\n');
    const without = lines
      .filter((line) => !line.startsWith('{"receipt":'))
      .map((line) => line.replace(/"receipts":\d+/, '"receipts":0'));
    expect(without.length).toBeLessThan(lines.length);
    const file = join(out, 'without');
    writeFileSync(file, `${without.join('\n')}\n`);
    expect(await verify(file)).toMatchObject({ code: 0 });
    expect(await verify(file, '--server-key', serverKey)).toMatchObject({
      code: 1,
      verdict: { finding: { code: 'no_receipt' } },
    });
  });

  it("keeps the market's key in the journal on the stick, and the receipts beside it", async () => {
    const stickFile = onStick('journal-1.ndjson');
    expect(JSON.parse(linesOf('journal-1.ndjson').split('\n')[0] ?? '')).toMatchObject({ serverKey });
    expect(
      await verify(stickFile, '--open', '--server-key', serverKey, '--receipts', onStick('receipts.ndjson')),
    ).toMatchObject({
      code: 0,
      verdict: { entries: 3, closed: false, epochs: [{ epoch: 1, countersigned_seq: 2 }] },
    });
  });
});
