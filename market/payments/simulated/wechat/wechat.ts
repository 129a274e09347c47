import { randomUUID } from 'node:crypto';
import type { WechatConfig } from '../../wechat/config.ts';
import { createWechat } from '../../wechat/wechat.ts';
import { rsaSign, rsaVerify } from '../../rsa.ts';
import { answerText, encrypt, requestText } from '../../wechat/sign.ts';
import { toXml } from '../../wechat/xml.ts';
import type { SimOrder, SimRefund } from '../order.ts';
import type { NoticeFault } from '../faults.ts';
import { once, rsaPair, word } from '../keys.ts';
import type { Asked, Said } from '../server.ts';
import { simulate, type Parts, type Simulated, type SimulatedOptions, type Skin } from '../simulated.ts';
import { answerV2, operationV2 } from './v2.ts';
import type { V3 } from './common.ts';
import { answerV3, operationV3, orderJson, refundJson } from './v3.ts';

/** Seconds between two notices (payments.md 1.1). */
const SCHEDULE = [15, 15, 30, 180, 600, 1_200, 1_800, 1_800, 1_800, 3_600, 10_800, 10_800, 10_800, 21_600, 21_600];
const TOLERANCE_S = 300;
const SERIAL = 'PUB_KEY_ID_0112345678902026SIM';

const tokenOf = (text: string): string | null =>
  /^weixin:\/\/wxpay\/bizpayurl\?pr=(n\d+)$/.exec(text)?.[1] ?? /^prepay_id=wx(j\d+)$/.exec(text)?.[1] ?? null;

/** WeChat Pay as its service providers meet it: APIv3 and v2, signed and encrypted with keys made at the start. */
export const simulateWechat = (options: SimulatedOptions): Promise<Simulated> =>
  simulate(options, {
    name: 'wechat',
    prefix: '4200',
    wallets: ['wechat'],
    tokenOf,
    schedule: SCHEDULE,
    isTaken: (status) => status === 200 || status === 204,
    skin,
  });

