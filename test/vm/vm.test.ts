import { expect, test } from 'vitest';
import { judge, runChecks } from './checks.ts';
import { findParts } from './machine.ts';

const parts = findParts();
if ('missing' in parts) console.log(`skipped: vm (missing ${parts.missing})`);
else {
  test('the drivers work against devices behind a real kernel', async () => {
    const { passed, failed } = judge(await runChecks(parts, () => undefined));
    expect(failed).toEqual([]);
    expect(passed.length).toBeGreaterThanOrEqual(13);
  });
}
test('a guest that ends early has failed', () => {
  const lines = ['VM-CHECK ok a', 'VM-CHECK ok b'];
  expect(judge({ lines, code: null }).failed).toEqual(['the job ended with nothing']);
  expect(judge({ lines, code: 137 }).failed).toEqual(['the job ended with 137']);
  expect(judge({ lines: [...lines, 'VM-CHECK failed c: why'], code: 1 })).toEqual({
    passed: ['a', 'b'],
    failed: ['c: why'],
  });
});
