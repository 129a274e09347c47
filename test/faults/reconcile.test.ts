import { describe, expect, it } from 'vitest';
import { readAlipayBill } from '../../market/reconcile/alipay-bill.ts';
import { reconcile } from '../../market/reconcile/match.ts';
import { readWechatBill } from '../../market/reconcile/wechat-bill.ts';
import { booksOf, encodeGbk, faultReconcile, judge, nothingJudged, statementsOf } from './reconcile.ts';
import { generate } from './reconcile/generate.ts';
import { faultTypes } from './reconcile/world.ts';

const seeds = Array.from({ length: 40 }, (_, i) => 900_000 + i);
const worlds = seeds.map((seed) => generate(seed, encodeGbk));
const text = (bytes: Uint8Array) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
const bytes = (of: string) => new TextEncoder().encode(of);

describe('the generator', () => {
  it('gives the same days for the same seed, and every type of the catalogue among forty', () => {
    expect(generate(7, encodeGbk)).toEqual(generate(7, encodeGbk));
    expect(new Set(worlds.flatMap(({ truth }) => truth.map(({ type }) => type)))).toEqual(new Set(faultTypes));
  });
});

describe('reconciling', () => {
  it('finds every single fault of generated days by its type, accuses nothing else, and says why', async () => {
    const figures = await faultReconcile({ rounds: 60, seed: 31, say: () => undefined });
    expect(figures).toMatchObject({ recall: 1, precision: 1, lookalikes_accused: 0 });
    expect(figures['explained']).toBeGreaterThanOrEqual(0.95);
  });
  it('comes to the same when the files are read in another order, twice, or under another name', () => {
    for (const world of worlds.slice(0, 10)) {
      const once = reconcile(booksOf(world), statementsOf(world, 4));
      expect(reconcile(booksOf(world), statementsOf(world, 4))).toEqual(once);
      const { bill, ...rest } = statementsOf(world, 4);
      expect(reconcile(booksOf(world), { ...rest, bill: [...bill.toReversed(), ...bill] })).toEqual(once);
    }
  });
  it('does not call missing what may still come with a later bill', () => {
    for (const world of worlds) {
      const early = reconcile(booksOf(world), statementsOf(world, 0));
      expect(early.filter(({ type }) => type === 'LOCAL_ONLY' || type === 'SETTLE_SHORT')).toEqual(
        early.filter(({ type, cause }) => type === 'LOCAL_ONLY' && cause === 'wrong_merchant'),
      );
    }
  });
  it('has nothing to say of a day without a sale', () => {
    const statements = { bill: [], flows: [], flowDays: new Set<string>(), cards: [], bank: [] };
    const nothing = { stalls: [], sales: [], attempts: [], refunds: [], arrivals: [], splits: [] };
    expect(reconcile(nothing, { ...statements, throughDay: '2026-11-23' })).toEqual([]);
  });
  it('is seen by the judge when it goes wrong: a matcher without refunds, shares or banks misses what was put in', () => {
    const judged = nothingJudged();
    for (const world of worlds) {
      const { refunds: _refunds, splits: _splits, ...books } = booksOf(world);
      judge(world, reconcile({ ...books, refunds: [], splits: [] }, { ...statementsOf(world, 4), bank: [] }), judged);
    }
    expect(judged.found).toBeLessThan(judged.faults);
    expect(judged.wrong).toBeGreaterThan(0);
  });
});

