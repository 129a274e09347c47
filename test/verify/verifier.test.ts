import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { verifyJournal } from '../../market/verify/verify.ts';
import type { Options, Verdict } from '../../market/verify/verify.ts';
import type { JournalEntry } from '../../shared/records/journal.ts';
import { joined } from '../faults/tamper/attack.ts';
import { judge, sourceOf } from '../faults/tamper/campaign.ts';
import { entryAt, linesOf, makeMaterial, receiptLine, rewrite, saleIn, withTender } from '../faults/tamper/material.ts';
import { epochStart, pen, receiptOf, tillEntries } from '../faults/tamper/till.ts';
import { exported, noAnchors, short, verdictOn } from './journals.ts';

const material = makeMaterial(3, 60);
const keys = material.header.keys.map(({ publicKey }) => publicKey);

describe('a journal of docs/journal.md', () => {
  const page = readFileSync(new URL('../../docs/journal.md', import.meta.url), 'utf8');
  const blocks = (kind: string): string[] =>
    [...page.matchAll(new RegExp(`\`\`\`${kind}\n([\\s\\S]*?)\n\`\`\``, 'g'))].map((match) => match[1] ?? '');
  const publicKey = /\| public key \| `([^`]+)` \|/.exec(page)?.[1] ?? '';

  it('made of its vectors by hand is good', async () => {
    const seals = blocks('json entry').map(
      (text) => JSON.parse(text) as { readonly hash: string; readonly sig: string },
    );
    const lines = blocks('text canonical').map(
      (text, index) => `{"entry":${text},"hash":"${seals[index]?.hash}","sig":"${seals[index]?.sig}"}`,
    );
    const file = joined([
      `{"format":"stall-pos journal","keys":[{"epoch":1,"publicKey":"${publicKey}"},{"epoch":2,"publicKey":"${publicKey}"}],"market":1,"serverKey":null,"terminal":17,"version":1}`,
      ...lines,
      `{"close":{"entries":5,"hash":"${seals.at(-1)?.hash}","receipts":0}}`,
    ]);
    expect(lines).toHaveLength(5);
    expect(await verdictOn(file, { keys: [publicKey] })).toBe('good');
    expect(await verdictOn(file, { heads: [{ terminal: 17, epoch: 1, seq: 2, hash: '1d085123d6ff9b5c' }] })).toBe(
      'good',
    );
  });
});

describe('a journal nobody touched', () => {
  it('is good, with every anchor, and says what is in it', async () => {
    const verdict = await judge(await exported(material), {
      keys,
      serverKey: material.server.publicKey,
      receipts: [receiptLine(material.newest)],
      heads: [{ terminal: 17, epoch: 2, seq: 3, hash: entryAt(material.entries, 17).hash.slice(0, 20) }],
    });
    expect(verdict).toMatchObject({ outcome: 'good', finding: null, entries: 60 });
    if (verdict.outcome === 'unreadable') throw new Error('not read');
    expect(verdict.tally.sales).toBe(material.entries.filter(({ kind }) => kind === 'sale').length);
    const last = entryAt(material.entries, 59);
    expect(verdict.epochs.map(({ epoch, seq }) => [epoch, seq])).toEqual([
      [1, 15],
      [2, 45],
    ]);
    expect(verdict.epochs[1]).toMatchObject({ hash: last.hash, perpetualFen: last.perpetualFen });
    expect(verdict.countersigned.get(2)?.seq).toBe(material.newest.seq);
  });

  it('is good in pieces of any size, and without a single entry', async () => {
    const file = await exported(material);
    for (const piece of [1, 7, 4096]) {
      const verdict = await verifyJournal(() => sourceOf(file, piece), {
        anchors: noAnchors,
        checks: 'all',
        open: false,
      });
      expect(verdict).toMatchObject({ outcome: 'good', entries: 60 });
    }
    expect(await verdictOn(await exported({ header: material.header, entries: [], receipts: [] }))).toBe('good');
  });

  it('is good when it is longer than one block', async () => {
    const { publicKey, sign } = pen('a long day');
    const entries = [...tillEntries({ market: 1, terminal: 17, epoch: 1, seed: 1, sign }, 1500)];
    const header = { market: 1, terminal: 17, keys: [{ epoch: 1, publicKey }], serverKey: null };
    const file = await exported({ header, entries, receipts: [] });
    expect(file.length).toBeGreaterThan(2 << 20);
    expect(await verdictOn(file)).toBe('good');
    const changed = Buffer.from(file);
    const place = changed.indexOf('"priceFen":', 2 << 20) + 11;
    changed[place] = changed[place] === 0x31 ? 0x32 : 0x31;
    const line = changed.subarray(0, place).toString('latin1').split('\n').length;
    expect(await verdictOn(changed)).toBe(`bad_hash in line ${line}`);
  });

  it('may hold every kind of entry and way of paying, also with fields that a later version adds', async () => {
    const { index, sale } = saleIn(material, material.newestAt + 1, 60);
    const paid = withTender(sale, {
      kind: 'dynamic_qr',
      channel: 'wechat',
      state: 'proven_offline',
      tenderedFen: null,
      changeFen: null,
    });
    const later = { ...paid, body: { ...paid.body, lane: { bags: 2, note: '袋"子"' } } };
    const entries = rewrite(material, index, () => [later]);
    expect(await verdictOn(await exported({ ...material, entries }))).toBe('good');
  });
});

describe('what is wrong', () => {
  const lines = linesOf(material);
  it('is said of the first bad line only, in a sentence of each language', async () => {
    const file = joined(
      (await lines).map((line, index) =>
        index === 9 || index === 30 ? line.replace('"seller":"', '"seller":"x') : line,
      ),
    );
    const verdict = await judge(file, noAnchors);
    if (verdict.outcome !== 'bad') throw new Error('not found');
    expect(verdict.finding).toMatchObject({ line: 10, number: '17-1-9', code: 'bad_hash' });
    expect(verdict.finding?.en).toMatch(/^its contents are not those it was sealed with/);
    expect(verdict.finding?.zh).toMatch(/^内容与封条不符/);
    expect(verdict.entries).toBe(8);
  });

  it('is a bad signature before a bad hash, when it comes first', async () => {
    const file = joined(
      (await lines).map((line, index) =>
        index === 9
          ? line.replace(/"sig":"../, '"sig":"AA')
          : index === 12
            ? line.replace('"seller":"', '"seller":"x')
            : line,
      ),
    );
    expect(await verdictOn(file)).toBe('bad_signature in line 10');
  });

  it('is a receipt for an entry the file does not have', async () => {
    const entries = material.entries.slice(0, material.late + 1);
    const file = await exported({ ...material, entries });
    expect(await verdictOn(file)).toBe('good');
    const last = (await linesOf(material, { entries })).length;
    const serverKey = material.server.publicKey;
    expect(await verdictOn(file, { serverKey, receipts: [receiptLine(material.newest)] })).toBe(
      `cut_below_receipt in line ${last}`,
    );
  });

  it('is a head from paper with another hash, or of another terminal', async () => {
    const file = await exported(material);
    const head = { terminal: 17, epoch: 1, seq: 4, hash: entryAt(material.entries, 3).hash.slice(0, 16) };
    expect(await verdictOn(file, { heads: [head] })).toBe('good');
    for (const other of [{ hash: '0123456789abcdef' }, { terminal: 18 }, { epoch: 3 }, { seq: 16 }])
      expect(await verdictOn(file, { heads: [{ ...head, ...other }] })).toMatch(/^head_mismatch/);
  });

  it('is a receipt of a key that is not the one given', async () => {
    const receipts = [receiptOf(entryAt(material.entries, 20), material.stranger)];
    const header = { ...material.header, serverKey: material.stranger.publicKey };
    const file = await exported({ header, entries: material.entries, receipts });
    expect(await verdictOn(file)).toBe('good');
    expect(await verdictOn(file, { serverKey: material.server.publicKey })).toBe('key_not_pinned in line 1');
  });

  it('is a file that is no journal at all, which is not read', async () => {
    for (const text of ['', '\n', 'hello\n', '{"format":"something else"}\n', 'x'.repeat(10_000_000), '[[[[[[['])
      expect(await verdictOn(Buffer.from(text))).toBe('unreadable');
    expect(await verdictOn(Buffer.alloc(1000))).toBe('unreadable');
  });

  it('is found in a line that never ends, or nests without end', async () => {
    const [header = ''] = await lines;
    expect(await verdictOn(Buffer.from(`${header}\n${'['.repeat(20_000_000)}`))).toBe('no_close in line 2');
    expect(await verdictOn(Buffer.from(`${header}\n${'['.repeat(200_000)}${']'.repeat(200_000)}\n`))).toBe(
      'not_canonical in line 2',
    );
  });
});

describe('a terminal over its epochs', () => {
  const first = material.entries.findIndex(({ kind }) => kind === 'epoch_start');
  const epochOf = async (entries: readonly JournalEntry[], receipts = material.receipts) => {
    const verdict = await judge(await exported({ ...material, entries, receipts }), noAnchors);
    return verdict.outcome === 'good' ? verdict.epochs.at(-1)?.continues : short(verdict);
  };

  it('goes on with the total of the entry it knew last', async () => {
    const { epoch, seq, perpetualFen } = entryAt(material.entries, first - 1);
    const inFile = true;
    expect(await epochOf(material.entries)).toEqual({
      previous: { epoch, seq, hash: entryAt(material.entries, first - 1).hash },
      carriedFen: perpetualFen,
      inFile,
      learnedLater: 0,
    });
  });

  it('may learn later of more entries, which is told and not bad', async () => {
    const knew = (last: JournalEntry | null) =>
      rewrite(material, first, (start) => [
        {
          ...start,
          body:
            last === null
              ? { kind: 'epoch_start', reason: 'rebuilt', previous: null, carriedFen: 0 }
              : { ...epochStart(last), reason: 'rebuilt' },
        },
      ]);
    expect(await epochOf(knew(entryAt(material.entries, first - 4)), [])).toMatchObject({ learnedLater: 3 });
    expect(await epochOf(knew(null), [])).toMatchObject({ previous: null, learnedLater: first });
  });
});

describe('a file that is still being written', () => {
  const open = async (file: Buffer, options: Partial<Options> = {}): Promise<Verdict> =>
    verifyJournal(() => sourceOf(file), { anchors: noAnchors, checks: 'all', open: true, ...options });
  const growing = (lines: readonly string[]): string[] => lines.filter((line) => line.startsWith('{"entry"'));

  it('may lack its closing line and end within a line, wherever it was cut', async () => {
    const [header = '', ...rest] = await linesOf(material);
    const whole = joined([header, ...growing(rest)]);
    expect(await open(whole)).toMatchObject({ outcome: 'good', entries: 60, closed: false, cutBytes: 0 });
    expect(short(await open(whole, { open: false }))).toBe('no_close in line 62');
    for (const cut of [1, 100, 2000, 20_000])
      expect(await open(whole.subarray(0, -cut)), `${cut} bytes less`).toMatchObject({
        outcome: 'good',
        closed: false,
      });
    expect(await open(whole.subarray(0, -1))).toMatchObject({ entries: 59 });
    const changed = Buffer.from(whole);
    changed[changed.length - 1000] = 1;
    expect((await open(changed)).outcome).toBe('bad');
    expect(await open(joined(await linesOf(material)))).toMatchObject({ outcome: 'good', closed: true });
    expect(short(await open(joined(await linesOf(material)).subarray(0, -1)))).toBe('good');
  });

  it('may hold a later epoch alone, which is told', async () => {
    const later = material.entries.filter(({ epoch }) => epoch === 2);
    const header = { ...material.header, keys: material.header.keys.filter(({ epoch }) => epoch === 2) };
    const file = joined((await linesOf({ header, entries: later, receipts: [] })).slice(0, -1));
    const verdict = await open(file);
    expect(verdict).toMatchObject({ outcome: 'good', entries: 45 });
    expect(verdict.outcome === 'good' && verdict.epochs[0]?.continues).toMatchObject({ inFile: false });
    expect(short(await open(file, { open: false }))).toBe('bad_start in line 2');
  });

  it('holds what the market has countersigned all the same', async () => {
    const lines = (await linesOf(material)).slice(0, material.newestAt);
    const receipts = [receiptLine(material.newest)];
    const file = joined(lines);
    expect(short(await open(file))).toBe('good');
    expect(short(await open(file, { anchors: { ...noAnchors, receipts } }))).toMatch(/^cut_below_receipt/);
  });
});

describe('a quick look', () => {
  it('at hashes and links finds a changed entry and a missing one, but no signature', async () => {
    const look = async (file: Buffer): Promise<string> =>
      short(await verifyJournal(() => sourceOf(file), { anchors: noAnchors, checks: 'chain', open: false }));
    const all = await linesOf(material);
    expect(await look(joined(all))).toBe('good');
    expect(await look(joined(all.with(4, (all[4] ?? '').replace('"seller":"', '"seller":"x'))))).toBe(
      'bad_hash in line 5',
    );
    expect(await look(joined(all.toSpliced(4, 1)))).toBe('broken_chain in line 5');
    expect(await look(joined(all.with(4, (all[4] ?? '').replace(/"sig":"../, '"sig":"AA'))))).toBe('good');
  });
});

describe('the close of a day', () => {
  const start = material.entries.findIndex(({ kind }) => kind === 'epoch_start');
  /** Epoch 2 knew epoch 1 only up to its entry `seq`. */
  const knowing = (seq: number): JournalEntry[] =>
    rewrite(material, start, (entry) => [{ ...entry, body: epochStart(entryAt(material.entries, seq - 1)) }]);

  it('is recomputed unless entries of that day were learned later, and it is said for how many it was not', async () => {
    const all = material.entries.filter(({ kind }) => kind === 'day_close').length;
    expect(all).toBeGreaterThan(2);
    const closesOf = async (entries: readonly JournalEntry[]) => {
      const verdict = await judge(await exported({ ...material, entries, receipts: [] }), noAnchors);
      return verdict.outcome === 'good' ? verdict.dayCloses : short(verdict);
    };
    expect(await closesOf(material.entries)).toEqual({ all, inDoubt: 0 });
    expect(await closesOf(knowing(start - 1))).toEqual({ all, inDoubt: 1 });
  });
});
