import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { GivenFile } from '../../../market/reconcile/importing.ts';
import type { Source } from '../../../market/reconcile/source-rows.ts';
import { enWords } from '../../../market/reconcile/words-en.ts';
import { zhWords } from '../../../market/reconcile/words.ts';
import { wechatFlow } from '../../faults/reconcile/flow-files.ts';
import type { FlowRow } from '../../faults/reconcile/world.ts';
import { joinedTerminal } from '../client.ts';
import type { TestTerminal } from '../client.ts';
import { testMarket } from '../market.ts';
import type { TestMarket } from '../market.ts';
import { phoneOf } from '../phone.ts';
import { wechatBill, type BillRow } from './bills.ts';

const DAY = '2026-11-22';
const SHOP = '1600000012';

let market: TestMarket;
let terminal: TestTerminal;
beforeAll(async () => {
  market = await testMarket({ channels: [] });
  await market.setMerchant({ stall: '12', channel: 'wechat', subMerchant: SHOP, appAuthToken: '', codepayV3: false });
  terminal = await joinedTerminal(market, '12');
});
afterAll(() => market.stop());

const take = async (source: Source, day: string, text: string) => {
  const stall = source.kind === 'trade' ? '' : '12';
  const file: GivenFile = {
    ...source,
    day,
    stall,
    name: 'f.csv',
    bytes: Buffer.from(text),
    via: 'uploaded',
    actor: '',
  };
  return market.reconciliation.take(file);
};
const bill = { channel: 'wechat', kind: 'trade' } as const;
const flow = { channel: 'wechat', kind: 'fund_flow' } as const;
const bank = { channel: 'bank', kind: 'statement' } as const;
const settlement = async (): Promise<string> => {
  const page = await (await phoneOf(market, terminal))(`/book?day=${DAY}`);
  return (/id="settlement">(.*?)<\/section>/s.exec(page)?.[1] ?? '')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ');
};
const differences = async () =>
  market.database.query<{ cause: string; fen: number; state: string; owner: string }>(
    `select cause, fen::integer, state, owner from recon_exceptions where type in ('SETTLE_SHORT', 'FLOW_MISMATCH', 'FEE_MISMATCH') order by found_at, cause`,
  );

/** Twelve payments of 7.33 yuan, which 0.6 % makes 0.04398 each: 0.04 in fen, and 0.53 of their sum. */
const rows = Array.from({ length: 12 }, (_, i): BillRow => ({
  at: `${DAY} 09:${10 + i}:00`,
  merchant: SHOP,
  channelNo: `4200000000000000000000${10 + i}`,
  outTradeNo: `P00${10 + i}`,
  fen: 733,
}));
const NET = 12 * (733 - 4);
const moved = (count: number, fee = -4): readonly FlowRow[] =>
  rows.slice(0, count).flatMap(({ channelNo, outTradeNo, at, fen }, i): readonly FlowRow[] => {
    const time = Date.parse(`${at.replace(' ', 'T')}+08:00`);
    const of = { channel: 'wechat', merchant: SHOP, at: time, ownNo: outTradeNo, channelNo } as const;
    return [
      { ...of, kind: 'trade', flowNo: `8${i}1`, fen },
      { ...of, kind: 'fee', flowNo: `8${i}2`, fen: i === 0 ? fee : -4 },
    ];
  });
const payout = (fen: number): FlowRow => ({
  channel: 'wechat',
  merchant: SHOP,
  kind: 'payout',
  at: Date.parse('2026-11-23T08:00:00+08:00'),
  ownNo: '',
  channelNo: '9001',
  flowNo: '9001',
  fen: -fen,
});

describe('a day of real bills on the vendor’s phone', () => {
  test('says what should come and when, and where the fee differs from the contract by rounding alone', async () => {
    expect(await take(bill, DAY, wechatBill(rows))).toEqual({
      ok: true,
      isNew: true,
      rows: 12,
      added: 12,
      unsummed: null,
    });
    const text = await settlement();
    expect(text).toContain(`微信 收 ¥87.96 · 退 ¥0.00 · 手续费 ¥0.48 · 分账 ¥0.00`);
    expect(text).toContain('合同 0.6% 合 ¥0.53，每笔四舍五入差 ¥0.05');
    expect(text).toContain('预计 11-23 到账');
    expect(text).toContain('¥87.48');
    expect(await differences()).toEqual([]);
  });
  test('names a payment whose fee the account took otherwise, and one that is not on the account', async () => {
    expect(await take(flow, DAY, wechatFlow(moved(11, -20)))).toMatchObject({ ok: true, isNew: true, rows: 22 });
    expect(await take(flow, '2026-11-23', wechatFlow([payout(NET)]))).toMatchObject({ ok: true });
    expect(await differences()).toEqual([
      { cause: 'flow_fee', fen: -16, state: 'OPEN', owner: 'channel' },
      { cause: 'flow_missing', fen: 729, state: 'OPEN', owner: 'channel' },
    ]);
    expect(await settlement()).toContain('渠道账户进了 ¥80.03');
  });
  test('says that the money is not at the bank, and then that it came late, which is no open difference', async () => {
    const credit = (booked: string, fen: number): string =>
      `记账日期,摘要,收入金额,账单日期\n${booked},财付通结算,${(fen / 100).toFixed(2)},${DAY}\n`;
    expect(await take(bank, '2026-11-23', '记账日期,摘要,收入金额,账单日期\n2026-11-23,利息,0.02,\n')).toMatchObject({
      ok: true,
    });
    expect((await differences()).at(-1)).toEqual({ cause: 'transfer_missing', fen: NET, state: 'OPEN', owner: 'bank' });
    const taken = await take(bank, '2026-11-24', credit('2026-11-24', NET));
    expect(taken).toMatchObject({ rows: 1, unsummed: { fen: NET } });
    expect(taken.ok && zhWords.taken(taken)).toMatch(/^收到 1 行,合计 ¥87\.48,文件指纹 [0-9a-f]{8}$/);
    expect(taken.ok && enWords.taken(taken)).toMatch(/^1 row taken, ¥87\.48 in all, SHA-256 [0-9a-f]{8}…$/);
    expect((await differences()).at(-1)).toMatchObject({ cause: 'transfer_late', fen: NET, state: 'AUTO_RESOLVED' });
    expect(await settlement()).toContain('银行已到 ¥87.48');
  });
  test('takes a flow of funds only for a stall, and for one with a number at WeChat', async () => {
    const text = wechatFlow(moved(1));
    const file = { ...flow, day: DAY, name: '', bytes: Buffer.from(text), via: 'uploaded', actor: '' } as const;
    expect(await market.reconciliation.take({ ...file, stall: '' })).toMatchObject({
      ok: false,
      fault: { fault: 'whose' },
    });
    expect(await market.reconciliation.take({ ...file, stall: '15' })).toMatchObject({
      ok: false,
      fault: { fault: 'no_merchant', stall: '15' },
    });
  });
});
