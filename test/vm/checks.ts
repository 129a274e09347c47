import { dirname } from 'node:path';
import { bundleJob } from './bundle.ts';
import { runInGuest } from './machine.ts';
import type { Ended, Parts } from './machine.ts';

/** Runs the job on this very Node. */
const guestCommand = (dir: string): string =>
  `cd ${dir} && TMPDIR=/run PATH=${dirname(process.execPath)}:/usr/bin:/bin exec node job.mjs`;

/** The checks in a machine of their own. */
export async function runChecks(parts: Parts, onLine: (line: string) => void): Promise<Ended> {
  const job = await bundleJob();
  try {
    return await runInGuest(parts, guestCommand(job.dir), onLine);
  } finally {
    job.remove();
  }
}

/** What the guest's checks came to. A guest that ended before its job did has failed, whatever it had found good until then. */
export function judge({ lines, code }: Ended): {
  readonly passed: readonly string[];
  readonly failed: readonly string[];
} {
  const named = (pattern: RegExp): string[] => lines.flatMap((line) => pattern.exec(line)?.[1] ?? []);
  const passed = named(/^VM-CHECK ok (.*)$/);
  const failed = named(/^VM-CHECK failed (.*)$/);
  const whole = code === 0 || (code === 1 && failed.length > 0);
  return { passed, failed: whole ? failed : [...failed, `the job ended with ${code ?? 'nothing'}`] };
}
