/**
 * `npm test`: everything that proves the product, in order: types of each room, lint with the import table, the build,
 * then every test. The last line is `N passed, N failed`; each room's types, the lint and the build count as one check each.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

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

const out = mkdtempSync(join(tmpdir(), 'stall-pos-test-'));
const report = join(out, 'report.json');
const filters = process.argv.slice(2);
const green = run('tests', 'vitest', [
  'run',
  ...filters,
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
]);
try {
  const result = JSON.parse(readFileSync(report, 'utf8')) as {
    numPassedTests: number;
    numFailedTests: number;
    numPendingTests: number;
    numTodoTests: number;
    testResults: { status: string; assertionResults: unknown[] }[];
  };
  passed += result.numPassedTests;
  failed += result.numFailedTests;
  // A file that breaks before its first test has no assertion to count.
  failed += result.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length;
  const skipped = result.numPendingTests + result.numTodoTests;
  if (skipped > 0) process.stdout.write(`skipped: ${skipped} tests (marked as skipped in the code)\n`);
} catch {
  failed += 1;
}
if (!green && failed === 0) failed += 1;
rmSync(out, { recursive: true, force: true });
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
