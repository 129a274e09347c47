import { createInterface } from 'node:readline';
import { openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { createCore, type Secrets } from '../../../electron/core/core.ts';
import type { Call } from '../../../shared/contract.ts';
import { catalogue, fakePrinter, fakeScale, quiet } from '../stall.ts';

/**
 * A till in a process of its own, to be killed: `node till.ts DIR [MARKS]`. Reads one call a line (JSON), writes `{id, reply}` a line.
 * With MARKS it writes to that file before each call and after each answer, for those who trace the process.
 */
const [dir, marks] = process.argv.slice(2);
if (dir === undefined) throw new Error('usage: till.ts DIR [MARKS]');
const mark = marks === undefined ? null : openSync(marks, 'w');
const file = (name: string): string => join(dir, `${name}.secret`);
const secrets: Secrets = {
  load: (name) => {
    try {
      return Promise.resolve(readFileSync(file(name)));
    } catch {
      return Promise.resolve(null);
    }
  },
  save: (name, bytes) => {
    writeFileSync(file(name), bytes);
    return Promise.resolve();
  },
};
const core = await createCore({
  dir,
  clock: { now: () => Date.now() },
  log: quiet,
  server: null,
  enrolCode: null,
  catalogue,
  trade: 'vegetables',
  version: 'child',
  secrets,
  devices: { scale: fakeScale(() => Date.now()), printer: fakePrinter(), display: null, scanner: null, bench: null },
});
process.stdout.write('{"ready":true}\n');
for await (const line of createInterface({ input: process.stdin })) {
  const call = JSON.parse(line) as Call;
  if (mark !== null) writeSync(mark, `CALL ${call.name}`);
  const reply = await core.dispatch({ role: 'vendor' }, call);
  if (mark !== null) writeSync(mark, `DONE ${call.name}`);
  process.stdout.write(`${JSON.stringify({ id: call.id, reply })}\n`);
}
await core.stop();
