/** Finding goods: what the load is likely to be, and the vendor's own grid. */
export interface FindingTexts {
  readonly likely: {
    readonly label: string;
    /** Said after a tile's price. */
    readonly tile: string;
  };
}

export const findingZh: FindingTexts = {
  likely: { label: '可能是', tile: '，可能是这样' },
};

export const findingEn: FindingTexts = {
  likely: { label: 'Likely', tile: ', likely this' },
};
