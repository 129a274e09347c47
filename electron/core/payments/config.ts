import { Compile } from 'typebox/compile';
import type { Log } from '../../../shared/log.ts';
import { PaymentConfig } from '../../../shared/payment-wire.ts';
import type { Secrets } from '../identity.ts';
import type { Settings } from '../settings.ts';
import type { Sync } from '../sync/sync.ts';

/** What the market has settled for paying at this stall, without the proof key. */
export type KeptConfig = Omit<PaymentConfig, 'proofKey'>;

export interface ConfigBook {
  /** As last heard; null: the market has set nothing up. */
  current(): KeptConfig | null;
  /** The key that short codes of orders under this key id are made with; null: it is not here. */
  proofKey(keyId: number): Promise<Uint8Array | null>;
  /** Asks the market. */
  refresh(): Promise<void>;
}

const check = Compile(PaymentConfig);
const secretOf = (keyId: number): string => `proof-key-${keyId}`;

/** Kept so that a till without a line can be paid; the keys lie with the terminal's own, never in the database. */
export async function openConfigBook(options: {
  readonly settings: Settings;
  readonly secrets: Secrets;
  readonly sync: () => Pick<Sync, 'once'>;
  readonly onChange: () => void;
  readonly log: Log;
}): Promise<ConfigBook> {
  const { settings, secrets, log } = options;
  let kept: KeptConfig | null = await settings.read('payment_config');
  return {
    current: () => kept,
    proofKey: (keyId) => secrets.load(secretOf(keyId)),
    refresh: async () => {
      const answer = await options.sync().once((client) => client.ask('/payments/config', null, check));
      if (answer === null) return;
      if (!answer.ok) {
        log.info({ status: answer.status, error: answer.error }, 'the market has no payments for this terminal');
        if (answer.error !== 'no_channel' || kept === null) return;
        kept = null;
        await settings.remove('payment_config');
      } else {
        const { proofKey, ...config } = answer.value;
        const key = Buffer.from(proofKey, 'base64url');
        const known = await secrets.load(secretOf(config.keyId));
        // The key first: a code is never shown to be typed in that can't be checked.
        if (known === null || !key.equals(known)) await secrets.save(secretOf(config.keyId), key);
        if (JSON.stringify(kept) === JSON.stringify(config)) return;
        await settings.write('payment_config', config);
        kept = config;
      }
      options.onChange();
    },
  };
}
