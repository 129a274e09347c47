import { spawn, spawnSync } from 'node:child_process';
import { randomUUID, type KeyObject } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RestoreOutcome, RestoreReport } from '../../../electron/core/restore/report.ts';
import { createNetworkGate } from '../../../hardware/virtual/network.ts';
import type { StatusView } from '../../../shared/status-view.ts';
import type { Chance } from '../harness/chance.ts';
import { number, record, text, type Json } from '../harness/checker.ts';
import { startTill, TillGone, type TillProcess } from '../harness/process.ts';
import { documentsIn, entriesIn, exportOf, judge, openLines, publicKeyIn, type Judged } from './checker.ts';
import type { Tally } from './tally.ts';

/** The market of a campaign, and what it really holds. */
export interface WipeMarket {
  readonly url: string;
  code(): Promise<string>;
  replaceCode(terminal: number): Promise<string>;
  entries(terminal: number): Promise<readonly Json[]>;
  /** What it has set aside: reason and number. */
  setAside(terminal: number): Promise<readonly { readonly reason: string; readonly number: string }[]>;
}
export interface Programs {
  readonly script: string;
  readonly rebuild: string;
}
export const sourcesOf = ['mirror', 'market', 'both'] as const;
export type SourceOf = (typeof sourcesOf)[number];

const PATIENCE_MS = 20_000;
/** A sale takes some ten milliseconds: the disk dies in its middle as often as between two. */
const DEATH_MS = 15;
const verifier = fileURLToPath(new URL('../../../market/verify/main.ts', import.meta.url));

async function patiently<T>(look: () => Promise<T> | T, wanted: (value: T) => boolean): Promise<boolean> {
  for (const end = performance.now() + PATIENCE_MS; performance.now() < end;) {
    if (wanted(await look())) return true;
    await pause(15);
  }
  return false;
}
const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

/** What the till has said of its stick: how many entries were not there, when so many sales had been answered. */
interface Told {
  readonly behind: number;
  readonly answered: number;
}

/**
 * One day of a stall: it sells, and again and again its disk dies with everything on it; each time it is rebuilt, from its stick, the market or
 * both. What was answered and promised is kept here, outside of all three.
 */
