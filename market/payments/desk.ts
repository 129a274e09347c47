import type { Log } from '../../shared/log.ts';
import type { Database } from '../database/connection.ts';
import type { Channel, ChannelName } from './channel.ts';
import { merchantsOf } from './policy.ts';
import type { StallMerchant } from './policy.ts';
import type { Proofs } from './proofs.ts';
import type { Market } from './rows.ts';
import type { CodePlan } from './simulated/phone.ts';
import type { ProofChannel } from '../../shared/payment-order.ts';
import type { Vault } from './vault.ts';

export interface Phone {
  readonly pay: (text: string) => string;
  /** A payment code, and what its owner will do. */
  readonly showCode?: (plan?: CodePlan, wallet?: ProofChannel) => string;
}

/** What every part of the gateway works with. */
export interface Desk {
  readonly db: Database;
  readonly market: number;
  /** Filled when the server listens. */
  readonly channels: Map<ChannelName, Channel>;
  /** Of simulated channels: the wallet of a shopper. Answers `paid`, or why not. */
  readonly phones: Map<ChannelName, Phone>;
  /** What a stall is at a simulated channel, without anybody having set it up; null where money is real. */
  standIn: ((stall: string, channel: ChannelName) => StallMerchant) | null;
  readonly proofs: Proofs;
  readonly vault: Vault;
  /** Public keys that proofs may be signed with, base64url. */
  readonly signers: readonly string[];
  /** How shoppers' phones reach this server, without a slash at its end. */
  readonly host: () => string;
  readonly now: () => number;
  readonly log: Log;
  /** Something became due earlier than the schedule thinks. */
  readonly wake: () => void;
}

export const at = ({ market, now }: Desk): Market => ({ market, now: now() });
/** What a stall is at the channels. */
export async function merchants(
  { db, market, vault, channels, standIn }: Desk,
  stall: string,
): Promise<readonly StallMerchant[]> {
  if (standIn === null) return merchantsOf(db, market, vault, stall);
  return [...channels.keys()].map((channel) => standIn(stall, channel));
}

/** Which stall has this number at a channel; null: none. */
export async function stallOf(
  { db, market, standIn }: Desk,
  channel: ChannelName,
  subMerchant: string,
): Promise<string | null> {
  if (standIn !== null) {
    const all = await db.selectFrom('stalls').select('stall').where('market', '=', market).execute();
    return all.find(({ stall }) => standIn(stall, channel).subMerchant === subMerchant)?.stall ?? null;
  }
  const row = await db
    .selectFrom('payment_merchants')
    .select('stall')
    .where('market', '=', market)
    .where('channel', '=', channel)
    .where('sub_merchant', '=', subMerchant)
    .where('is_active', '=', true)
    .executeTakeFirst();
  return row?.stall ?? null;
}

export const isSimulated = ({ channels }: Desk): boolean => [...channels.values()].some((one) => one.isSimulated);
