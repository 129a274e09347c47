import { generateKeyPairSync } from 'node:crypto';
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rsaSign, rsaVerify } from '../../../market/payments/rsa.ts';
import {
  answerText,
  authorization,
  checkSigned,
  decrypt,
  encrypt,
  jsapiArguments,
  requestText,
} from '../../../market/payments/wechat/sign.ts';
import { isSigned, readXml, signFields, toXml } from '../../../market/payments/wechat/xml.ts';
import vectors from './vectors/wechat.json' with { type: 'json' };

interface Oracle {
  readonly Rsa: {
    sign(text: string, key: string): string;
    verify(text: string, signature: string, key: string): boolean;
  };
  readonly Aes: {
    AesGcm: {
      encrypt(text: string, key: string, nonce: string, aad: string): string;
      decrypt(text: string, key: string, nonce: string, aad: string): string;
    };
  };
  readonly Formatter: {
    request(method: string, path: string, timestamp: number, nonce: string, body: string): string;
    response(timestamp: string, nonce: string, body: string): string;
    authorization(mchid: string, nonce: string, signature: string, timestamp: number, serial: string): string;
    joinedByLineFeed(...parts: string[]): string;
  };
  readonly Hash: { sign(type: string, fields: object, key: string): string };
  readonly Transformer: { toXml(fields: object): string; toObject(xml: string): object };
}
/** The independent implementation everything is compared with: wechatpay-axios-plugin. */
const oracle = createRequire(import.meta.url)('wechatpay-axios-plugin') as Oracle;

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
const privateKey = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const publicKey = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
const text = fc.string({ unit: 'grapheme', maxLength: 200 });
const word = fc.stringMatching(/^[A-Za-z0-9]{1,32}$/);
const runs = { numRuns: 40 };

describe('published vectors', () => {
  it("signs like WeChat's own Go library", () => {
    expect(rsaSign(vectors.message, vectors.privateKey)).toBe(vectors.signature);
  });
  it('proves and decrypts a whole notice', () => {
    const { notice } = vectors;
    const keys = { D7CE59D1F522D701: notice.certificate };
    expect(checkSigned(notice.headers, notice.body, keys, notice.at * 1_000)).toBe('good');
    const { resource } = JSON.parse(notice.body) as {
      resource: Record<'ciphertext' | 'nonce' | 'associated_data', string>;
    };
    expect(decrypt(resource.ciphertext, notice.apiV3Key, resource.nonce, resource.associated_data)).toBe(notice.plain);
  });
  it('decrypts the short texts', () => {
    expect(
      decrypt(
        'FsdXzxryWfKwvLJKf8LG/ToRPTRh8RN9wROC',
        'testAPIv3Key0000',
        'wCq51qZv4Yfg',
        'Dl56FrqWQJF1t9LtC3vEUsniZKvbqdR8',
      ),
    ).toBe('Hello World');
    expect(
      decrypt('4ouGGHn75QwOTQ6x5UH1WuPJdsyhTfs=', '0123456789abcdef0123456789abcdef', '0123456789ab', 'transaction'),
    ).toBe('{"a":1}');
  });
});

