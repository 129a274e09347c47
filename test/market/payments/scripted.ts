import type { ProofChannel } from '../../../shared/payment-order.ts';
import type {
  Answer,
  Channel,
  ChannelName,
  Invitation,
  Notified,
  Scene,
  SplitAnswer,
  Trade,
  UpstreamState,
} from '../../../market/payments/channel.ts';
import { unknown } from '../../../market/payments/channel.ts';

interface Held {
  state: UpstreamState;
  readonly amountFen: number;
  readonly channelNo: string;
  refundedFen: number;
}

/** A channel that does what a test says: what it holds, what it answers next, and what it was asked. */
export class ScriptedChannel implements Channel {
  readonly isSimulated: boolean;
  readonly billsByMerchant = false;
  returnsSharesItself = false;
  readonly name: ChannelName;
  readonly held = new Map<string, Held>();
  readonly refunds = new Map<string, number>();
  readonly asked: string[] = [];
  /** Answers by call name, used before the ordinary one; `lost`: done, but the answer does not arrive. */
  readonly next: {
    readonly call: string;
    readonly how: 'unknown' | 'lost' | 'denied' | 'pending';
    readonly code?: string;
  }[] = [];
  /** Shares that were made, by number. */
  readonly splits = new Map<string, Parameters<Channel['split']>[0]['receivers']>();
  /** What a payment code does: `paid` at once, or `paying` until the test says. */
  code: 'paid' | 'paying' | 'failed' = 'paid';
  /** Whether the wallet names who is paying before it pays. */
  naming = false;
  now = () => 1_790_000_000_000;
  notices: Notified[] = [];
  #count = 0;

  constructor(name: ChannelName = 'wechat', isSimulated = true) {
    this.name = name;
    this.isSimulated = isSimulated;
  }

  /** The shopper pays. */
  pay(outTradeNo: string): void {
    const held = this.held.get(outTradeNo);
    if (held === undefined || held.state === 'closed') throw new Error(`nothing to pay at ${outTradeNo}`);
    held.state = 'paid';
  }

