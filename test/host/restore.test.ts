import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { failureText, reportText } from '../../electron/restore-text.ts';
import type { RestoreReport } from '../../electron/core/restore/report.ts';

const root = mkdtempSync(join(tmpdir(), 'stall-restore-command-'));
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});
const run = (...args: readonly string[]) =>
  spawnSync(process.execPath, [fileURLToPath(new URL('../../electron/restore.ts', import.meta.url)), ...args], {
    encoding: 'utf8',
  });

test('the command says what is missing, in both languages, and makes nothing', () => {
  expect(run('--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('备份盘') as string });
  expect(run()).toMatchObject({ status: 2, stderr: expect.stringContaining('--dir is missing') as string });
  const nowhere = run('--dir', join(root, 'till'), '--mirror', join(root, 'stick'));
  expect(nowhere).toMatchObject({ status: 1, stdout: expect.stringContaining('盘插好了吗') as string });
  expect(run('--dir', join(root, 'till'), '--server', 'http://127.0.0.1:9').status).toBe(2);
  const json = run('--dir', join(root, 'till'), '--mirror', join(root, 'stick'), '--json');
  expect(JSON.parse(json.stdout)).toEqual({ ok: false, failure: { why: 'no_folder' } });
});

test('the report says where everything came from and what is missing', () => {
  const report: RestoreReport = {
    market: 1,
    terminal: 17,
    stallNo: 'A-17',
    epoch: 4_711,
    isProvisional: true,
    epochs: [
      {
        epoch: 1,
        keyFrom: 'mirror',
        entries: 300,
        fromMirror: 290,
        fromMarket: 10,
        onlyMirror: 3,
        missing: [{ from: 7, to: 8 }],
        lastSeq: 302,
      },
    ],
    entries: 300,
    sales: 280,
    payableFen: 123_450,
    carriedFen: 223_450,
    lastAt: Date.UTC(2026, 10, 26, 2, 31),
    carts: 1,
    cartLines: 2,
    prices: 30,
    printJobs: 0,
    products: 190,
    hasState: true,
    problems: [{ where: 'mirror', epoch: 1, after: 302, what: 'torn' }],
  };
  const text = reportText(report);
  for (const part of ['备份盘 290', '市场 10', '第 7 到 8 条', '¥1234.50', '10:31', '最后一行没写完', '换机码'])
    expect(text).toContain(part);
  expect(failureText({ why: 'several', terminals: [17, 18] })).toContain('17, 18');
});
