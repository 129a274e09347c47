/**
 * Builds what is not run from its sources: the renderer (dist/renderer) and the bundles of the two hosts (dist/electron).
 * `node scripts/build.ts [renderer|hosts]`; without a word both.
 */
import { rmSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { join } from 'node:path';
import { build } from 'vite';
import type { InlineConfig } from 'vite';

const root = join(import.meta.dirname, '..');
const out = join(root, 'dist', 'electron');

/** Entries of the bundles; workers are started by their files (electron/core/health/integrity.ts, electron/core/takeaway/sheet-file.ts). */
const hosts = {
  main: 'main.ts',
  headless: 'headless.ts',
  'integrity-worker': 'core/health/integrity-worker.ts',
  'sheet-worker': 'core/takeaway/sheet-worker.ts',
} as const;

/** Left out of the bundles: electron itself and what carries machine code. Each must resolve from dist/electron. */
export const externals = ['electron', 'node-hid', 'serialport', '@lydell/node-pty'] as const;

const isExternal = (id: string): boolean =>
  isBuiltin(id) || externals.some((name) => id === name || id.startsWith(`${name}/`));

const bundle = (entry: Readonly<Record<string, string>>, format: 'es' | 'cjs', ending: string): InlineConfig => ({
  configFile: false,
  root,
  publicDir: false,
  logLevel: 'warn',
  // Everything else goes in, so that the installed till needs no node_modules but the native ones.
  ssr: { noExternal: true, target: 'node' },
  build: {
    ssr: true,
    target: 'node24',
    outDir: out,
    emptyOutDir: false,
    minify: false,
    sourcemap: true,
    rolldownOptions: {
      input: Object.fromEntries(Object.entries(entry).map(([name, file]) => [name, join(root, 'electron', file)])),
      external: isExternal,
      output: { format, entryFileNames: `[name].${ending}`, chunkFileNames: `[name]-[hash].${ending}` },
    },
  },
});

/** A built file and what it asks for at run time: other built files, modules of Node, externals. */
export interface Built {
  readonly file: string;
  readonly imports: readonly string[];
}

/** The bundler lists imports; what a bundled CommonJS module requires stays a call in the code, as `__require` in a module. */
const required = (file: string, code: string): readonly string[] =>
  [
    ...code.matchAll(file.endsWith('.cjs') ? /\brequire\(["']([^"'\n]+)["']\)/g : /\b__require\(["']([^"'\n]+)["']\)/g),
  ].flatMap((match) => match[1] ?? []);

/** Throws when a built file asks for what is neither in the bundle, nor of Node, nor an external that is installed. */
function checkImports(built: readonly Built[]): void {
  const files = built.map(({ file }) => file);
  for (const { file, imports } of built) {
    for (const name of imports) {
      if (isBuiltin(name) || files.includes(name)) continue;
      if (!isExternal(name))
        throw new Error(`${file} imports ${name}, which is neither bundled nor listed as external`);
      createRequire(join(out, file)).resolve(name);
    }
  }
}

export async function buildRenderer(): Promise<void> {
  await build({ configFile: join(root, 'renderer', 'vite.config.ts'), logLevel: 'warn' });
}

/** Builds main, headless and the preload; resolves with what was built, its imports checked. */
export async function buildHosts(): Promise<readonly Built[]> {
  rmSync(out, { recursive: true, force: true });
  const results = [
    await build(bundle(hosts, 'es', 'js')),
    await build(bundle({ preload: 'preload.cts' }, 'cjs', 'cjs')),
  ];
  const chunks = results.flatMap((result) =>
    'output' in result ? result.output.filter((one) => one.type === 'chunk') : [],
  );
  const built = chunks.map(({ fileName: file, imports, dynamicImports, code }) => ({
    file,
    imports: [...new Set([...imports, ...dynamicImports, ...required(file, code)])],
  }));
  if (built.filter(({ file }) => file.endsWith('.cjs')).length !== 1)
    throw new Error('the preload must be one file: a sandboxed one can load no other');
  checkImports(built);
  return built;
}

if (import.meta.main) {
  const what = process.argv[2];
  if (what !== undefined && what !== 'renderer' && what !== 'hosts') throw new Error(`nothing called ${what} to build`);
  if (what !== 'hosts') await buildRenderer();
  if (what !== 'renderer') await buildHosts();
}
