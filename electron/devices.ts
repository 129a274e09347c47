import type { DeviceConfig } from '../hardware/devices.ts';
import { parseHostPort } from './options.ts';
import type { TerminalOptions } from './options.ts';

/** The devices a set of options names. */
export function deviceConfig(options: TerminalOptions): DeviceConfig {
  const {
    scaleProtocol: protocol,
    scalePath: path,
    scaleVariant: variant,
    scalePlate: plate,
    printer,
    printerModel,
  } = options;
  return {
    scale:
      protocol === null || plate === null
        ? null
        : {
            protocol,
            connection: connectionOf(protocol, path),
            ...(variant === null ? {} : { options: variant }),
            plate: { id: 'scale-1', ...plate },
          },
    printer: printer === null ? null : { connection: printer, model: printerModel },
    display: options.display,
    scanner: options.scanner,
  };
}

function connectionOf(
  protocol: TerminalOptions['scaleProtocol'],
  path: string | null,
): NonNullable<DeviceConfig['scale']>['connection'] {
  if (protocol === 'hid-pos') return { kind: 'hid', ...(path === null ? {} : { path }) };
  const server = path === null ? null : parseHostPort(path, null);
  return server === null ? { kind: 'serial', path: path ?? '' } : { kind: 'tcp', ...server };
}
