/** Only for the virtual bench. */
export interface BenchView {
  readonly scale: {
    readonly protocol: string;
    readonly loadG: number;
    readonly tareG: number;
    readonly indicatedG: number;
    readonly state: 'stable' | 'moving' | 'overload';
    readonly maxG: number;
    /** The last frame as it went over the wire, printable form, and when. */
    readonly frame: string;
    readonly frameAt: number;
    /** Its cable is in. */
    readonly plugged: boolean;
  };
  readonly printer: {
    readonly columns: 32 | 48;
    readonly fault: 'none' | 'paper_out' | 'cover_open' | 'off';
    readonly paper: readonly PaperRow[];
  };
  /** Null where the system has no pseudo terminal for it. `sent`: codes since the start. */
  readonly scanner: { readonly plugged: boolean; readonly sent: number } | null;
  /** What its label printer did last: the newest labels, at most three, the newest last. */
  readonly labeler: { readonly fault: LabelerFault; readonly labels: readonly PrintedLabel[] };
  readonly drawer: { readonly open: boolean; readonly kicks: number; readonly at: number | null };
  readonly network: 'online' | 'slow' | 'offline';
}

/** One row that the virtual printer put on its paper, decoded from the ESC/POS bytes it received. */
export type PaperRow =
  | {
      readonly kind: 'text';
      readonly text: string;
      readonly align: 'left' | 'center' | 'right';
      readonly bold: boolean;
      readonly wide: boolean;
      readonly tall: boolean;
    }
  | { readonly kind: 'qr'; readonly data: string }
  /** Dots as they came: base64 of rows from the top, each of whole bytes, the left dot in the highest bit, 1 black. */
  | { readonly kind: 'picture'; readonly width: number; readonly height: number; readonly bits: string }
  | { readonly kind: 'cut' };

/** `paused`: its own key was pressed. */
export type LabelerFault = 'none' | 'paper_out' | 'cover_open' | 'no_ribbon' | 'paused';

/** One mark on a label, in dots of 1/8 mm from its upper left corner. */
export type LabelMark =
  | {
      readonly kind: 'text';
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      readonly text: string;
    }
  | { readonly kind: 'qr'; readonly x: number; readonly y: number; readonly cell: number; readonly data: string };
/** One label that the virtual printer gave out, decoded from the TSPL bytes it received. */
export interface PrintedLabel {
  readonly widthMm: number;
  readonly heightMm: number;
  readonly marks: readonly LabelMark[];
}
