import type { Devices } from '../../hardware/ports.ts';
import type { Log } from '../../shared/log.ts';
import type { ReceiptStall } from '../../shared/receipt.ts';
import type { Mode } from '../../shared/records/goods.ts';
import type { SaleEntry } from '../../shared/records/journal.ts';
import type { Store } from './database.ts';
import type { Identity, Secrets } from './identity.ts';
import type { Journal } from './journal/journal.ts';
import type { Permits } from './people/permits.ts';
import type { Serial } from './serial.ts';
import type { Settings } from './settings.ts';
import type { Views } from './views.ts';

/** What nearly every service of a till is given; each asks for its part of it by name. */
export interface Base {
  readonly store: Store;
  readonly settings: Settings;
  readonly secrets: Secrets;
  readonly journal: Journal;
  readonly devices: Devices;
  readonly views: Views;
  /** Commands that change what is sold run in it one after another. */
  readonly lane: Serial;
  readonly permits: Permits;
  readonly identity: () => Identity;
  /** How what is sold now counts. */
  readonly mode: () => Mode;
  /** The books that are written now. */
  readonly books: () => { readonly terminal: number; readonly mode: Mode };
  /** The stall as its papers name it. */
  readonly stall: () => ReceiptStall;
  /** Address behind a receipt's QR; null prints none. */
  readonly receiptUrl: (sale: SaleEntry) => string | null;
  readonly findSale: (id: string) => Promise<SaleEntry | null>;
  /** The name that is written on entries. */
  readonly seller: () => string;
  readonly version: string;
  readonly now: () => number;
  readonly newId: () => string;
  readonly log: Log;
}
