import { afterEach, describe, expect, test } from 'vitest';
import { createHidPos } from '../../hardware/scale/hid-pos.ts';
import { createHid, hidScale } from '../../hardware/scale/hid.ts';
import { createScale } from '../../hardware/scale/scale.ts';
import { fakeHid } from './fake-hid.ts';
import { deps, listen, plate } from './listening.ts';
import { eventually } from '../setup/patience.ts';

const open: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.stop();
});

describe('a USB HID scale (against a fake of node-hid, no kernel)', () => {
  test('is found by its usage page, read, zeroed, lost and found again', async () => {
    const hid = fakeHid();
    const scale = createScale({
      plate,
      stream: createHid({ kind: hidScale }, { ...deps, hid: hid.access }),
      codec: createHidPos(),
      ...deps,
    });
    const { readings, becomes } = listen(scale, open);
    await becomes('absent');
    hid.plug();
    await eventually(() => expect(hid.opened()).toBe(true));
    hid.report('03 04 02 00 0A 00');
    hid.report('03 04 02 00 90 00');
    expect(readings).toMatchObject([{ weightG: 144, stable: true }]);
    expect(scale.state()).toBe('online');
    const zeroing = scale.zero();
    await eventually(() => expect(hid.written).toEqual(['0202']));
    hid.report('03 02 02 00 00 00');
    expect(await zeroing).toBe('done');
    hid.unplug();
    await becomes('absent');
    expect(hid.closed()).toBe(1);
    hid.plug();
    await eventually(() => expect(hid.opened()).toBe(true));
  });
});
