import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createCore, type Core, type CoreOptions } from '../../electron/core/core.ts';
import type { Devices, Printer, PrintOutcome, Scale } from '../../hardware/ports.ts';
import type { AnswerOf, ArgsOf, CommandName, Reply } from '../../shared/contract.ts';
import type { Log } from '../../shared/log.ts';
import type { ReceiptLine } from '../../shared/receipt.ts';
import type { DeviceState, ScalePlate, Suggestion } from '../../shared/scale.ts';
import type { Topic, ViewTopics } from '../../shared/view.ts';
import type { Role } from '../../shared/role.ts';

/** A stall for tests: the real core on a real database in a directory of its own, with a scale and a printer whose hands are the test's. */

export const plate: ScalePlate = {
  id: 'scale-1',
  serial: 'T-4711',
  maxG: 15_000,
  minG: 100,
  eG: 5,
  protocol: 'os2',
  verifiedOnDevice: false,
  canZero: true,
  canTare: false,
};
const csv = (name: string): string =>
  readFileSync(new URL(`../../resources/catalogue/${name}.csv`, import.meta.url), 'utf8');
export const catalogue = { products: csv('products'), categories: csv('categories'), trades: csv('trades') };
export const quiet: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** 青菜 by weight, 香菜 …: ids of the starter catalogue. */
export const greens = 'p0101';
export const chicory = 'p0102';

export interface FakeScale extends Scale {
  /** One frame with this weight. */
  frame(weightG: number, stable: boolean, suggestions?: readonly Suggestion[]): void;
  lose(): void;
}

export function fakeScale(now: () => number): FakeScale {
  const readings = new Set<Parameters<Scale['onReading']>[0]>();
  const states = new Set<Parameters<Scale['onState']>[0]>();
  let state: DeviceState = 'online';
  let good = 0;
  return {
    plate,
    model: { name: { zh: '试验秤', en: 'test scale' }, sureness: 'computed', source: '' },
    onReading: (listener) => {
      readings.add(listener);
      return () => {
        readings.delete(listener);
      };
    },
    onState: (listener) => {
      states.add(listener);
      return () => {
        states.delete(listener);
      };
    },
    state: () => state,
    counters: () => ({ good, bad: 0, resync: 0, reopened: 0 }),
    zero: () => Promise.resolve('done'),
    price: () => undefined,
    start: () => undefined,
    stop: () => Promise.resolve(),
    frame: (weightG, stable, suggestions) => {
      good += 1;
      state = 'online';
      const reading = {
        at: now(),
        weightG,
        tareG: null,
        stable,
        zero: weightG === 0,
        overload: false,
        underload: false,
        raw: `02${weightG}`,
        ...(suggestions === undefined ? {} : { suggestions }),
      };
      for (const listener of readings) listener(reading);
    },
    lose: () => {
      state = 'silent';
      for (const listener of states) listener(state);
    },
  };
}

export interface FakePrinter extends Printer {
  readonly paper: readonly (readonly ReceiptLine[])[];
  readonly pulses: () => number;
  /** How often a job came to it, printed or not. */
  readonly tries: () => number;
  /** What the next jobs come to. */
  answer(outcome: PrintOutcome): void;
}

export function fakePrinter(): FakePrinter {
  const paper: (readonly ReceiptLine[])[] = [];
  let pulses = 0;
  let tries = 0;
  let outcome: PrintOutcome = { done: 'printed' };
  return {
    about: { name: { zh: '试验打印机', en: 'test printer' }, port: 'test', verifiedOnDevice: false },
    columns: 32,
    paper,
    pulses: () => pulses,
    tries: () => tries,
    answer: (next) => {
      outcome = next;
    },
    print: async (lines, sending) => {
      tries += 1;
      const now = outcome;
      if (now.done !== 'not_printed' && (await sending?.()) === false)
        return { done: 'not_printed', why: 'not wanted' };
      if (now.done === 'printed') paper.push(lines);
      return now;
    },
    openDrawer: () => {
      pulses += 1;
      return Promise.resolve({ done: 'printed' });
    },
    probe: () =>
      Promise.resolve(
        outcome.done === 'not_printed'
          ? { state: 'failed', text: outcome.why, drawerHigh: null }
          : { state: 'online', text: '', drawerHigh: null },
      ),
  };
}

export interface Stall {
  readonly dir: string;
  /** Its keys, for another till on the same data. */
  readonly secrets: CoreOptions['secrets'];
  readonly scale: FakeScale;
  readonly printer: FakePrinter;
  readonly core: () => Core;
  /** Milliseconds the clock is ahead of the real one. */
  pass(ms: number): void;
  now(): number;
  /** `again` changes options from now on. */
  open(again?: Pick<Partial<CoreOptions>, 'server' | 'enrolCode'>): Promise<Core>;
  /** Stops the core and starts another on the same directory. */
  restart(again?: Pick<Partial<CoreOptions>, 'server' | 'enrolCode'>): Promise<Core>;
  call<N extends CommandName>(name: N, args: ArgsOf<N>, id?: string, role?: Role): Promise<Reply<AnswerOf<N>>>;
  /** As `call`, for what must work. */
  must<N extends CommandName>(name: N, args: ArgsOf<N>, id?: string, role?: Role): Promise<AnswerOf<N>>;
  see<T extends Topic>(topic: T, role?: Role): Promise<ViewTopics[T]>;
  /** The pan: empty and at zero, or a load that has settled. */
  put(weightG: number): void;
  /** Loses documents of a collection, all or one, as a disk might; the stall is closed. */
  forget(collection: string, id?: string): void;
  close(): Promise<void>;
}

