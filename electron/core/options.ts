import type { Devices } from '../../hardware/ports.ts';
import type { Log } from '../../shared/log.ts';
import type { ScanRules } from '../../shared/scan.ts';
import type { Secrets } from './identity.ts';

export interface Clock {
  now(): number;
}

export interface CoreOptions {
  /** The data directory; made if missing, taken for life. */
  readonly dir: string;
  readonly devices: Devices;
  readonly clock: Clock;
  readonly secrets: Secrets;
  readonly log: Log;
  /** Base URL of the market server; null: none. */
  readonly server: string | null;
  /** Joins the market with it in the background, until it works or the market says no. */
  readonly enrolCode: string | null;
  /** A folder on another disk that keeps a copy of the journal. Default: the one set on the till, if any. */
  readonly mirror?: string | null;
  /** A folder the books can be written to, beside sticks and the user's documents. */
  readonly takeaway?: string | null;
  /** How scanned codes are read. Default: the usual payment codes and weighed codes. */
  readonly scanRules?: ScanRules;
  /** The starter catalogue, CSV texts. */
  readonly catalogue: { readonly products: string; readonly categories: string; readonly trades: string };
  /** Trade of the starter grid until the market names the stall's. */
  readonly trade: string;
  /** Nobody has said by flags what this till is: a new one is set up at its first run. Default: it is not. */
  readonly firstRun?: boolean;
  readonly version: string;
  /** Identification of the weighing module, for the day's close (resources/weighing.json). */
  readonly weighing?: string;
  /** Ids of what the core makes by itself. Default: random UUIDs. */
  readonly newId?: () => string;
  /** How long after the start the whole journal is checked, ms. Default: 20 s. */
  readonly checkAfterMs?: number;
  /** 0…1, spreads reconnections. Default: Math.random. */
  readonly jitter?: () => number;
}
