import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ArgsOf, CommandName } from '../../../shared/contract.ts';
import type { SaleAnswer } from '../../../shared/commands/sale.ts';
import { createVirtualPrinter } from '../../../hardware/virtual/printer.ts';
import type { Chance } from '../harness/chance.ts';
import { startTill, TillGone, type TillProcess } from '../harness/process.ts';
import { sheetsOn, stalePulses, unmarkedDoubles, wishesIn, type Row } from './checker.ts';

/**
 * What happens to a receipt. `late_death`: the line dies on the last bytes, when all is on paper. `hang_power`, `hang_kill`: the
 * printer freezes, then its or the till's plug is pulled. `stale`: it stays off for more than two minutes of the till's clock.
 */
export const troubles = [
  'none',
  'paper_out',
  'cover_open',
  'death',
  'late_death',
  'hang',
  'hang_power',
  'hang_kill',
  'power',
  'kill',
  'restart',
  'stale',
  'stale_restart',
] as const;
export type Trouble = (typeof troubles)[number];

/** What must not happen: asked for and nowhere, twice without the mark, a pulse without a sale of the last 3 s. */
export type Wrong = 'lost' | 'doubled' | 'stale';

export interface LifeFigures {
  readonly receipts: number;
  readonly lost: number;
  readonly doubled: number;
  readonly stale: number;
  /** Listed at the end as 未打印 or as asked about. */
  readonly listed: number;
  readonly reprints: number;
  readonly restarts: number;
  readonly pulses: number;
  readonly had: Readonly<Record<string, number>>;
  readonly examples: readonly string[];
}

interface Sold {
  readonly no: string;
  readonly from: number;
  readonly to: number;
}

const STALE_STEP_MS = 130_000;
/** Bytes of a short receipt of these lives: a line that dies later takes the next job with it. */
const RECEIPT_BYTES = 330;
/** So long the row of an answered wish may take: its sale was answered before it. */
const ROW_MS = 5_000;
const SETTLE_MS = 30_000;
/** With a planted bug something may wait for ever in each round; a printer that is well is asked again much sooner. */
const SETTLE_WITH_BUG_MS = 10_000;
const WAITS: ReadonlySet<string> = new Set(['queued', 'printing']);
const LISTED: ReadonlySet<string> = new Set(['unprinted', 'unsure']);

