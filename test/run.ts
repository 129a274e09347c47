/**
 * `npm test`: everything that proves the product, in order: types of each room, lint with the import table, the build,
 * then every test. The last line is `N passed, N failed`; each room's types, the lint and the build count as one check each.
 *
 * Files that play before a real browser, with real devices on real clocks, have a second try, because a machine that stands still for half a
 * minute fails one test of thousands there. A file is tried anew as a whole: its tests go on from one another. Every test that needed it is
 * named before the last line. A bug fails twice, and what fails in more than a few files is no accident and is not tried again. Elsewhere
 * there is no second try: a property that fails for one random case has found a bug.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type { Report } from './setup/report.ts';

const rooms = ['shared', 'hardware', 'electron', 'renderer', 'market', 'test'];
let passed = 0;
let failed = 0;

const run = (name: string, command: string, args: readonly string[]): boolean => {
  process.stdout.write(`— ${name}\n`);
  const { status } = spawnSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32' });
  return status === 0;
};
const check = (name: string, command: string, args: readonly string[]): void => {
  if (run(name, command, args)) passed += 1;
  else failed += 1;
};

for (const room of rooms) check(`types: ${room}`, 'tsc', ['-p', room]);
check('lint', 'oxlint', ['--deny-warnings']);
check('format', 'oxfmt', ['--check']);
check('build', process.execPath, ['scripts/build.ts']);

const SECOND_TRY = /[\\/]test[\\/](?:stories|renderer|pictures)[\\/]/;
const MOST_TRIED_AGAIN = 3;

const out = mkdtempSync(join(tmpdir(), 'stall-pos-test-'));
/** Runs the tests of files whose path has one of `filters` in it, or all. Null when the run left no report. */
const runTests = (name: string, filters: readonly string[]): Report | null => {
  const file = join(out, 'report.json');
  rmSync(file, { force: true });
  process.env['STALL_TEST_REPORT'] = file;
  const green = run(name, 'vitest', ['run', ...filters, '--reporter=default', '--reporter=./test/setup/report.ts']);
  try {
    const report = JSON.parse(readFileSync(file, 'utf8')) as Report;
    const isRed = report.stray > 0 || report.files.length === 0 || report.files.some((one) => one.failed.length > 0);
    return green || isRed ? report : null;
  } catch {
    return null;
  }
};

const first = runTests('tests', process.argv.slice(2));
const failing = first?.files.filter((one) => one.failed.length > 0) ?? [];
const mayTryAgain =
  failing.length > 0 && failing.length <= MOST_TRIED_AGAIN && failing.every(({ path }) => SECOND_TRY.test(path));
const second = mayTryAgain
  ? runTests(
      'second try',
      failing.map(({ path }) => path),
    )
  : null;
let skipped = 0;
for (const one of first?.files ?? []) {
  const counted = second?.files.find(({ path }) => path === one.path) ?? one;
  passed += counted.passed.length;
  failed += counted.failed.length;
  skipped += counted.skipped;
  for (const name of one.failed)
    if (counted !== one && !counted.failed.includes(name))
      process.stdout.write(`needed a second try: ${relative(process.cwd(), one.path)} > ${name}\n`);
}
// Errors outside of any test, and a run that ended before it could tell.
failed += (first?.stray ?? 1) + (second?.stray ?? 0);
if (first?.files.length === 0) failed += 1;
if (skipped > 0) process.stdout.write(`skipped: ${skipped} tests (marked as skipped in the code)\n`);
rmSync(out, { recursive: true, force: true });
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
