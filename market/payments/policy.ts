import { readFile } from 'node:fs/promises';
import type { Database } from '../database/connection.ts';
import { channelNames } from './channel.ts';
import type { Channel, ChannelName, Merchant } from './channel.ts';
import type { ProofChannel } from '../../shared/payment-order.ts';
import type { Vault } from './vault.ts';

/** What the market allows, and which proof key terminals have. Amounts fen, times epoch ms. */
export interface PaymentPolicy {
  readonly orderFen: number;
  readonly offlineOrderFen: number;
  readonly offlineTotalFen: number;
  readonly codeRules: readonly string[];
  readonly keyId: number;
  readonly keySince: number;
}

/** A terminal that was offline goes on with its key of before for a week. */
const OLD_KEY_MS = 7 * 86_400_000;

export async function readPolicy(db: Database, market: number): Promise<PaymentPolicy> {
  const read = () => db.selectFrom('payment_policy').selectAll().where('market', '=', market).executeTakeFirst();
  let row = await read();
  if (row === undefined) {
    await db
      .insertInto('payment_policy')
      .values({ market })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    row = await read();
  }
  if (row === undefined) throw new Error('the payment policy was not kept');
  return {
    orderFen: row.order_fen,
    offlineOrderFen: row.offline_order_fen,
    offlineTotalFen: row.offline_total_fen,
    codeRules: row.code_rules,
    keyId: row.key_id,
    keySince: row.key_since,
  };
}

export const isGoodKey = ({ keyId, keySince }: PaymentPolicy, asked: number, now: number): boolean =>
  asked === keyId || (asked === keyId - 1 && now - keySince < OLD_KEY_MS);

/** A stall's merchant at a channel, as rows hold it. */
export interface StallMerchant extends Merchant {
  readonly stall: string;
  readonly channel: ChannelName;
}

/**
 * Lets terminals have another proof key from their next connection on. Orders they sign under the one before meanwhile are good for a week; what
 * was paid under any key stays checkable. Answers the new number.
 */
export async function raiseProofKey(
  db: Database,
  { market, now }: { readonly market: number; readonly now: number },
): Promise<number> {
  const { keyId } = await readPolicy(db, market);
  // One byte of an order.
  if (keyId >= 255) throw new Error('there is no proof key after the 255th');
  await db
    .updateTable('payment_policy')
    .set({ key_id: keyId + 1, key_since: now })
    .where('market', '=', market)
    .where('key_id', '=', keyId)
    .execute();
  return keyId + 1;
}

const sealedFor = (stall: string, channel: ChannelName): string => `merchant:${stall}:${channel}`;

export async function merchantsOf(
  db: Database,
  market: number,
  vault: Vault,
  stall: string,
): Promise<readonly StallMerchant[]> {
  const rows = await db
    .selectFrom('payment_merchants')
    .selectAll()
    .where('market', '=', market)
    .where('stall', '=', stall)
    .where('is_active', '=', true)
    .execute();
  return rows.map((row) => ({
    stall,
    channel: row.channel,
    subMerchant: row.sub_merchant,
    appAuthToken: row.sealed === '' ? '' : vault.open(sealedFor(stall, row.channel), row.sealed).toString('utf8'),
    codepayV3: row.codepay_v3,
  }));
}

/** Sets up what a stall is at a channel, or takes it out of use. False: there is no such stall, or the number is another stall's. */
export async function setMerchant(
  db: Database,
  { market, now }: { readonly market: number; readonly now: number },
  vault: Vault,
  { stall, channel, ...merchant }: StallMerchant,
  isActive = true,
): Promise<boolean> {
  const known = await db
    .selectFrom('stalls')
    .select('stall')
    .where('market', '=', market)
    .where('stall', '=', stall)
    .executeTakeFirst();
  if (known === undefined) return false;
  const other = await db
    .selectFrom('payment_merchants')
    .select('stall')
    .where('market', '=', market)
    .where('channel', '=', channel)
    .where('sub_merchant', '=', merchant.subMerchant)
    .where('stall', '!=', stall)
    .where('is_active', '=', true)
    .executeTakeFirst();
  if (other !== undefined) return false;
  const values = {
    sub_merchant: merchant.subMerchant,
    sealed:
      merchant.appAuthToken === '' ? '' : vault.seal(sealedFor(stall, channel), Buffer.from(merchant.appAuthToken)),
    codepay_v3: merchant.codepayV3,
    is_active: isActive,
    set_at: now,
  };
  await db
    .insertInto('payment_merchants')
    .values({ market, stall, channel, ...values })
    .onConflict((conflict) => conflict.columns(['market', 'stall', 'channel']).doUpdateSet(values))
    .execute();
  return true;
}

/** Which channel a wallet is paid over: its own where the stall has one, else the acquirer. */
export function channelFor(
  wallet: ProofChannel,
  merchants: readonly StallMerchant[],
  channels: ReadonlyMap<ChannelName, Channel>,
): { readonly channel: Channel; readonly merchant: StallMerchant } | null {
  const own = wallet === 'wechat' || wallet === 'alipay' ? wallet : null;
  for (const name of [own, 'acquirer'] as const) {
    const merchant = merchants.find((one) => one.channel === name);
    const channel = name === null ? undefined : channels.get(name);
    if (merchant !== undefined && channel !== undefined) return { channel, merchant };
  }
  return null;
}

/**
 * `STALL:CHANNEL:NUMBER`, and `:@FILE` with the stall's authorisation where the channel has one; `wechat+v3` for payment codes by the newer
 * interface. @throws with a sentence.
 */
export async function readMerchant(text: string): Promise<StallMerchant> {
  const [, stall = '', name, v3, subMerchant = '', path] =
    /^([^:]+):(wechat|alipay|acquirer)(\+v3)?:([^:]+)(?::@(.+))?$/.exec(text) ?? [];
  const channel = channelNames.find((one) => one === name);
  if (channel === undefined) throw new Error(`--merchant ${text}: it must be STALL:CHANNEL:NUMBER[:@FILE]`);
  const appAuthToken = path === undefined ? '' : (await readFile(path, 'utf8')).trim();
  return { stall, channel, subMerchant, appAuthToken, codepayV3: v3 !== undefined };
}
