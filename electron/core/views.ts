import { goodsChange } from '../../shared/goods-change.ts';
import type { GoodsView } from '../../shared/goods-view.ts';
import type { Log } from '../../shared/log.ts';
import { topicsOf, type Snapshot, type Topic, type ViewEvent, type ViewTopics } from '../../shared/view.ts';
import { roles, type Role } from '../../shared/role.ts';

export interface Views {
  /** Says how a topic is made. It is called only when the topic may have changed. */
  provide<T extends Topic>(topic: T, make: () => ViewTopics[T]): void;
  /** The topic may have changed. Changes of one turn of the event loop become one event, and none if the value is the same. */
  touch(...topics: readonly Topic[]): void;
  /** The same as a callback. */
  touching(...topics: readonly Topic[]): () => void;
  /**
   * The same for a change that nobody at the stall has made: a topic that was dear to make is left alone for a multiple of that time, and then made
   * once for all that came meanwhile. At once if it has rested; the next `touch` or snapshot takes it along.
   */
  touchLater(...topics: readonly Topic[]): void;
  snapshot(role: Role): Snapshot;
  on(role: Role, listener: (event: ViewEvent) => void): () => void;
  stop(): void;
}

/** How long a topic rests, in times of its last making: windows take about as long again to read it. */
const REST = 10;

/** What the windows see: one plain value per topic, numbered events per role. `clock`: ms that only rise, for what a topic costs. */
export function createViews(log: Log, clock: () => number = () => performance.now()): Views {
  const makers = new Map<Topic, () => unknown>();
  const values = new Map<Topic, { readonly text: string; readonly value: unknown }>();
  const dirty = new Set<Topic>();
  /** Changed from outside, until they have rested. */
  const waiting = new Set<Topic>();
  const restedAt = new Map<Topic, number>();
  let rest: NodeJS.Timeout | undefined;
  const numbers = new Map<Role, number>(roles.map((role) => [role, 0]));
  const listeners = new Map<Role, Set<(event: ViewEvent) => void>>(roles.map((role) => [role, new Set()]));
  let timer: NodeJS.Immediate | null = null;

  const emit = (topic: Topic, news: { readonly topic: ViewEvent['topic']; readonly value: unknown }): void => {
    for (const role of roles) {
      if (!topicsOf[role].includes(topic)) continue;
      const no = (numbers.get(role) ?? 0) + 1;
      numbers.set(role, no);
      // The maker of a topic gives the value of that topic: `provide` checked it.
      const event = { no, ...news } as ViewEvent;
      for (const listener of listeners.get(role) ?? []) {
        try {
          listener(event);
        } catch (error) {
          log.error({ err: error, role, topic }, 'a listener of the view failed');
        }
      }
    }
  };
  const flush = (): void => {
    if (timer !== null) clearImmediate(timer);
    timer = null;
    for (const topic of dirty) {
      dirty.delete(topic);
      waiting.delete(topic);
      const make = makers.get(topic);
      if (make === undefined) continue;
      const begin = clock();
      const value = make();
      const before = values.get(topic);
      const isGoods = topic === 'goods';
      const change =
        isGoods && before !== undefined ? goodsChange(before.value as GoodsView, value as GoodsView) : null;
      // Compared as text, but for a market's products, which are 3 MB of it.
      const text = JSON.stringify(isGoods ? { ...(value as GoodsView), products: [] } : value);
      if (before?.text !== text || (isGoods && change?.products.length !== 0)) {
        values.set(topic, { text, value });
        emit(topic, change === null ? { topic, value } : { topic: 'goods_change', value: change });
      }
      const end = clock();
      restedAt.set(topic, end + REST * (end - begin));
    }
  };

  const touch = (...topics: readonly Topic[]): void => {
    for (const topic of topics) dirty.add(topic);
    // Not at once: the answer of a command goes out before the views are made.
    timer ??= setImmediate(flush);
  };
  /** Makes what waits and has rested, and comes again for what has not. */
  const wake = (): void => {
    clearTimeout(rest);
    const at = clock();
    let next = Infinity;
    for (const topic of waiting) {
      const rested = restedAt.get(topic) ?? 0;
      if (rested <= at) touch(topic);
      else next = Math.min(next, rested);
    }
    if (next < Infinity) rest = setTimeout(wake, Math.ceil(next - at)).unref();
  };

  return {
    provide: (topic, make) => {
      makers.set(topic, make);
      dirty.add(topic);
    },
    touch,
    touching:
      (...topics) =>
      () => {
        touch(...topics);
      },
    touchLater: (...topics) => {
      for (const topic of topics) waiting.add(topic);
      wake();
    },
    snapshot: (role) => {
      // What a window starts with, or asks for, is what is so now.
      for (const topic of waiting) dirty.add(topic);
      flush();
      const topics = Object.fromEntries(
        topicsOf[role].flatMap((topic) => {
          const held = values.get(topic);
          return held === undefined ? [] : [[topic, held.value]];
        }),
      );
      return { no: numbers.get(role) ?? 0, role, topics };
    },
    on: (role, listener) => {
      listeners.get(role)?.add(listener);
      return () => {
        listeners.get(role)?.delete(listener);
      };
    },
    stop: () => {
      if (timer !== null) clearImmediate(timer);
      timer = null;
      clearTimeout(rest);
      makers.clear();
      for (const set of listeners.values()) set.clear();
    },
  };
}
