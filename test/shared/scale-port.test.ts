import { describe, expect, it } from 'vitest';
import { whereIs, type ListedPort, type PortIdentity } from '../../shared/scale-port.ts';

const port = (path: string, serialNumber: string, location: string, productId = '7523'): ListedPort => ({
  kind: 'serial',
  path,
  about: '',
  usb: { vendorId: '1a86', productId, serialNumber, location },
});
const remembered = ({ about: _about, ...identity }: ListedPort): PortIdentity => identity;
const built: ListedPort = { kind: 'serial', path: '/dev/ttyS0', about: '', usb: null };

describe('a scale’s port after the plug was pulled', () => {
  it('is found under its new name by its serial number, in whatever socket', () => {
    const scale = port('/dev/ttyUSB0', 'A1', '1-2');
    const moved = port('/dev/ttyUSB1', 'A1', '1-4');
    expect(whereIs(remembered(scale), [port('/dev/ttyUSB0', 'B2', '1-2'), moved])).toBe(moved);
  });

  it('is found by its socket where its make has no serial numbers', () => {
    const scale = port('/dev/ttyUSB0', '', '1-2');
    const again = port('/dev/ttyUSB1', '', '1-2');
    expect(whereIs(remembered(scale), [port('/dev/ttyUSB0', '', '1-3'), again])).toBe(again);
  });

  it('is the only one of its make, though its socket is another', () => {
    const moved = port('/dev/ttyUSB3', '', '1-4');
    expect(whereIs(remembered(port('/dev/ttyUSB0', '', '1-2')), [built, moved])).toBe(moved);
  });

  it('is nobody’s guess: two of its make without a number in other sockets, or another number, are not it', () => {
    const scale = port('/dev/ttyUSB0', '', '1-2');
    expect(whereIs(remembered(scale), [port('/dev/ttyUSB0', '', '1-3'), port('/dev/ttyUSB1', '', '1-4')])).toBe(null);
    expect(whereIs(remembered(port('/dev/ttyUSB0', 'A1', '1-2')), [port('/dev/ttyUSB0', 'B2', '1-2')])).toBe(null);
  });

  it('tells adapters with one and the same number apart by their sockets', () => {
    const [one, other] = [port('/dev/ttyUSB0', '0001', '1-2'), port('/dev/ttyUSB1', '0001', '1-3')];
    expect(whereIs(remembered(port('/dev/ttyUSB7', '0001', '1-3')), [one, other])).toBe(other);
  });

  it('is found by its name where it is built in, and another make is never taken for it', () => {
    expect(whereIs(remembered(built), [built])).toBe(built);
    expect(whereIs(remembered(port('/dev/ttyUSB0', '', '1-2')), [port('/dev/ttyUSB0', '', '1-2', '6001')])).toBe(null);
  });
});
