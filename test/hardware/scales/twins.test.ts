import { afterEach, describe, expect, test } from 'vitest';
import { openScale } from '../../../hardware/devices.ts';
import { createTcpCable } from '../../../hardware/virtual/cable.ts';
import { createPan } from '../../../hardware/virtual/pan.ts';
import { createVirtualScale } from '../../../hardware/virtual/scale.ts';
import { scaleTwins } from '../../../hardware/virtual/twins.ts';
import { scaleProtocols } from '../../../shared/scale.ts';
import type { ScaleReading } from '../../../shared/scale.ts';
import { onReading, startWeighing, weigh } from '../../../shared/weighing.ts';
import { deps, now } from '../listening.ts';
import { eventually } from '../../setup/patience.ts';

const open: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.stop();
});
const twins = scaleProtocols.filter((one) => one !== 'hid-pos');

describe.each(twins)('a virtual %s scale', (protocol) => {
  test('is weighed on: an empty pan, a load of 1.235 kg, and off again', async () => {
    const pan = createPan({ now, maxG: 15_000, eG: 5 });
    const cable = await createTcpCable();
    open.push(createVirtualScale({ pan, twin: scaleTwins[protocol](pan), cable, now, onSaid: () => {} }));
    const plate = { id: 's', serial: '1', maxG: 15_000, eG: 5 };
    const scale = openScale({ protocol, connection: cable.connection(), plate }, deps);
    open.push(scale);
    let state = startWeighing();
    const readings: ScaleReading[] = [];
    scale.onReading((reading) => {
      readings.push(reading);
      state = onReading(state, reading, scale.plate);
    });
    scale.price(599);
    scale.start();
    await eventually(() => expect(weigh(state, scale.plate, 0).state).toBe('ready'));
    pan.load(1235);
    await eventually(() => expect(readings.at(-1)?.weightG).toBe(1235));
    await eventually(() => expect(weigh(state, scale.plate, 0).sellable?.netG).toBe(1235));
    pan.load(0);
    await eventually(() => expect(weigh(state, scale.plate, 0).state).toBe('ready'));
    expect(scale.state()).toBe('online');
  });
});
