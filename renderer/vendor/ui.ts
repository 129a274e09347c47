import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import type { Actions } from './actions.ts';
import type { TouchGuard } from './touch.ts';

/** The sheet over the goods. Never over the till, so the next sale is never behind one. */
export type Panel =
  | { readonly kind: 'find'; readonly purpose: 'sell' | 'grid' }
  /** `typing`: the amount is typed, none of those on offer was the right one. */
  | { readonly kind: 'portion'; readonly typing?: true }
  | {
      readonly kind: 'price';
      readonly productId: string;
      readonly unit: 'weight' | 'piece';
      readonly goOn: 'tap' | 'piece' | 'nothing';
    }
  | { readonly kind: 'agree_total'; readonly cartId: string }
  | { readonly kind: 'agree_line'; readonly cartId: string; readonly lineId: string }
  | { readonly kind: 'more'; readonly cartId: string }
  | { readonly kind: 'pickup'; readonly cartId: string }
  /** A cart that waits for its payment. */
  | { readonly kind: 'pay'; readonly cartId: string }
  | { readonly kind: 'owed' }
  /** Opened from a cart, one of them is chosen for it. */
  | { readonly kind: 'accounts'; readonly cartId: string | null }
  | { readonly kind: 'devices' }
  | { readonly kind: 'people' }
  | { readonly kind: 'audit' }
  | { readonly kind: 'notices' }
  | { readonly kind: 'unprinted' }
  | { readonly kind: 'prices' }
  | { readonly kind: 'arrange' }
  | { readonly kind: 'correct' }
  | { readonly kind: 'earnings' }
  /** One sale, also at what is taken back of it, or all of them. */
  | { readonly kind: 'history'; readonly saleId: string | null; readonly step?: 'refund' }
  | { readonly kind: 'day' }
  | { readonly kind: 'phone' }
  | { readonly kind: 'menu' }
  | { readonly kind: 'join' }
  | { readonly kind: 'settings' }
  | { readonly kind: 'keys' };
export type PanelOf<K extends Panel['kind']> = Extract<Panel, { readonly kind: K }>;

export interface VendorUi {
  readonly panel: Panel | null;
  /** Category of the tiles; null is the vendor's own grid. */
  readonly category: string | null;
  readonly notice: {
    readonly text: string;
    readonly tone: 'error' | 'info';
    /** Takes back what is told, while it stands there. */
    readonly undo?: () => void;
  } | null;
  /** Digits typed for a PLU number. */
  readonly typed: string;
  /** A sale is being booked: its tenders wait for the answer. */
  readonly booking: boolean;
  /** Touch is off until then (epoch ms), and why (S21). */
  readonly deaf: { readonly until: number; readonly why: 'wet' | 'wiping' } | null;
}
export type VendorUiStore = StoreApi<VendorUi>;

export const createVendorUi = (): VendorUiStore =>
  createStore<VendorUi>(() => ({ panel: null, category: null, notice: null, typed: '', booking: false, deaf: null }));

export interface Vendor {
  readonly ui: VendorUiStore;
  readonly act: Actions;
  readonly touch: TouchGuard;
}
const VendorContext = createContext<Vendor | null>(null);
export const VendorProvider = VendorContext.Provider;

export function useVendor(): Vendor {
  const vendor = useContext(VendorContext);
  if (vendor === null) throw new Error('outside of the VendorProvider');
  return vendor;
}
export const useAct = (): Actions => useVendor().act;
export const useUi = <T>(select: (state: VendorUi) => T): T => useStore(useVendor().ui, select);
