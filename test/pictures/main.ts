/**
 * `npm run pictures -- [DIR] [--docs] [--axe] [--only NAME,…]`: plays a day at a stall, being paid in every state of its money, and the virtual bench (real till,
 * market, virtual devices, windows), and saves pictures of each scene into DIR (default: a folder of its own in the temp folder): at every size in both languages,
 * and one in each other look. `--docs` also rewrites the pictures in docs/pictures; `--axe` saves none and has axe look at each scene in every theme, in English and in elder mode too.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startCluster } from '../../market/database/postgres.ts';
import { databaseIn } from '../market/postgres.ts';
import { silentLog } from '../setup/core.ts';
import { axeEye } from './axe.ts';
import { playBench } from './bench.ts';
import { playDifferences } from './differences.ts';
import { playPayments } from './pay.ts';
import { scenes } from './scenes.ts';
import { FULL, LOW, isOfStall, openStage, setLook } from './stage.ts';
import type { Eye } from './stage.ts';

const root = join(import.meta.dirname, '../..');
const docs = join(root, 'docs/pictures');
const sizes = [FULL, { width: 1024, height: 768 }, LOW];
const languages = ['zh', 'en'] as const;
/** Other looks of a window, each shown once. */
const looks = { dark: { theme: 'dark' }, contrast: { theme: 'contrast' }, elder: { size: 'elder' } } as const;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    docs: { type: 'boolean', default: false },
    axe: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
  },
});
const only = values.only === '' ? null : new Set(values.only.split(','));
const dir = positionals[0] ?? mkdtempSync(join(tmpdir(), 'stall-pos-pictures-'));
mkdirSync(dir, { recursive: true });

/** Saves the scene's pictures; a page of the market has one language, and a phone one size. */
const camera: Eye = async (page, { name, withKeys, part }) => {
  const doc = join(docs, `${name}.png`);
  if (part !== undefined) {
    const file = join(dir, `${name}.png`);
    const own = page.viewportSize() ?? FULL;
    // Long paper lies whole on a long bench.
    await page.setViewportSize({ ...own, height: 2 * own.height });
    await page.locator(part).screenshot({ path: file });
    await page.setViewportSize(own);
    if (values.docs && existsSync(doc)) copyFileSync(file, doc);
    return;
  }
  const isStall = isOfStall(page);
  const own = page.viewportSize() ?? FULL;
  const shots = own.width < LOW.width ? [own] : sizes;
  if (withKeys !== true)
    await page.evaluate(() => {
      delete document.documentElement.dataset['input'];
    });
  const fileOf = (size: typeof own, look: string): string =>
    join(dir, `${name}-${size.width}x${size.height}-${look}.png`);
  for (const language of isStall ? languages : (['zh'] as const)) {
    if (isStall) await setLook(page, { language });
    for (const size of shots) {
      await page.setViewportSize(size);
      await page.evaluate(() => document.fonts.ready);
      await page.screenshot({ path: fileOf(size, language) });
    }
  }
  if (isStall) {
    await setLook(page, { language: 'zh' });
    await page.setViewportSize(FULL);
    for (const [of, look] of Object.entries(looks)) {
      await setLook(page, look);
      await page.screenshot({ path: fileOf(FULL, of) });
      await setLook(page, { theme: 'bright', size: 'normal' });
    }
    await page.emulateMedia({ forcedColors: 'active' });
    await page.screenshot({ path: fileOf(FULL, 'forced') });
    await page.emulateMedia({ forcedColors: 'none' });
  }
  await page.setViewportSize(own);
  if (values.docs && existsSync(doc)) copyFileSync(fileOf(shots[0] ?? own, 'zh'), doc);
};

const found: string[] = [];
const critics = [axeEye(found), axeEye(found, { language: 'en' }), axeEye(found, { size: 'elder' })];
const eye: Eye = async (page, scene) => {
  if (only?.has(scene.name) === false) return;
  for (const look of values.axe ? critics : [camera]) await look(page, scene);
  console.log(scene.name);
};

spawnSync(process.execPath, [join(root, 'scripts/build.ts'), 'renderer'], { stdio: 'inherit' });
const data = mkdtempSync(join(tmpdir(), 'stall-pos-day-'));
// As root the database runs as a user of its own, who must be able to pass here.
chmodSync(data, 0o755);
const cluster = await startCluster({ dir: data, log: silentLog });
const missing: string[] = [];
try {
  const stage = await openStage(await databaseIn(cluster.databaseUrl));
  for (const scene of scenes) {
    try {
      await eye(await scene.show(stage), scene);
    } catch (error) {
      // The others can still be had.
      missing.push(scene.name);
      console.error(scene.name, error);
      await stage.vendor.screenshot({ path: join(dir, `${scene.name}-where-it-broke.png`) });
    }
  }
  await stage.stop();
  const others = {
    pay: async () => playPayments(eye, await databaseIn(cluster.databaseUrl)),
    bench: async () => playBench(eye, await databaseIn(cluster.databaseUrl)),
    office: async () => playDifferences(eye, await databaseIn(cluster.databaseUrl)),
  };
  for (const [name, play] of Object.entries(others))
    await play().catch((error: unknown) => {
      missing.push(name);
      console.error(error);
    });
} finally {
  await cluster.stop();
  rmSync(data, { recursive: true, force: true });
}
for (const wrong of found) console.log(wrong);
console.log(missing.length === 0 ? dir : `${dir}; missing: ${missing.join(', ')}`);
process.exit(missing.length === 0 && found.length === 0 ? 0 : 1);
