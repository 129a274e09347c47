import type { Done } from '../../../shared/command.ts';
import { ok, refuse, type Reply } from '../../../shared/contract.ts';
import { averaged, type Averaging } from '../../../shared/averaging.ts';
import { ON_SECOND } from '../../../shared/marks.ts';
import type { Price } from '../../../shared/records/goods.ts';
import type { ScalePlate, Suggestion } from '../../../shared/scale.ts';
import type { WeighingView } from '../../../shared/view.ts';
import {
  barred,
  clearTare,
  loadNumber,
  markTaken,
  onLost,
  onReading,
  onTick,
  onZeroed,
  priced,
  retake,
  startWeighing,
  tareLoad,
  weigh,
  type Sellable,
  type Weighed,
} from '../../../shared/weighing.ts';
import type { ScalePapers } from './scale-papers.ts';
import type { Scales } from './scales.ts';

/** The scale as the till sees it: readings through the weighing rules of shared/weighing.ts. */
export interface Weighing {
  readonly plate: ScalePlate;
  /** The load now, with a product's preset tare (0 for none). */
  weigh(presetTareG: number): Weighed;
  /** The new stable weight of a load that is a line already. */
  retake(presetTareG: number): Reply<Sellable>;
  /** Whether this weighing may become a line at this price: a computing scale must have worked it out with it. */
  isComputedFor(sellable: Sellable, price: Price): boolean;
  /** What a line that is weighed now has to say of its scale. */
  marks(): readonly string[];
  load(): number;
  /** Load number `load` is a line now. A load that has left meanwhile is not marked. */
  markTaken(load: number, netG: number): void;
  zero(): Promise<Reply<Done>>;
  tare(): Reply<Done>;
  clearTare(): Reply<Done>;
  /** Unit price of what is weighed next, for a scale that computes; null when nothing waits. */
  price(price: Price | null): void;
  /** What a scale with a camera says in its last frame. */
  suggestions(): readonly Suggestion[];
  view(
    product: WeighingView['product'],
    presetTareG: number,
    candidates: WeighingView['candidates'],
  ): Omit<WeighingView, 'pinnedId'>;
  /** Called after each reading, loss and tick that may have changed something. */
  onChange(listener: () => void): () => void;
  /** The scale was started with a load on it: all it weighed from `since` (epoch ms) to now was too light (S20). Told once. */
  onLoadedStart(listener: (since: number) => void): () => void;
  stop(): void;
}

/** Where a stall has no scale: nothing is ever sellable by weight. */
const NO_PLATE: ScalePlate = {
  id: 'none',
  serial: '',
  maxG: 0,
  minG: 0,
  eG: 5,
  protocol: 'none',
  verifiedOnDevice: false,
  canZero: false,
  canTare: false,
};
const fenPerKgOf = ({ priceFen, basisG }: Price): number | null =>
  basisG === null ? null : (priceFen * 1000) / basisG;

/** Well below the second after which a weight is stale, so that it is gone from the screen in time. */
const TICK_MS = 200;

/** Starts listening to the scale that is sold by, whichever that is. Never waits for it. */
export function createWeighing(
  scales: Pick<Scales, 'current' | 'onReading' | 'onState'>,
  papers: Pick<ScalePapers, 'plateOf' | 'bars' | 'marksOf'>,
  now: () => number,
  /** The stall sells what moves by itself (活鲜, S5). */
  isLive: () => boolean = () => false,
): Weighing {
  const plateNow = (): ScalePlate => {
    const scale = scales.current();
    return scale === null ? NO_PLATE : papers.plateOf(scale.plate);
  };
  const isBarred = (): boolean => papers.bars(plateNow().id);
  const weighNow = (presetTareG: number): Weighed => {
    const weighed = weigh(state, plateNow(), presetTareG);
    return isBarred() ? barred(weighed) : priced(weighed, wantedFenPerKg);
  };
  let state = startWeighing();
  let averaging: Averaging = [];
  /** Unit price of what is armed; null when nothing waits. */
  let wantedFenPerKg: number | null = null;
  /** First frame since the start or the scale's return. */
  let since: number | null = null;
  const listeners = new Set<() => void>();
  const loadedStarts = new Set<(since: number) => void>();
  const set = (next: typeof state): void => {
    if (next === state) return;
    const fell = state.start !== 'fallen' && next.start === 'fallen';
    state = next;
    if (fell && since !== null) for (const listener of loadedStarts) listener(since);
    for (const listener of listeners) listener();
  };
  const timer = setInterval(() => {
    set(onTick(state, now()));
  }, TICK_MS);
  timer.unref();
  const stops = [
    scales.onReading((raw) => {
      since ??= raw.at;
      const plate = plateNow();
      const { averaging: next, reading } = isLive()
        ? averaged(averaging, raw, plate.eG)
        : { averaging: [], reading: raw };
      averaging = next;
      set(onReading(state, reading, plate));
    }),
    scales.onState((device) => {
      if (device === 'online') return;
      since = null;
      averaging = [];
      set(onLost(state));
    }),
    () => {
      clearInterval(timer);
    },
  ];
  const changed = (result: ReturnType<typeof tareLoad>): Reply<Done> => {
    if ('refusal' in result) return refuse(result.refusal);
    set(result.state);
    return ok({});
  };

  return {
    get plate() {
      return plateNow();
    },
    weigh: weighNow,
    retake: (presetTareG) => {
      if (isBarred()) return refuse({ code: 'not_sellable', reason: 'overdue' });
      const sellable = retake(state, plateNow(), presetTareG);
      return sellable === null ? refuse({ code: 'not_sellable', reason: 'unstable' }) : ok(sellable);
    },
    isComputedFor: ({ computedFor }, price) => computedFor === null || computedFor === fenPerKgOf(price),
    marks: () => [...papers.marksOf(plateNow().id), ...(plateNow().id === ON_SECOND ? [ON_SECOND] : [])],
    load: () => loadNumber(state),
    markTaken: (load, netG) => {
      set(markTaken(state, netG, load));
    },
    zero: async () => {
      const scale = scales.current();
      if (scale === null) return refuse({ code: 'not_sellable', reason: 'no_scale' });
      switch (await scale.zero()) {
        case 'done':
          set(onZeroed(state));
          return ok({});
        case 'unsupported':
          return refuse({ code: 'scale_cannot' });
        case 'refused':
        case 'timeout':
          return refuse({ code: 'scale_busy' });
      }
    },
    tare: () => changed(tareLoad(state)),
    clearTare: () => changed(clearTare(state)),
    price: (price) => {
      wantedFenPerKg = price === null ? null : fenPerKgOf(price);
      scales.current()?.price(wantedFenPerKg);
    },
    suggestions: () => state.reading?.suggestions ?? [],
    view: (product, presetTareG, candidates) => {
      const {
        state: kind,
        reason,
        stable,
        zero,
        grossG,
        tareG,
        tareKind,
        netG,
        changed: moved,
      } = weighNow(presetTareG);
      const plate = plateNow();
      return {
        state: kind,
        reason,
        stable,
        zero,
        grossG,
        tareG,
        tareKind,
        netG,
        minG: plate.minG,
        maxG: plate.maxG,
        eG: plate.eG,
        decimals: 3,
        canZero: plate.canZero,
        product,
        candidates: kind === 'ready' ? [] : candidates,
        changed: moved,
      };
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    onLoadedStart: (listener) => {
      loadedStarts.add(listener);
      return () => {
        loadedStarts.delete(listener);
      };
    },
    stop: () => {
      for (const stop of stops) stop();
      listeners.clear();
      loadedStarts.clear();
    },
  };
}
