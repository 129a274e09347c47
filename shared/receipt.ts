/** One line of a receipt as plain data. `hardware/printer` turns lines into bytes; widths are in columns, a hanzi takes two. */
export type ReceiptLine =
  | { readonly kind: 'text'; readonly text: string; readonly align: 'left' | 'center' | 'right'; readonly bold: boolean; readonly size: 'normal' | 'double' }
  | { readonly kind: 'rule' }
  | { readonly kind: 'qr'; readonly data: string }
  | { readonly kind: 'feed'; readonly lines: number }
  | { readonly kind: 'cut' };
