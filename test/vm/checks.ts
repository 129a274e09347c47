import { dirname } from 'node:path';
import type { Ended } from './machine.ts';

/** The job of the guest, on this very Node and these very sources. */
export const guestCommand = (root: string): string =>
  `cd ${root} && TMPDIR=/run PATH=${dirname(process.execPath)}:/usr/bin:/bin exec node test/vm/guest/job.ts`;

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
