import { createHash, randomBytes } from 'node:crypto';
import { orderBytes, orderSigned } from '../../../shared/payment-order.ts';
import type { PaymentOrder } from '../../../shared/payment-order.ts';
import type { OrderAnswer, PaymentConfig } from '../../../shared/payment-wire.ts';
import type { ServerMark } from '../../../shared/records/market.ts';
import { TestTerminal } from '../client.ts';
import type { HttpAnswer } from '../client.ts';
import type { TestMarket } from '../market.ts';

export interface TillOrder {
  /** base64url of bytes and signature: what stands behind `/1/`. */
  readonly text: string;
  readonly hash: string;
  readonly order: PaymentOrder;
  readonly bytes: Uint8Array;
}

/** A till that signs orders and asks the gateway, over the wire. */
export class Till {
  readonly terminal: TestTerminal;
  readonly #market: Pick<TestMarket, 'url' | 'now'>;
  #counter = 0;

  constructor(market: Pick<TestMarket, 'url' | 'now'>, terminal = new TestTerminal(() => market.url)) {
    this.#market = market;
    this.terminal = terminal;
  }
  static async join(market: TestMarket, stall: string): Promise<Till> {
    const till = new Till(market);
    await till.terminal.enrol(await market.code(stall));
    await till.terminal.openSession();
    return till;
  }

  order(amountFen: number, bend: Partial<PaymentOrder> = {}): TillOrder {
    this.#counter += 1;
    const order: PaymentOrder = {
      market: this.terminal.market,
      terminal: this.terminal.terminal,
      keyId: 1,
      counter: this.#counter,
      amountFen,
      issuedAt: Math.floor(this.#market.now() / 1_000),
      ttlS: 600,
      nonce: randomBytes(8).toString('hex'),
      linesHash: '0'.repeat(16),
      ...bend,
    };
    const bytes = orderBytes(order);
    const signature = Buffer.from(this.terminal.signBytes(orderSigned(bytes)));
    return {
      text: Buffer.concat([bytes, signature]).toString('base64url'),
      hash: createHash('sha256').update(bytes).digest('hex'),
      order,
      bytes,
    };
  }

  ask(what: string, body: unknown): Promise<HttpAnswer> {
    return this.terminal.send({ method: 'POST', path: `/api/v1/payments/${what}`, body });
  }
  async said(what: 'orders' | 'charge' | 'close', body: unknown): Promise<OrderAnswer> {
    const { status, body: answer } = await this.ask(what, body);
    if (status !== 200) throw new Error(`${what}: ${status} ${JSON.stringify(answer)}`);
    return answer as OrderAnswer;
  }
  async config(): Promise<PaymentConfig> {
    return (await this.terminal.send({ method: 'GET', path: '/api/v1/payments/config' })).body as PaymentConfig;
  }
  /** Marks of payments that have come down, newest state of each. */
  async marks(): Promise<readonly ServerMark[]> {
    const { documents } = await this.terminal.pullAll('server_marks');
    return documents
      .filter(({ _deleted }) => !_deleted)
      .map((one) => one as unknown as ServerMark)
      .filter(({ kind }) => kind === 'payment' || kind === 'arrival');
  }
}
