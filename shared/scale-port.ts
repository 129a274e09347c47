import Type from 'typebox';
import { Int, Nullable, Obj, OneOf, Text } from './records/field.ts';
import { scaleProtocols } from './scale.ts';

/** What a USB device says of itself, in lower case; empty where it says nothing. `location`: the socket it is plugged into. */
export const UsbIdentity = Obj({
  vendorId: Text(8),
  productId: Text(8),
  serialNumber: Text(80),
  location: Text(120),
});
export type UsbIdentity = Type.Static<typeof UsbIdentity>;

/** A port as it is remembered. `path` is where it was: a device file, `COM3`, or `host:port`. */
export const PortIdentity = Obj({
  kind: OneOf(['serial', 'hid', 'tcp'] as const),
  path: Text(200),
  usb: Nullable(UsbIdentity),
});
export type PortIdentity = Type.Static<typeof PortIdentity>;

/** A port that is there now. `about`: its maker's words, for people. */
export interface ListedPort extends PortIdentity {
  readonly about: string;
}

/** How a serial line is set. */
export const SerialLine = Obj({
  baudRate: Int(300, 1_000_000),
  dataBits: Type.Union([Type.Literal(7), Type.Literal(8)]),
  parity: OneOf(['none', 'even', 'odd'] as const),
});
export type SerialLine = Type.Static<typeof SerialLine>;

/** What the frames of a scale don't tell (hardware/scale/driver.ts). */
export const ScaleVariant = Obj({
  unit: Type.Optional(OneOf(['kg', 'g', 'jin'] as const)),
  digits: Type.Optional(OneOf(['reversed', 'forward'] as const)),
  question: Type.Optional(OneOf(['G', 'P'] as const)),
});
export type ScaleVariant = Type.Static<typeof ScaleVariant>;

/** Max and e in grams and the number, from the nameplate. */
export const NamePlate = Obj({ serial: Text(40), maxG: Int(100, 10_000_000), eG: Int(1, 10_000) });
export type NamePlate = Type.Static<typeof NamePlate>;

/** `scale-1` is the stall's scale, `scale-2` a second one. */
export const ScaleId = OneOf(['scale-1', 'scale-2'] as const);
export type ScaleId = Type.Static<typeof ScaleId>;

/** A scale that was found and is used from then on. */
export const ScaleProfile = Obj({
  id: ScaleId,
  protocol: OneOf(scaleProtocols),
  port: PortIdentity,
  /** Null for USB and network scales. */
  line: Nullable(SerialLine),
  variant: ScaleVariant,
  plate: NamePlate,
});
export type ScaleProfile = Type.Static<typeof ScaleProfile>;

/** A nameplate of class III or IIII has 100 to 10 000 intervals. */
export const isPlate = ({ maxG, eG }: NamePlate): boolean => maxG >= 100 * eG && maxG <= 10_000 * eG;

/**
 * Where a remembered port is now; null when it is not there. A USB adapter is the one with its serial number, else the one of its make in
 * its socket, else the only one of its make that has no serial number of its own. Its name does not count: it may be another's now.
 */
export function whereIs({ kind, path, usb }: PortIdentity, ports: readonly ListedPort[]): ListedPort | null {
  const same = ports.filter((port) => port.kind === kind);
  if (usb === null) return same.find((port) => port.path === path) ?? null;
  const made = same.filter((port) => port.usb?.vendorId === usb.vendorId && port.usb.productId === usb.productId);
  const numbered = made.filter((port) => port.usb?.serialNumber === usb.serialNumber);
  const there = numbered.filter((port) => usb.location !== '' && port.usb?.location === usb.location);
  if (there.length === 1) return there[0] ?? null;
  // Cheap adapters carry no number, or all the same one: then only one that is alone can be told.
  return numbered.length === 1 ? (numbered[0] ?? null) : null;
}
