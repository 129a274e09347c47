/** `npm run vm`: the drivers against devices behind a real Linux kernel, in a machine of their own (QEMU, in software). */
import { findParts } from './machine.ts';
import { judge, runChecks } from './checks.ts';

const parts = findParts();
if ('missing' in parts) {
  console.log(`skipped: vm (missing ${parts.missing})`);
  process.exit(0);
}
const from = performance.now();
const ended = await runChecks(parts, (line) => {
  if (line.startsWith('VM')) console.log(line);
});
const { passed, failed } = judge(ended);
if (failed.length > 0) console.log(ended.lines.slice(-40).join('\n'));
console.log(`wall time ${((performance.now() - from) / 1000).toFixed(1)} s`);
console.log(`${passed.length} passed, ${failed.length} failed`);
process.exit(failed.length === 0 ? 0 : 1);
