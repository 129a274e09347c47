import type { Price, PriceBasis } from './records/goods.ts';

/** What a tile shows of a product, and what it is found by. */
export interface ProductView {
  readonly id: string;
  readonly plu: number;
  readonly name: string;
  readonly category: string;
  readonly glyph: string;
  readonly field: string;
  readonly initials: string;
  readonly pinyin: string;
  readonly aliases: readonly string[];
  readonly aliasInitials: readonly string[];
  readonly aliasPinyin: readonly string[];
  readonly sellBy: 'weight' | 'piece' | 'both';
  readonly pieceUnit: string;
  readonly weightPrice: Price | null;
  readonly piecePrice: Price | null;
  readonly capped: boolean;
}

export interface GoodsView {
  /** Product ids in the vendor's own order; the first 24 fit without scrolling (S9). */
  readonly grid: readonly string[];
  readonly products: readonly ProductView[];
  readonly categories: readonly { readonly id: string; readonly name: string; readonly short: string }[];
  readonly basisG: PriceBasis;
}

/** Of the goods only what is another now, for who has seen the list before it; what is short comes whole. */
export interface GoodsChange extends Omit<GoodsView, 'products'> {
  /** What stands at these places of the list now; new ones are behind its end. */
  readonly products: readonly { readonly at: number; readonly product: ProductView }[];
}
