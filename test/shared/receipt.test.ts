import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agreeLine } from '../../shared/cart.ts';
import { fenText } from '../../shared/money.ts';
import type { CartLine } from '../../shared/records/goods.ts';
import type { SaleEntry } from '../../shared/records/journal.ts';
import {
  padPair,
  receiptLines,
  testLines,
  textWidth,
  wrapText,
  type ReceiptInput,
  type ReceiptLine,
} from '../../shared/receipt.ts';
import { cartOf, exactCash, morning, pieceLine, saleEntry, soldBody, weightLine } from './samples.ts';

const stall = {
  marketName: '江浦路菜市场',
  stallNo: '12',
  stallName: '老王蔬菜',
  complaintPhone: '021-12315',
  publicScale: '一号门内',
};
const mushroom = weightLine({ id: 'line-3', name: '香菇', priceFen: 1760, netG: 500, grossG: 500 });
const sold = saleEntry(soldBody(exactCash(cartOf([weightLine(), mushroom, pieceLine()]), 2380)));
const input = (change: Partial<ReceiptInput> = {}): ReceiptInput => ({
  entry: sold,
  stall,
  columns: 32,
  layout: 'short',
  reprint: false,
  receiptUrl: 'https://market.example/r/x',
  ...change,
});
const entryOf = (lines: readonly CartLine[], payableFen: number, change: Partial<SaleEntry> = {}) =>
  saleEntry(soldBody(exactCash(cartOf(lines), payableFen)), change);

/** The paper as rows of text; rules and the QR as signs. */
const rows = (lines: readonly ReceiptLine[]): string[] =>
  lines.map((line) => {
    switch (line.kind) {
      case 'text':
        return line.size === 'double' ? `<${line.text}>` : line.text;
      case 'rule':
        return '----';
      case 'qr':
        return `[${line.data}]`;
      case 'picture':
        return `[${line.width} x ${line.height}]`;
      case 'feed':
        return '';
      case 'cut':
        return '✂';
      default:
        return line satisfies never;
    }
  });
const paper = (change: Partial<ReceiptInput> = {}): string[] => rows(receiptLines(input(change)));

describe('the short receipt', () => {
  it('is what a shopper takes home', () => {
    expect(paper()).toEqual([
      '老王蔬菜 12号摊',
      '单号 17-1-212   2026-11-23 08:47',
      '校验码 bbbb bbbb bbbb bbbb',
      '----',
      '黄瓜                        9.00',
      '  1.250kg x 7.20元/kg',
      '香菇                        8.80',
      '  0.500kg x 17.60元/kg',
      '豆腐                        6.00',
      '  2块 x 3.00元/块',
      '----',
      '抹零                        0.00',
      '应付                     23.80元',
      '现金                     23.80元',
      '----',
      '扫码核对 公平秤可复秤',
      '[https://market.example/r/x]',
      '',
      '✂',
    ]);
  });

  it('shows cash and change when it was counted, concession and rounding where there are any', () => {
    const cart = cartOf([weightLine({ netG: 1245, grossG: 1245, priceFen: 604 })]);
    const entry = saleEntry(
      soldBody(
        exactCash(cart, 750, { concedeFen: 50, tenders: [{ kind: 'cash', amountFen: 700, tenderedFen: 1000 }] }),
      ),
    );
    expect(paper({ entry }).slice(4, 12)).toEqual([
      '黄瓜                        7.52',
      '  1.245kg x 6.04元/kg',
      '----',
      '让价                       -0.50',
      '抹零                       -0.02',
      '应付                      7.00元',
      '现金                     10.00元',
      '找零                      3.00元',
    ]);
  });

  it('names net and tare where there is a tare, a typed price per 500 g, a capped price, a portion and a gift', () => {
    const entry = entryOf(
      [
        weightLine({ grossG: 1255, tareG: 5, tareKind: 'preset', priceFen: 360, basisG: 500, capped: true }),
        pieceLine({ kind: 'portion', qty: 1, name: '蔬菜', priceFen: 200 }),
        pieceLine({ id: 'line-4', kind: 'gift', name: '葱', amountFen: 0 }),
      ],
      1100,
    );
    expect(paper({ entry }).slice(4, 10)).toEqual([
      '黄瓜 平价                   9.00',
      '  净重 1.250kg x 3.60元/500g',
      '  皮重 0.005kg',
      '蔬菜                        2.00',
      '  按份',
      '葱                          0.00',
    ]);
  });

  it('breaks a number and a price too long for one row before the sign', () => {
    const entry = entryOf([pieceLine({ qty: 12, pieceUnit: '特大号箱', priceFen: 300_000 })], 3_600_000);
    expect(paper({ entry }).slice(4, 7)).toEqual([
      '豆腐                    36000.00',
      '  12特大号箱',
      '  x 3000.00元/特大号箱',
    ]);
  });

  it('says large what it is not: an original, or a sale', () => {
    expect(paper({ reprint: true })[0]).toBe('<重打印>');
    expect(paper({ entry: { ...sold, mode: 'simulated' } })[0]).toBe('<模拟>');
    expect(paper({ entry: { ...sold, mode: 'training' }, reprint: true }).slice(0, 2)).toEqual(['<训练>', '<重打印>']);
  });

  it('does without a QR when there is nothing to look up', () => {
    expect(paper({ receiptUrl: null }).slice(-3)).toEqual(['公平秤可复秤', '', '✂']);
  });

  it('says what the shopper may still owe', () => {
    const tenders = sold.body.tenders.map((tender) => ({
      ...tender,
      kind: 'dynamic_qr' as const,
      state: 'unproven' as const,
    }));
    expect(paper({ entry: { ...sold, body: { ...sold.body, tenders } } })).toContain(
      '扫码付款 未到账          23.80元',
    );
  });
  it('says 模拟 of money of a channel that is not there', () => {
    const tenders = sold.body.tenders.map((tender) => ({
      ...tender,
      kind: 'dynamic_qr' as const,
      state: 'confirmed' as const,
      channel: 'sim-wechat',
      tenderedFen: null,
      changeFen: null,
    }));
    expect(paper({ entry: { ...sold, body: { ...sold.body, tenders } } }).join()).toContain('模拟 扫码付款');
  });
});

