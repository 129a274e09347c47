import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';

/** The windows as they are shipped, built into a folder of this test's own. */
export async function buildRenderer(): Promise<{ readonly dir: string; remove(): Promise<void> }> {
  const dir = await mkdtemp(join(tmpdir(), 'stall-renderer-'));
  await build({
    configFile: new URL('../../renderer/vite.config.ts', import.meta.url).pathname,
    logLevel: 'error',
    build: { outDir: dir },
  });
  return { dir, remove: () => rm(dir, { recursive: true, force: true }) };
}
