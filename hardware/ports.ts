import type { DeviceAbout } from '../shared/device-view.ts';
import type { GoodsLabel } from '../shared/goods-label.ts';
import type { LineDisplayContent } from '../shared/line-display.ts';
import type { Picture, ReceiptLine } from '../shared/receipt.ts';
import type { Scanned } from '../shared/scan.ts';
import type { ProbedPort } from '../shared/scale-finding.ts';
import type { ScaleProfile } from '../shared/scale-port.ts';
import type { DeviceState, FrameCounters, ScaleModel, ScalePlate, ScaleReading } from '../shared/scale.ts';
import type { BenchView, LabelerFault } from '../shared/bench-view.ts';

/**
 * The ports of a stall's devices, in UnifiedPOS terms. The core knows only these.
 * Every listener returns its own unsubscribe; a port never throws into a listener's caller.
 */

/** A byte stream to a device: serial port, socket, HID reports. Opening again after a loss is the stream's own work. */
export interface ByteStream {
  readonly name: string;
  open(): Promise<void>;
  write(bytes: Uint8Array): Promise<void>;
  onData(listener: (bytes: Uint8Array, at: number) => void): () => void;
  onState(listener: (state: 'open' | 'closed', why: string) => void): () => void;
  /** Closes what is open and opens it anew: it may hang. Told as a loss. */
  renew(why: string): void;
  close(): Promise<void>;
}

/** UnifiedPOS Scale. Reconnects by itself after a loss; never invents a reading. */
export interface Scale {
  readonly plate: ScalePlate;
  readonly model: ScaleModel;
  onReading(listener: (reading: ScaleReading) => void): () => void;
  onState(listener: (state: DeviceState) => void): () => void;
  state(): DeviceState;
  counters(): FrameCounters;
  /** Zero the scale. `refused`: the scale said no (load too heavy, in motion); `unsupported`: only its own key can. */
  zero(): Promise<'done' | 'refused' | 'unsupported' | 'timeout'>;
  /** Unit price of what is weighed next, fen per kg, for a scale that computes; others take no notice. */
  price(fenPerKg: number | null): void;
  start(): void;
  stop(): Promise<void>;
}

/** Finds scales and opens what was found. */
export interface ScaleFinder {
  /** Looks at all ports, or at one named by hand; resolves when every port was looked at. What was found is held open until `release`. */
  look(path: string | null, onChange: () => void): Promise<void>;
  seen(): readonly ProbedPort[];
  release(): Promise<void>;
  /** A scale by its profile; not started. */
  open(profile: ScaleProfile): Scale;
}

/** How a print ended. `unsure`: bytes went out, then the line died: it may be on paper. */
export type PrintOutcome =
  | { readonly done: 'printed' }
  | { readonly done: 'not_printed'; readonly why: string }
  | { readonly done: 'unsure'; readonly why: string };

/** How a printer is. `drawerHigh`: the level of its drawer's switch, null where it says nothing of it; which level is open differs per drawer. */
export interface PrinterProbe {
  readonly state: DeviceState;
  readonly text: string;
  readonly drawerHigh: boolean | null;
}

/** UnifiedPOS POSPrinter with the drawer on its port. One connection per job. */
export interface Printer {
  readonly about: DeviceAbout;
  readonly columns: 32 | 48;
  /** The stall's own picture for the head of receipts; absent: it has none. */
  readonly logo?: Picture;
  /** Prints one job of ready lines (shared/receipt.ts). `sending` has the last word before the first byte goes out: false, or throwing, sends nothing. */
  print(lines: readonly ReceiptLine[], sending?: () => Promise<boolean>): Promise<PrintOutcome>;
  /** Drawer pulse, in a job of its own; not sent any more once `withinMs` are over. */
  openDrawer(withinMs: number): Promise<PrintOutcome>;
  /** Asks whether the printer answers; never prints. */
  probe(): Promise<PrinterProbe>;
}

/** A printer of labels, one for each line that is asked for. A label is no wish that waits: what could not be printed is said at once. */
export interface LabelPrinter {
  readonly about: DeviceAbout;
  print(label: GoodsLabel): Promise<PrintOutcome>;
}

/** UnifiedPOS LineDisplay: figures for the shopper on a pole. It answers nothing; `online` says that its line stands. */
export interface LineDisplay {
  readonly about: DeviceAbout;
  state(): DeviceState;
  onState(listener: (state: DeviceState) => void): () => void;
  show(content: LineDisplayContent): void;
  /** Whether a drawer can hang on its plug. */
  readonly canOpenDrawer: boolean;
  openDrawer(withinMs: number): Promise<PrintOutcome>;
  start(): void;
  stop(): Promise<void>;
}

/** UnifiedPOS Scanner: `onScan` is its DataEvent with ScanData as read and the AIM id for ScanDataType. Reconnects by itself. */
export interface Scanner {
  readonly about: DeviceAbout;
  state(): DeviceState;
  onState(listener: (state: DeviceState) => void): () => void;
  onScan(listener: (scanned: Scanned) => void): () => void;
  start(): void;
  stop(): Promise<void>;
}

/** The virtual stall behind the bench page: real bytes on the far side of the same drivers. */
export interface VirtualBench {
  /** Where its scale is plugged in: a path, or `host:port`. */
  readonly scalePort: string;
  view(): BenchView;
  onChange(listener: (view: BenchView) => void): () => void;
  /** Put a load on the pan; it settles like a real one, and never does while it is `alive`. */
  load(grams: number, alive?: boolean): void;
  tareKey(): void;
  shake(): void;
  printerFault(fault: BenchView['printer']['fault']): void;
  labelerFault(fault: LabelerFault): void;
  tear(): void;
  closeDrawer(): void;
  plug(device: 'scale' | 'scanner', plugged: boolean): void;
  /** A code held before the virtual scanner. */
  scan(text: string): void;
  network(mode: BenchView['network']): void;
  stop(): Promise<void>;
}

/** What a core is started with. Null where a stall has none: selling by piece and cash goes on. */
export interface Devices {
  readonly scale: Scale | null;
  /** A second scale that was named at the start; absent like null. */
  readonly second?: Scale | null;
  /** Null or absent where scales can't be looked for. */
  readonly finder?: ScaleFinder | null;
  readonly printer: Printer | null;
  /** Absent or null: there is none. */
  readonly labeler?: LabelPrinter | null;
  readonly display: LineDisplay | null;
  /** A scanner of its own; one that is a keyboard types into the vendor's window. */
  readonly scanner: Scanner | null;
  /** Set only when the devices are virtual: then the bench role exists and every sale is 模拟. */
  readonly bench: VirtualBench | null;
}
