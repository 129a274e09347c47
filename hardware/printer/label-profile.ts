/** A roll of labels and the printer it is in. */
export interface LabelProfile {
  readonly name: string;
  readonly widthMm: number;
  readonly heightMm: number;
  /** Between two labels. */
  readonly gapMm: number;
}

/** Common rolls, in printers of 203 dpi that know TSPL and have the Chinese font of 24 dots inside. None has met its real printer yet. */
export const labelProfiles = {
  'tspl-40x30': { name: 'TSPL 40 × 30 mm', widthMm: 40, heightMm: 30, gapMm: 2 },
  'tspl-50x30': { name: 'TSPL 50 × 30 mm', widthMm: 50, heightMm: 30, gapMm: 2 },
  'tspl-60x40': { name: 'TSPL 60 × 40 mm', widthMm: 60, heightMm: 40, gapMm: 2 },
} as const satisfies Record<string, LabelProfile>;

export type LabelModel = keyof typeof labelProfiles;
export const labelModels = Object.keys(labelProfiles) as readonly LabelModel[];