export async function liveDay(options: {
  readonly root: string;
  readonly market: WipeMarket;
  readonly programs: Programs;
  readonly chance: Chance;
  readonly sales: number;
  readonly wipes: number;
  readonly sourceOf: (wipe: number) => SourceOf;
  readonly tally: Tally;
  /** Ends with the first thing that is wrong. */
  readonly untilWrong: boolean;
}): Promise<void> {
  const { root, market, programs, chance, tally } = options;
  mkdirSync(root, { recursive: true });
  const place = { dir: join(root, 'till'), keys: join(root, 'keys') };
  const stick = join(root, 'stick');
  const drawer = join(root, 'drawer');
  mkdirSync(stick);
  const gate = await createNetworkGate(market.url);
  const keys = new Map<number, KeyObject>();
  const answered = new Map<string, number>();
  const asked = new Set<string>();
  let promised = new Set<string>();
  let told: Told | null = null;
  let terminal = 0;
  let held: string | null = null;
  let hadMarketAlone = false;
  let sold = 0;

  const status = async (till: TillProcess): Promise<StatusView | null> => {
    const seen = await till.call('view.snapshot', {});
    return seen.ok ? (seen.value.topics.status ?? null) : null;
  };
  const open = async (enrolCode: string | null): Promise<TillProcess> => {
    const till = await startTill(programs.script, { ...place, server: gate.url, enrolCode, mirror: stick });
    const why = await till.open();
    if (why !== null) tally.fault('broken', `a rebuilt till does not open: ${why}`);
    return till;
  };
  const plugIn = (): void => {
    if (existsSync(drawer)) renameSync(drawer, stick);
  };
  const pullOut = (): void => {
    if (existsSync(stick)) renameSync(stick, drawer);
  };
  const sell = async (till: TillProcess): Promise<void> => {
    const wish = { productId: null, category: '01', amountFen: 50 + 10 * chance.whole(300) };
    const line = await till.call('goods.portion', wish);
    if (!line.ok) return tally.fault('broken', `a line is refused with ${line.refusal.code}`);
    // The cart may hold the line of a sale in whose middle the disk died.
    const seen = await till.call('view.snapshot', {});
    const { cartId } = line.value;
    const cart = seen.ok ? seen.value.topics.carts?.carts.find((one) => one.id === cartId) : undefined;
    if (cart === undefined) return tally.fault('broken', 'a line is in no cart');
    const amountFen = cart.payableFen;
    const id = randomUUID();
    asked.add(id);
    const args = { cartId, payableFen: amountFen, concedeFen: 0, paper: 'none' as const };
    const sale = await till.call(
      'sale.complete',
      { ...args, tenders: [{ kind: 'cash', amountFen, tenderedFen: null }] },
      id,
    );
    if (!sale.ok) return tally.fault('broken', `a sale is refused with ${sale.refusal.code}`);
    answered.set(id, amountFen);
    sold += 1;
    tally.count('acknowledged');
  };
  const look = async (till: TillProcess): Promise<void> => {
    const before = [...answered.keys()];
    const mirror = (await status(till))?.mirror;
    if (mirror === undefined || mirror === null || mirror.behind === null) return;
    told = { behind: mirror.behind, answered: before.length };
    if (mirror.state === 'following' && mirror.behind === 0) promised = new Set(before);
  };
  /** A cart that stands there all day, known to be on the stick. */
  const park = async (till: TillProcess): Promise<void> => {
    const line = await till.call('goods.portion', { productId: null, category: '01', amountFen: 880 });
    if (!line.ok) return;
    await till.call('cart.next', {});
    const { cartId } = line.value;
    const state = join(stick, `stall-pos-1-${terminal}`, 'state.json');
    if (await patiently(() => existsSync(state) && readFileSync(state, 'utf8').includes(cartId), Boolean))
      held = cartId;
    else tally.fault('broken', 'a cart never came to the stick');
  };

  /** Sells until the disk dies, in the middle of a sale or between two. */
  const sellAndDie = async (till: TillProcess, sales: number): Promise<void> => {
    const pulledAt = chance.next() < 0.3 ? chance.whole(sales) : sales;
    const cutAt = chance.next() < 0.3 ? chance.whole(sales) : sales;
    try {
      for (let no = 0; no < sales; no += 1) {
        if (no === pulledAt) pullOut();
        if (no === cutAt) gate.setMode('offline');
        await sell(till);
        if (chance.next() < 0.3) await look(till);
      }
      if (chance.next() < 0.5) await look(till);
      const dying = pause(chance.next() * DEATH_MS).then(() => till.kill());
      const last = chance.next() < 0.5 ? sell(till) : Promise.resolve();
      await Promise.all([dying, last]);
    } catch (error) {
      if (!(error instanceof TillGone)) throw error;
      await till.ended;
    }
  };
  const damage = (): boolean => {
    const epochs = [...keys.keys()];
    const journal = join(stick, `stall-pos-1-${terminal}`, `journal-${Math.max(...epochs)}.ndjson`);
    const last = readFileSync(journal, 'utf8').trimEnd().split('\n').at(-1) ?? '';
    if (!last.startsWith('{"entry"')) return false;
    if (chance.next() < 0.3) appendFileSync(journal, last.slice(0, 1 + chance.whole(last.length - 1)));
    else {
      // The last line once more as the next entry: right in number, link and total, so that only its seal tells.
      const line = record(JSON.parse(last));
      const entry = record(line['entry']);
      const adds = entry['kind'] === 'sale' ? number(record(entry['body'])['payableFen']) : 0;
      const next = JSON.stringify({
        ...line,
        entry: {
          ...entry,
          id: randomUUID(),
          perpetualFen: number(entry['perpetualFen']) + adds,
          prevHash: line['hash'],
          seq: number(entry['seq']) + 1,
        },
      });
      appendFileSync(journal, `${next}\n`);
    }
    return true;
  };
  const rebuild = async (source: SourceOf): Promise<RestoreReport | null> => {
    const setup = {
      ...place,
      mirror: source === 'market' ? null : stick,
      market: source === 'mirror' ? null : { server: gate.url, code: await market.replaceCode(terminal) },
    };
    const child = spawn(process.execPath, [programs.rebuild, JSON.stringify(setup)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      said += part;
    });
    const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
    const outcome = code === 0 ? (JSON.parse(said) as RestoreOutcome) : null;
    if (outcome?.ok === true) return outcome.report;
    tally.fault('broken', `a rebuild from ${source} failed: ${outcome === null ? code : JSON.stringify(outcome)}`);
    return null;
  };
  const compare = (source: SourceOf, judged: Judged, atMarket: ReadonlySet<string>): void => {
    for (const fault of judged.doubled) tally.fault('doubled', `after a rebuild from ${source}: ${fault}`);
    for (const fault of judged.broken) tally.fault('broken', `after a rebuild from ${source}: ${fault}`);
    const present = new Map(judged.sales.map((sale) => [sale.id, sale.payableFen]));
    for (const id of present.keys()) if (!asked.has(id)) tally.fault('doubled', `${id} was asked for by nobody`);
    const since = told === null ? answered.size : told.answered;
    const mayLack = told === null ? answered.size : told.behind + (answered.size - since);
    let lacking = 0;
    for (const [id, payableFen] of answered) {
      const is = present.get(id);
      if (is !== undefined && is !== payableFen) tally.fault('lost', `${id} has another amount`);
      if (is !== undefined) continue;
      lacking += 1;
      if (source !== 'market' && promised.has(id)) tally.fault('lost', `${id} was said to be on the stick`);
      if (source !== 'mirror' && atMarket.has(id)) tally.fault('lost', `${id} is at the market`);
      if (!atMarket.has(id)) tally.count('missing');
      answered.delete(id);
    }
    if (source !== 'market' && lacking > mayLack)
      tally.fault('lost', `${lacking} sales are not on the stick, ${mayLack} were told`);
  };
  const compareReport = (
    source: SourceOf,
    report: RestoreReport,
    judged: Judged,
    before: Judged,
    damaged: boolean,
  ): void => {
    const open = openLines(place.dir);
    const facts: readonly (readonly [string, unknown, unknown])[] = [
      ['epoch', report.epoch, judged.last?.epoch],
      ['isProvisional', report.isProvisional, source === 'mirror'],
      ['entries', report.entries, before.entries],
      ['of epochs', report.epochs.reduce((sum, epoch) => sum + epoch.fromMirror + epoch.fromMarket, 0), before.entries],
      ['sales', report.sales, before.sales.length],
      ['payableFen', report.payableFen, before.sales.reduce((sum, sale) => sum + sale.payableFen, 0)],
      ['carriedFen', report.carriedFen, before.last?.total ?? 0],
      ['lastAt', report.lastAt, before.last?.at ?? null],
      ['carts', report.carts, open.size],
      ['cartLines', report.cartLines, [...open.values()].reduce((sum, lines) => sum + lines, 0)],
      ['damage', report.problems.length > 0, damaged || report.problems.some(({ what }) => what === 'torn')],
    ];
    for (const [name, says, is] of facts)
      if (says !== is)
        tally.fault('unreported', `${name} is ${String(is)}, the report from ${source} says ${String(says)}`);
  };

  try {
    let till = await open(await market.code());
    await patiently(
      () => status(till),
      (seen) => seen?.mode === 'live' && seen.mirror?.state === 'following',
    );
    const identity = documentsIn(place.dir, 'settings').find(({ id }) => id === 'identity');
    terminal = number(record(identity?.['value'])['terminal']);
    keys.set(1, publicKeyIn(place.keys));
    await park(till);
    for (let wipe = 0; wipe < options.wipes && !(options.untilWrong && tally.wrong() > 0); wipe += 1) {
      const source = options.sourceOf(wipe);
      const share = options.sales / options.wipes;
      await sellAndDie(till, Math.min(1 + chance.whole(Math.ceil(2 * share) - 1), Math.max(1, options.sales - sold)));
      plugIn();
      gate.setMode('online');
      // What was on its way when the till died is taken in or not by then.
      await pause(60);
      const atMarket = new Set((await market.entries(terminal)).map((entry) => text(entry['id'])));
      const isDamaged = source !== 'market' && chance.next() < 0.6 && damage();
      rmSync(place.dir, { recursive: true, force: true });
      rmSync(place.keys, { recursive: true, force: true });
      tally.count('wipes');
      const report = await rebuild(source);
      if (report === null) return;
      if (source === 'market') hadMarketAlone = true;
      keys.set(report.epoch, publicKeyIn(place.keys));
      const entries = entriesIn(place.dir);
      const judged = judge(entries, keys, report.epoch);
      const before = judge(
        entries.filter((entry) => number(entry['epoch']) !== report.epoch),
        keys,
      );
      compare(source, judged, atMarket);
      compareReport(source, report, judged, before, isDamaged);
      const isSold = entries.some((entry) => record(entry['body'])['cartId'] === held);
      if (source !== 'market' && held !== null && !isSold && !openLines(place.dir).has(held))
        tally.fault('cartsLost', `the cart that was parked is gone after a rebuild from ${source}`);
      if (options.untilWrong && tally.wrong() > 0) return;
      promised = new Set(answered.keys());
      told = null;
      till = await open(null);
      if (source === 'market') await park(till);
      if (source === 'mirror') {
        for (let left = chance.whole(3); left > 0; left -= 1) await sell(till);
        const reply = await till.call('terminal.enrol', { code: await market.replaceCode(terminal) });
        if (!reply.ok) tally.fault('broken', `a provisional epoch is not confirmed: ${JSON.stringify(reply.refusal)}`);
      }
      const isThere = await patiently(
        () => status(till),
        (seen) => seen?.link === 'online' && seen.mirror?.state === 'following' && seen.mirror.behind === 0,
      );
      if (!isThere) tally.fault('broken', `after a rebuild from ${source} the market or the stick is not followed`);
      await look(till);
    }
    while (sold < options.sales) await sell(till);
    await evening(till);
  } finally {
    await gate.stop();
  }

  /** Everything is at the market, once, and what the till exports is good. */
  async function evening(till: TillProcess): Promise<void> {
    const here = (): readonly Json[] => entriesIn(place.dir);
    const numberOf = (entry: Json): string => `${number(entry['epoch'])}-${number(entry['seq'])}`;
    /**
     * Once a till was rebuilt from the market alone, its old epoch ends where the market's does; what a stick brings of it later is set aside there
     * for the staff, and told.
     */
    const isLate = ({ reason }: { readonly reason: string }): boolean => reason === 'fenced_epoch' && hadMarketAlone;
    const isUp = async (): Promise<boolean> => {
      const up = new Set((await market.entries(terminal)).map((entry) => text(entry['hash'])));
      const late = new Set((await market.setAside(terminal)).filter(isLate).map((aside) => aside.number));
      return here().every((entry) => up.has(text(entry['hash'])) || late.has(numberOf(entry)));
    };
    if (!(await patiently(isUp, Boolean))) tally.fault('notUploaded', 'entries of the till are not at the market');
    await till.finish();
    const atMarket = await market.entries(terminal);
    const judged = judge(atMarket, keys);
    for (const fault of judged.doubled) tally.fault('doubled', `at the market: ${fault}`);
    for (const fault of judged.broken) tally.fault('broken', `at the market: ${fault}`);
    const ids = new Set(judged.sales.map(({ id }) => id));
    for (const id of answered.keys())
      if (!ids.has(id)) tally.fault('lost', `${id} is not at the market in the evening`);
    const aside = await market.setAside(terminal);
    for (const one of aside)
      if (isLate(one)) tally.count('late');
      else tally.fault('broken', `the market has set ${one.number} aside: ${one.reason}`);
    const file = join(root, 'export.ndjson');
    writeFileSync(file, exportOf(here(), terminal, keys));
    const { status: code, stdout } = spawnSync(process.execPath, [verifier, file], { encoding: 'utf8' });
    if (code !== 0) tally.fault('broken', `the verifier: ${stdout.slice(0, 200)}`);
    else tally.count('verified');
  }
}
