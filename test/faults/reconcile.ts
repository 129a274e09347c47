import iconv from 'iconv-lite';
import { readAlipayBill } from '../../market/reconcile/alipay-bill.ts';
import type { Read } from '../../market/reconcile/entry.ts';
import type { Books, ContractRates, Exception, Statements } from '../../market/reconcile/facts.ts';
import { readAlipayFlow, readWechatFlow } from '../../market/reconcile/fund-flow.ts';
import { reconcile } from '../../market/reconcile/match.ts';
import { readBankStatement, readCardStatement } from '../../market/reconcile/statement.ts';
import { readWechatBill } from '../../market/reconcile/wechat-bill.ts';
import type { CampaignOptions, Figures } from './harness/figures.ts';
import { generate } from './reconcile/generate.ts';
import type { SourceFile, Stall, Truth, World } from './reconcile/world.ts';

const ROUNDS = 200;

const taken = <T>(file: SourceFile, read: Read<T>): readonly T[] => {
  if (!read.ok) throw new Error(`${file.name}: ${read.fault.fault}`);
  return read.entries;
};

/** The files of a world through the real readers, as far as they have come in on the `late`-th day after the closed one. */
export function statementsOf(world: World, late: number): Statements {
  const through = world.days[late] ?? '';
  const files = world.files.filter(({ day }) => day <= through);
  const of = (kind: SourceFile['kind']) => files.filter((file) => file.kind === kind);
  return {
    bill: [
      ...of('wechat_trade').flatMap((file) => taken(file, readWechatBill(file.bytes))),
      ...of('alipay_trade').flatMap((file) => taken(file, readAlipayBill(file.bytes))),
    ],
    cards: of('card').flatMap((file) => taken(file, readCardStatement(file.bytes))),
    bank: of('bank').flatMap((file) =>
      taken(file, readBankStatement(file.bytes)).map((entry) => ({ ...entry, stall: file.stall ?? '' })),
    ),
    flows: [
      ...of('wechat_flow').flatMap((file) =>
        taken(file, readWechatFlow(file.bytes, merchantOf(world, file.stall ?? '', 'wechat'))),
      ),
      ...of('alipay_flow').flatMap((file) => taken(file, readAlipayFlow(file.bytes))),
    ],
    flowDays: new Set(
      files.flatMap(({ kind, day, stall }) => {
        const channel = kind === 'wechat_flow' ? 'wechat' : kind === 'alipay_flow' ? 'alipay' : null;
        return channel === null ? [] : [`${stall}/${channel}/${day}`];
      }),
    ),
    throughDay: through,
  };
}

/** Rates that have held from ever. */
export const contractOf = (rate: Stall['rate']): ContractRates => ({
  wechat: [{ from: '', rate: rate.wechat }],
  alipay: [{ from: '', rate: rate.alipay }],
});
const merchantOf = (world: World, stall: string, channel: 'wechat' | 'alipay'): string =>
  world.stalls.find((one) => one.stall === stall)?.merchants[channel] ?? '';

/** What the market's own books hold of a world: what came up, of trade alone. */
export function booksOf(world: World): Books {
  return {
    stalls: world.stalls.map(({ stall, merchants, cardMachine, rate }) => ({
      stall,
      merchants,
      cardMachine,
      rate: contractOf(rate),
    })),
    sales: world.sales
      .filter(({ uploaded, mode }) => uploaded && mode === 'trade')
      .map((sale) => ({
        id: sale.id,
        stall: sale.stall,
        terminal: sale.terminal,
        at: sale.at,
        tenders: sale.tenders.map((tender, i) => ({
          no: i + 1,
          kind: tender.kind,
          amountFen: tender.amountFen,
          state: tender.state,
          orderHash: tender.order,
          channelNo: tender.channelNo,
        })),
        isVoided: sale.later.some(({ kind }) => kind === 'void'),
        confirmed: sale.later.flatMap((later) => (later.kind === 'confirmation' ? [later.tenderNo] : [])),
      })),
    attempts: world.attempts.map((attempt) => ({
      outTradeNo: attempt.outTradeNo,
      orderHash: attempt.order,
      stall: attempt.stall,
      terminal: attempt.terminal,
      channel: attempt.channel,
      amountFen: attempt.amountFen,
      startedAt: attempt.startedAt,
      closedAt: attempt.closedAt,
      paidAt: attempt.paidAt,
      hasMoney: attempt.state !== 'paying' && attempt.state !== 'closed',
      counts: attempt.counts,
    })),
    refunds: world.refunds,
    arrivals: world.arrivals,
    splits: world.splits.map(({ unfrozen, ...split }) => ({ ...split, isUnfrozen: unfrozen })),
  };
}

