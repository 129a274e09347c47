import { generateKeyPairSync } from 'node:crypto';
import { AlipaySdk } from 'alipay-sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAlipay } from '../../../market/payments/alipay/alipay.ts';
import { isNoticeSigned, rawMembers, readForm, type Params } from '../../../market/payments/alipay/sign.ts';
import { rsaSign, rsaVerify, sortedText } from '../../../market/payments/rsa.ts';
import { unzip } from '../../../market/payments/alipay/zip.ts';
import { zip } from '../../../market/payments/simulated/zip.ts';
import vectors from './vectors/alipay.json' with { type: 'json' };

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
const privateKey = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const publicKey = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
const appId = '2021000000000001';
const bare = (pem: string) => pem.replace(/-----[^-]+-----|\s/g, '');
/** The independent implementation everything is compared with: Alipay's own SDK. */
const oracle = new AlipaySdk({
  appId,
  privateKey: bare(privateKey),
  keyType: 'PKCS8',
  alipayPublicKey: bare(publicKey),
  camelcase: false,
});

const pem = `-----BEGIN PUBLIC KEY-----\n${vectors.publicKey}\n-----END PUBLIC KEY-----`;
const runs = { numRuns: 40 };
const value = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 });
const name = fc.stringMatching(/^[a-z][a-z_]{2,12}$/).filter((one) => one !== 'sign' && one !== 'sign_type');
const fields = fc.dictionary(name, value, { minKeys: 1, maxKeys: 8, noNullPrototype: true });

describe('published vectors', () => {
  it('a notice holds, without its sign_type, its lists as they came', () => {
    const { good } = vectors;
    expect(isNoticeSigned(good, pem)).toBe(true);
    const { sign_type: _type, ...rest } = good;
    expect(isNoticeSigned(rest, pem)).toBe(true);
    expect(isNoticeSigned({ ...good, total_amount: '0.01' }, pem)).toBe(false);
    expect(isNoticeSigned(vectors.bad, pem)).toBe(false);
    expect(isNoticeSigned({ ...good, sign_type: 'RSA' }, pem)).toBe(false);
  });
  it('is read by the channel as the payment it tells', () => {
    const { app_id: app } = vectors.good;
    const channel = createAlipay(
      {
        name: 'alipay',
        gatewayUrl: '',
        authUrl: '',
        appId: app,
        privateKey,
        alipayPublicKey: pem,
        notifyUrl: '',
        isSimulated: false,
      },
      { now: () => 0 },
    );
    const body = new URLSearchParams(vectors.good).toString();
    expect(channel.parseNotify({}, body)).toEqual({
      ok: true,
      notice: {
        id: '2019081500222155624068450559358070',
        kind: 'paid',
        subMerchant: '2088531891668739',
        outTradeNo: '20190815155618536-564-57',
        outRefundNo: null,
        state: 'paid',
        amountFen: 10,
        channelNo: '2019081522001468450512505578',
        paidAt: Date.parse('2019-08-15T15:56:24+08:00'),
        wallet: 'alipay',
      },
    });
    expect(channel.parseNotify({}, `${body}&app_id=1`)).toEqual({ ok: false, reason: 'unreadable' });
    expect(channel.parseNotify({}, body.replace(app, '2019073166072303'))).toEqual({ ok: false, reason: 'signature' });
  });
});

describe("against Alipay's own SDK", () => {
  it('signs a call that the SDK would sign the same', () => {
    fc.assert(
      fc.property(fields, (content) => {
        const theirs = oracle.sdkExecute(
          'alipay.trade.pay',
          { bizContent: content },
          { bizContentAutoSnakeCase: false },
        );
        const { sign, ...params } = Object.fromEntries(new URLSearchParams(theirs)) as Params & { sign: string };
        expect(rsaSign(sortedText(params), privateKey)).toBe(sign);
        expect(JSON.parse(params['biz_content'] ?? '')).toEqual(content);
      }),
      runs,
    );
  });
  it('agrees about notices, good and changed', () => {
    fc.assert(
      fc.property(fields, value, (given, other) => {
        const signed = { ...given, sign: rsaSign(sortedText(given), privateKey), sign_type: 'RSA2' };
        expect(isNoticeSigned(signed, publicKey)).toBe(true);
        expect(oracle.checkNotifySignV2(signed)).toBe(true);
        expect(readForm(new URLSearchParams(signed).toString())).toEqual(signed);
        const [first = ''] = Object.keys(given);
        const changed = { ...signed, [first]: `${given[first]}${other}` };
        expect(isNoticeSigned(changed, publicKey)).toBe(oracle.checkNotifySignV2(changed));
        expect(isNoticeSigned(changed, publicKey)).toBe(false);
      }),
      runs,
    );
  });
  it('cuts the signed part out of an answer as the SDK does, whatever is in it', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 3 }), fc.boolean(), (inner, isFirst) => {
        const own = `{"code":"10000","x":${inner}}`;
        const sign = rsaSign(own, privateKey);
        const answer = isFirst
          ? `{"sign":"${sign}","a_b_response":${own}}`
          : `{"a_b_response":${own},"sign":"${sign}"}`;
        const cut = rawMembers(answer)?.get('a_b_response');
        expect(cut).toBe(own);
        if (!isFirst && !inner.includes('sign')) expect(oracle.getSignStr(answer, 'a_b_response')).toBe(cut);
        expect(oracle.rsaCheck(own, sign, 'RSA2')).toBe(rsaVerify(own, sign, publicKey));
      }),
      runs,
    );
  });
});

describe('what is not read', () => {
  it('answers that are no object, are cut, or name something twice', () => {
    for (const text of [
      '',
      'null',
      '[]',
      '{',
      '{"a"',
      '{"a":',
      '{"a":{}',
      '{"a":1,',
      '{"a":1}x',
      '{"a":1,"a":2}',
      '{a:1}',
      '{"a":}',
      '{"a":"x',
    ])
      expect(rawMembers(text), text).toBeNull();
    expect(rawMembers(' { "a" : [1, "]"] , "b":{"c":"}\\""} } ')).toEqual(
      new Map([
        ['a', '[1, "]"]'],
        ['b', '{"c":"}\\""}'],
      ]),
    );
  });
  it('archives that are damaged or larger than they may be', () => {
    const files = [
      { name: Buffer.from('a.csv'), bytes: Buffer.from('1,2,3\r\n'.repeat(100)) },
      { name: Buffer.from('b.csv'), bytes: Buffer.alloc(0) },
    ];
    const packed = zip(files);
    expect(unzip(packed, 1_000)).toEqual(files);
    expect(unzip(packed, 600)).toBeNull();
    for (let at = 0; at < packed.length; at += 7) {
      const spoilt = Buffer.from(packed);
      spoilt[at] = (spoilt[at] ?? 0) ^ 0xff;
      const read = unzip(spoilt, 1_000);
      if (read !== null) expect(read.map(({ bytes }) => bytes)).toEqual(files.map(({ bytes }) => bytes));
    }
    expect(unzip(packed.subarray(0, 60), 1_000)).toBeNull();
    expect(unzip(Buffer.alloc(0), 1_000)).toBeNull();
  });
});