export function createStall(
  change: Omit<Partial<CoreOptions>, 'devices'> & { readonly devices?: Partial<Devices> } = {},
): Stall {
  const dir = change.dir ?? mkdtempSync(join(tmpdir(), 'stall-core-'));
  let ahead = 0;
  const now = (): number => Date.now() + ahead;
  const scale = fakeScale(now);
  const printer = fakePrinter();
  const keys = new Map<string, Uint8Array>();
  const secrets: CoreOptions['secrets'] = change.secrets ?? {
    load: (name) => Promise.resolve(keys.get(name) ?? null),
    save: (name, bytes) => {
      keys.set(name, bytes);
      return Promise.resolve();
    },
  };
  let core: Core | null = null;
  const current = (): Core => {
    if (core === null) throw new Error('the stall is closed');
    return core;
  };
  let changed: Pick<Partial<CoreOptions>, 'server' | 'enrolCode'> = {};
  const open: Stall['open'] = async (again = {}) => {
    changed = { ...changed, ...again };
    core = await createCore({
      dir,
      clock: { now },
      log: quiet,
      server: null,
      enrolCode: null,
      catalogue,
      trade: 'vegetables',
      version: '0.1.0-test',
      secrets,
      ...change,
      ...changed,
      devices: { scale, printer, display: null, scanner: null, bench: null, ...change.devices },
    });
    return core;
  };
  const call: Stall['call'] = async (name, args, id = randomUUID(), role = 'vendor') =>
    (await current().dispatch({ role }, { id, name, args })) as Reply<never>;
  return {
    dir,
    secrets,
    scale,
    printer,
    now,
    open,
    call,
    core: current,
    pass: (ms) => {
      ahead += ms;
    },
    restart: async (again) => {
      await current().stop();
      return open(again);
    },
    must: async (name, args, id, role) => {
      const reply = await call(name, args, id, role);
      if (!reply.ok) throw new Error(`${name}: ${JSON.stringify(reply.refusal)}`);
      return reply.value;
    },
    see: async (topic, role = 'vendor') => {
      const reply = await current().dispatch({ role }, { id: randomUUID(), name: 'view.snapshot', args: {} });
      if (!reply.ok) throw new Error('no snapshot');
      return (reply.value as { topics: Record<string, never> }).topics[topic] as never;
    },
    put: (weightG) => {
      // A load takes its time: no scale goes from one stable weight to the next without motion.
      scale.frame(Math.max(0, weightG - 10), false);
      scale.frame(weightG, true);
    },
    forget: (collection, id) => {
      const database = new DatabaseSync(join(dir, 'terminal.sqlite'));
      for (const { table } of database
        .prepare('select "table" from storage_tables where collection = ?')
        .all(collection))
        database.prepare(`delete from "${String(table)}" where ?1 is null or "id" = ?1`).run(id ?? null);
      database.close();
    },
    close: async () => {
      await core?.stop();
      core = null;
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** The sale of a cart, paid exactly in cash. */
export const payCash = (
  stall: Pick<Stall, 'must'>,
  cartId: string,
  amountFen: number,
  paper: ArgsOf<'sale.complete'>['paper'] = 'none',
): Promise<AnswerOf<'sale.complete'>> =>
  stall.must('sale.complete', {
    cartId,
    payableFen: amountFen,
    tenders: [{ kind: 'cash', amountFen, tenderedFen: null }],
    concedeFen: 0,
    paper,
  });

/** Sells goods of a category for an amount; answers the sale's id. */
export async function sellPortion(
  stall: Pick<Stall, 'must'>,
  amountFen: number,
  kind: 'cash' | 'card' = 'cash',
  category = '01',
): Promise<string> {
  const { cartId } = await stall.must('goods.portion', { productId: null, category, amountFen });
  const tenders = [{ kind, amountFen, tenderedFen: null }];
  const sale = { cartId, payableFen: amountFen, tenders, concedeFen: 0, paper: 'none' as const };
  return (await stall.must('sale.complete', sale)).saleId;
}

/** A stall that has joined this market and trades. */
export async function openJoinedStall(
  market: { readonly url: string },
  change: Parameters<typeof createStall>[0] = {},
): Promise<Stall> {
  const stall = createStall({ server: market.url, enrolCode: 'GOOD-CODE', ...change });
  await stall.open();
  await until(
    () => stall.see('status'),
    ({ mode }) => mode === 'live',
  );
  return stall;
}

/** Waits until something is so; ends by the test's own time limit otherwise. */
export async function until<T>(look: () => Promise<T> | T, wanted: (value: T) => boolean): Promise<T> {
  for (;;) {
    const value = await look();
    if (wanted(value)) return value;
    await new Promise((resolve) => {
      setTimeout(resolve, 10);
    });
  }
}

/** A price from now on for a product sold by weight, per 500 g. */
export const price = (priceFen: number) => ({ priceFen, basisG: 500 as const });

/** The documents of a collection as they lie on the disk, read beside the core. */
export function storedIn<T>(dir: string, collection: string): T[] {
  const database = new DatabaseSync(join(dir, 'terminal.sqlite'), { readOnly: true });
  try {
    const table = database
      .prepare('select "table" from storage_tables where collection = ? order by version desc')
      .get(collection);
    const rows = database
      .prepare(`select "_body" as body from "${String(table?.['table'])}" where "_deleted" = 0 order by "_seq"`)
      .all() as { body: string }[];
    return rows.map((row) => JSON.parse(row.body) as T);
  } finally {
    database.close();
  }
}
