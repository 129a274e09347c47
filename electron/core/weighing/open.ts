import type { Base } from '../base.ts';
import type { Goods } from '../goods/goods.ts';
import type { Prices } from '../goods/prices.ts';
import { createEvidenceLog } from './evidence-log.ts';
import { createScaleDevice } from './scale-device.ts';
import { watchScaleEvents } from './scale-events.ts';
import { openScalePapers } from './scale-papers.ts';
import { openScales } from './scales.ts';
import { createWeighing } from './weighing.ts';

/** The scales of a till: what is weighed with, and what is known of them. */
export async function openWeighing(
  base: Base,
  deps: { readonly goods: Goods; readonly prices: Prices; /** 活鲜 */ readonly isLive: () => boolean },
) {
  const { devices, views, store, now } = base;
  const scales = await openScales({
    ...base,
    scale: devices.scale,
    second: devices.second ?? null,
    finder: devices.finder ?? null,
    benchPort: devices.bench?.scalePort ?? null,
    onChange: views.touching('scales', 'devices', 'status'),
  });
  const offState = scales.onState(views.touching('status', 'devices'));
  const scalePapers = await openScalePapers({ ...base, onChange: views.touching('devices', 'status', 'weighing') });
  const weighing = createWeighing(scales, scalePapers, now, deps.isLive);
  const scaleDevice = createScaleDevice({
    ...deps,
    scales,
    papers: scalePapers,
    now,
    onChange: views.touching('devices'),
  });
  // Practice happens on the same pan: what the scale does then is the terminal's as ever.
  const scaleEvents = watchScaleEvents({ ...base, scales, weighing, mode: () => base.identity().mode });
  views.provide('scales', () => scales.view());
  return {
    scales,
    scalePapers,
    weighing,
    scaleDevice,
    scaleEvents,
    evidenceLog: createEvidenceLog(store, now),
    stop: async (): Promise<void> => {
      offState();
      scaleDevice.stop();
      await scaleEvents.stop();
      weighing.stop();
    },
  };
}
