import { randomUUID } from 'node:crypto';
import { createAcquirer } from '../../acquirer/acquirer.ts';
import type { AcquirerConfig } from '../../acquirer/config.ts';
import { open, seal } from '../../acquirer/envelope.ts';
import type { NoticeFault } from '../faults.ts';
import { once, rsaPair } from '../keys.ts';
import type { Outgoing } from '../notifier.ts';
import type { SimOrder, SimRefund } from '../order.ts';
import type { Asked, Said } from '../server.ts';
import { simulate, type Parts, type Simulated, type SimulatedOptions, type Skin } from '../simulated.ts';
import { billFile } from './bills.ts';
import { operations, orderData, refundData, type Fields } from './operations.ts';

/** Seconds between two notices. */
const SCHEDULE = [15, 15, 30, 180, 600, 1_800, 3_600, 21_600];
const tokenOf = (text: string): string | null => /\/(?:code|page)\/([nb]ACQ\d+)$/.exec(text)?.[1] ?? null;

/** An acquirer behind our neutral interface, with WeChat, Alipay, UnionPay and e-CNY; signed with keys made at the start. */
export const simulateAcquirer = (options: SimulatedOptions): Promise<Simulated> =>
  simulate(options, {
    name: 'acquirer',
    prefix: 'ACQ',
    wallets: ['unionpay', 'ecny', 'wechat', 'alipay'],
    tokenOf,
    schedule: SCHEDULE,
    isTaken: (status, body) => status === 200 && body.includes('"SUCCESS"'),
    skin,
  });

function skin(parts: Parts): Skin {
  const { now, url } = parts;
  const [ours, theirs, stranger] = [rsaPair(), rsaPair(), once(rsaPair)];
  const config = {
    name: 'acquirer',
    appId: 'SIM0000000001',
    privateKey: theirs.privateKey,
    acquirerKey: ours.publicKey,
    isSimulated: true,
  } as const satisfies Partial<AcquirerConfig>;

  const say = (nonce: string, code: string, data: Fields, key = ours.privateKey): Said => ({
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: seal({ app_id: config.appId, timestamp: String(now()), nonce, code, data: JSON.stringify(data) }, key),
  });
  const nameOf = ({ path }: Asked): string => /^\/v1\/(\w+)$/.exec(path)?.[1] ?? '';
  const nonceOf = ({ body }: Asked): string => {
    const opened = open(body, theirs.publicKey, config.appId, now());
    return opened.ok ? (opened.fields['nonce'] ?? '') : '';
  };
  const answer = (asked: Asked): Said => {
    if (asked.path === '/bill') return billFile(parts, asked);
    const opened = open(asked.body, theirs.publicKey, config.appId, now());
    const nonce = nonceOf(asked);
    if (!opened.ok || opened.fields['operation'] !== nameOf(asked))
      return say(nonce, 'SIGN_INVALID', { message: '模拟：签名错误' });
    const operation = operations[nameOf(asked)];
    if (operation === undefined) return say(nonce, 'PARAM_INVALID', { message: '模拟：没有此接口' });
    const [code, data] = operation.answer(parts, opened.data);
    return say(nonce, code, data);
  };
  const notice = (event: string, order: SimOrder, data: Fields): Outgoing | null => {
    if (order.notifyUrl === '') return null;
    const id = randomUUID();
    return { url: order.notifyUrl, write: (fault) => envelope(event, id, { ...data, ...spoilt(fault) }, fault) };
  };
  const envelope = (event: string, id: string, data: Fields, fault: NoticeFault | null) => {
    const key = fault === 'forged' || fault === 'probe' ? stranger().privateKey : ours.privateKey;
    const fields = { app_id: config.appId, timestamp: String(now()), notify_id: id, event, data: JSON.stringify(data) };
    const whole = seal(fields, key);
    const sent = fault === 'huge' ? whole + ' '.repeat(200_000) : whole;
    return {
      headers: { 'content-type': 'application/json' },
      body: fault === 'cut' ? sent.slice(0, sent.length / 2) : sent,
    };
  };
  const spoilt = (fault: NoticeFault | null): Fields => {
    if (fault === 'other_merchant') return { merchant_no: 'M0' };
    return fault === 'other_amount' ? { amount_fen: 1 } : {};
  };

  return {
    speaker: {
      operation: (asked) => (asked.path === '/bill' ? 'fetchBill' : (operations[nameOf(asked)]?.name ?? null)),
      answer,
      systemError: (asked) => say(nonceOf(asked), 'SYSTEM_BUSY', { message: '模拟：系统繁忙' }),
      forge: (said) => ({ ...said, body: forged(said.body, stranger().privateKey) }),
    },
    channel: (notifyUrl) => createAcquirer({ ...config, notifyUrl, baseUrl: url() }, { now }),
    paidNotice: (order) => notice('PAID', order, orderData(order)),
    refundNotice: (order: SimOrder, refund: SimRefund) =>
      notice('REFUNDED', order, { ...orderData(order), ...refundData(refund) }),
  };
}
const forged = (body: string | Buffer, key: string): string | Buffer => {
  if (typeof body !== 'string') return Buffer.concat([body, Buffer.from('forged')]);
  const { sign: _sign, ...fields } = JSON.parse(body) as Record<string, string>;
  return seal(fields, key);
};
