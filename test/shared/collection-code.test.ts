import { describe, expect, it } from 'vitest';
import { emvCrc, isCollectionCode } from '../../shared/collection-code.ts';

/** The sample of EMVCo's specification of merchant-presented codes (BEST TRANSPORT, 最佳运输). */
const SAMPLE =
  '00020101021229300012D156000000000510A93FO3230Q31280012D15600000001030812345678520441115802CN5914BEST TRANSPORT6007BEIJING64200002ZH0104最佳运输0202北京540523.7253031565502016233030412340603***0708A60086670902ME91320016A0112233449988770708123456786304';

describe('the checksum of an EMVCo code', () => {
  it('is that of the catalogue of CRCs, of the specification’s sample and of a PromptPay code', () => {
    expect(emvCrc('123456789')).toBe('29B1');
    expect(emvCrc(SAMPLE)).toBe('A13A');
    const promptPay = '00020101021229370016A000000677010111011300660000000005802TH530376454044.226304';
    expect(emvCrc(promptPay)).toBe('E469');
  });
});

describe('a code to be paid, held out as a payment code', () => {
  it.each([
    `${SAMPLE}A13A`,
    'wxp://f2f0abcdefghijklmnopqrstuvwxyz',
    'weixin://wxpay/bizpayurl?pr=abc',
    'https://qr.alipay.com/fkx00000abcdef',
    'HTTPS://QR.ALIPAY.COM/FKX00000ABCDEF',
    'https://qr.95516.com/00010000/62000000000',
  ])('is known: %s', (text) => {
    expect(isCollectionCode(text)).toBe(true);
  });
  it.each([
    ['with another checksum', `${SAMPLE}A13B`],
    ['with a small one', `${SAMPLE}a13a`],
    ['cut short', SAMPLE.slice(0, 80)],
    ['a payment code', '134567890123456789'],
    ['another address', 'https://qr.alipay.com.example/x'],
    ['endless', `wxp://${'x'.repeat(600)}`],
    ['no text', '\uD800'],
  ])('is not: %s', (_what, text) => {
    expect(isCollectionCode(text)).toBe(false);
  });
});