describe('a bill that is not whole', () => {
  const world = worlds.find(({ files }) => text(files[0]?.bytes ?? bytes('')).split('\n').length > 10) ?? worlds[0];
  const wechat = text(world?.files.find(({ kind }) => kind === 'wechat_trade')?.bytes ?? bytes(''));
  const lines = wechat.split('\r\n');
  const refusal = (of: readonly string[]) => {
    const read = readWechatBill(bytes(of.join('\r\n')));
    return read.ok ? 'taken' : `${read.fault.line ?? ''} ${read.fault.fault}`.trim();
  };
  it('is taken whole or not at all, with the reason: cut off, a row less, twice, or with another amount', () => {
    expect(refusal(lines)).toBe('taken');
    expect(refusal(lines.slice(0, -3))).toBe('no_sums');
    expect(refusal(lines.toSpliced(2, 1))).toBe('rows_differ');
    expect(refusal(lines.toSpliced(2, 0, lines[2] ?? ''))).toBe('rows_differ');
    const edited = (lines[1] ?? '').replace(
      /`(\d+)\.(\d\d),`0\.00,`$/,
      (_all, yuan: string, fen: string) => `\`${Number(yuan) + 1}.${fen},\`0.00,\``,
    );
    expect(edited).not.toBe(lines[1]);
    expect(refusal(lines.toSpliced(1, 1, edited))).toBe('sum_differs');
    expect(refusal(lines.toSpliced(1, 1, (lines[1] ?? '').replace(/^`\d{4}/, '`20x6')))).toBe('2 bad_time');
    expect(refusal(['一,二,三', ...lines.slice(1)])).toBe('1 no_column');
  });
  it('is read by its headings: in another order, as old merchants have them', () => {
    const swap = (line: string): string => {
      const fields = line.split(',');
      return [...fields.slice(3), ...fields.slice(0, 3)].join(',');
    };
    const end = lines.findIndex((line) => line.startsWith('总交易单数'));
    const moved = lines.map((line, i) => (i < end ? swap(line.replace('\uFEFF', '')) : line));
    const read = (of: readonly string[]) => readWechatBill(bytes(of.join('\r\n')));
    expect(read(moved)).toEqual(read(lines));
    const old = lines.map((line, i) => (i === 0 ? line.replace(',订单金额,', ',总金额,') : line));
    expect(read(old)).toEqual(read(lines));
  });
  it('of Alipay must come to its own sums as well', () => {
    const file = worlds
      .flatMap(({ files }) => files)
      .find(({ kind, bytes: of }) => kind === 'alipay_trade' && of.length > 2_000);
    const gbk = new TextDecoder('gbk').decode(file?.bytes);
    const read = (of: string) => readAlipayBill(encodeGbk(of));
    expect(read(gbk).ok).toBe(true);
    // The two sums as Alipay writes them: payments in one, refunds in the other, the account with 0156 behind it.
    const columns = gbk.split('\r\n').find((line) => line.startsWith('支付宝交易号')) ?? '';
    const row = (kind: string, yuan: string, refundNo: string): string => {
      const values: Readonly<Record<string, string>> = {
        支付宝交易号: '2026112322001\t',
        商户订单号: 'O1\t',
        业务类型: kind,
        完成时间: '2026-11-23 08:30:05',
        '订单金额（元）': yuan,
        '商家实收（元）': yuan,
        '退款批次号/请求号': `${refundNo}\t`,
        '服务费（元）': '0.00',
      };
      return columns
        .split(',')
        .map((name) => values[name] ?? '')
        .join(',');
    };
    const whole = [
      '#账号：[20880000000000120156]',
      columns,
      row('交易', '12.50', ''),
      row('退款', '-2.50', 'R1'),
      '#交易合计：1笔，商家实收共12.50元，商家优惠共0.00元',
      '#退款合计：1笔，商家实收退款共-2.50元，商家优惠退款共0.00元',
    ].join('\r\n');
    expect(read(whole)).toMatchObject({
      ok: true,
      entries: [
        { merchant: '2088000000000012', kind: 'pay', amountFen: 1_250 },
        { merchant: '2088000000000012', kind: 'refund', amountFen: 250, outRefundNo: 'R1' },
      ],
    });
    expect(read(whole.replace('-2.50元', '-2.51元'))).toMatchObject({ ok: false });
    expect(read(gbk.replaceAll('（', '(').replaceAll('）', ')'))).toEqual(read(gbk));
    expect(
      read(gbk.replace(/交易合计：(\d+)笔/, (_all, count: string) => `交易合计：${Number(count) + 1}笔`)),
    ).toMatchObject({ ok: false });
    expect(read(gbk.split('#交易合计')[0] ?? '')).toEqual({ ok: false, fault: { fault: 'no_sums' } });
  });
});
