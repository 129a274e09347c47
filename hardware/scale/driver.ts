import type { ScaleProtocol } from '../../shared/scale.ts';
import type { Scale } from '../ports.ts';
import type { Codec, Parity, WeightUnit } from './codec.ts';
import { readerOf } from './reader.ts';
import type { Reader } from './reader.ts';
import { createScale } from './scale.ts';
import type { ScaleParts } from './scale.ts';
import type { LineSettings } from './serial.ts';

/** What the frames of a scale don't tell. Each that a driver knows has a default; a known weight on the pan settles it. */
export interface DriverOptions {
  /** A 7E1 or 7O1 scale whose parity arrives as the eighth bit, as through a device server that is set to 8N1. */
  readonly parity?: Parity;
  /** Unit of a frame that names none. */
  readonly unit?: WeightUnit;
  readonly digits?: 'reversed' | 'forward';
  /** The letter of the question, where models differ. */
  readonly question?: 'G' | 'P';
}

/** One row of the registry: everything known of a protocol besides its bytes. */
export interface DriverFacts {
  readonly id: ScaleProtocol;
  readonly name: { readonly zh: string; readonly en: string };
  /** Makes and models. */
  readonly fits: string;
  readonly link: 'serial' | 'hid' | 'net';
  /** Settings a port is tried with, the most usual first. */
  readonly serial: readonly LineSettings[];
  /** Every frame carries a check. */
  readonly checked: boolean;
  /** Takes a unit price and gives an amount back. */
  readonly computing: boolean;
  /**
   * How sure the frames are. `captured`: bytes of a real device, in public. `literal`: word for word in a manual or public test.
   * `computed`: from a public grammar. None has met its device here yet: then `verifiedOnDevice` would say on which.
   */
  readonly sureness: 'captured' | 'literal' | 'computed';
  readonly verifiedOnDevice: string | null;
  /** Where the grammar stands in public. */
  readonly source: string;
  /** The ways to read the same frames; more than one has to be settled by a known weight. */
  readonly variants: readonly DriverOptions[];
}

export interface ScaleDriver extends DriverFacts {
  readonly canZero: boolean;
  /** Whether the scale must be asked. */
  readonly asks: boolean;
  readonly goAhead: Uint8Array | null;
  read(options?: DriverOptions): Reader;
  scale(parts: Omit<ScaleParts<never>, 'codec'>, options?: DriverOptions): Scale;
}

export const LINE_8N1: LineSettings = { baudRate: 9600, dataBits: 8, parity: 'none' };
export const LINE_7E1: LineSettings = { baudRate: 9600, dataBits: 7, parity: 'even' };
export const LINE_7O1: LineSettings = { baudRate: 9600, dataBits: 7, parity: 'odd' };

/** A driver from its facts and its codec. */
export function scaleDriver<S extends object>(
  facts: Omit<DriverFacts, 'checked' | 'computing' | 'verifiedOnDevice' | 'variants'> & {
    readonly variants?: readonly DriverOptions[];
  },
  codec: (options: DriverOptions) => Codec<S>,
): ScaleDriver {
  const plain = codec({});
  return {
    variants: [{}],
    ...facts,
    checked: plain.checked,
    computing: plain.price !== undefined,
    verifiedOnDevice: null,
    canZero: plain.zero !== null,
    asks: plain.poll !== null,
    goAhead: plain.goAhead,
    read: (options = {}) => readerOf(codec(options)),
    scale: (parts, options = {}) => createScale({ ...parts, codec: codec(options), model: facts }),
  };
}
