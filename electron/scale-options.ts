import type { DriverOptions } from '../hardware/scale/driver.ts';
import { scaleDrivers } from '../hardware/scale/drivers.ts';
import type { ScaleProtocol } from '../shared/scale.ts';

const wordsOf = (variant: DriverOptions): readonly string[] => Object.values(variant).map(String);

/** `forward,jin`: the first way to read this driver's frames that all these words fit. A sentence when there is none. */
export function parseScaleVariant(protocol: ScaleProtocol | null, text: string): DriverOptions | string {
  if (protocol === null) return '--scale-variant needs --scale-protocol';
  const { variants } = scaleDrivers[protocol];
  const words = text.split(',');
  const found = variants.find((variant) => words.every((word) => wordsOf(variant).includes(word)));
  if (found !== undefined) return found;
  const known = variants.map((variant) => wordsOf(variant).join(',')).filter((name) => name !== '');
  return known.length === 0
    ? `--scale-protocol ${protocol} has no variants`
    : `--scale-variant of ${protocol} must be one of ${known.join(' ')}, not ${text}`;
}
