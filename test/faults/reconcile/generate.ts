import { createChance, type Chance } from '../harness/chance.ts';
import { DAY, HOUR, dayAfter, startOf } from './clock.ts';
import { afterFaults } from './faults-of-after.ts';
import { paymentFaults } from './faults-of-payment.ts';
import type { Fault } from './fault.ts';
import { lookalikes } from './lookalikes.ts';
import { writeFiles } from './files.ts';
import { emptyBook, purchase, ways, type Book, type Purchase, type Way } from './honest.ts';
import { flows, settlements } from './money.ts';
import { rates } from './rates.ts';
import type { Stall, Truth, World } from './world.ts';

const faults: readonly Fault[] = [...paymentFaults, ...afterFaults];

const FIRST_DAY = '2026-11-02';
/** Bills of so many days after the closed one are there. */
const LATE_DAYS = 4;

const stalls: readonly Stall[] = [
  {
    stall: '12',
    terminals: [1, 2],
    merchants: { wechat: '1600000012', alipay: '2088000000000012' },
    cardMachine: '80000012',
    rate: { wechat: 380, alipay: 380 },
  },
  {
    stall: '27',
    terminals: [3],
    merchants: { wechat: '1600000027', alipay: '2088000000000027' },
    cardMachine: '80000027',
    rate: { wechat: 380, alipay: 600 },
  },
  // A stall that sells nothing that day: its files are there and empty.
  {
    stall: '31',
    terminals: [4],
    merchants: { wechat: '1600000031', alipay: '2088000000000031' },
    cardMachine: '80000031',
    rate: { wechat: 380, alipay: 380 },
  },
];

const pick = <T>(chance: Chance, list: readonly T[]): T => {
  const one = list[chance.whole(list.length)];
  if (one === undefined) throw new Error('an empty list');
  return one;
};
function wayOf(chance: Chance): Way {
  let left = chance.next();
  for (const way of ways) {
    left -= rates[way];
    if (left < 0) return way;
  }
  return 'cash';
}
/** Between ¥1 and ¥120, most of them small, few of them round. */
const amountOf = (chance: Chance): number => 100 + Math.floor(11_900 * chance.next() ** 2);

/** One closed day and the bills of the days after it, from a seed. */
export function generate(seed: number, encodeGbk: (text: string) => Uint8Array): World {
  const chance = createChance(seed);
  const day = dayAfter(FIRST_DAY, chance.whole(20));
  const days = Array.from({ length: LATE_DAYS + 1 }, (_, i) => dayAfter(day, i));
  const book = emptyBook();
  const truth: Truth[] = [];
  const seen: { name: string; refs: readonly string[] }[] = [];
  const count = rates.purchases[0] + chance.whole(rates.purchases[1] - rates.purchases[0]);
  const selling = stalls.slice(0, 2);
  // Two purchases of one stall never have the same amount by chance within its day: what is ambiguous is put there on purpose only.
  const used = new Set<string>();
  for (let no = 0; no < count; no++) {
    const stall = pick(chance, selling);
    const wish = {
      stall,
      terminal: pick(chance, stall.terminals),
      at: startOf(day) + 5 * HOUR + chance.whole(14 * 3_600) * 1_000,
      fen: freshAmount(chance, stall, used),
    };
    const dice = chance.next();
    if (dice < rates.lookalike) {
      const like = pick(chance, lookalikes);
      seen.push({ name: like.name, refs: like.put(chance, book, wish) });
      continue;
    }
    const kind =
      dice < rates.lookalike + rates.single
        ? 1
        : dice < rates.lookalike + rates.single + rates.stacked
          ? 2 + chance.whole(2)
          : 0;
    if (kind === 0) {
      purchase(chance, book, { ...wish, way: wayOf(chance) });
      continue;
    }
    // The type first, so that rare types are not rare here.
    const type = pick(chance, [...new Set(faults.map((fault) => fault.type))]);
    const first = pick(
      chance,
      faults.filter((fault) => fault.type === type),
    );
    const on = purchase(chance, book, { ...wish, way: pick(chance, first.of) });
    const also = kind === 1 || !first.stacks ? [] : others(chance, first.type, on, kind - 1);
    for (const fault of [first, ...also])
      truth.push({ type: fault.type, cause: fault.cause, ...fault.put(chance, book, on), isStacked: also.length > 0 });
  }
  number(book);
  const moved = flows(chance, book, days, truth);
  const { bank, payouts } = settlements(chance, book, stalls, days, truth);
  return {
    market: 1,
    days,
    stalls,
    sales: book.sales,
    attempts: book.attempts,
    refunds: book.refunds,
    arrivals: book.arrivals,
    splits: book.splits,
    files: writeFiles(
      days,
      stalls,
      { bill: book.bill, flows: [...moved, ...payouts], cards: book.cards, bank },
      encodeGbk,
    ),
    truth,
    lookalikes: seen,
  };
}

function freshAmount(chance: Chance, stall: Stall, used: Set<string>): number {
  for (;;) {
    const fen = amountOf(chance);
    const key = `${stall.stall}/${fen}`;
    if (used.has(key)) continue;
    used.add(key);
    return fen;
  }
}

const others = (chance: Chance, type: string, on: Purchase, wanted: number) => {
  const taken = new Set([type]);
  const chosen: Fault[] = [];
  for (let tries = 0; tries < 20 && chosen.length < wanted; tries++) {
    const fault = pick(
      chance,
      faults.filter((one) => one.stacks && one.of.includes(on.way)),
    );
    if (taken.has(fault.type)) continue;
    taken.add(fault.type);
    chosen.push(fault);
  }
  return chosen;
};

/** Numbers without gaps in the order of time, for each till; what was not uploaded takes its number too. */
function number(book: Book): void {
  const next = new Map<number, number>();
  for (const sale of book.sales.toSorted((a, b) => a.at - b.at)) {
    const seq = next.get(sale.terminal) ?? 1;
    sale.seq = seq;
    next.set(sale.terminal, seq + 1 + sale.later.length);
  }
}

export const endOf = (world: World): number => startOf(world.days.at(-1) ?? '') + DAY;
