import { none, query, vendor } from '../command.ts';
import type { Price } from '../records/goods.ts';
import type { Policy } from '../records/market.ts';

/** One price change of the stall, as the journal has it. `previous` null: nobody had set one. */
export interface PriceChange {
  readonly at: number;
  readonly seller: string;
  readonly productId: string;
  readonly name: string;
  readonly price: Price;
  readonly previous: Price | null;
}

/** 今日价: this business day's changes, newest first, and what goods went for in the market on the day before. */
export interface PricesToday {
  readonly changes: readonly PriceChange[];
  readonly averages: NonNullable<Policy['averages']> | null;
}

/** 今日价. */
export const priceCommands = {
  /** This business day's price changes, newest first: who, when, from what to what (S10). */
  'prices.today': query<PricesToday>()(vendor, none),
} as const;