describe('against an independent implementation', () => {
  it('signs and verifies the same, both ways', () => {
    fc.assert(
      fc.property(text, (message) => {
        const signature = rsaSign(message, privateKey);
        expect(signature).toBe(oracle.Rsa.sign(message, privateKey));
        expect(rsaVerify(message, signature, publicKey)).toBe(oracle.Rsa.verify(message, signature, publicKey));
        expect(rsaVerify(`${message}.`, signature, publicKey)).toBe(false);
      }),
      runs,
    );
  });
  it('builds the same texts to sign and the same header', () => {
    fc.assert(
      fc.property(fc.nat(2_000_000_000), word, text, (timestamp, nonce, body) => {
        const signed = { method: 'POST', path: '/v3/pay?x=1', timestamp, nonce, body };
        expect(requestText(signed)).toBe(oracle.Formatter.request('POST', '/v3/pay?x=1', timestamp, nonce, body));
        expect(answerText(String(timestamp), nonce, body)).toBe(
          oracle.Formatter.response(String(timestamp), nonce, body),
        );
        const fields = (header: string) => header.replace('WECHATPAY2-SHA256-RSA2048 ', '').split(',').toSorted();
        expect(fields(authorization(signed, { mchid: '190', serial: 'AB', privateKey }))).toEqual(
          fields(
            oracle.Formatter.authorization('190', nonce, rsaSign(requestText(signed), privateKey), timestamp, 'AB'),
          ),
        );
      }),
      runs,
    );
  });
  it("signs a page's call the same", () => {
    const call = jsapiArguments('wx201410272009395522657a690389285100', {
      appid: 'wx8',
      timestamp: 1_414_561_699,
      nonce: '5K8',
      privateKey,
    });
    const asked = oracle.Formatter.joinedByLineFeed('wx8', '1414561699', '5K8', call['package'] ?? '');
    expect(oracle.Rsa.verify(asked, call['paySign'] ?? '', publicKey)).toBe(true);
  });
  it('encrypts and decrypts the same, both ways', () => {
    const key = fc.stringMatching(/^[A-Za-z0-9]{32}$/);
    const nonce = fc.stringMatching(/^[A-Za-z0-9]{12}$/);
    fc.assert(
      fc.property(text, key, nonce, word, (plain, secret, once, aad) => {
        const sealed = encrypt(plain, secret, once, aad);
        expect(sealed).toBe(oracle.Aes.AesGcm.encrypt(plain, secret, once, aad));
        expect(decrypt(sealed, secret, once, aad)).toBe(oracle.Aes.AesGcm.decrypt(sealed, secret, once, aad));
        expect(decrypt(sealed, secret, once, `${aad}x`)).toBeNull();
      }),
      runs,
    );
  });
  it('signs APIv2 the same and reads its XML, both ways', () => {
    const value = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
      .filter((one) => !/\p{Cc}|\]\]>/u.test(one) && one.trim() === one);
    const fields = fc.dictionary(fc.stringMatching(/^[a-z][a-z_]{2,12}$/), value, {
      minKeys: 1,
      maxKeys: 8,
      noNullPrototype: true,
    });
    fc.assert(
      fc.property(fields, word, fc.constantFrom('MD5' as const, 'HMAC-SHA256' as const), (given, key, type) => {
        const { sign: _sign, ...rest } = given;
        const sign = signFields(rest, key, type);
        expect(sign).toBe(oracle.Hash.sign(type, rest, key));
        expect(isSigned({ ...rest, sign }, key, type)).toBe(true);
        expect(isSigned({ ...rest, sign, extra: '1' }, key, type)).toBe(false);
        expect(oracle.Transformer.toObject(toXml(rest))).toEqual(rest);
        expect(readXml(oracle.Transformer.toXml(rest))).toEqual(rest);
      }),
      runs,
    );
  });
});

describe('what is not proven', () => {
  const now = 1_790_000_000;
  const keys = { PUB_KEY_ID_01: publicKey };
  const signed = (body: string, timestamp = now) => ({
    'wechatpay-nonce': 'n',
    'wechatpay-timestamp': String(timestamp),
    'wechatpay-serial': 'PUB_KEY_ID_01',
    'wechatpay-signature': rsaSign(answerText(String(timestamp), 'n', body), privateKey),
  });
  const check = (headers: Record<string, string>, body: string) => checkSigned(headers, body, keys, now * 1_000);

  it('takes the public key by its id, and five minutes of difference', () => {
    expect(check(signed('{}'), '{}')).toBe('good');
    expect(check(signed('{}', now - 300), '{}')).toBe('good');
    expect(check(signed('{}', now - 301), '{}')).toBe('stale');
    expect(check(signed('{}', now + 301), '{}')).toBe('stale');
  });
  it("refuses another body, another key's name, probes, and headers that are missing", () => {
    expect(check(signed('{}'), '{ }')).toBe('bad');
    expect(check({ ...signed('{}'), 'wechatpay-serial': 'PUB_KEY_ID_02' }, '{}')).toBe('bad');
    expect(check({ ...signed('{}'), 'wechatpay-serial': 'constructor' }, '{}')).toBe('bad');
    const probe = {
      ...signed('{}'),
      'wechatpay-signature': `WECHATPAY/SIGNTEST/${signed('{}')['wechatpay-signature']}`,
    };
    expect(check(probe, '{}')).toBe('bad');
    expect(check({ ...signed('{}'), 'wechatpay-timestamp': 'NaN' }, '{}')).toBe('bad');
    expect(check({}, '{}')).toBe('unsigned');
  });
  it('XML with more than flat fields is not read', () => {
    for (const xml of [
      '',
      '<xml>',
      '<xml><a><b>1</b></a></xml>',
      '<xml><a>1</a><a>2</a></xml>',
      '<!DOCTYPE x [<!ENTITY e "1">]><xml><a>&e;</a></xml>',
      '<xml><a>1</b></xml>',
      '<xml><a>1</a>x</xml>',
    ])
      expect(readXml(xml), xml).toBeNull();
    expect(readXml('<xml>\n<a><![CDATA[<1>&amp;]]></a>\n<b>&lt;&#65;&#x42;</b></xml>\n')).toEqual({
      a: '<1>&amp;',
      b: '<AB',
    });
  });
});
