import type { ExpiryPolicy, ScaleRecord, Verification } from './metrology.ts';
import type { FindingView, UsedScale } from './scale-finding.ts';
import type { ScaleId } from './scale-port.ts';
import type { DeviceState, FrameCounters, ScaleModel, ScalePlate } from './scale.ts';

/** What a device is and where it is connected. `port`: as people read it, `192.168.1.87:9100`, `/dev/ttyACM0`. */
export interface DeviceAbout {
  readonly name: { readonly zh: string; readonly en: string };
  readonly port: string;
  /** Its driver has met the real device. */
  readonly verifiedOnDevice: boolean;
}

export interface PrinterDeviceView {
  readonly about: DeviceAbout;
  readonly columns: 32 | 48;
  readonly state: DeviceState;
  /** The driver's word: `paper out`, `cover open`, `offline`, `unknown`; empty when all is well. */
  readonly says: string;
  /** How the last test print ended. */
  readonly test: 'none' | 'running' | 'printed' | 'not_printed' | 'unsure';
}

export interface LabelPrinterDeviceView {
  readonly about: DeviceAbout;
  /** How the last test label ended; `why`: the driver's word, `paper out`, `cover open`, `no ribbon`, `paused`, `no answer`, or what the line said. */
  readonly test: { readonly ended: PrinterDeviceView['test']; readonly why: string };
}

/**
 * The drawer and the plug it hangs on. `moved`, `still`: its switch was seen to change or not; `unsensed`: the pulse went out, and
 * whether it opened only eyes can tell.
 */
export interface DrawerDeviceView {
  readonly plug: 'printer' | 'display';
  readonly test: 'none' | 'running' | 'moved' | 'still' | 'unsensed';
}

/** `own`: a scanner with a line of its own; `keyboard`: one that types. */
export type ScanBy = 'own' | 'keyboard';

/** What the last code was; `shown` is fit for the screen, and nothing of a payment code. */
export interface ShownScan {
  readonly kind: 'payment' | 'label' | 'barcode' | 'gs1' | 'receipt' | 'proof' | 'unknown';
  readonly shown: string;
}

export interface ScannerDeviceView {
  /** Null: none but those that type like a keyboard. */
  readonly own: { readonly about: DeviceAbout; readonly state: DeviceState } | null;
  /** Codes since the start. */
  readonly read: number;
  readonly last: (ShownScan & { readonly at: number; readonly by: ScanBy; readonly aim: string | null }) | null;
}

export interface DisplayDeviceView {
  readonly about: DeviceAbout;
  readonly state: DeviceState;
  /** The test figures stand on it. */
  readonly testing: boolean;
}

/** The devices of the stall, for who set them up. Moves only while somebody looks (`devices.watch`). */
export interface DevicesView {
  readonly scale: ScaleDeviceView | null;
  readonly printer: PrinterDeviceView | null;
  /** A printer of labels says how it is only when a label is asked for. */
  readonly labeler: LabelPrinterDeviceView | null;
  readonly drawer: DrawerDeviceView | null;
  readonly scanner: ScannerDeviceView;
  readonly display: DisplayDeviceView | null;
}

export interface ScaleDeviceView {
  readonly model: ScaleModel;
  readonly plate: ScalePlate;
  readonly state: DeviceState;
  readonly counters: FrameCounters;
  /** The last frames, newest first: read time, bytes as people can read them, and what was read. */
  readonly frames: readonly {
    readonly at: number;
    readonly hex: string;
    readonly weightG: number | null;
    readonly stable: boolean | null;
  }[];
  readonly record: ScaleRecord | null;
  readonly verification: Verification;
  /** What is done once it is over. */
  readonly expiry: ExpiryPolicy;
  /** Priced goods for which this scale is too coarse (order 31 of 2020, art. 3). */
  readonly tooCoarseFor: readonly string[];
}

/** The stall's scales, which one is sold by, and the looking for others. */
export interface ScalesView {
  /** Null while nobody looks. */
  readonly finding: FindingView | null;
  readonly canFind: boolean;
  /** Whether what is chosen is used at the next start too; not on a virtual stall. */
  readonly kept: boolean;
  readonly used: readonly UsedScale[];
  readonly sellBy: ScaleId;
  /** The other scale (复秤), what it shows; never sold by. Null where there is one scale. */
  readonly reweigh: {
    readonly id: ScaleId;
    readonly state: DeviceState;
    readonly weightG: number | null;
    readonly stable: boolean;
  } | null;
}
