import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { planted, type Plant } from './plant.ts';

/** A planted bug that a campaign must find. */
export interface Mutant {
  readonly name: string;
  readonly plants: readonly Plant[];
}

const root = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * The real core and the program that sells with it, in one file: a till process starts three times as fast as from its
 * sources, and a campaign is mostly starts. Throws when a plant has no place in its file, or its file is not in the bundle.
 */
export async function bundleTill(
  plants: readonly Plant[] = [],
): Promise<{ readonly script: string; readonly rebuild: string; remove(): void }> {
  const out = mkdtempSync(join(tmpdir(), 'stall-faults-'));
  const sown = new Set<Plant>();
  await build({
    configFile: false,
    root,
    publicDir: false,
    logLevel: 'error',
    ssr: { noExternal: true, target: 'node' },
    plugins: [
      {
        name: 'plants',
        enforce: 'pre',
        transform: (code: string, id: string) =>
          plants
            .filter((plant) => id === join(root, plant.file))
            .reduce((source, plant) => {
              sown.add(plant);
              return planted(source, plant);
            }, code),
      },
    ],
    build: {
      ssr: true,
      target: 'node24',
      outDir: out,
      emptyOutDir: false,
      minify: false,
      rolldownOptions: {
        input: {
          till: join(root, 'test', 'faults', 'harness', 'till.ts'),
          rebuild: join(root, 'test', 'faults', 'harness', 'rebuild.ts'),
          // Started by its file (electron/core/health/integrity.ts).
          'integrity-worker': join(root, 'electron', 'core', 'health', 'integrity-worker.ts'),
        },
        output: {
          format: 'es',
          entryFileNames: ({ name }) => (name === 'integrity-worker' ? `${name}.js` : `${name}.mjs`),
        },
      },
    },
  });
  for (const plant of plants) if (!sown.has(plant)) throw new Error(`${plant.file} is not in the bundle`);
  return {
    script: join(out, 'till.mjs'),
    rebuild: join(out, 'rebuild.mjs'),
    remove: () => {
      rmSync(out, { recursive: true, force: true });
    },
  };
}
