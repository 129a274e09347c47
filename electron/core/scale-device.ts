import type { Scale } from '../../hardware/ports.ts';
import type { Done } from '../../shared/command.ts';
import { ok, refuse, type Reply } from '../../shared/contract.ts';
import { businessDay } from '../../shared/day.ts';
import { fitsGoods, strictBand, verification, type ScaleRecord } from '../../shared/metrology.ts';
import type { ScaleReading } from '../../shared/scale.ts';
import type { DevicesView } from '../../shared/view.ts';
import type { Goods } from './goods.ts';
import type { Journal } from './journal.ts';
import type { Prices } from './prices.ts';
import type { Scales } from './scales.ts';
import type { Settings } from './settings.ts';

export interface ScaleDevice {
  view(): Pick<DevicesView, 'scale'>;
  /** Somebody looks: frames are shown for the next ten seconds. */
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
export async function openScaleDevice(deps: {
  readonly scales: Pick<Scales, 'current' | 'onReading' | 'onState'>;
  readonly settings: Settings;
  readonly goods: Goods;
  readonly prices: Prices;
  readonly journal: Journal;
  readonly seller: () => string;
  readonly now: () => number;
  readonly onChange: () => void;
}): Promise<ScaleDevice> {
  const { scales, settings, goods, prices, journal, now } = deps;
  /** The papers of either scale. */
  const records = new Map([
    ['scale-1', await settings.read('scale_record')],
    ['scale-2', await settings.read('scale_record_2')],
  ]);
  const recordOf = (id: string): ScaleRecord | null => records.get(id === 'scale-2' ? id : 'scale-1') ?? null;
  let frames: readonly ScaleReading[] = [];
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
        const price = product.sellBy === 'piece' ? null : (prices.priced(product, 'weight')?.price ?? null);
        if (price === null || price.basisG === null) return false;
        return !fitsGoods(plate, strictBand(product.band, (price.priceFen * 1000) / price.basisG));
      })
      .map((product) => product.name);

  return {
    view: () => {
      const scale = scales.current();
      if (scale === null) return { scale: null };
      const state = scale.state();
      return {
        scale: {
          model: { name: scale.model.name, sureness: scale.model.sureness, source: scale.model.source },
          plate: scale.plate,
          state,
          counters: scale.counters(),
          // What a scale said before it was lost is not live any more.
          frames: (state === 'online' ? frames : []).map(({ at, raw, weightG, stable }) => ({
            at,
            hex: raw.slice(0, 96),
            weightG,
            stable,
          })),
          record: recordOf(scale.plate.id),
          verification: verification(recordOf(scale.plate.id), businessDay(now(), 0)),
          tooCoarseFor: tooCoarseFor(scale.plate).slice(0, MOST_NAMES),
        },
      };
    },
    watch: () => {
      watchedUntil = now() + WATCH_MS;
      picture ??= setInterval(draw, PICTURE_MS).unref();
      deps.onChange();
    },
    setRecord: async (next, callId) => {
      const scale = scales.current();
      if (scale === null) return refuse({ code: 'not_sellable', reason: 'no_scale' });
      const appended = await journal.append({
        id: callId,
        at: now(),
        seller: deps.seller(),
        body: {
          kind: 'override',
          what: 'scale_record',
          subjectId: scale.plate.id,
          detail: `${scale.plate.serial} ${next.certificate} ${next.verifiedOn ?? '-'} ${next.dueOn ?? '-'}`.slice(
            0,
            200,
          ),
        },
      });
      if (!appended.ok) return refuse(appended.refusal);
      const id = scale.plate.id === 'scale-2' ? 'scale-2' : 'scale-1';
      await settings.write(id === 'scale-2' ? 'scale_record_2' : 'scale_record', next);
      records.set(id, next);
      deps.onChange();
      return ok({});
    },
    stop: () => {
      for (const one of off) one();
      clearInterval(picture);
    },
  };
}
