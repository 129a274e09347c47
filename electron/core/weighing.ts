import type { Done } from '../../shared/command.ts';
import { ok, refuse, type Reply } from '../../shared/contract.ts';
import type { Price } from '../../shared/records/goods.ts';
import type { ScalePlate, Suggestion } from '../../shared/scale.ts';
import type { WeighingView } from '../../shared/view.ts';
import {
  clearTare,
  loadNumber,
  markTaken,
  onLost,
  onReading,
  onTick,
  onZeroed,
  retake,
  startWeighing,
  tareLoad,
  weigh,
  type Sellable,
  type Weighed,
} from '../../shared/weighing.ts';
import type { Scales } from './scales.ts';

/** The scale as the till sees it: readings through the weighing rules of shared/weighing.ts. */
export interface Weighing {
  readonly plate: ScalePlate;
  /** The load now, with a product's preset tare (0 for none). */
  weigh(presetTareG: number): Weighed;
  /** The new stable weight of a load that is a line already. */
  retake(presetTareG: number): Sellable | null;
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
/** Well below the second after which a weight is stale, so that it is gone from the screen in time. */
const TICK_MS = 200;

/** Starts listening to the scale that is sold by, whichever that is. Never waits for it. */
export function createWeighing(scales: Pick<Scales, 'current' | 'onReading' | 'onState'>, now: () => number): Weighing {
  const plateNow = (): ScalePlate => scales.current()?.plate ?? NO_PLATE;
  let state = startWeighing();
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
    scales.onReading((reading) => {
      since ??= reading.at;
      set(onReading(state, reading, plateNow()));
    }),
    scales.onState((device) => {
      if (device === 'online') return;
      since = null;
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
    weigh: (presetTareG) => weigh(state, plateNow(), presetTareG),
    retake: (presetTareG) => retake(state, plateNow(), presetTareG),
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
      const { priceFen = 0, basisG = null } = price ?? {};
      scales.current()?.price(basisG === null ? null : (priceFen * 1000) / basisG);
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
      } = weigh(state, plateNow(), presetTareG);
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
