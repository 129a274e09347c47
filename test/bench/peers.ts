import { spawn, spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { openProfile } from '../setup/chromium.ts';

/** What one peer did. `size` is how many documents it held when it was timed, `durable` whether an answered insert was synced. */
export interface PeerFigures {
  readonly name: string;
  readonly durable: boolean;
  readonly size?: number;
  readonly p50_ms?: number;
  readonly p99_ms?: number;
  readonly syncs_per_insert?: number;
  readonly note: string;
}

const HERE = fileURLToPath(new URL('peers/', import.meta.url));
/** Longest for one peer, filling included. */
const PEER_MS = 180_000;
const NODE_PEERS = [
  { name: 'rxdb-memory', durable: false, note: 'memory only' },
  { name: 'rxdb-sqlite-trial', durable: true, note: 'caps: 500 documents, 500 operations; no indexes' },
  { name: 'pouchdb-leveldb', durable: false, note: 'no sync per put' },
] as const;
const DEXIE_PEERS = [
  { name: 'rxdb-dexie-strict', durability: 'strict', durable: true, note: 'Chromium, flushed before complete' },
  { name: 'rxdb-dexie-relaxed', durability: 'relaxed', durable: false, note: 'Chromium, no flush' },
] as const;

/**
 * Single inserts of the same document into what else a till could have stood on. The peers are a package of their own, installed here
 * and never with the product. A peer that fails is reported with its reason, not left out.
 */
export async function measurePeers(document: string, say: (line: string) => void): Promise<readonly PeerFigures[]> {
  say('installing the peers (npm ci in test/bench/peers)');
  const npm = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: HERE,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (npm.status !== 0) {
    say(`skipped: peers (npm ci failed: ${npm.stderr.trim().slice(-200)})`);
    return [];
  }
  const dir = mkdtempSync(join(tmpdir(), 'stall-pos-peers-'));
  const figures: PeerFigures[] = [];
  const add = async (
    peer: Pick<PeerFigures, 'name' | 'durable' | 'note'>,
    run: () => Promise<object>,
  ): Promise<void> => {
    const { name, durable, note } = peer;
    try {
      figures.push({ name, durable, ...(await run()), note });
    } catch (error) {
      figures.push({ name, durable, note: `${note}; failed: ${String(error).slice(0, 200)}` });
    }
    say(JSON.stringify(figures.at(-1)));
  };
  try {
    const file = join(dir, 'document.json');
    writeFileSync(file, document);
    for (const peer of NODE_PEERS) await add(peer, () => inNode(peer.name, join(dir, peer.name), file));
    const page = await bundle();
    for (const peer of DEXIE_PEERS)
      await add(peer, () => inChromium(page, join(dir, peer.name), peer.durability, document));
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
  return figures;
}

async function inNode(name: string, dir: string, document: string): Promise<object> {
  const command = [process.execPath, join(HERE, 'node.mjs'), name, dir, document];
  const timed: object = JSON.parse(await lastLine(command));
  if (name === 'rxdb-memory' || spawnSync('strace', ['-V']).status !== 0) return timed;
  const trace = `${dir}.trace`;
  const counted: { readonly inserts: number } = JSON.parse(
    await lastLine(['strace', '-f', '-e', 'trace=fsync,fdatasync,write', '-o', trace, ...command, 'count']),
  );
  let inside = false;
  let syncs = 0;
  for (const line of readFileSync(trace, 'utf8').split('\n')) {
    if (line.includes('"BEGIN-INSERTS')) inside = true;
    else if (line.includes('"END-INSERTS')) inside = false;
    else if (inside && /\bf(data)?sync\(/.test(line)) syncs += 1;
  }
  return { ...timed, syncs_per_insert: Number((syncs / counted.inserts).toFixed(2)) };
}

function lastLine([program = '', ...args]: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let errors = '';
    const timer = setTimeout(() => child.kill('SIGKILL'), PEER_MS);
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      if (code === 0) resolve(out.trim().split('\n').at(-1) ?? '');
      else reject(new Error(`exit ${code}: ${errors.trim().split('\n').at(-1) ?? ''}`));
    });
  });
}

/** The page's program, as one text. */
async function bundle(): Promise<string> {
  const built = await build({
    configFile: false,
    root: HERE,
    logLevel: 'silent',
    build: { write: false, minify: false, lib: { entry: join(HERE, 'dexie.mjs'), formats: ['es'] } },
  });
  const [first] = Array.isArray(built) ? built : [built];
  if (first === undefined || !('output' in first)) throw new Error('vite built nothing');
  return first.output[0].code;
}

async function inChromium(program: string, profile: string, durability: string, document: string): Promise<object> {
  const server = createServer((request, response) => {
    const script = request.url === '/dexie.js';
    response.setHeader('content-type', script ? 'text/javascript' : 'text/html');
    response.end(script ? program : '<script type="module" src="/dexie.js"></script>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A private context keeps its databases in memory: this one has a folder.
  const context = await openProfile(profile);
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(PEER_MS);
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.waitForFunction('typeof globalThis.measure === "function"');
    const figures: unknown = await page.evaluate(`measure(${JSON.stringify({ durability, document })})`);
    return figures as object;
  } finally {
    await context.close();
    server.close();
  }
}
