import type { ProofChannel } from '../../../shared/payment-order.ts';
import type { Channel, ChannelName } from '../channel.ts';
import { http } from '../http.ts';
import { createBook, type Book } from './book.ts';
import { noFaults, randomOf, type Faults } from './faults.ts';
import { createNotifier, type Outgoing } from './notifier.ts';
import type { SimOrder, SimRefund } from './order.ts';
import { createPhone, type Codes, type Phone } from './phone.ts';
import { answerPhone, isPhones } from './phone-page.ts';
import { listen, type Speaker } from './server.ts';
import type { SharingRules } from './sharing.ts';

/** A channel that is not there: a server that speaks its protocol, with real signatures, and the phone of a shopper. */
export interface Simulated {
  readonly name: ChannelName;
  readonly url: string;
  /** The product's own channel, joined to this server; says of itself that it is simulated. `notifyUrl`: where notices go. */
  channel(notifyUrl: string): Channel;
  readonly phone: Phone;
  readonly book: Book;
  /** From now on calls and notices meet these. */
  setFaults(faults: Faults): void;
  /** Lets time's doings happen and sends the notices that are due; resolves when they were answered. */
  pump(): Promise<void>;
  /** Epoch ms of the next notice; null when none waits. */
  nextNotice(): number | null;
  /** Away, as after a power cut; what it knows stays. */
  down(): Promise<void>;
  up(): Promise<void>;
  stop(): Promise<void>;
}

export interface SimulatedOptions {
  readonly now: () => number;
  readonly seed: number;
  /** 0 or nothing: any free port. */
  readonly port?: number;
  /** How long refunds are under way, ms; at once when not given. */
  readonly refundMs?: number;
  /** From payment to share, ms; a minute when not given. */
  readonly splitAfterMs?: number;
  /** Of a share, hundredths of a percent; 3000 when not given. */
  readonly maxShareBasisPoints?: number;
  /** Waits between notices are this much shorter; 1 when not given. */
  readonly speed?: number;
  /** Send notices by itself, when they are due. Without it somebody calls `pump`. */
  readonly isLive?: boolean;
}

/** What a channel's own way of speaking is given. */
export interface Parts {
  readonly now: () => number;
  readonly random: () => number;
  readonly book: Book;
  readonly codes: Codes;
  readonly sharing: SharingRules;
  readonly addReceiver: (subMerchant: string, account: string) => void;
  /** Where this server is reached. */
  readonly url: () => string;
}
export interface Skin {
  readonly speaker: Speaker;
  readonly channel: Simulated['channel'];
  readonly paidNotice: (order: SimOrder) => Outgoing | null;
  readonly refundNotice: (order: SimOrder, refund: SimRefund) => Outgoing | null;
}

export const FEE_BASIS_POINTS = 60;
const LIVE_MS = 200;

/** Puts a channel's way of speaking on the same book, phone, faults and notices. */
export async function simulate(
  options: SimulatedOptions,
  own: {
    readonly name: ChannelName;
    readonly prefix: string;
    readonly wallets: readonly [ProofChannel, ...ProofChannel[]];
    readonly tokenOf: (text: string) => string | null;
    readonly schedule: readonly number[];
    readonly isTaken: (status: number, body: string) => boolean;
    readonly skin: (parts: Parts) => Skin;
  },
): Promise<Simulated> {
  const { now } = options;
  let faults: Faults = noFaults;
  const random = randomOf(options.seed);
  const notifier = createNotifier({
    http,
    now,
    faults: () => faults,
    schedule: own.schedule,
    isTaken: own.isTaken,
    speed: options.speed ?? 1,
  });
  const tell = (notice: Outgoing | null): void => void (notice !== null && notifier.send(notice));
  const book = createBook({
    now,
    prefix: own.prefix,
    refundMs: options.refundMs ?? 0,
    onPaid: (order) => tell(skin.paidNotice(order)),
    onRefunded: (order, refund) => tell(skin.refundNotice(order, refund)),
  });
  const receivers = new Set<string>();
  const { phone, codes } = createPhone({
    book,
    wallets: own.wallets,
    tokenOf: own.tokenOf,
    payer: `sim-${own.name}-shopper`,
    random,
  });
  let url = '';
  const skin = own.skin({
    now,
    random,
    book,
    codes,
    url: () => url,
    addReceiver: (subMerchant, account) => void receivers.add(`${subMerchant}/${account}`),
    sharing: {
      now,
      waitMs: options.splitAfterMs ?? 60_000,
      maxBasisPoints: options.maxShareBasisPoints ?? 3_000,
      feeBasisPoints: FEE_BASIS_POINTS,
      number: () => book.number(),
      isReceiver: (subMerchant, account) => receivers.has(`${subMerchant}/${account}`),
    },
  });
  const { speaker } = skin;
  const withPhone: Speaker = {
    ...speaker,
    operation: (asked) => (isPhones(asked) ? null : speaker.operation(asked)),
    answer: (asked) => (isPhones(asked) ? answerPhone(own.name, phone, asked) : speaker.answer(asked)),
  };
  const server = await listen(withPhone, () => faults, options.port ?? 0);
  ({ url } = server);
  const pump = async (): Promise<void> => {
    book.settle();
    await notifier.pump();
  };
  let timer: NodeJS.Timeout | null = null;
  if (options.isLive === true) {
    timer = setInterval(() => void pump(), LIVE_MS);
    timer.unref();
  }
  return {
    name: own.name,
    url,
    channel: skin.channel,
    phone,
    book,
    setFaults: (given) => void (faults = given),
    pump,
    nextNotice: () => notifier.next(),
    down: () => server.down(),
    up: () => server.up(),
    async stop() {
      if (timer !== null) clearInterval(timer);
      notifier.forget();
      await server.down();
    },
  };
}
