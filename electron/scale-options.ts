import type { DriverOptions } from '../hardware/scale/driver.ts';
import { scaleDrivers } from '../hardware/scale/drivers.ts';
import { scaleProtocols } from '../shared/scale.ts';
import type { ScaleProtocol } from '../shared/scale.ts';

/** A scale as flags name it. */
export interface ScaleFlags {
  readonly protocol: ScaleProtocol;
  /** Serial path (`/dev/ttyUSB0`, `COM3`) or `host:port` of a device server; null with `hid-pos` takes the first such scale. */
  readonly path: string | null;
  /** What the scale's frames don't tell; null: as its driver reads them by default. */
  readonly variant: DriverOptions | null;
  /** Nameplate of the scale, grams; the weight evidence carries it, so it is never guessed. */
  readonly plate: { readonly maxG: number; readonly eG: number; readonly serial: string };
}

const wordsOf = (variant: DriverOptions): readonly string[] => Object.values(variant).map(String);

/** `forward,jin`: the first way to read this driver's frames that all these words fit. A sentence when there is none. */
function parseVariant(name: string, protocol: ScaleProtocol | null, text: string): DriverOptions | string {
  if (protocol === null) return `--${name}-variant needs --${name}-protocol`;
  const { variants } = scaleDrivers[protocol];
  const words = text.split(',');
  const found = variants.find((variant) => words.every((word) => wordsOf(variant).includes(word)));
  if (found !== undefined) return found;
  const known = variants.map((variant) => wordsOf(variant).join(',')).filter((name) => name !== '');
  return known.length === 0
    ? `--${name}-protocol ${protocol} has no variants`
    : `--${name}-variant of ${protocol} must be one of ${known.join(' ')}, not ${text}`;
}

/** Max, e and serial number of a nameplate, `15000/5/A123`. Class III has e from 1 g and at most 10000 e. */
function parsePlate(text: string): ScaleFlags['plate'] | null {
  const found = /^(\d{1,7})\/(\d{1,5})(?:\/([\w.-]{1,40}))?$/.exec(text);
  if (found === null) return null;
  const [maxG, eG] = [Number(found[1]), Number(found[2])];
  return eG >= 1 && maxG >= 100 * eG && maxG <= 10_000 * eG ? { maxG, eG, serial: found[3] ?? '' } : null;
}

/** The scale of the flags that begin with this name; null without any, a sentence where they don't go together. */
export function parseScaleFlags(
  given: Readonly<Record<string, string | undefined>>,
  name: 'scale' | 'scale2',
): ScaleFlags | string | null {
  const wanted = given[`${name}-protocol`];
  const protocol = wanted === undefined ? null : scaleProtocols.find((one) => one === wanted);
  if (protocol === undefined) return `--${name}-protocol must be ${scaleProtocols.join(', ')}, not ${wanted}`;
  const path = given[`${name}-path`] ?? null;
  if (path !== null && protocol === null) return `--${name}-path needs --${name}-protocol`;
  if (protocol !== null && protocol !== 'hid-pos' && path === null)
    return `--${name}-protocol ${protocol} needs --${name}-path`;
  const words = given[`${name}-variant`];
  const variant = words === undefined ? null : parseVariant(name, protocol, words);
  if (typeof variant === 'string') return variant;
  const plateText = given[`${name}-plate`];
  const plate = plateText === undefined ? null : parsePlate(plateText);
  if (plateText !== undefined && plate === null)
    return `--${name}-plate must be like 15000/5 or 15000/5/A123, not ${plateText}`;
  if (protocol === null) return null;
  return plate === null
    ? `--${name}-protocol needs --${name}-plate: Max and e in grams, as on the nameplate`
    : { protocol, path, variant, plate };
}
