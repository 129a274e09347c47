import { createHash, createHmac, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import type { PaymentState } from '../../shared/records/market.ts';
import { startTestMarket, type TestMarket } from './market.ts';
import { createStall, until, type Stall } from './stall.ts';

/** A market with channels, of which the test is the shopper and the gateway. Its proofs are made here anew, from bytes. */
export interface PayMarket extends TestMarket {
  readonly config: {
    host: string;
    keyId: number;
    proofKey: string;
    proofSigners: string[];
    channels: string[];
    codeRules: string[];
    offlineOrderFen: number;
    offlineTotalFen: number;
    isSimulated: boolean;
  };
  /** Requests as they came: path and body. */
  readonly asked: readonly { readonly path: string; readonly body: Record<string, unknown> }[];
  /** What the market says to a request; the test's own. Default: `open`, and `closed` to a close. */
  answers: Map<string, { state: PaymentState } | { status: number; error: string }>;
  /** A mark for an order. `url`: what its QR says. */
  mark(url: string, state: PaymentState, more?: Record<string, unknown>): void;
  /** Money on the stall's printed code, or that it went back. */
  arrive(id: string, amountFen: number, more?: Record<string, unknown>): void;
  proof(
    url: string,
    more?: { readonly paidFen?: number; readonly key?: 'own' | 'foreign'; readonly hash?: string },
  ): string;
  code(url: string, channel?: number): string;
  orderOf(url: string): { readonly bytes: Buffer; readonly hash: string; readonly amountFen: number };
}

const keys = () => generateKeyPairSync('ed25519');

export async function startPayMarket(): Promise<PayMarket> {
  const market = await startTestMarket();
  const own = keys();
  const foreign = keys();
  const proofKey = randomBytes(32);
  const asked: { path: string; body: Record<string, unknown> }[] = [];
  const orderOf: PayMarket['orderOf'] = (text) => {
    const bytes = Buffer.from(text.split('/').at(-1) ?? '', 'base64url').subarray(0, 38);
    return { bytes, hash: createHash('sha256').update(bytes).digest('hex'), amountFen: bytes.readUInt32BE(12) };
  };
  const config: PayMarket['config'] = {
    host: 'https://pay.example',
    keyId: 1,
    proofKey: proofKey.toString('base64url'),
    proofSigners: [own.publicKey.export({ format: 'jwk' }).x ?? ''],
    channels: ['wechat', 'alipay'],
    codeRules: [],
    offlineOrderFen: 50_000,
    offlineTotalFen: 500_000,
    isSimulated: false,
  };
  const answers: PayMarket['answers'] = new Map();
  market.payments = (path, body) => {
    if (path !== '/config') asked.push({ path, body });
    if (path === '/config') return { status: 200, value: config };
    const said = answers.get(path) ?? { state: path === '/close' ? 'closed' : 'open' };
    if ('status' in said) return { status: said.status, value: { error: said.error, text: '' } };
    if (path === '/arrivals/claim') {
      const isYours = !('state' in said) || said.state !== 'closed';
      const value = {
        arrivalId: body['arrivalId'],
        isYours,
        amountFen: 1,
        channel: 'alipay',
        transactionId: 'x',
        at: 1,
      };
      return { status: 200, value };
    }
    const { hash, amountFen } = orderOf(String(body['order']));
    const paid = said.state === 'paid' || said.state === 'late';
    const value = {
      orderHash: hash,
      state: said.state,
      channel: paid ? 'wechat' : null,
      paidFen: paid ? amountFen : 0,
      transactionId: paid ? 'tx-1' : null,
      text: '',
      isSimulated: config.isSimulated,
    };
    return { status: 200, value };
  };
  return Object.assign(market, {
    config,
    asked,
    answers,
    orderOf,
    mark: (url: string, state: PaymentState, more: Record<string, unknown> = {}) => {
      const { hash, amountFen } = orderOf(url);
      market.tell('server_marks', {
        id: `pay:${hash.slice(0, 32)}`,
        kind: 'payment',
        terminal: 17,
        entryId: null,
        epoch: 1,
        seq: 0,
        receipt: null,
        payment: {
          orderHash: hash,
          state,
          channel: 'wechat',
          amountFen,
          returnedFen: 0,
          transactionId: 'tx-1',
          paidAt: Date.now(),
          isSimulated: config.isSimulated,
          ...more,
        },
        reason: '',
        text: '',
        at: Date.now(),
      });
    },
    arrive: (id: string, amountFen: number, more: Record<string, unknown> = {}) => {
      market.tell('server_marks', {
        id: `arr:${id}`,
        kind: 'arrival',
        terminal: 0,
        entryId: null,
        epoch: 1,
        seq: 0,
        receipt: null,
        arrival: {
          amountFen,
          channel: 'alipay',
          transactionId: `sticker-${id}`,
          paidAt: Date.now(),
          takenBy: null,
          isSimulated: config.isSimulated,
          ...more,
        },
        reason: 'arrival',
        text: '',
        at: Date.now(),
      });
    },
    proof: (url: string, { paidFen, key = 'own', hash }: Parameters<PayMarket['proof']>[1] = {}) => {
      const order = orderOf(url);
      const body = Buffer.alloc(27);
      body.writeUInt8(1, 0);
      body.writeUInt8(1, 1);
      Buffer.from(hash ?? order.hash, 'hex').copy(body, 2, 0, 16);
      body.writeUInt8(1, 18);
      body.writeUInt32BE(paidFen ?? order.amountFen, 19);
      body.writeUInt32BE(Math.floor(Date.now() / 1000), 23);
      const signed = sign(
        null,
        Buffer.concat([Buffer.from('SWM-RCPT-v1\0', 'ascii'), body]),
        (key === 'own' ? own : foreign).privateKey,
      );
      return `R1.${Buffer.concat([body, signed]).toString('base64url')}`;
    },
    code: (url: string, channel = 1) => {
      const { bytes, amountFen } = orderOf(url);
      const mac = createHmac('sha256', proofKey)
        .update(Buffer.concat([Buffer.from('SWM-OPC-v1\0', 'ascii'), bytes, Buffer.from([channel])]))
        .digest();
      const number = mac.readUInt32BE((mac[31] ?? 0) & 15) & 0x7fffffff;
      const digits = amountFen > 50_000 ? 8 : 6;
      return `${channel}${String(number % 10 ** digits).padStart(digits, '0')}`;
    },
  });
}

/** A till that has joined this market, once it may show codes. */
export async function openPaidStall(market: PayMarket): Promise<Stall> {
  const stall = createStall({ server: market.url, enrolCode: 'GOOD-CODE', jitter: () => 0 });
  await stall.open();
  await until(
    () => stall.see('paying'),
    (view) => view.isOffered && view.isOnline,
  );
  return stall;
}