  #answer(outcome: Answer['outcome'], held: Held | undefined, state: UpstreamState | null): Answer {
    return {
      ...unknown(''),
      outcome,
      state,
      amountFen: held?.amountFen ?? null,
      channelNo: held === undefined || held.state === 'open' ? null : held.channelNo,
      paidAt: held?.state === 'paid' ? this.now() : null,
      wallet: this.name === 'alipay' ? 'alipay' : 'wechat',
      raw: '{}',
    };
  }
  async #run(call: string, no: string, work: () => Answer): Promise<Answer> {
    this.asked.push(`${call} ${no}`);
    await Promise.resolve();
    const at = this.next.findIndex((one) => one.call === call);
    const next = at < 0 ? undefined : this.next.splice(at, 1)[0];
    const how = next?.how ?? null;
    if (how === 'unknown') return unknown('no answer');
    if (how === 'denied') return { ...unknown('no'), outcome: 'DENIED', code: next?.code ?? '' };
    if (how === 'pending') return { ...unknown('wait'), outcome: 'PENDING' };
    const answer = work();
    return how === 'lost' ? unknown('the answer was lost') : answer;
  }
  #hold(no: string, amountFen: number, state: UpstreamState): Held {
    const known = this.held.get(no);
    if (known !== undefined) return known;
    this.#count += 1;
    const held = { state, amountFen, channelNo: `${this.name}-${this.#count}`, refundedFen: 0 };
    this.held.set(no, held);
    return held;
  }

  payerUrl(_wallet: ProofChannel, returnTo: string, state: string): string | null {
    return this.naming ? `https://open.example/who?${new URLSearchParams({ returnTo, state }).toString()}` : null;
  }
  payerOf(_wallet: ProofChannel, query: Readonly<Record<string, string>>): Promise<string | null> {
    return Promise.resolve(query['code'] === undefined || query['code'] === 'used' ? null : `id-${query['code']}`);
  }
  async prepay(trade: Trade, scene: Scene) {
    const answer = await this.#run('prepay', trade.outTradeNo, () =>
      this.#answer('OK', this.#hold(trade.outTradeNo, trade.amountFen, 'open'), null),
    );
    const invitation: Invitation =
      scene.kind === 'jsapi'
        ? { kind: 'call', arguments: { package: `prepay_id=${trade.outTradeNo}` } }
        : { kind: 'url', url: `weixin://pay/${trade.outTradeNo}` };
    return { ...answer, invitation: answer.outcome === 'OK' ? invitation : null };
  }
  payByCode(trade: Parameters<Channel['payByCode']>[0]) {
    return this.#run('payByCode', trade.outTradeNo, () => {
      const held = this.#hold(trade.outTradeNo, trade.amountFen, this.code);
      const outcome = this.code === 'paid' ? 'OK' : this.code === 'paying' ? 'PENDING' : 'DENIED';
      return this.#answer(outcome, held, held.state);
    });
  }
  query({ outTradeNo }: { readonly outTradeNo: string }) {
    return this.#run('query', outTradeNo, () => {
      const held = this.held.get(outTradeNo);
      return this.#answer('OK', held, held?.state ?? 'absent');
    });
  }
  /** Runs while a close is under way. */
  closing: (outTradeNo: string) => Promise<void> = () => Promise.resolve();
  async close({ outTradeNo }: { readonly outTradeNo: string }) {
    await this.closing(outTradeNo);
    return this.#run('close', outTradeNo, () => {
      const held = this.held.get(outTradeNo);
      if (held?.state === 'paid') return this.#answer('DENIED', held, 'paid');
      if (held !== undefined) held.state = 'closed';
      return this.#answer('OK', held, 'closed');
    });
  }
  reverse({ outTradeNo }: { readonly outTradeNo: string }) {
    return this.#run('reverse', outTradeNo, () => {
      const held = this.held.get(outTradeNo);
      if (held !== undefined) held.state = 'closed';
      return this.#answer('OK', held, 'closed');
    });
  }
  refund(refund: Parameters<Channel['refund']>[0]) {
    return this.#run('refund', refund.outRefundNo, () => {
      const held = this.held.get(refund.outTradeNo);
      if (held === undefined) return { ...unknown('no such order'), outcome: 'DENIED' };
      if (!this.refunds.has(refund.outRefundNo)) {
        if (held.refundedFen + refund.refundFen > held.amountFen) return { ...unknown('too much'), outcome: 'DENIED' };
        held.refundedFen += refund.refundFen;
        this.refunds.set(refund.outRefundNo, refund.refundFen);
      }
      return { ...unknown(''), outcome: 'OK', state: 'refunded', channelNo: `R${refund.outRefundNo}` };
    });
  }
  refundQuery({ outRefundNo }: { readonly outRefundNo: string }) {
    return this.#run('refundQuery', outRefundNo, () =>
      this.refunds.has(outRefundNo)
        ? { ...unknown(''), outcome: 'OK', state: 'refunded', channelNo: `R${outRefundNo}` }
        : { ...unknown(''), state: 'absent' },
    );
  }
  addReceiver() {
    return this.#run('addReceiver', '', () => ({ ...unknown(''), outcome: 'OK' }));
  }
  async split(split: Parameters<Channel['split']>[0]): Promise<SplitAnswer> {
    const answer = await this.#run('split', split.outSplitNo, () => {
      this.splits.set(split.outSplitNo, split.receivers);
      return { ...unknown(''), outcome: 'OK' };
    });
    return { ...answer, receivers: answer.outcome === 'OK' ? this.#shared(split.outSplitNo) : [] };
  }
  async splitQuery({ outSplitNo }: { readonly outSplitNo: string }): Promise<SplitAnswer> {
    const isThere = this.splits.has(outSplitNo);
    const answer = await this.#run('splitQuery', outSplitNo, () =>
      isThere ? { ...unknown(''), outcome: 'OK' } : { ...unknown(''), state: 'absent' },
    );
    return { ...answer, receivers: answer.outcome === 'OK' ? this.#shared(outSplitNo) : [] };
  }
  #shared(outSplitNo: string): SplitAnswer['receivers'] {
    return (this.splits.get(outSplitNo) ?? []).map(({ account, amountFen }) => ({
      account,
      amountFen,
      result: 'success',
      reason: '',
    }));
  }
  splitReturn({ outReturnNo }: { readonly outReturnNo: string }) {
    return this.#run('splitReturn', outReturnNo, () => ({ ...unknown(''), outcome: 'OK' }));
  }
  unfreeze({ outSplitNo }: { readonly outSplitNo: string }) {
    return this.#run('unfreeze', outSplitNo, () => ({ ...unknown(''), outcome: 'OK' }));
  }
  fetchBill() {
    return Promise.resolve({ outcome: 'UNKNOWN', bytes: null, hash: '', text: '' } as const);
  }
  parseNotify(headers: Readonly<Record<string, string>>, body: string): Notified {
    if (headers['x-signed'] !== 'well') return { ok: false, reason: 'signature' };
    return JSON.parse(body) as Notified;
  }
  notifyReply(isTaken: boolean) {
    return { status: isTaken ? 200 : 400, body: isTaken ? 'success' : 'fail', contentType: 'text/plain' };
  }
}