const isOf = (exception: Exception, truth: Truth): boolean =>
  exception.type === truth.type && truth.refs.some((ref) => ref !== '' && exception.refs.includes(ref));

export const encodeGbk = (text: string): Uint8Array => iconv.encode(text, 'gbk');

export interface Judged {
  faults: number;
  found: number;
  explained: number;
  stacked: number;
  stackedFound: number;
  exceptions: number;
  wrong: number;
  lookalikes: number;
  lookalikesAccused: number;
  readonly examples: string[];
}
/** Compares what was found with what was put in. */
export function judge(world: World, exceptions: readonly Exception[], into: Judged): void {
  for (const truth of world.truth) {
    const by = exceptions.filter((exception) => isOf(exception, truth));
    if (truth.isStacked) {
      into.stacked += 1;
      into.stackedFound += by.length > 0 ? 1 : 0;
      continue;
    }
    into.faults += 1;
    if (by.length > 0) into.found += 1;
    else into.examples.push(`missed ${truth.type} ${truth.cause} ${truth.refs.join(' ')}`);
    if (by.some(({ cause }) => cause === truth.cause)) into.explained += 1;
    else if (by[0] !== undefined) into.examples.push(`${truth.type} ${truth.cause} explained as ${by[0].cause}`);
  }
  const stackedRefs = new Set(world.truth.flatMap(({ isStacked, refs }) => (isStacked ? refs : [])));
  for (const exception of exceptions) {
    if (exception.refs.some((ref) => stackedRefs.has(ref))) continue;
    into.exceptions += 1;
    if (world.truth.some((truth) => isOf(exception, truth))) continue;
    into.wrong += 1;
    into.examples.push(`accused without reason: ${exception.type} ${exception.cause} ${exception.refs.join(' ')}`);
  }
  for (const { name, refs } of world.lookalikes) {
    into.lookalikes += 1;
    const accused = exceptions.find((exception) => exception.refs.some((ref) => refs.includes(ref)));
    if (accused === undefined || world.truth.some((truth) => isOf(accused, truth))) continue;
    into.lookalikesAccused += 1;
    into.examples.push(`taken for a fault: ${name} (${accused.type} ${accused.cause})`);
  }
}
export const nothingJudged = (): Judged => ({
  faults: 0,
  found: 0,
  explained: 0,
  stacked: 0,
  stackedFound: 0,
  exceptions: 0,
  wrong: 0,
  lookalikes: 0,
  lookalikesAccused: 0,
  examples: [],
});

/** Generated days with known faults against the matcher, bill files and all (docs/faults.md). */
export async function faultReconcile({ rounds, seed, say }: CampaignOptions): Promise<Figures> {
  const all = nothingJudged();
  const wanted = rounds ?? ROUNDS;
  for (let round = 0; round < wanted; round += 1) {
    const world = generate(seed * 100_000 + round, encodeGbk);
    judge(world, reconcile(booksOf(world), statementsOf(world, world.days.length - 1)), all);
    if ((round + 1) % 100 === 0) say(`${round + 1} of ${wanted} days, ${all.found} of ${all.faults} faults found`);
  }
  for (const example of all.examples.slice(0, 20)) say(`  ${example}`);
  const share = (part: number, of: number): number => (of === 0 ? 1 : Math.round((part / of) * 10_000) / 10_000);
  return {
    rounds: wanted,
    seed,
    recall: share(all.found, all.faults),
    precision: share(all.exceptions - all.wrong, all.exceptions),
    explained: share(all.explained, all.faults),
    faults: all.faults,
    exceptions: all.exceptions,
    stacked_faults: all.stacked,
    stacked_recall: share(all.stackedFound, all.stacked),
    lookalikes: all.lookalikes,
    lookalikes_accused: all.lookalikesAccused,
  };
}
