import type { LineDisplayContent } from '../../shared/line-display.ts';

/** One display's language: content in, bytes out. Figures and Latin letters only, no such display has hanzi. */
export interface DisplayCodec {
  readonly protocol: string;
  readonly name: { readonly zh: string; readonly en: string };
  /** Sent when the line was opened: a state that is known. */
  readonly start: Uint8Array;
  show(content: LineDisplayContent): Uint8Array;
  /** Opens the drawer on the display's plug; null where it has none. */
  readonly openDrawer: Uint8Array | null;
}

/** ASCII bytes; every other character is a blank, so that nothing typed can become a command. */
export const ascii = (text: string): readonly number[] =>
  Array.from(text, (char) => (char >= ' ' && char <= '~' ? (char.codePointAt(0) ?? 0x20) : 0x20));
