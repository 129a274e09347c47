import type { Scale } from '../../../hardware/ports.ts';
import type { Done } from '../../../shared/command.ts';
import { refuse, type Reply } from '../../../shared/contract.ts';
import { fitsGoods, strictBand, type ScaleRecord } from '../../../shared/metrology.ts';
import type { ScaleReading } from '../../../shared/scale.ts';
import type { DevicesView } from '../../../shared/device-view.ts';
import type { Goods } from '../goods/goods.ts';
import type { Prices } from '../goods/prices.ts';
import type { ScalePapers } from './scale-papers.ts';
import type { Scales } from './scales.ts';

export interface ScaleDevice {
  view(): Pick<DevicesView, 'scale'>;
  /** Somebody looks: frames are shown for the next ten seconds, and which goods it is too coarse for is looked up. */
  watch(): void;
  setRecord(record: ScaleRecord, callId: string): Promise<Reply<Done>>;
  stop(): void;
}

const WATCH_MS = 10_000;
/** Five pictures a second are enough to see frames come and go. */
const PICTURE_MS = 200;
const FRAMES = 4;
const MOST_NAMES = 12;

/** The scale as a device: its frames as they come, its paper, and the goods it is too coarse for. */
export function createScaleDevice(deps: {
  readonly scales: Pick<Scales, 'current' | 'onReading' | 'onState'>;
  readonly papers: ScalePapers;
  readonly goods: Goods;
  readonly prices: Prices;
  readonly now: () => number;
  readonly onChange: () => void;
}): ScaleDevice {
  const { scales, papers, goods, prices, now } = deps;
  let frames: readonly ScaleReading[] = [];
  /** As of the last look: with a market's 10,000 products it is too dear for each picture. */
  let coarse: readonly string[] = [];
  let watchedUntil = 0;
  let picture: NodeJS.Timeout | undefined;

  const off = [
    scales.onReading((reading) => {
      frames = [reading, ...frames].slice(0, FRAMES);
    }),
    // What a scale said before it was lost, or another took its place, is not live any more.
    scales.onState((state) => {
      if (state !== 'online') frames = [];
    }),
  ];
  const draw = (): void => {
    deps.onChange();
    if (now() < watchedUntil) return;
    clearInterval(picture);
    picture = undefined;
  };

  const tooCoarseFor = (plate: Scale['plate']): readonly string[] =>
    goods
      .products()
      .filter((product) => {
        const price = product.sellBy === 'piece' ? null : (prices.standing(product, 'weight')?.price ?? null);
        if (price === null || price.basisG === null) return false;
        return !fitsGoods(
          plate,
          strictBand(product.band, (price.priceFen * 1000) / price.basisG),
          papers.recordOf(plate.id)?.accuracy,
        );
      })
      .slice(0, MOST_NAMES)
      .map((product) => product.name);

  return {
    view: () => {
      const scale = scales.current();
      if (scale === null) return { scale: null };
      const state = scale.state();
      return {
        scale: {
          model: { name: scale.model.name, sureness: scale.model.sureness, source: scale.model.source },
          plate: papers.plateOf(scale.plate),
          state,
          counters: scale.counters(),
          // What a scale said before it was lost is not live any more.
          frames: (state === 'online' ? frames : []).map(({ at, raw, weightG, stable }) => ({
            at,
            hex: raw.slice(0, 96),
            weightG,
            stable,
          })),
          record: papers.recordOf(scale.plate.id),
          verification: papers.verificationOf(scale.plate.id),
          expiry: papers.policy(),
          tooCoarseFor: coarse,
        },
      };
    },
    watch: () => {
      watchedUntil = now() + WATCH_MS;
      const scale = scales.current();
      coarse = scale === null ? [] : tooCoarseFor(scale.plate);
      picture ??= setInterval(draw, PICTURE_MS).unref();
      deps.onChange();
    },
    setRecord: async (next, callId) => {
      const scale = scales.current();
      if (scale === null) return refuse({ code: 'not_sellable', reason: 'no_scale' });
      return papers.setRecord(scale.plate, next, callId);
    },
    stop: () => {
      for (const one of off) one();
      clearInterval(picture);
    },
  };
}
