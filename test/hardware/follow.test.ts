import { afterEach, describe, expect, test } from 'vitest';
import { openScale } from '../../hardware/devices.ts';
import { createPtyCable } from '../../hardware/virtual/cable.ts';
import type { Cable } from '../../hardware/virtual/cable.ts';
import { createPan } from '../../hardware/virtual/pan.ts';
import { createVirtualScale } from '../../hardware/virtual/scale.ts';
import { scaleTwins } from '../../hardware/virtual/twins.ts';
import type { ListedPort } from '../../shared/scale-port.ts';
import { deps, listen, now } from './listening.ts';

const open: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.stop();
});
const pathOf = (cable: Cable): string => {
  const connection = cable.connection();
  return connection.kind === 'serial' ? connection.path : '';
};

async function pluggedIn(usb: ListedPort['usb']) {
  const cable = await createPtyCable();
  if (cable === null) throw new Error('this system has no pseudo terminals');
  const pan = createPan({ now, maxG: 15_000, eG: 5 });
  open.push(createVirtualScale({ pan, twin: scaleTwins.os2(pan), cable, now, onSaid: () => {} }));
  return { cable, pan, listed: (): ListedPort => ({ kind: 'serial', path: pathOf(cable), about: '', usb }) };
}

describe('a scale on a USB adapter', () => {
  test('weighs again after it came back under another name', async () => {
    const usb = { vendorId: '1a86', productId: '7523', serialNumber: '', location: '1-2:1.0' };
    const adapter = await pluggedIn(usb);
    let plugged = true;
    const ports = () => Promise.resolve(plugged ? [adapter.listed()] : []);
    const connection = { kind: 'serial', path: pathOf(adapter.cable) } as const;
    const plate = { id: 's', serial: '1', maxG: 15_000, eG: 5 };
    const scale = openScale({ protocol: 'os2', connection, plate }, { ...deps, ports });
    const { seen, becomes } = listen(scale, open);
    adapter.pan.load(505);
    await seen(505);
    plugged = false;
    await adapter.cable.unplug();
    await becomes('absent');
    // The kernel gives a new name while somebody still holds the old one.
    const holder = await createPtyCable();
    open.push({ stop: async () => holder?.stop() });
    await adapter.cable.plug();
    plugged = true;
    expect(pathOf(adapter.cable)).not.toBe(connection.path);
    await seen(505);
    await becomes('online');
  });

  test('is not taken for another adapter that got its old name', async () => {
    const usb = { vendorId: '1a86', productId: '7523', serialNumber: 'A1', location: '1-2:1.0' };
    const adapter = await pluggedIn(usb);
    const other = await pluggedIn({ ...usb, serialNumber: 'B2' });
    let there = [adapter.listed()];
    const connection = { kind: 'serial', path: pathOf(adapter.cable) } as const;
    const plate = { id: 's', serial: '1', maxG: 15_000, eG: 5 };
    const scale = openScale({ protocol: 'os2', connection, plate }, { ...deps, ports: () => Promise.resolve(there) });
    const { seen, becomes } = listen(scale, open);
    await seen(0);
    there = [{ ...other.listed(), path: connection.path }];
    await adapter.cable.unplug();
    await becomes('absent');
    expect(scale.state()).toBe('absent');
  });
});
