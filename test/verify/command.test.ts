import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { linesOf, makeMaterial, receiptLine } from '../faults/tamper/material.ts';
import { exported } from './journals.ts';

const verifier = join(import.meta.dirname, '..', '..', 'market', 'verify');
const dir = mkdtempSync(join(tmpdir(), 'stall-pos-verify-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const material = makeMaterial(5, 40);
const file = join(dir, 'good.ndjson');
writeFileSync(file, await exported(material));
const changed = join(dir, 'changed.ndjson');
writeFileSync(changed, (await exported(material)).toString().replace('"seller":"', '"seller":"小'));

const run = (...args: string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> =>
  new Promise((resolve) => {
    execFile(process.execPath, [join(verifier, 'main.ts'), ...args], (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, err });
    });
  });

describe('npm run verify', () => {
  it('says good, whose journal it is, and what its word is worth', async () => {
    const { code, out } = await run(file);
    expect(code).toBe(0);
    expect(out).toContain('GOOD: 40 entries.');
    expect(out).toContain('没有问题:共 40 条记录。');
    expect(out).toContain('Signed by the keys in the file itself: that proves only that the file fits itself.');
    expect(out).toMatch(/Epoch 2: after the last receipt \d+ entries could have been cut off/);
  });

  it('with keys and receipts of the market says so', async () => {
    const receipts = join(dir, 'receipts.ndjson');
    writeFileSync(receipts, `${receiptLine(material.newest)}\n`);
    const keys = material.header.keys.flatMap(({ publicKey }) => ['--key', publicKey]);
    const { code, out } = await run(file, ...keys, '--server-key', material.server.publicKey, '--receipts', receipts);
    expect(code).toBe(0);
    expect(out).toContain('Signed by the keys given with --key.');
    expect(out).toContain(`Countersigned by the market up to 17-2-${material.newest.seq} (by the key given).`);
  });

  it('says bad, where, and why, with exit code 1', async () => {
    const { code, out } = await run(changed);
    expect(code).toBe(1);
    expect(out).toContain('BAD: line 2, 17-1-1: its contents are not those it was sealed with');
    expect(out).toContain('有问题:第 2 行, 17-1-1:内容与封条不符');
    expect((await run(file, '--key', material.stranger.publicKey)).code).toBe(1);
  });

  it('gives one line of JSON to programs', async () => {
    const good = await run(file, '--json');
    expect(JSON.parse(good.out)).toMatchObject({ outcome: 'good', entries: 40, key_pinned: false, finding: null });
    const bad = await run(changed, '--json');
    expect(bad.code).toBe(1);
    expect(JSON.parse(bad.out)).toMatchObject({
      outcome: 'bad',
      finding: { line: 2, number: '17-1-1', code: 'bad_hash' },
    });
  });

  it('looks at less when asked, and says that it did', async () => {
    expect((await run(file, '--only', 'contents')).out).toContain('Signatures were not checked.');
    expect((await run(file, '--only', 'chain')).out).toContain('anybody can make such a file');
  });

  it('refuses what it can not read or understand with exit code 2', async () => {
    const text = join(dir, 'text');
    writeFileSync(text, 'no journal\n');
    for (const args of [
      [],
      [join(dir, 'not-there')],
      [dir],
      [text],
      [file, file],
      [file, '--key', 'short'],
      [file, '--head', '17-1=ab'],
      [file, '--only', 'all'],
      [file, '--only', 'chain', '--server-key', material.server.publicKey],
      [file, '--receipts', join(dir, 'not-there')],
      [file, '--nonsense'],
    ])
      expect((await run(...args)).code, args.join(' ')).toBe(2);
  });
});

describe('the verifier', () => {
  it('imports nothing but Node and itself', () => {
    const imports = readdirSync(verifier).flatMap((name) =>
      [...readFileSync(join(verifier, name), 'utf8').matchAll(/^(?:import|export) (?:[^;']* from )?'([^']+)'/gm)].map(
        (match) => match[1] ?? '',
      ),
    );
    expect(imports.length).toBeGreaterThan(20);
    expect(imports.filter((path) => !path.startsWith('node:') && !/^\.\/[a-z]+\.ts$/.test(path))).toEqual([]);
  });
});

describe('an export', () => {
  it('leaves out practice and other terminals, and closes with what is in it', async () => {
    const [first, second] = material.entries;
    const neighbour = material.neighbour?.entries[0];
    if (first === undefined || second === undefined || neighbour === undefined) throw new Error('no entries');
    const practice = { ...first, market: 0, terminal: 0, mode: 'training' as const };
    const lines = await linesOf({
      header: material.header,
      entries: [practice, first, neighbour, second],
      receipts: [],
    });
    expect(lines).toHaveLength(4);
    expect(JSON.parse(lines[3] ?? '')).toEqual({ close: { entries: 2, hash: second.hash, receipts: 0 } });
  });
});
