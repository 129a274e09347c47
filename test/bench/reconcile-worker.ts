import type { BillEntry } from '../../market/reconcile/entry.ts';
import type { AttemptFact, Books, SaleFact, Statements } from '../../market/reconcile/facts.ts';
import { reconcile } from '../../market/reconcile/match.ts';
import { billOf, fenOf } from './wechat-rows.ts';
import { wechatRows } from '../../market/reconcile/wechat-bill.ts';

/** A process of `npm run bench -- reconcile`: one size, its time and its peak of memory. */
export interface BookSize {
  readonly kind: 'match' | 'read';
  readonly rows: number;
}
export interface Measured {
  readonly seconds: number;
  readonly peakMb: number;
  /** Differences found; of `read` the megabytes of the file. */
  readonly found: number;
}

const STALLS = 100;
const PER_STALL_DAY = 300;
const DAY = 86_400_000;
const FIRST = Date.parse('2026-10-01T05:00:00+08:00');
/** As a market's month: a hundred stalls, three hundred sales a day each. */
const placeOf = (i: number) => {
  const day = Math.floor(i / (STALLS * PER_STALL_DAY));
  const stall = i % STALLS;
  const nth = Math.floor(i / STALLS) % PER_STALL_DAY;
  return { stall: String(stall), at: FIRST + day * DAY + nth * 160_000 + stall, fen: fenOf(i) };
};
const hashOf = (i: number): string => i.toString(16).padStart(64, '0');

function books(rows: number): { readonly books: Books; readonly statements: Statements } {
  const sales: SaleFact[] = [];
  const attempts: AttemptFact[] = [];
  const bill: BillEntry[] = [];
  for (let i = 0; i < rows; i += 1) {
    const { stall, at, fen } = placeOf(i);
    const no = `O${i}`;
    bill.push({
      channel: 'wechat',
      merchant: `16${stall}`,
      kind: 'pay',
      at: at + 5_000,
      outTradeNo: no,
      channelNo: `42${i}`,
      outRefundNo: null,
      amountFen: fen,
      fee: Math.round((fen * 380) / 100),
    });
    if (i % 500 !== 0)
      attempts.push({
        outTradeNo: no,
        orderHash: hashOf(i),
        stall,
        terminal: 1,
        channel: 'wechat',
        amountFen: fen + (i % 1_000 === 1 ? 1 : 0),
        startedAt: at,
        closedAt: null,
        paidAt: at + 5_000,
        hasMoney: true,
        counts: true,
      });
    if (i % 700 !== 0) {
      const isKeyedWrong = i % 500 === 0;
      sales.push({
        id: `s${i}`,
        stall,
        terminal: 1,
        at: at + 8_000,
        isVoided: false,
        confirmed: [],
        tenders: [
          isKeyedWrong
            ? { no: 1, kind: 'cash', amountFen: fen, state: 'cash', orderHash: null, channelNo: null }
            : {
                no: 1,
                kind: 'dynamic_qr',
                amountFen: fen,
                state: 'confirmed',
                orderHash: hashOf(i),
                channelNo: `42${i}`,
              },
        ],
      });
    }
  }
  return {
    books: {
      stalls: Array.from({ length: STALLS }, (_, i) => ({
        stall: String(i),
        merchants: { wechat: `16${i}` },
        cardMachine: '',
        rate: { wechat: [{ from: '', rate: 380 }] },
      })),
      sales,
      attempts,
      refunds: [],
      arrivals: [],
      splits: [],
    },
    statements: {
      bill,
      flows: [],
      flowDays: new Set(),
      cards: [],
      bank: [],
      throughDay: '2027-12-31',
      bankThroughDay: '',
    },
  };
}

function measure({ kind, rows }: BookSize): Measured {
  const given = kind === 'match' ? books(rows) : billOf(rows, (i) => `16${placeOf(i).stall}`);
  const start = performance.now();
  let found = 0;
  if ('books' in given) found = reconcile(given.books, given.statements).length;
  else {
    const reading = wechatRows(given);
    let read = 0;
    let next = reading.next();
    for (; next.done !== true; next = reading.next()) read += 1;
    if (next.value !== null || read !== rows) throw new Error(`the bill was not read: ${JSON.stringify(next.value)}`);
    found = Math.round(given.byteLength / 1_048_576);
  }
  const seconds = Math.round(performance.now() - start) / 1_000;
  return { seconds, peakMb: Math.round(process.resourceUsage().maxRSS / 1_024), found };
}

process.send?.(measure(JSON.parse(process.argv[2] ?? '{}') as BookSize));
process.disconnect?.();
