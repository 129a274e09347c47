/** Figures of one run: snake_case keys with the unit in the name. */
export type Figures = Readonly<Record<string, number | string | readonly object[]>>;

export interface CampaignOptions {
  /** Null: the campaign's own number. */
  readonly rounds: number | null;
  readonly seed: number;
  readonly say: (line: string) => void;
}
