/** The first run of a till, before it sells: what it is asked once. */
export interface SetupView {
  /** It is to be gone through; over once it was, or left. */
  readonly due: boolean;
  /** What the stall sells; its tiles start with it. */
  readonly trade: string;
  readonly trades: readonly { readonly id: string; readonly name: string }[];
  /** How joining by a scanned code went; null: none was scanned, or it is under way. */
  readonly scanned: 'trying' | 'joined' | 'failed' | null;
}

/** A code of the market, out of what a scanner read: as it stands on the slip, or at the end of an address. Null: it is none. */
export function enrolCodeIn(text: string): string | null {
  const last =
    text
      .trim()
      .split(/[/?=#]/)
      .at(-1)
      ?.toUpperCase() ?? '';
  return /^[A-Z0-9]{4,10}-?[A-Z0-9]{4,10}$/.test(last) ? last : null;
}
