import { displayProtocols } from '../hardware/display/protocols.ts';
import type { DeviceConfig, DisplayConfig, PrinterConnection } from '../hardware/devices.ts';
import { labelModels } from '../hardware/printer/label-profile.ts';

/** `host:port`, `[v6]:port` or a host alone. Null when it is neither. */
export function parseHostPort(
  text: string,
  defaultPort: number | null,
): { readonly host: string; readonly port: number } | null {
  const found = /^(?:\[([0-9a-fA-F:]+)\]|([A-Za-z0-9._-]+))(?::(\d{1,5}))?$/.exec(text);
  const host = found?.[1] ?? found?.[2];
  const port = found?.[3] === undefined ? defaultPort : Number(found[3]);
  if (host === undefined || port === null || port < 1 || port > 65_535) return null;
  return { host, port };
}

/** The label printer; null: none. A text says what is wrong. */
export function parseLabeler(
  where: string | undefined,
  wanted: string = labelModels[0] ?? '',
): NonNullable<DeviceConfig['labeler']> | null | string {
  const model = labelModels.find((one) => one === wanted);
  if (model === undefined) return `--label-model must be ${labelModels.join(', ')}, not ${wanted}`;
  if (where === undefined) return null;
  const connection = parsePrinter(where);
  return connection === null
    ? `--label-printer must be host:port, a device such as /dev/usb/lp1 or COM4, or a share, not ${where}`
    : { connection, model };
}

/** A share is a print queue, a device file a USB or serial printer, anything else a host and port. */
export function parsePrinter(text: string): PrinterConnection | null {
  if (text.startsWith('\\\\')) return { kind: 'queue', path: text };
  if (/^(?:\/dev\/(?:tty|cu)|COM\d)/.test(text)) return { kind: 'serial', path: text };
  if (text.startsWith('/')) return { kind: 'usb', path: text };
  const place = parseHostPort(text, 9100);
  return place === null ? null : { kind: 'tcp', ...place };
}

/** `led8n:/dev/ttyUSB1` or `led8n:COM4@9600`. */
export function parseDisplay(text: string): DisplayConfig | null {
  const [, kind, path = '', baud] = /^([a-z0-9-]+):([^@]+)(?:@(\d{3,6}))?$/.exec(text) ?? [];
  const protocol = displayProtocols.find((one) => one === kind);
  if (protocol === undefined) return null;
  const usual = protocol === 'led8n' ? 2400 : 9600;
  return { protocol, connection: { path, baudRate: baud === undefined ? usual : Number(baud) } };
}
