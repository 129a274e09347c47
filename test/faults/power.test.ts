import { createPublicKey } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canTrace } from './power.ts';
import { salesIn, tryMutant, tryTrace } from './power/campaign.ts';
import { createChance } from './power/chance.ts';
import { createChecker, type Content } from './power/checker.ts';
import type { Cut, Fate, Naming } from './power/cut.ts';
import { createDisk } from './power/disk.ts';
import { writeImage } from './power/mount.ts';
import { mutants, oftenCopied } from './power/mutants.ts';
import { record } from './power/record.ts';
import { wrong } from './power/tally.ts';
import { createTraceReader, type Operation } from './power/trace.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'stall-pos-power-'));
});
afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

const cut = (fate: Fate, naming: Naming = 'strict'): Cut => ({ fate, naming, sector: 512, fill: 'zeros', share: 0.5 });
const write = (at: number, length: number, byte: string): Operation => ({
  kind: 'write',
  inode: 1,
  at,
  data: Buffer.alloc(length, byte),
});
const created: Operation = { kind: 'create', path: 'log', inode: 1 };
const synced: Operation = { kind: 'sync', inode: 1 };
const named: Operation = { kind: 'sync-directory', path: '' };

/** The file as it could be found after these operations; null when it is not there. */
function found(operations: readonly Operation[], how: Cut, seed = 1): string | null {
  const disk = createDisk();
  for (const operation of operations) disk.apply(operation);
  const image = disk.image(how, createChance(seed));
  const place = join(dir, `${how.fate}-${how.naming}-${seed}`);
  writeImage(place, image);
  return image.files.has('log') ? readFileSync(join(place, 'log'), 'latin1') : null;
}

describe('the model of a disk', () => {
  it('keeps what was synced whatever happens later', () => {
    const operations = [created, write(0, 2000, 'a'), synced, named, write(0, 1000, 'b'), write(3000, 500, 'c')];
    for (const fate of ['nothing', 'prefix', 'torn-prefix', 'one-missing', 'subset', 'torn', 'grown'] as const) {
      for (let seed = 0; seed < 20; seed += 1) {
        expect(found(operations, cut(fate), seed)?.slice(1000, 2000)).toBe('a'.repeat(1000));
      }
    }
    expect(found(operations, cut('nothing'))).toBe('a'.repeat(2000));
    expect(found(operations, cut('everything'))).toBe(
      `${'b'.repeat(1000)}${'a'.repeat(1000)}${'\0'.repeat(1000)}${'c'.repeat(500)}`,
    );
  });

  it('lets a later write arrive without an earlier one, and half of a write without the other', () => {
    const operations = [created, synced, named, write(0, 512, 'a'), write(512, 1024, 'b')];
    const outcomes = new Set(
      ['one-missing', 'torn'].flatMap((fate) =>
        Array.from({ length: 60 }, (_, seed) => found(operations, cut(fate as Fate), seed)),
      ),
    );
    const [a, b, hole] = ['a'.repeat(512), 'b'.repeat(512), '\0'.repeat(512)];
    expect(outcomes).toContain(hole + b + b);
    expect(outcomes).toContain(a + b);
    expect(outcomes).toContain(a + hole + b);
    expect(outcomes).toContain('');
  });

  it('has a new file after its own sync on a journalled disk, and only after that of its directory on a strict one', () => {
    const operations = [created, write(0, 10, 'a'), synced];
    expect(found(operations, cut('nothing', 'journalled'))).toBe('a'.repeat(10));
    expect(found(operations, cut('nothing', 'strict'))).toBeNull();
    expect(found([...operations, named], cut('nothing', 'strict'))).toBe('a'.repeat(10));
  });

  it('brings a removed file back unless its directory was synced', () => {
    const operations: Operation[] = [created, write(0, 10, 'a'), synced, named, { kind: 'unlink', path: 'log' }];
    expect(found(operations, cut('nothing'))).toBe('a'.repeat(10));
    expect(found(operations, cut('everything'))).toBeNull();
    expect(found([...operations, named], cut('nothing'))).toBeNull();
  });

  it('undoes a cut-off end that was not synced', () => {
    const operations: Operation[] = [
      created,
      write(0, 9000, 'a'),
      synced,
      named,
      { kind: 'truncate', inode: 1, size: 100 },
    ];
    expect(found(operations, cut('nothing'))?.length).toBe(9000);
    expect(found([...operations, write(5000, 1, 'b')], cut('everything'))).toBe(
      `${'a'.repeat(100)}${'\0'.repeat(4900)}b`,
    );
  });

  it('tells equal images by their digest', () => {
    const image = (operations: readonly Operation[], fate: Fate): string => {
      const disk = createDisk();
      for (const operation of operations) disk.apply(operation);
      return disk.image(cut(fate), createChance(1)).digest;
    };
    const zeros = [created, named, write(8000, 5, 'a')];
    expect(image([...zeros, write(100, 300, '\0')], 'everything')).toBe(image([...zeros, synced], 'nothing'));
    expect(image([...zeros, write(100, 300, 'b')], 'everything')).not.toBe(image(zeros, 'everything'));
  });
});

