import { change, vendor } from '../command.ts';
import { Id, Nullable, Obj, OneOf, Text } from '../records/field.ts';
import type { TapAnswer } from './selling.ts';

/** What a scanned code did. `charging`: a shopper's payment code, asked for over its channel; `proof`: it proved a payment. `label`: a line by what a label says; `choose`: it may be either, one touch decides; `again`: the same code once more within 2 s, left out. */
export type ScanAnswer =
  | TapAnswer
  | { readonly did: 'label'; readonly cartId: string; readonly lineId: string }
  | { readonly did: 'receipt'; readonly saleId: string }
  | { readonly did: 'charging' | 'proof'; readonly orderId: string }
  | { readonly did: 'choose' | 'again' | 'dropped' };
/** What a scanner reads. */
export const scanCommands = {
  /** A code read by a scanner that types (`keyboard`). Payment codes are never stored, logged or shown. */
  'scan.read': change<ScanAnswer>()(vendor, Obj({ text: Text(400), aim: Nullable(Text(3)) })),
  /** Answers for a code that may be a payment or goods (S13). */
  'scan.choose': change<ScanAnswer>()(
    vendor,
    Obj({ choiceId: Id, as: OneOf(['payment', 'goods', 'nothing'] as const) }),
  ),
} as const;
