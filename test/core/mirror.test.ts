import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { MirrorView } from '../../shared/mirror-view.ts';
import { startTestMarket, type TestMarket } from './market.ts';
import { chicory, createStall, openJoinedStall, payCash, storedIn, until, type Stall } from './stall.ts';

/** The copy of the journal on a stick: `stick` is the folder where it is plugged in. */
let stall: Stall;
let market: TestMarket;
let root = '';
let stick = '';
const folder = (): string => join(stick, 'stall-pos-1-17');
const file = (): string => join(folder(), 'journal-1.ndjson');

afterEach(async () => {
  await stall.close();
  await market.stop();
  rmSync(root, { recursive: true, force: true });
});

async function open(): Promise<void> {
  root = mkdtempSync(join(tmpdir(), 'stall-mirror-'));
  stick = join(root, 'stick');
  mkdirSync(stick);
  market = await startTestMarket();
  stall = await openJoinedStall(market, { mirror: stick });
}
const mirror = async (): Promise<MirrorView | null> => (await stall.see('status')).mirror;
const following = (): Promise<MirrorView | null> =>
  until(mirror, (view) => view?.state === 'following' && view.behind === 0);
const inState = (state: MirrorView['state']): Promise<MirrorView | null> =>
  until(mirror, (view) => view?.state === state);

