import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const sources = globSync('{shared,hardware,electron,renderer,market,scripts,test}/**/*.{ts,tsx,cts}', {
  cwd: root,
  exclude: (path) => path.includes('node_modules'),
})
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path !== 'test/shell/imports.test.ts');
const text = (path: string): string => readFileSync(join(root, path), 'utf8');

/** The shell. Importing electron anywhere else would start a download in plain Node. */
const shell = ['electron/main.ts', 'electron/preload.cts', 'electron/windows.ts', 'electron/security.ts'];
const asks = /(?:from\s*|\bimport\s*\(?\s*|\brequire\(\s*)['"]electron(?:\/[^'"]*)?['"]/;
const typeOnly = /import\s+type\s[^;]*?from\s*['"]electron['"]/g;
/** Electron as a value: what is left when the imports of types are gone. */
const importsValue = (source: string): boolean =>
  asks.test(source.replaceAll(typeOnly, '').replaceAll(/vi\.(?:doMock|mock|doUnmock)\([^,)]*/g, ''));

describe('electron', () => {
  it('is imported by the shell only', () => {
    expect(sources.length).toBeGreaterThan(50);
    expect(sources.filter((path) => importsValue(text(path)) && !shell.includes(path))).toEqual([]);
  });

  it('is imported as types only in the shell and its tests', () => {
    const types = sources.filter((path) => asks.test(text(path)) && !importsValue(text(path)));
    expect(types.filter((path) => !path.startsWith('test/shell/'))).toEqual([]);
  });

  it('would be found however it were asked for', () => {
    for (const line of [
      "import { app } from 'electron';",
      "import 'electron';",
      "await import('electron')",
      "require('electron')",
      "import { x } from 'electron/main';",
      "export * from 'electron';",
      "import type { A } from 'electron';\nimport { app } from 'electron';",
    ]) {
      expect(importsValue(line), line).toBe(true);
    }
    expect(importsValue("import type { App } from 'electron';")).toBe(false);
  });

  it('is not reached by the Node host over any of its files', () => {
    const seen = new Set<string>();
    const walk = (path: string): void => {
      if (seen.has(path)) return;
      seen.add(path);
      for (const match of text(path).matchAll(/(?:from|import\()\s*'(\.{1,2}\/[^']+)'/g))
        walk(join(path, '..', match[1]!).replaceAll('\\', '/'));
    };
    walk('electron/headless.ts');
    expect([...seen].filter((path) => shell.includes(path))).toEqual([]);
  });
});