/** One till with one printer, from its first receipt to its last. `until`: ends as soon as this is wrong. */
export async function livePrinter(
  script: string,
  receipts: number,
  chance: Chance,
  kinds: readonly Trouble[],
  until: Wrong | null = null,
): Promise<LifeFigures> {
  const root = mkdtempSync(join(tmpdir(), 'stall-faults-printer-'));
  const rows: Row[] = [];
  const kicks: number[] = [];
  const printer = await createVirtualPrinter({
    columns: 32,
    onChange: () => undefined,
    onKick: () => void kicks.push(performance.now()),
    onRow: (row) => void rows.push(row),
  });
  const place = { dir: join(root, 'till'), keys: join(root, 'keys'), printerPort: printer.port };
  const sold = new Map<string, Sold>();
  const wished = new Set<string>();
  const lost = new Set<string>();
  const examples: string[] = [];
  const had: Record<string, number> = {};
  let clockAhead = 0;
  let restarts = 0;
  let till: TillProcess;

  const start = async (): Promise<void> => {
    const next = await startTill(script, place);
    next.setClock(Date.now() + clockAhead);
    const why = await next.open();
    if (why !== null) throw new Error(`the till does not open: ${why}`);
    // Only now: what is asked of a till that is not open gets no answer.
    till = next;
  };
  const again = async (): Promise<void> => {
    await till.ended;
    restarts += 1;
    await start();
  };
  /** Like a window: what had no answer is asked again with the same id, at the next till if need be. */
  const must = async <N extends CommandName>(name: N, args: ArgsOf<N>, id: string = randomUUID()) => {
    for (;;) {
      const running = till;
      try {
        const reply = await running.call(name, args, id);
        if (!reply.ok) throw new Error(`${name} is refused with ${reply.refusal.code}`);
        return reply.value;
      } catch (error) {
        if (!(error instanceof TillGone)) throw error;
        while (till === running) await sleep(10);
      }
    }
  };
  const switchPower = (on: boolean): void => {
    if (!on) rows.push({ kind: 'power' });
    printer.freeze(false);
    printer.setFault(on ? 'none' : 'off');
  };
  const powerCycle = async (): Promise<void> => {
    switchPower(false);
    await sleep(20 + chance.whole(300));
    switchPower(true);
  };

  /** A job is on its way to the paper, or none comes. */
  const onTheWay = async (): Promise<void> => {
    for (let tries = 0; tries < 60 && !wishesIn(place.dir).some((wish) => wish.state === 'printing'); tries += 1)
      await sleep(50);
  };

  /** Resolves when the trouble is over. */
  const trouble = async (kind: Trouble): Promise<void> => {
    const soon = (): Promise<void> => sleep(chance.whole(25));
    const while_ = (): Promise<void> => sleep(50 + chance.whole(1_500));
    switch (kind) {
      case 'none':
        return;
      case 'paper_out':
        printer.paperFor(1 + chance.whole(20));
        await sleep(100 + chance.whole(1_500));
        printer.paperFor(Number.POSITIVE_INFINITY);
        return printer.setFault('none');
      case 'cover_open':
        await soon();
        printer.setFault('cover_open');
        await while_();
        return printer.setFault('none');
      case 'death':
        return printer.dieAfter(1 + chance.whole(RECEIPT_BYTES));
      case 'late_death':
        return printer.dieAfter(RECEIPT_BYTES - chance.whole(30));
      case 'hang':
        await soon();
        printer.freeze(true);
        await while_();
        return printer.freeze(false);
      case 'hang_power':
        await soon();
        printer.freeze(true);
        // Longer than the driver waits for an answer.
        await sleep(1_700 + chance.whole(4_500));
        return powerCycle();
      case 'hang_kill':
        await soon();
        printer.freeze(true);
        await onTheWay();
        await sleep(chance.whole(500));
        await till.kill();
        await powerCycle();
        return again();
      case 'power':
        await soon();
        return powerCycle();
      case 'kill':
        await soon();
        await till.kill();
        return again();
      case 'restart':
        await soon();
        await till.finish();
        return again();
      case 'stale':
      case 'stale_restart':
        switchPower(false);
        await sleep(300);
        clockAhead += STALE_STEP_MS;
        till.setClock(Date.now() + clockAhead);
        if (kind === 'stale_restart') {
          await till.kill();
          await again();
        } else await sleep(2_200);
        return switchPower(true);
      default:
        kind satisfies never;
    }
  };
  const sell = async (): Promise<void> => {
    await must('goods.portion', { productId: null, category: '01', amountFen: 50 + chance.whole(3_000) });
    const view = (await must('view.snapshot', {})).topics.carts;
    const front = view?.carts.find((cart) => cart.id === view.frontId);
    if (front === undefined || front.payableFen === 0) return;
    const id = randomUUID();
    const withSale = chance.whole(2) === 0;
    if (withSale) wished.add(id);
    const from = performance.now();
    const tender = { kind: 'cash', amountFen: front.payableFen, tenderedFen: null } as const;
    const answer: SaleAnswer = await must(
      'sale.complete',
      {
        cartId: front.id,
        payableFen: front.payableFen,
        tenders: [tender],
        concedeFen: 0,
        paper: withSale ? 'short' : 'none',
      },
      id,
    );
    sold.set(id, { no: answer.no, from, to: performance.now() });
    const presses = withSale ? chance.whole(8) === 0 : chance.whole(8) !== 0;
    if (!presses) return;
    await must('sale.print', { saleId: id, layout: 'short' });
    wished.add(id);
    if (chance.whole(8) === 0) await must('sale.print', { saleId: id, layout: 'short' });
  };

  const onPaper = (): ReadonlySet<string> =>
    new Set(
      sheetsOn(rows)
        .filter((sheet) => sheet.whole)
        .map((sheet) => sheet.no),
    );
  /** `atRest`: nothing is on its way any more. */
  const judge = (atRest: boolean): void => {
    const wishes = wishesIn(place.dir);
    const paper = onPaper();
    for (const id of wished) {
      const sale = sold.get(id);
      if (sale === undefined || lost.has(id) || paper.has(sale.no)) continue;
      const states = wishes.filter((wish) => wish.saleId === id).map((wish) => wish.state);
      if (states.some((state) => LISTED.has(state) || (!atRest && WAITS.has(state)))) continue;
      lost.add(id);
      examples.push(`lost: ${sale.no}, its wishes: ${states.join(', ') || 'none'}`);
    }
  };
  /** Until every answered wish has its row and none is on its way; one that never gets there is for the judge. */
  const settled = async (): Promise<void> => {
    const since = performance.now();
    for (;;) {
      const wishes = wishesIn(place.dir);
      const rowed = new Set(wishes.map((wish) => wish.saleId));
      const patient = performance.now() - since < ROW_MS;
      const missing = patient && [...wished].some((id) => sold.has(id) && !lost.has(id) && !rowed.has(id));
      if (!missing && !wishes.some((wish) => WAITS.has(wish.state) && !lost.has(wish.saleId))) break;
      // What waits for ever is neither on paper nor listed.
      if (performance.now() - since > (until === null ? SETTLE_MS : SETTLE_WITH_BUG_MS)) break;
      await sleep(50);
    }
    await sleep(30);
  };
  /** The vendor looks at the paper, answers what is asked, and prints what was left. */
  const tidy = async (): Promise<void> => {
    const paper = onPaper();
    const wishes = wishesIn(place.dir);
    const unsure = wishes.filter((wish) => wish.state === 'unsure');
    const allThere = unsure.every((wish) => paper.has(sold.get(wish.saleId)?.no ?? ''));
    if (unsure.length > 0) await must('print.settle', { again: !allThere || chance.whole(2) === 0 });
    for (const wish of wishes)
      if (wish.state === 'unprinted' && chance.whole(3) > 0)
        await must('sale.print', { saleId: wish.saleId, layout: 'short' });
  };
  const wrong = (): Readonly<Record<Wrong, number>> => ({
    lost: lost.size,
    doubled: unmarkedDoubles(sheetsOn(rows)).length,
    stale: stalePulses([...sold.values()], kicks).length,
  });
  const isOver = (): boolean => until !== null && wrong()[until] > 0;

  try {
    await start();
    for (let made = 0; wished.size < receipts && !isOver(); made += 1) {
      if (made > 4 * receipts) throw new Error('no receipts are asked for');
      const kind = kinds[chance.whole(kinds.length)] ?? 'none';
      had[kind] = (had[kind] ?? 0) + 1;
      await Promise.all([trouble(kind), sell()]);
      if (chance.whole(3) === 0 && until === null) continue;
      await settled();
      judge(true);
      await tidy();
    }
    printer.dieAfter(Number.POSITIVE_INFINITY);
    if (!isOver()) {
      await settled();
      await tidy();
      await settled();
      judge(true);
    }
    await till!.finish();
    const sheets = sheetsOn(rows);
    const doubles = unmarkedDoubles(sheets);
    const stale = stalePulses([...sold.values()], kicks);
    return {
      receipts: wished.size,
      lost: lost.size,
      doubled: doubles.length,
      stale: stale.length,
      listed: wishesIn(place.dir).filter((wish) => LISTED.has(wish.state)).length,
      reprints: sheets.filter((sheet) => sheet.marked).length,
      restarts,
      pulses: kicks.length,
      had,
      examples: [
        ...examples,
        ...doubles.map((no) => `twice without the mark: ${no}`),
        ...stale.map((kick) => `a pulse without a sale of the last 3 s, at ${Math.round(kick)}`),
      ].slice(0, 10),
    };
  } finally {
    await till!.kill();
    await printer.stop();
    rmSync(root, { recursive: true, force: true });
  }
}
