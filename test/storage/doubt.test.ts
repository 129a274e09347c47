import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { childCommand, isHere, run, type ChildEnd } from './child/processes.ts';
import { newFile, openSales } from './stall.ts';

/** The findings of child/doubt.ts, and the ids it had acknowledged. */
function findings({ lines, errors }: ChildEnd): {
  readonly acknowledged: string[];
  readonly doubtful: string;
  readonly found: Record<string, unknown>;
} {
  const all = lines.map((line): Record<string, unknown> => JSON.parse(line));
  const found: Record<string, unknown> = Object.assign(
    { errors },
    ...all.filter((finding) => !('acknowledged' in finding)),
  );
  return {
    acknowledged: all.flatMap((finding) => ('acknowledged' in finding ? [String(finding['acknowledged'])] : [])),
    doubtful: String(found['doubtful']),
    found,
  };
}

/** What is in the file after it all, seen by a new process's storage. */
async function kept(file: string, ids: readonly string[]): Promise<string[]> {
  const db = new DatabaseSync(file);
  expect(db.prepare('PRAGMA integrity_check').all()).toMatchObject([{ integrity_check: 'ok' }]);
  db.close();
  const { sales } = await openSales({ file });
  return (await sales.findDocumentsById([...ids], false)).map(({ id }) => id);
}

/** Files of this process may not grow beyond this: the log's write fails in the middle of a COMMIT. */
const inSmallFiles = (command: readonly string[]): [string, ...string[]] => [
  'sh',
  '-c',
  `trap '' XFSZ; ulimit -f 1000; exec "$@"`,
  'sh',
  ...command,
];

/** The disk refuses one sync, as a dying one does. */
const withFailingSync = (command: readonly string[]): [string, ...string[]] => [
  'strace',
  '-f',
  '-o',
  '/dev/null',
  '-e',
  'trace=fsync,fdatasync',
  '-e',
  'inject=fsync,fdatasync:error=EIO:when=20',
  ...command,
];

const ways: readonly (readonly [string, (command: readonly string[]) => [string, ...string[]]])[] = [
  ...(process.platform === 'win32' ? [] : [['the file could not grow', inSmallFiles] as const]),
  ...(isHere('strace') ? [['the disk failed to sync', withFailingSync] as const] : []),
];
// eslint-disable-next-line no-console
if (!isHere('strace')) console.log('skipped: storage-failing-sync (missing strace)');

describe.each(ways)('a sale whose commit failed because %s', (_, fail) => {
  it('is called unknown, never acknowledged; then a reopened till knows, and goes on selling', async () => {
    const file = newFile();
    const { acknowledged, doubtful, found } = findings(await run(fail(childCommand('./doubt.ts', file, 'reopen'))));
    expect(found).toMatchObject({
      error: 'StorageCommitUnknownError',
      refusals: ['StorageNeedsReopenError', 'StorageNeedsReopenError'],
    });
    expect(acknowledged.length).toBeGreaterThan(5);
    expect(acknowledged.at(-1)).toBe('next');
    expect(acknowledged).not.toContain(doubtful);
    const isIn = found['reopened'] === 'committed';
    expect(found).toMatchObject(isIn ? { found: 1 } : { reopened: 'rolled-back', found: 0 });
    expect(found['events']).toBe(acknowledged.length - 1 + (isIn ? 1 : 0));
    expect(await kept(file, [...acknowledged, doubtful, 'later'])).toEqual([
      ...acknowledged,
      ...(isIn ? [doubtful] : []),
    ]);
  });

  it('is there or not after a crash, and every acknowledged one is there', async () => {
    const file = newFile();
    const end = await run(fail(childCommand('./doubt.ts', file, 'die')));
    const { acknowledged, doubtful, found } = findings(end);
    expect(found).toMatchObject({ error: 'StorageCommitUnknownError', events: acknowledged.length });
    const ids = await kept(file, [...acknowledged, doubtful]);
    expect(ids.slice(0, acknowledged.length)).toEqual(acknowledged);
    expect([0, 1]).toContain(ids.length - acknowledged.length);
  });
});