function skin(parts: Parts): Skin {
  const { now, random, url } = parts;
  const [ours, theirs, stranger] = [rsaPair(), rsaPair(), once(rsaPair)];
  const config: Omit<WechatConfig, 'notifyUrl' | 'baseUrl' | 'openUrl' | 'openApiUrl'> = {
    name: 'wechat',
    spMchid: '1900000001',
    spAppid: 'wxsimulated0000001',
    appSecret: word(random, 32),
    privateKey: theirs.privateKey,
    certificate: '',
    serial: '5157F09EFDC096DE15EBE81A47057A7232F1B8E1',
    apiV3Key: word(random, 32),
    apiV2Key: word(random, 32),
    v2SignType: 'HMAC-SHA256',
    platformKeys: { [SERIAL]: ours.publicKey },
    isSimulated: true,
  };
  const v3: V3 = { ...parts, config };

  const signedHeaders = (body: string, key: string, prefix = ''): Record<string, string> => {
    const [timestamp, nonce] = [String(Math.floor(now() / 1_000)), word(random, 32)];
    return {
      'wechatpay-timestamp': timestamp,
      'wechatpay-nonce': nonce,
      'wechatpay-serial': SERIAL,
      'wechatpay-signature': prefix + rsaSign(answerText(timestamp, nonce, body), key),
    };
  };
  const signed = ({ status, body }: { readonly status: number; readonly body: string }): Said => ({
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...signedHeaders(body, ours.privateKey) },
    body,
  });
  const isSigned = ({ method, target, headers, body }: Asked): boolean => {
    const fields = Object.fromEntries(
      [...(headers['authorization'] ?? '').matchAll(/(\w+)="([^"]*)"/g)].map(([, name = '', value = '']) => [
        name,
        value,
      ]),
    );
    const { timestamp = '', nonce_str: nonce = '', signature = '', mchid, serial_no: serial } = fields;
    const age = Math.abs(now() / 1_000 - Number(timestamp));
    if (mchid !== config.spMchid || serial !== config.serial || !(age <= TOLERANCE_S)) return false;
    return rsaVerify(
      requestText({ method, path: target, timestamp: Number(timestamp), nonce, body }),
      signature,
      theirs.publicKey,
    );
  };
  const isV2 = (asked: Asked): boolean => operationV2(asked) !== null;
  const answer = (asked: Asked): Said => {
    if (isV2(asked)) return answerV2(v3, asked);
    if (asked.path.startsWith('/v3/') && !isSigned(asked))
      return signed({ status: 401, body: '{"code":"SIGN_ERROR","message":"模拟：签名错误"}' });
    const said = answerV3(v3, asked);
    return typeof said.body === 'string' && said.headers === undefined
      ? signed({ status: said.status, body: said.body })
      : { headers: {}, ...said };
  };
  const systemError = (asked: Asked): Said =>
    isV2(asked)
      ? {
          status: 200,
          headers: { 'content-type': 'application/xml' },
          body: toXml({ return_code: 'FAIL', return_msg: '模拟：系统错误' }),
        }
      : signed({ status: 500, body: '{"code":"SYSTEM_ERROR","message":"模拟：系统错误"}' });

  const notice = (event: string, summary: string, order: SimOrder, json: Readonly<Record<string, unknown>>) => {
    if (order.notifyUrl === '') return null;
    const id = randomUUID();
    return {
      url: order.notifyUrl,
      write: (fault: NoticeFault | null) => {
        const plain = { ...json, ...spoiltFields(fault) };
        const nonce = word(random, 12);
        const ciphertext = encrypt(JSON.stringify(plain), config.apiV3Key, nonce, 'transaction');
        const whole = JSON.stringify({
          id,
          create_time: new Date(now()).toISOString(),
          resource_type: 'encrypt-resource',
          event_type: event,
          summary: `模拟：${summary}`,
          resource: {
            original_type: 'transaction',
            algorithm: 'AEAD_AES_256_GCM',
            ciphertext,
            associated_data: 'transaction',
            nonce,
          },
        });
        const sent = fault === 'huge' ? whole + ' '.repeat(200_000) : whole;
        const headers = signedHeaders(
          sent,
          fault === 'forged' ? stranger().privateKey : ours.privateKey,
          fault === 'probe' ? 'WECHATPAY/SIGNTEST/' : '',
        );
        return {
          headers: { 'content-type': 'application/json', ...headers },
          body: fault === 'cut' ? sent.slice(0, sent.length / 2) : sent,
        };
      },
    };
  };
  const spoiltFields = (fault: NoticeFault | null) => {
    if (fault === 'other_merchant') return { sub_mchid: '1999999999' };
    return fault === 'other_amount' ? { amount: { total: 1, payer_total: 1, refund: 1, currency: 'CNY' } } : {};
  };

  return {
    speaker: {
      operation: (asked) => operationV2(asked) ?? operationV3(asked),
      answer,
      systemError,
      forge: (said) => ({
        ...said,
        headers: { ...said.headers, 'wechatpay-signature': rsaSign('forged', stranger().privateKey) },
        body: isXml(said) ? forgeXml(said) : said.body,
      }),
    },
    channel: (notifyUrl) =>
      createWechat({ ...config, notifyUrl, baseUrl: url(), openUrl: url(), openApiUrl: url() }, { now }),
    paidNotice: (order) =>
      order.way === 'code' && !order.notifyUrl
        ? null
        : notice('TRANSACTION.SUCCESS', '支付成功', order, orderJson(v3, order)),
    refundNotice: (order: SimOrder, refund: SimRefund) =>
      notice('REFUND.SUCCESS', '退款成功', order, refundJson(v3, order, refund)),
  };
}
const isXml = ({ headers }: Said): boolean => headers['content-type'] === 'application/xml';
const forgeXml = ({ body }: Said): string =>
  String(body).replace(/<sign>[^]*?<\/sign>/, '<sign><![CDATA[0000]]></sign>');