describe('a trace', () => {
  const hex = (text: string): string => Array.from(Buffer.from(text), (byte) => `\\x${byte.toString(16)}`).join('');
  const reading = async (lines: readonly string[]): Promise<readonly Operation[]> => {
    writeFileSync(join(dir, 'trace'), `${lines.join('\n')}\n`);
    const reader = createTraceReader('/till');
    await reader.read(join(dir, 'trace'));
    return reader.operations;
  };
  const opening = `7 openat(AT_FDCWD</>, "${hex('/till/db')}", O_RDWR|O_CREAT|O_CLOEXEC, 0644) = 20<${hex('/till/db')}>`;

  // As strace 6.1 prints it with -f -y -xx, a call of another thread in between.
  it('gives the calls on the till and what was said, in the order in which they ended', async () => {
    const operations = await reading([
      opening,
      `7 pwrite64(20<${hex('/till/db')}>, "\\x61\\x00", 2, 4096 <unfinished ...>`,
      `8 write(9<${hex('/elsewhere')}>, "\\x61", 1) = 1`,
      '7 <... pwrite64 resumed>)              = 2',
      `7 fdatasync(20<${hex('/till/db')}>) = 0`,
      `7 write(3<${hex('socket:[1]')}>, "${hex('{"t":"ack"}\n')}", 12) = 12`,
      `7 unlink("${hex('/till/gone')}") = -1 ENOENT (${'No such file or directory'})`,
      '7 +++ exited with 0 +++',
    ]);
    expect(operations).toEqual([
      { kind: 'create', path: 'db', inode: 1 },
      { kind: 'write', inode: 1, at: 4096, data: Buffer.from('a\0') },
      { kind: 'sync', inode: 1 },
      { kind: 'mark', text: '{"t":"ack"}' },
    ]);
  });

  it('is refused when it has a call that could change the till unseen', async () => {
    const descriptor = `20<${hex('/till/db')}>`;
    const mapped = `7 mmap(NULL, 4096, PROT_READ|PROT_WRITE, MAP_SHARED, ${descriptor}, 0) = 0x7f9634188000`;
    await expect(reading([opening, mapped])).rejects.toThrow('mapped');
    const gathered = `7 writev(${descriptor}, [{iov_base="\\x61", iov_len=1}], 1) = 1`;
    await expect(reading([opening, gathered])).rejects.toThrow('does not know');
    const cutOff = `7 pwrite64(${descriptor}, "\\x61", 1, 0 <unfinished ...>`;
    await expect(reading([opening, cutOff])).rejects.toThrow('never returned');
  });
});

describe('the checker', () => {
  // The entries and the key of docs/journal.md, which another program wrote.
  const page = readFileSync(new URL('../../docs/journal.md', import.meta.url), 'utf8');
  const vectors = [...page.matchAll(/```json entry\n(.*?)```/gs)].map((block) => JSON.parse(block[1] ?? '') as object);
  const x = /public key \| `([\w-]{43})`/.exec(page)?.[1] ?? '';
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  const reading = (entries: readonly object[]): Content => {
    const place = mkdtempSync(join(dir, 'till-'));
    const db = new DatabaseSync(join(place, 'terminal.sqlite'));
    db.exec(
      'CREATE TABLE storage_tables ("table" TEXT, collection TEXT, version INTEGER); CREATE TABLE j (_deleted, _body)',
    );
    db.exec(`INSERT INTO storage_tables VALUES ('j', 'journal', 0)`);
    const insert = db.prepare('INSERT INTO j VALUES (0, ?)');
    for (const entry of entries) insert.run(JSON.stringify(entry));
    db.close();
    return createChecker(key.export({ format: 'der', type: 'spki' })).read(place, false);
  };
  const [first = {}, sale = {}, third = {}] = vectors;

  it('agrees with the published journal', () => {
    const { faults, doubled, entries, heads } = reading(vectors);
    expect({ faults, doubled, ids: [...entries.keys()], head: heads.get('17-1') }).toEqual({
      faults: [],
      doubled: 0,
      ids: vectors.map((vector) => Object.entries(vector).find(([name]) => name === 'id')?.[1]),
      head: 3,
    });
  });
  it('finds a missing entry', () => {
    expect(reading([first, third]).faults).toContain('17-1-3: gap');
  });
  it('finds an entry that is there twice', () => {
    expect(reading([first, sale, sale, third]).doubled).toBeGreaterThan(0);
  });
  it('finds a number given to two entries', () => {
    expect(reading([first, sale, { ...sale, id: 'other' }]).doubled).toBe(1);
  });
  it('finds a changed entry and a changed signature', () => {
    expect(reading([{ ...first, at: 1 }]).faults).toEqual(['17-1-1: hash']);
    expect(reading([{ ...first, sig: 'A'.repeat(86) }]).faults).toEqual(['17-1-1: signature']);
  });
});

if (canTrace()) {
  describe('a power cut at any operation on the disk', () => {
    it('loses, doubles or changes no answered sale, and the till sells on', async () => {
      const trace = await record({
        seed: 1,
        plants: [oftenCopied],
        shifts: [
          { sales: 6, ending: 'kill' },
          { sales: 2, ending: 'stop' },
        ],
      });
      const tally = await tryTrace(trace, { seed: 1, every: 3, from: 'start', cuts: 2, reopened: 3, keep: null });
      expect(tally.examples).toEqual([]);
      expect(wrong(tally)).toBe(0);
      expect(salesIn(trace)).toBe(8);
      expect(tally.opened).toBe(3);
      expect(tally.digests.size).toBeGreaterThan(300);
    });

    it.each(mutants)('is noticed by this campaign when the till has this bug: $name', async (mutant) => {
      const tally = await tryMutant(mutant, 1);
      expect(tally.lost).toBeGreaterThan(0);
    });
  });
} else {
  console.log('skipped: faults-power (missing strace)');
}
