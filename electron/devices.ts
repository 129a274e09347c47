import type { DeviceConfig } from '../hardware/devices.ts';
import type { ScaleId } from '../shared/scale-port.ts';
import type { TerminalOptions } from './options.ts';
import { parseHostPort } from './printer-options.ts';
import type { ScaleFlags } from './scale-options.ts';

/** The devices a set of options names. */
export const deviceConfig = (options: TerminalOptions): DeviceConfig => ({
  scale: scaleConfig(options.scale, 'scale-1'),
  ...(options.secondScale === null ? {} : { second: scaleConfig(options.secondScale, 'scale-2') }),
  printer: options.printer === null ? null : { connection: options.printer, model: options.printerModel },
  labeler: options.labeler ?? null,
  display: options.display,
  scanner: options.scanner,
});

const scaleConfig = (flags: ScaleFlags | null, id: ScaleId): DeviceConfig['scale'] =>
  flags === null
    ? null
    : {
        protocol: flags.protocol,
        connection: connectionOf(flags.protocol, flags.path),
        ...(flags.variant === null ? {} : { options: flags.variant }),
        plate: { id, ...flags.plate },
      };

function connectionOf(
  protocol: ScaleFlags['protocol'],
  path: string | null,
): NonNullable<DeviceConfig['scale']>['connection'] {
  if (protocol === 'hid-pos') return { kind: 'hid', ...(path === null ? {} : { path }) };
  const server = path === null ? null : parseHostPort(path, null);
  return server === null ? { kind: 'serial', path: path ?? '' } : { kind: 'tcp', ...server };
}
