import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { barcodeKey, hasCheckDigit } from '../../shared/barcode.ts';
import { parseGs1 } from '../../shared/gs1.ts';
import { receiptPath } from '../../shared/receipt-code.ts';
import {
  isLabelPattern,
  parsePaymentRule,
  readScan,
  usualLabels,
  usualRules,
  type ScanRules,
} from '../../shared/scan.ts';

const read = (text: string, aim: string | null = null, rules: ScanRules = usualRules) => readScan({ text, aim }, rules);
const kinds = (text: string, aim: string | null = null) => read(text, aim).map((one) => one.kind);
const digits = (length: number) =>
  fc.string({ unit: fc.constantFrom(...Array.from('0123456789')), minLength: length, maxLength: length });
const withCheck = (body: string): string =>
  Array.from('0123456789')
    .map((c) => body + c)
    .find(hasCheckDigit) ?? '';

describe('payment codes (Alipay and WeChat gateways, renren-fast, Restrict.java of chenliang0508/practice)', () => {
  it.each([
    ['134567890123456789', 'wechat'],
    ['100000000000000000', 'wechat'],
    ['2512345678901234', 'alipay'],
    ['281234567890123456', 'alipay'],
    ['301234567890123456789012', 'alipay'],
    ['5678123456789012345', 'webank'],
    ['6212345678901234567', 'unionpay'],
    ['0112345678901234567', 'ecny'],
  ])('%s is of %s', (text, channel) => {
    expect(read(text)[0]).toEqual({ kind: 'payment', channel });
  });
  it.each(['164567890123456789', '13456789012345678', '31123456789012345678', '251234567890123', '13456789012345678x'])(
    '%s is none',
    (text) => {
      expect(kinds(text)).not.toContain('payment');
    },
  );
  it('is never carried on by what it was read as', () => {
    fc.assert(
      fc.property(fc.constantFrom('10', '15', '25', '30'), digits(16), (prefix, rest) => {
        const [first, ...others] = read(prefix + rest);
        expect(first?.kind).toBe('payment');
        expect(JSON.stringify(first)).not.toContain(rest);
        for (const other of others) expect(other).toMatchObject({ kind: 'barcode', shown: null });
      }),
    );
  });
  it('has rules that can be given, and wrong ones are refused', () => {
    expect(parsePaymentRule('ecny:01:19')).toEqual({
      channel: 'ecny',
      from: '01',
      to: '01',
      minDigits: 19,
      maxDigits: 19,
    });
    for (const wrong of ['alipay', 'alipay:30-25:16', 'alipay:25-300:16', 'alipay:25:24-16', 'a:25:2', ':25:16'])
      expect(parsePaymentRule(wrong)).toBeNull();
  });
});

describe('labels of a scale in the shop', () => {
  it('13 digits with a weight: PLU 123, 1.234 kg', () => {
    expect(read('2100123012343')[0]).toEqual({ kind: 'label', plu: 123, grams: 1234, fen: null });
  });
  it('13 digits with an amount: PLU 123, 7.39', () => {
    expect(read('2200123007391')[0]).toEqual({ kind: 'label', plu: 123, grams: null, fen: 739 });
  });
  it('18 digits with both (昂捷): PLU 123, 7.39, 1.234 kg; it looks like a payment code of Alipay as well', () => {
    expect(read('260012300739012347')).toEqual([
      { kind: 'payment', channel: 'alipay' },
      { kind: 'label', plu: 123, grams: 1234, fen: 739 },
      { kind: 'barcode', key: '260012300739012347', shown: null },
    ]);
  });
  it('reads another layout that was set: four digits of PLU and a price check digit that is passed over', () => {
    const rules = { ...usualRules, labels: ['28PPPPXMMMMMC'] };
    const text = withCheck('280123900739');
    expect(read(text, null, rules)[0]).toEqual({ kind: 'label', plu: 123, grams: null, fen: 739 });
    expect(read('2100123012343', null, rules).map((one) => one.kind)).toEqual(['barcode']);
  });
  it('takes no layout that can not tell goods', () => {
    for (const good of usualLabels) expect(isLabelPattern(good)).toBe(true);
    for (const bad of ['', 'PPPPPWWWWWC', '21PPPPPC', '21PPWWPPPWWC', '21PPPPPCWWWWW', '21WWWWWWMMMMM', '21PPW'])
      expect(isLabelPattern(bad)).toBe(false);
  });
  it('is none when one digit is another, or when weight or amount are nothing', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('21', '22'),
        digits(10),
        fc.nat(12),
        fc.integer({ min: 1, max: 9 }),
        (prefix, body, at, by) => {
          const text = withCheck(prefix + body);
          const wrong = text.slice(0, at) + ((Number(text[at]) + by) % 10) + text.slice(at + 1);
          expect(kinds(wrong)).not.toContain('label');
          expect(kinds(wrong)).not.toContain('barcode');
        },
      ),
    );
    expect(kinds(withCheck('210012300000'))).not.toContain('label');
    expect(kinds(withCheck('210000001234'))).not.toContain('label');
  });
  it('gives back what was written on it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 99_999 }), fc.integer({ min: 1, max: 99_999 }), (plu, grams) => {
        const text = withCheck(`21${String(plu).padStart(5, '0')}${String(grams).padStart(5, '0')}`);
        expect(read(text)[0]).toEqual({ kind: 'label', plu, grams, fen: null });
      }),
    );
  });
});