describe('the long receipt', () => {
  it('has every field of the voucher', () => {
    const entry = entryOf([weightLine({ grossG: 1255, tareG: 5, tareKind: 'key', capped: true })], 900);
    expect(paper({ entry, layout: 'long', columns: 48 })).toEqual([
      '江浦路菜市场',
      '12号摊 老王蔬菜',
      '单号 17-1-212',
      '时间 2026-11-23 08:47:02',
      '售货员 老王',
      '----',
      '黄瓜 平价                                   9.00',
      '  单价 7.20元/kg',
      '  净重 1.250kg',
      '  皮重 0.005kg',
      '----',
      '合计                                        9.00',
      '抹零                                        0.00',
      '应付                                      9.00元',
      '现金                                      9.00元',
      '----',
      '秤号 S-0417',
      '公平秤 一号门内',
      '投诉电话 021-12315',
      '校验码 bbbb bbbb bbbb bbbb',
      '----',
      '扫码核对 公平秤可复秤',
      '[https://market.example/r/x]',
      '',
      '✂',
    ]);
  });

  it('leaves out what is not known', () => {
    const bare = { marketName: '', stallNo: '', stallName: '', complaintPhone: '', publicScale: '' };
    const text = paper({ layout: 'long', stall: bare, entry: { ...sold, seller: '' } });
    expect(text[0]).toBe('单号 17-1-212');
    expect(text.some((row) => /公平秤 |投诉|售货员/.test(row) && !row.includes('扫码'))).toBe(false);
  });
});

// Without the signs that the receipt's own words must not use; in a name the printer's encoder sees to them.
const anyText = fc
  .oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.string({
      unit: fc.constantFrom('鱼', 'a', ' ', '\u001b', '\n', '\u202e', '\u200b', 'é', '🐟', '\ud83d'),
      maxLength: 60,
    }),
  )
  .map((text) => text.replaceAll(/[¥−×]/gu, ''));
const anyReceipt = fc.record({
  name: anyText,
  unit: anyText.map((one) => one.slice(0, 8)),
  seller: anyText,
  stallName: anyText,
  stallNo: anyText,
  market: anyText,
  serial: anyText,
  columns: fc.constantFrom(32 as const, 48 as const),
  layout: fc.constantFrom('short' as const, 'long' as const),
  priceFen: fc.integer({ min: 1, max: 50_000 }),
  concession: fc.nat({ max: 300 }),
  terminal: fc.integer({ min: 1, max: 4_294_967_295 }),
  rounding: fc.constantFrom('jiao' as const, 'yuan' as const, 'none' as const),
});

