import type { ScaleReading } from '../../shared/scale.ts';
import { hexOf, signed } from './codec.ts';
import type { Codec } from './codec.ts';
import { scaleDriver } from './driver.ts';

/** Powers of ten of a gram. Ounces, pounds and the rest are no units of trade here: such a report is refused. */
const UNIT_POWER: Readonly<Record<number, number>> = { 1: -3, 2: 0, 3: 3, 8: 6 };

export interface HidPosState {
  /** Reports left to pass over: a scale's first after opening may be the weighing before (DYMO, seen by usbscale). */
  readonly passOver: number;
}

/**
 * USB HID scale, usage page 0x8D (HID Point of Sale Usage Tables 1.02). One chunk is one report, its ID first:
 * ID 3: status, unit, exponent (int8), weight (uint16, little endian). ID 4: status alone.
 * Status 1 fault, 2 stable at zero, 3 moving, 4 stable, 5 under zero (the magnitude is negative), 6 over the limit,
 * 7 needs calibration, 8 needs zeroing. Only 2 and 4 are stable. The transport (USB) has its own check.
 */
export function createHidPos(): Codec<HidPosState> {
  return {
    protocol: 'hid-pos',
    checked: true,
    quiet: true,
    start: () => ({ passOver: 1 }),
    decode(state, chunk, at) {
      const none = { state, readings: [], answers: [], good: 0, bad: 0, resync: 0 } as const;
      if (chunk.length === 0) return none;
      if (state.passOver > 0) return { ...none, state: { passOver: state.passOver - 1 } };
      const value = valueOf(chunk);
      if (value === null) return { ...none, bad: 1 };
      return { ...none, good: 1, readings: [{ at, tareG: null, ...value, raw: hexOf(chunk) }] };
    },
    poll: null,
    goAhead: null,
    zero: { bytes: Uint8Array.of(0x02, 0x02), shownBy: 'reading' },
  };
}

function valueOf(report: Uint8Array): Omit<ScaleReading, 'at' | 'tareG' | 'raw'> | null {
  const [id = 0, status = 0, unit = 0, exponent = 0, low = 0, high = 0] = report;
  if (id !== 3 && id !== 4) return null;
  if (status < 1 || status > 8) return null;
  const blind = { weightG: null, stable: false, zero: null, overload: status === 6, underload: false };
  if (id === 4 || status === 1 || status >= 6) return blind;
  if (report.length < 6) return null;
  const grams = gramsFrom(low + high * 256, unit, exponent > 127 ? exponent - 256 : exponent);
  if (grams === null) return null;
  return {
    weightG: signed(status === 5, grams),
    stable: status === 2 || status === 4,
    zero: status === 2,
    overload: false,
    underload: false,
  };
}

function gramsFrom(raw: number, unit: number, exponent: number): number | null {
  const unitPower = UNIT_POWER[unit];
  if (unitPower === undefined) return null;
  const power = unitPower + exponent;
  if (power < -9 || power > 6) return null;
  if (power >= 0) return raw * 10 ** power;
  const divisor = 10 ** -power;
  return raw % divisor === 0 ? raw / divisor : null;
}

export const hidPos = scaleDriver(
  {
    id: 'hid-pos',
    name: { zh: 'USB 秤 (HID POS)', en: 'USB HID POS scale' },
    fits: 'DYMO M10/M25/S180, METTLER TOLEDO, Fairbanks SCB-R9000 and others of usage page 0x8D',
    link: 'hid',
    serial: [],
    sureness: 'captured',
    source: 'HID Point of Sale Usage Tables 1.02; reports of sanmai/usb-scale-reader and antradar.com',
  },
  createHidPos,
);
