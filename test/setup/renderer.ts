import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import type { TestProject } from 'vitest/node';
import { whenAsked } from './when-asked.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Address that answers with the folder of the windows as they are shipped, built for this test run. */
    renderer: string;
  }
}

/** The windows as they are shipped, built once for a whole test run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { url, stop } = await whenAsked(
    async () => {
      const dir = await mkdtemp(join(tmpdir(), 'stall-renderer-'));
      await build({
        configFile: new URL('../../renderer/vite.config.ts', import.meta.url).pathname,
        logLevel: 'error',
        build: { outDir: dir },
      });
      return dir;
    },
    (dir) => dir,
    (dir) => rm(dir, { recursive: true, force: true }),
  );
  project.provide('renderer', url);
  return stop;
}
