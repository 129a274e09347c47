import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('../../', import.meta.url));

/**
 * The guest's job with the product's drivers in one file: emulated in software, reading and stripping a hundred sources takes longer than
 * all the checks. The packages with native code stay what they are.
 */
export async function bundleJob(): Promise<{ readonly dir: string; remove(): void }> {
  const dir = mkdtempSync(join(tmpdir(), 'stall-vm-job-'));
  await build({
    configFile: false,
    root,
    publicDir: false,
    logLevel: 'error',
    ssr: { noExternal: true, external: ['serialport', 'node-hid'], target: 'node' },
    build: {
      ssr: join(root, 'test/vm/guest/job.ts'),
      target: 'node24',
      outDir: dir,
      emptyOutDir: false,
      minify: false,
      rolldownOptions: { output: { format: 'es', entryFileNames: 'job.mjs' } },
    },
  });
  symlinkSync(join(root, 'node_modules'), join(dir, 'node_modules'));
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}