describe('barcodes of goods', () => {
  it('are the same goods as EAN-13, UPC-A, UPC-E and with leading zeros', () => {
    expect(barcodeKey('036000291452')).toBe('00036000291452');
    expect(barcodeKey('0036000291452')).toBe('00036000291452');
    // UPC-E 01234565 stands for 012345000065.
    expect(barcodeKey('01234565')).toBe('00012345000065');
    expect(barcodeKey('6901234567892')).toBe('06901234567892');
    expect(barcodeKey('96385074')).toBe('00000096385074');
  });
  it('with a wrong check digit were misread, but not where the symbol checks itself', () => {
    expect(kinds('6901234567893')).toEqual([]);
    expect(read('6901234567893', ']C0')).toEqual([{ kind: 'barcode', key: '6901234567893', shown: null }]);
    expect(read('DF-2026/7')).toEqual([{ kind: 'barcode', key: 'DF-2026/7', shown: null }]);
  });
  it('are told by the scanner where they could be something else', () => {
    expect(kinds('281234567890123456', ']E0')).not.toContain('payment');
    expect(read(']E06901234567892')).toEqual([{ kind: 'barcode', key: '06901234567892', shown: '6901234567892' }]);
  });
});

describe('GS1 codes', () => {
  const goods = { gtin: '96901234567895', grams: 1234, fen: 739 };
  const gtin = `01${goods.gtin}`;
  it('give goods, weight and amount, with the separator wherever it may stand', () => {
    expect(hasCheckDigit(goods.gtin)).toBe(true);
    expect(parseGs1(`${gtin}31030012343922739`)).toEqual(goods);
    expect(parseGs1(`${gtin}3922739\u001d3103001234`)).toEqual(goods);
    expect(parseGs1(`10LOT7\u001d${gtin}15261130310300123421A1\u001d3922739`)).toEqual(goods);
    expect(parseGs1(`(01)${goods.gtin}(3103)001234(3922)739`)).toEqual(goods);
    expect(read(`]C1${gtin}3103001234`)).toEqual([{ kind: 'gs1', ...goods, fen: null }]);
  });
  it('of decimals that are no whole gram or fen, of a wrong check digit or cut short give nothing', () => {
    expect(parseGs1(`${gtin}3104001235`)).toBeNull();
    expect(parseGs1(`${gtin}3104012340`)).toMatchObject({ grams: 1234 });
    expect(parseGs1(`${gtin}39237391`)).toBeNull();
    expect(parseGs1(`${gtin.slice(0, -1)}63103001234`)).toBeNull();
    expect(parseGs1(`${gtin}31030012`)).toBeNull();
    expect(parseGs1('')).toBeNull();
  });
});

describe('other codes', () => {
  it('a receipt is known by its shape', () => {
    const code = { terminal: 17, epoch: 1, seq: 212, payableFen: 2380, day: '2026-11-23', hashStart: 'ab'.repeat(16) };
    const path = receiptPath(code, 'A'.repeat(86));
    expect(read(`https://market.example/r/${path}`, ']Q1')).toEqual([{ kind: 'receipt', code }]);
    expect(read(`https://market.example/r/${path.slice(1)}`)).toEqual([]);
  });
  it('an address, nothing, and bytes of any kind never throw', () => {
    expect(read('wxp://f2f0abc')).toEqual([]);
    expect(read('')).toEqual([]);
    expect(read('  \r\n')).toEqual([]);
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 60 }),
          fc.string({ unit: fc.constantFrom(...Array.from('0123456789()\u001d')), maxLength: 60 }),
        ),
        fc.constantFrom(null, ']C1', ']e0', ']E0', ']Q1'),
        (text, aim) => {
          for (const one of read(text, aim))
            if (one.kind === 'label' || one.kind === 'gs1')
              for (const value of [one.grams, one.fen])
                expect(value === null || (Number.isSafeInteger(value) && value > 0)).toBe(true);
        },
      ),
    );
  });
});
