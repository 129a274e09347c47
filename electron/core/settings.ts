import Type from 'typebox';
import { Day, Epoch, Id, Int, Nullable, Obj, OneOf, PublicKey, Text, Time } from '../../shared/records/field.ts';
import { Ledger } from '../../shared/accounts.ts';
import { Account } from '../../shared/records/account.ts';
import { ExpiryPolicy, ScaleRecord } from '../../shared/metrology.ts';
import { ScaleId, ScaleProfile } from '../../shared/scale-port.ts';
import { DayWishes } from '../../shared/commands/day.ts';
import { Access, Helper, MAX_HELPERS, StoredPin } from '../../shared/people.ts';
import { Bags, Price, PriceBasis, Rounding } from '../../shared/records/goods.ts';
import { PaymentConfig } from '../../shared/payment-wire.ts';
import { EpochHead } from '../../shared/wire.ts';
import { checksOf } from './checks.ts';
import type { Store } from './database.ts';

/** Why a later epoch was begun and what it goes on from. */
export const EpochStart = Obj({
  reason: OneOf(['rebuilt', 'image', 'replaced'] as const),
  previous: Nullable(EpochHead),
});
export type EpochStart = Type.Static<typeof EpochStart>;

/** Who this terminal is in its market. Absent before enrolment. */
export const EnrolledIdentity = Obj({
  market: Int(1, 65_535),
  marketName: Text(60),
  terminal: Int(1, 4_294_967_295),
  epoch: Int(1, 2_147_483_647),
  stallNo: Text(20),
  stallName: Text(60),
  trade: Text(20),
  /** Signs the market's receipts; kept from the first time on. Absent: from a version without receipts. */
  serverKey: Type.Optional(PublicKey),
  /** How this epoch begins, if it is not the terminal's first: its first entry is made of it. */
  start: Type.Optional(EpochStart),
});
export type EnrolledIdentity = Type.Static<typeof EnrolledIdentity>;

/** How the stall sells. `grid` null: the trade's own order. `basisG` absent: the market's. */
export const StallSettings = Obj({
  rounding: Rounding,
  paper: OneOf(['asked', 'each', 'never'] as const),
  grid: Nullable(Type.Array(Id, { maxItems: 400 })),
  basisG: Type.Optional(PriceBasis),
  bags: Type.Optional(Bags),
  /** 活鲜 (S5); absent: no. */
  live: Type.Optional(Type.Boolean()),
});
export type StallSettings = Type.Static<typeof StallSettings>;

/** The stall's prices folded up to one entry of the journal; a cache, rebuilt from there. */
export const PriceCache = Obj({
  terminal: Int(0, 4_294_967_295),
  epoch: Int(0, 2_147_483_647),
  seq: Int(0, 2_147_483_647),
  prices: Type.Array(Obj({ productId: Id, weight: Nullable(Price), piece: Nullable(Price) })),
});
export type PriceCache = Type.Static<typeof PriceCache>;

/** Every entry up to `through` of this chain is acknowledged by the server `serverEpoch`. */
export const UploadMark = Obj({
  terminal: Int(0, 4_294_967_295),
  epoch: Int(0, 2_147_483_647),
  serverEpoch: Int(0, 2_147_483_647),
  through: Int(0, 2_147_483_647),
});
export type UploadMark = Type.Static<typeof UploadMark>;

/** The key that signs the epoch being written: for readers of the books, who can't ask the keeper of keys. */
export const Signer = Obj({
  market: Int(1, 65_535),
  terminal: Int(1, 4_294_967_295),
  epoch: Epoch,
  publicKey: PublicKey,
});
export type Signer = Type.Static<typeof Signer>;

/** The epochs of this terminal before the one that is written, with the keys that signed them; ascending. */
export const EarlierEpochs = Obj({
  terminal: Int(1, 4_294_967_295),
  epochs: Type.Array(Obj({ epoch: Epoch, publicKey: PublicKey })),
});
export type EarlierEpochs = Type.Static<typeof EarlierEpochs>;

/** This terminal was rebuilt without the market: its epoch is its own choice until a replace code confirms it. */
export const Rebuilt = Obj({ terminal: Int(1, 4_294_967_295), epoch: Epoch, previous: Nullable(EpochHead) });
export type Rebuilt = Type.Static<typeof Rebuilt>;

/** Scales that were found and are used, by the port they hang on. */
export const ScaleProfiles = Obj({ profiles: Type.Array(ScaleProfile, { maxItems: 2 }) });

/** Scales as the flags of the last start named them. */
export const ScaleFlagsSeen = Obj({ scales: Type.Array(Obj({ id: ScaleId, detail: Text(200) }), { maxItems: 2 }) });

/** What is done once a scale's verification is over. */
export const Expiry = Obj({ policy: ExpiryPolicy });

/** Where the copy of the journal is kept; null: nowhere. */
export const MirrorPlace = Obj({ dir: Nullable(Text(300)) });

/** PINs with their counted tries. Not copied to a second place: the salt stays on this device, and so does what it is good for. */
export const Pins = Obj({ pins: Type.Array(StoredPin, { maxItems: 60 }) });
export type Pins = Type.Static<typeof Pins>;

