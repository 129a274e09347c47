/** What a model of ESC/POS printer can do and how it wants to be asked. */
export interface PrinterProfile {
  readonly name: string;
  readonly columns: 32 | 48;
  /** `switched`: GB18030 text must be switched on (FS &) at the head of each job. `always`: it is on, and FS & would print. */
  readonly chinese: 'switched' | 'always';
  /** How the paper is parted. `none`: no knife, the paper is fed out far enough to be torn. */
  readonly cut: 'feed_partial' | 'partial' | 'full' | 'none';
  /** `command`: GS ( k. `raster`: drawn dot by dot, for printers that print the bytes of GS ( k as text. */
  readonly qr: 'command' | 'raster';
  /** Pin of the drawer's plug; null: it has none. */
  readonly drawerPin: 2 | 5 | null;
  /** Knows GS a (automatic status back), so that a paper end in mid-job is heard at once. */
  readonly tellsChanges: boolean;
}

const usual = {
  chinese: 'switched',
  cut: 'feed_partial',
  qr: 'command',
  drawerPin: 2,
  tellsChanges: false,
} as const satisfies Partial<PrinterProfile>;

/**
 * Models by what they understand (Epson ESC/POS; Chinese printers' own commands as in their programmer manuals). Chinese text
 * is never read from a code page table (ESC t): with GB18030 switched on a printer ignores it. None has met its real printer yet.
 */
export const printerProfiles = {
  'escpos-58': { ...usual, name: '58 mm', columns: 32 },
  'escpos-80': { ...usual, name: '80 mm', columns: 48 },
  /** Epson TM and printers true to it. */
  'epson-80': { ...usual, name: 'Epson TM 80 mm', columns: 48, tellsChanges: true },
  /** The cheapest ones: no knife, no QR command. */
  'plain-58': { ...usual, name: '58 mm 简易', columns: 32, cut: 'none', qr: 'raster' },
  /** Fixed to GBK at the factory: print "&" when Chinese is switched on. */
  'gbk-58': { ...usual, name: '58 mm 固定中文', columns: 32, chinese: 'always', cut: 'none', qr: 'raster' },
  'gbk-80': { ...usual, name: '80 mm 固定中文', columns: 48, chinese: 'always', cut: 'partial', qr: 'raster' },
} as const satisfies Record<string, PrinterProfile>;

export type PrinterModel = keyof typeof printerProfiles;
export const printerModels = Object.keys(printerProfiles) as readonly PrinterModel[];
/** The profile of a printer of which only the paper is known. */
export const profileFor = (columns: 32 | 48): PrinterProfile =>
  printerProfiles[columns === 32 ? 'escpos-58' : 'escpos-80'];
/** Dots across the paper at 203 dpi: 12 to a column. */
export const dotsOf = (profile: PrinterProfile): number => profile.columns * 12;
