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
import type { Settings } from './settings.ts';

export interface ScaleDevice {
  view(): DevicesView;
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
  readonly scale: Scale | null;
  readonly settings: Settings;
  readonly goods: Goods;
  readonly prices: Prices;
  readonly journal: Journal;
  readonly seller: () => string;
  readonly now: () => number;
  readonly onChange: () => void;
}): Promise<ScaleDevice> {
  const { scale, settings, goods, prices, journal, now } = deps;
  let record = await settings.read('scale_record');
  let frames: readonly ScaleReading[] = [];
  let watchedUntil = 0;
  let picture: NodeJS.Timeout | undefined;

  const off = scale?.onReading((reading) => {
    frames = [reading, ...frames].slice(0, FRAMES);
  });
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
          record,
          verification: verification(record, businessDay(now(), 0)),
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
      await settings.write('scale_record', next);
      record = next;
      deps.onChange();
      return ok({});
    },
    stop: () => {
      off?.();
      clearInterval(picture);
    },
  };
}
