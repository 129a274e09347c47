import { globSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { describe, expect, it } from 'vitest';

const core = join(import.meta.dirname, '..', '..', 'electron', 'core');

/** The folders of the core, each of which imports from those before it only (ARCHITECTURE.md). */
const order = [
  'storage',
  'health',
  'journal',
  'people',
  'goods',
  'sync',
  'mirror',
  'printing',
  'devices',
  'weighing',
  'selling',
  'accounts',
  'payments',
  'after',
  'day',
  'takeaway',
  'restore',
];
/** What every folder may use; the core's other files of its own put the folders together. */
const everywhere = new Set(
  ['base', 'checks', 'database', 'dispatch', 'identity', 'schemas', 'serial', 'settings', 'views'].map(
    (name) => `${name}.ts`,
  ),
);

const files = globSync('**/*.ts', { cwd: core }).map((path) => path.replaceAll('\\', '/'));
const folderOf = (path: string): string => dirname(path);

/** Imports within the core that lead out of their folder, by path from the core. */
const arrows = files.flatMap((from) =>
  [...readFileSync(join(core, from), 'utf8').matchAll(/\b(?:from|import)\s*\(?\s*'(\.{1,2}\/[^']+)'/g)]
    .map((match) => ({ from, to: posix.join(folderOf(from), match[1]!) }))
    .filter(({ to }) => !to.startsWith('..') && folderOf(to) !== folderOf(from)),
);

describe('the folders of the core', () => {
  it('are those that have a place in the order', () => {
    expect([...new Set(files.map(folderOf))].filter((folder) => folder !== '.').toSorted()).toEqual(order.toSorted());
  });

  it('import from folders before them, and of the core itself only what is for all', () => {
    const isBackward = ({ from, to }: { from: string; to: string }): boolean =>
      folderOf(to) === '.' ? !everywhere.has(to) : order.indexOf(folderOf(to)) > order.indexOf(folderOf(from));
    const inFolders = arrows.filter(({ from }) => folderOf(from) !== '.');
    expect(inFolders.length).toBeGreaterThan(100);
    expect(inFolders.filter(isBackward).map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });
});
