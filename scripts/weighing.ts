/**
 * Writes the identification of the weighing module: one SHA-256 over the files that decide which weight may be sold and what it costs. It stands
 * on every day's close, so that a change of these files can be seen from outside. Run it when they are changed: `node scripts/weighing.ts`.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
export const weighingFiles = [
  'shared/weighing.ts',
  'shared/steadiness.ts',
  'shared/averaging.ts',
  'shared/metrology.ts',
  'shared/scale-watch.ts',
  'shared/money.ts',
] as const;

/** Line ends don't count: a checkout on Windows has the same module. */
export function identifyWeighing(read = (file: string) => readFileSync(join(root, file), 'utf8')): string {
  const hash = createHash('sha256');
  for (const file of weighingFiles) hash.update(`${file}\n${read(file).replaceAll('\r\n', '\n')}\0`);
  return hash.digest('hex');
}

if (import.meta.main) {
  const text = `${JSON.stringify({ files: weighingFiles, sha256: identifyWeighing() }, null, 2)}\n`;
  writeFileSync(join(root, 'resources', 'weighing.json'), text);
}