async function sell(amountFen = 500): Promise<string> {
  const line = await stall.must('goods.portion', { productId: null, category: '01', amountFen });
  const sale = await payCash(stall, line.cartId, amountFen);
  return sale.saleId;
}
interface Line {
  readonly entry?: { readonly id: string; readonly seq: number };
}
const lines = (): Line[] =>
  readFileSync(file(), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
const ids = (): string[] => lines().flatMap(({ entry }) => entry?.id ?? []);
const inJournal = (): string[] =>
  storedIn<{ id: string; terminal: number }>(stall.dir, 'journal')
    .filter((entry) => entry.terminal === 17)
    .map((entry) => entry.id);
/** The core's last round is over once it has stopped. */
const unplug = (): void => {
  renameSync(stick, `${stick}-out`);
};
const plugIn = (): void => {
  renameSync(`${stick}-out`, stick);
};

test('every sale is on the stick, with a header, in order', async () => {
  await open();
  await following();
  for (let i = 0; i < 5; i++) await sell(100 + 10 * i);
  expect(await following()).toMatchObject({ behind: 0, since: null });
  expect(lines()[0]).toMatchObject({ format: 'stall-pos journal', market: 1, terminal: 17, keys: [{ epoch: 1 }] });
  expect(ids()).toEqual(inJournal());
  expect(ids()).toHaveLength(5);
});

test('what was sold without the stick follows when it is back, and the status says how much is waiting', async () => {
  await open();
  await following();
  await sell();
  await following();
  unplug();
  await inState('missing');
  await sell();
  await sell();
  expect(await mirror()).toMatchObject({ state: 'missing', since: expect.any(Number) as number });
  plugIn();
  await following();
  expect(ids()).toEqual(inJournal());
  expect(ids()).toHaveLength(3);
});

test('a line that was torn when the stick was pulled out is cut, and nothing whole is', async () => {
  await open();
  await following();
  for (let i = 0; i < 4; i++) await sell();
  await following();
  unplug();
  await inState('missing');
  const torn = `${stick}-out/stall-pos-1-17/journal-1.ndjson`;
  truncateSync(torn, readFileSync(torn).length - 40);
  appendFileSync(torn, Buffer.alloc(512));
  plugIn();
  await following();
  expect(ids()).toEqual(inJournal());
});

test('a stick that was pulled out while its first line was written begins anew', async () => {
  await open();
  await following();
  await stall.core().stop();
  truncateSync(file(), 20);
  await stall.open();
  await sell();
  await following();
  expect(ids()).toEqual(inJournal());
});

test('the stick of another terminal is left alone', async () => {
  await open();
  await following();
  unplug();
  await inState('missing');
  mkdirSync(join(stick, 'stall-pos-1-18'), { recursive: true });
  await inState('foreign');
  await sell();
  expect(readdirSync(stick)).toEqual(['stall-pos-1-18']);
});

test('a journal of another key under our number is left alone', async () => {
  await open();
  await following();
  await sell();
  await following();
  await stall.core().stop();
  const other = readFileSync(file(), 'utf8').replace(/"publicKey":"[^"]+"/, `"publicKey":"${'A'.repeat(43)}"`);
  writeFileSync(file(), other);
  await stall.open();
  await inState('foreign');
  expect(readFileSync(file(), 'utf8')).toBe(other);
});

test('a stick that knows more than the till is never written to', async () => {
  await open();
  await following();
  await sell();
  const older = join(root, 'older');
  await stall.core().stop();
  cpSync(stall.dir, older, { recursive: true });
  await stall.open();
  await sell();
  await sell();
  await following();
  await stall.core().stop();
  const kept = readFileSync(file(), 'utf8');
  rmSync(stall.dir, { recursive: true });
  cpSync(older, stall.dir, { recursive: true });
  market.cut();
  await stall.open();
  await inState('ahead');
  await sell();
  expect(readFileSync(file(), 'utf8')).toBe(kept);
});

test('carts, settings and wishes for paper go along, the key does not', async () => {
  await open();
  await stall.must('settings.set', { rounding: 'yuan' });
  await stall.must('goods.portion', { productId: null, category: '01', amountFen: 1_250 });
  const state = (): string => readFileSync(join(folder(), 'state.json'), 'utf8');
  await following();
  const text = await until(state, (now) => now.includes('yuan') && now.includes('1250'));
  const { body } = JSON.parse(text) as {
    body: { settings: { id: string }[]; carts: { lines: unknown[] }[]; server: string };
  };
  expect(body.settings.map(({ id }) => id).toSorted()).toEqual(['identity', 'scale_flags', 'stall']);
  expect(body.carts).toHaveLength(1);
  expect(body.server).toBe(market.url);
  expect(text).not.toMatch(/private/i);
});

test('the catalogue goes along when the market has changed it', async () => {
  await open();
  await following();
  market.tell('people', { id: 'x1', stall: 'A-17', name: '老王', role: 'owner', active: true, validUntil: null });
  const text = await until(
    () => readFileSync(join(folder(), 'catalogue.json'), 'utf8'),
    (now) => now.includes('老王'),
  );
  expect(JSON.parse(text)).toMatchObject({ body: { people: [{ name: '老王' }] } });
});

test('practice is not copied', async () => {
  root = mkdtempSync(join(tmpdir(), 'stall-mirror-'));
  market = await startTestMarket();
  stall = createStall({ mirror: root });
  await stall.open();
  await sell();
  expect(await mirror()).toBeNull();
  expect(readdirSync(root)).toEqual([]);
});

test('the place can be set on the till, once a folder is there', async () => {
  root = mkdtempSync(join(tmpdir(), 'stall-mirror-'));
  stick = join(root, 'stick');
  market = await startTestMarket();
  stall = await openJoinedStall(market);
  expect(await mirror()).toBeNull();
  expect(await stall.call('mirror.set', { dir: stick })).toMatchObject({ refusal: { code: 'no_such_folder' } });
  expect(await stall.call('mirror.set', { dir: 'stick' })).toMatchObject({ refusal: { code: 'no_such_folder' } });
  mkdirSync(stick);
  await stall.must('mirror.set', { dir: stick });
  const id = await sell();
  await following();
  await stall.restart();
  await following();
  expect(ids()).toEqual([id]);
  await stall.must('mirror.set', { dir: null });
  expect(await mirror()).toBeNull();
});

test('a price change is an entry like any other', async () => {
  await open();
  await stall.must('goods.price', {
    productId: chicory,
    price: { priceFen: 300, basisG: 500 },
    scope: 'from_now',
    sure: true,
  });
  await following();
  expect(ids()).toEqual(inJournal());
});

test('a copy on the same disk is said to be one', async () => {
  await open();
  expect(await following()).toMatchObject({ isSameDisk: true });
});
