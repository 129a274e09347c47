import type { FastifyInstance } from 'fastify';
import { join } from 'node:path';
import type { Log } from '../../shared/log.ts';
import type { Database } from '../database/connection.ts';
import type { ServerKey } from '../server-key.ts';
import type { ChannelSource, Opened } from './channels.ts';
import type { Desk } from './desk.ts';
import { addNotices } from './notices.ts';
import { createProofs, openMaster } from './proofs.ts';
import { addPaymentRoutes } from './routes.ts';
import { runDue, startSchedule } from './schedule.ts';
import { openVault } from './vault.ts';
import type { VaultKey } from './vault.ts';

export interface GatewayOptions {
  readonly db: Database;
  readonly market: number;
  /** Folder of the server's own files; the vault lies in `payments/` of it. */
  readonly dir: string;
  /** Null: a file `payment.key` in `dir`, made at the first start. */
  readonly vaultKey: VaultKey | null;
  readonly channels: ChannelSource;
  readonly serverKey: ServerKey;
  readonly now: () => number;
  readonly log: Log;
}

export interface Gateway {
  readonly desk: Desk;
  /** Does what is due by the clock, and what becomes due by it; resolves when nothing is left to do now. */
  readonly run: () => Promise<void>;
  /** The server listens: opens the channels and, if asked, follows payments by the clock. */
  readonly start: (at: { readonly host: string; readonly url: string; readonly follow: boolean }) => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** The payments of a market: orders of its terminals on one side, channels on the other. */
export async function openGateway(app: FastifyInstance, options: GatewayOptions): Promise<Gateway> {
  const { db, market, serverKey, now, log } = options;
  let host = '';
  let opened: Opened | null = null;
  const source = options.vaultKey ?? { kind: 'file', path: join(options.dir, 'payment.key') };
  const vault = await openVault(join(options.dir, 'payments'), source);
  const desk: Desk = {
    db,
    market,
    channels: new Map(),
    phones: new Map(),
    standIn: null,
    proofs: createProofs(await openMaster(vault), serverKey),
    vault,
    signers: [serverKey.publicKey],
    host: () => host,
    now,
    log,
    wake: () => schedule?.wake(),
  };
  let schedule: ReturnType<typeof startSchedule> | null = null;
  addPaymentRoutes(app, desk);
  addNotices(app, desk);
  return {
    desk,
    run: async () => {
      while ((await runDue(desk)) > 0);
    },
    start: async (place) => {
      ({ host } = place);
      opened = await options.channels({ vault, host, url: place.url, now, log });
      for (const channel of opened.channels) desk.channels.set(channel.name, channel);
      for (const [name, phone] of opened.phones) desk.phones.set(name, phone);
      desk.standIn = opened.standIn;
      if (place.follow) schedule = startSchedule(desk);
    },
    stop: async () => {
      await schedule?.stop();
      schedule = null;
      await opened?.stop();
      opened = null;
    },
  };
}