/** Helpers of the family, and who sells now. `sellerId` null: the owner. */
export const Hands = Obj({ helpers: Type.Array(Helper, { maxItems: MAX_HELPERS }), sellerId: Nullable(Id) });
export type Hands = Type.Static<typeof Hands>;
const Counts = Type.Array(Type.Number({ minimum: 0 }), { maxItems: 24 });
/** What the stall sells when and by what weight (shared/ranking.ts), learned up to one entry of the journal; a cache, rebuilt from there. */
export const HabitCache = Obj({
  terminal: Int(0, 4_294_967_295),
  epoch: Int(0, 2_147_483_647),
  seq: Int(0, 2_147_483_647),
  habits: Type.Array(
    Obj({
      id: Id,
      at: Time,
      all: Type.Number({ minimum: 0 }),
      fast: Type.Number({ minimum: 0 }),
      hours: Counts,
      weights: Counts,
      amounts: Counts,
    }),
  ),
});
export type HabitCache = Type.Static<typeof HabitCache>;

/** Restaurants on credit. */
export const AccountList = Obj({ accounts: Type.Array(Account, { maxItems: 200 }) });
export type AccountList = Type.Static<typeof AccountList>;

/** What accounts owe by the entries up to one of the journal; a cache, made anew from there. */
export const AccountSnapshot = Obj({
  terminal: Int(0, 4_294_967_295),
  epoch: Int(0, 2_147_483_647),
  seq: Int(0, 2_147_483_647),
  ledgers: Type.Array(Ledger),
});
export type AccountSnapshot = Type.Static<typeof AccountSnapshot>;

/** The first run, and the trade that was chosen in it (null: none was). */
export const SetupState = Obj({ due: Type.Boolean(), trade: Nullable(Text(20)) });
export type SetupState = Type.Static<typeof SetupState>;

/** Notices of the market that were read, the latest last. */
export const NoticesRead = Obj({ ids: Type.Array(Id, { maxItems: 300 }) });
export type NoticesRead = Type.Static<typeof NoticesRead>;

/** Somebody practises: what is in the carts is no trade. */
export const Practice = Obj({ since: Time });
export type Practice = Type.Static<typeof Practice>;
/** Later entries by the sale they speak of, up to one entry of the journal; a cache, rebuilt from there. */
export const LaterCache = Obj({
  terminal: Int(0, 4_294_967_295),
  epoch: Int(0, 2_147_483_647),
  seq: Int(0, 2_147_483_647),
  sales: Type.Array(Obj({ id: Id, later: Type.Array(Id) })),
});
export type LaterCache = Type.Static<typeof LaterCache>;

/** What products are bought for, in the order in which it was typed; `since` as `Cost` has it. */
export const MOST_COSTS = 20_000;
export const CostList = Obj({
  costs: Type.Array(Obj({ productId: Id, price: Price, since: Type.Optional(Day) }), { maxItems: MOST_COSTS }),
});

const { proofKey: _secret, ...paymentConfig } = PaymentConfig.properties;
/** What the market has settled for being paid by channels; its proof key lies with the terminal's keys. */
export const StoredPaymentConfig = Obj(paymentConfig);

/** When typed proofs of payment were wrong, within the last hour. */
export const PaymentTries = Obj({ wrongAt: Type.Array(Time, { maxItems: 20 }) });

/** The till was stopped as it should be, and not by a cut: written last, gone at the next start. */
export const Stopped = Obj({ at: Time });
export type Stopped = Type.Static<typeof Stopped>;

/** Every setting by its name: the one place where a setting's shape is told. */
const shapes = {
  identity: EnrolledIdentity,
  stall: StallSettings,
  prices: PriceCache,
  upload: UploadMark,
  scale_record: ScaleRecord,
  scale_record_2: ScaleRecord,
  expiry: Expiry,
  scale_flags: ScaleFlagsSeen,
  scale_profiles: ScaleProfiles,
  mirror: MirrorPlace,
  earlier: EarlierEpochs,
  rebuilt: Rebuilt,
  signer: Signer,
  access: Access,
  pins: Pins,
  hands: Hands,
  practice: Practice,
  notices_read: NoticesRead,
  setup: SetupState,
  habits: HabitCache,
  accounts: AccountList,
  account_book: AccountSnapshot,
  later: LaterCache,
  costs: CostList,
  stopped: Stopped,
  payment_config: StoredPaymentConfig,
  payment_tries: PaymentTries,
  day: DayWishes,
} as const;
type SettingName = keyof typeof shapes;
type SettingOf<N extends SettingName> = Type.Static<(typeof shapes)[N]>;

const checkOf = checksOf((name: SettingName) => shapes[name]);

export interface Settings {
  /** The stored value, or null when there is none or it has not the shape it should have (then it counts as absent). */
  read<N extends SettingName>(name: N): Promise<SettingOf<N> | null>;
  write<N extends SettingName>(name: N, value: SettingOf<N>): Promise<void>;
  remove(name: SettingName): Promise<void>;
}

/** Reads and writes the documents of `settings`. */
export function createSettings(store: Store, now: () => number): Settings {
  return {
    read: async <N extends SettingName>(name: N) => {
      const found = await store.settings.findOne(name).exec();
      const value: unknown = found?.toMutableJSON().value ?? null;
      return checkOf(name).Check(value) ? (value as SettingOf<N>) : null;
    },
    write: async (name, value) => {
      await store.put(store.settings, { id: name, updatedAt: now(), value });
    },
    remove: async (name) => {
      const found = await store.settings.findOne(name).exec();
      if (found !== null) await store.write(() => store.settings.bulkRemove([name]));
    },
  };
}