describe('paper', () => {
  it('is never wider than its columns and carries no control character, for any names', () => {
    fc.assert(
      fc.property(anyReceipt, (one) => {
        const lines = [
          weightLine({ name: one.name, priceFen: one.priceFen, capped: true, scaleSerial: one.serial }),
          pieceLine({ name: one.name, pieceUnit: one.unit }),
        ];
        const body = soldBody(
          exactCash(
            cartOf(lines, 'none'),
            lines.reduce((sum, line) => sum + line.amountFen, 0),
          ),
        );
        const entry = saleEntry(body, {
          seller: one.seller,
          terminal: one.terminal,
          epoch: 2_147_483_647,
          mode: 'simulated',
        });
        const who = { ...stall, marketName: one.market, stallName: one.stallName, stallNo: one.stallNo };
        const printed = [
          ...receiptLines({ ...input(), entry, stall: who, columns: one.columns, layout: one.layout, reprint: true }),
          ...testLines(
            one.columns,
            { name: { zh: one.market, en: '' }, port: one.stallName, verifiedOnDevice: false },
            morning,
          ),
        ];
        for (const line of printed) {
          if (line.kind !== 'text') continue;
          expect(textWidth(line.text) * (line.size === 'double' ? 2 : 1)).toBeLessThanOrEqual(one.columns);
          expect(line.text).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
          expect(line.text).not.toMatch(/[¥−×]/u);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("adds up: the rows of goods, 让价 and 抹零 make 应付, which is the sale's", () => {
    fc.assert(
      fc.property(anyReceipt, (one) => {
        const lines = [weightLine({ priceFen: one.priceFen }), pieceLine()];
        const whole = cartOf(lines, one.rounding);
        const bargained = agreeLine(whole, 'line-2', 600 - one.concession);
        const cart = bargained.ok ? bargained.cart : whole;
        const due = lines.reduce((sum, line) => sum + line.amountFen, 0) - (bargained.ok ? one.concession : 0);
        const payable = one.rounding === 'none' ? due : due - (due % (one.rounding === 'jiao' ? 10 : 100));
        const entry = saleEntry(soldBody(exactCash(cart, payable, { concedeFen: 20 })));
        const printed = paper({ entry, layout: one.layout });
        const end = printed.findIndex((row) => row.startsWith('应付'));
        const amounts = printed
          .slice(0, end)
          .filter((row) => !row.startsWith('合计') && /(?<!\d) -?\d+\.\d\d$/.test(row))
          .map((row) => Math.round(Number(row.split(' ').at(-1)) * 100));
        expect(amounts.reduce((sum, fen) => sum + fen, 0)).toBe(entry.body.payableFen);
        expect(printed[end]).toMatch(new RegExp(` ${fenText(entry.body.payableFen)}元$`));
      }),
    );
  });

  it('names legal units only', () => {
    const words = [...paper(), ...paper({ layout: 'long' })].join('');
    expect(words).not.toMatch(/[斤两]/u);
  });

  it('measures, pairs and wraps by columns', () => {
    expect(textWidth('番茄 a')).toBe(6);
    expect(padPair('黄瓜', '9.00', 12)).toBe('黄瓜    9.00');
    expect(padPair('黄瓜黄瓜', '9.00', 12)).toBe('黄瓜黄  9.00');
    expect(wrapText('红薯粉条a', 4)).toEqual(['红薯', '粉条', 'a']);
    expect(wrapText('', 4)).toEqual(['']);
  });

  it('of a long name keeps the amount on its last row', () => {
    const entry = entryOf([pieceLine({ name: '云南高山有机小番茄礼盒装' })], 600);
    expect(paper({ entry }).slice(4, 6)).toEqual(['云南高山有机小番茄礼盒装    6.00', '  2块 x 3.00元/块']);
    const longer = entryOf([pieceLine({ name: '云南高山有机小番茄礼盒装大号精选' })], 600);
    expect(paper({ entry: longer }).slice(4, 6)).toEqual(['云南高山有机小番茄礼盒装大号精选', '6.00']);
  });

  it('test print says that it is none', () => {
    expect(
      rows(
        testLines(32, { name: { zh: '58 mm', en: '58 mm' }, port: '/dev/usb/lp0', verifiedOnDevice: false }, morning),
      ),
    ).toContain('非销售凭证');
  });
});
