import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createTopicStore, type TopicStore } from '../../renderer/store.ts';
import { indexOf, startIndexing } from '../../renderer/vendor/panels/goodsIndex.ts';
import * as sample from './sample.ts';

const idle = new Map<number, () => void>();
let handles = 0;
beforeEach(() => {
  idle.clear();
  vi.stubGlobal('requestIdleCallback', (run: () => void) => {
    handles += 1;
    idle.set(handles, run);
    return handles;
  });
  vi.stubGlobal('cancelIdleCallback', (handle: number) => idle.delete(handle));
});
afterEach(() => {
  vi.unstubAllGlobals();
});

/** Tells the window a list of its own; `made` counts how often it was indexed. */
function tell(store: TopicStore) {
  const products = [...sample.goods.products];
  const made = vi.spyOn(products, 'toSorted');
  store.setState(({ topics }) => ({ topics: { ...topics, goods: { ...sample.goods, products } } }));
  return { products, made };
}
const rest = (): void => {
  for (const run of idle.values()) run();
  idle.clear();
};

it('indexes new goods when the window rests, once, and before they are looked for', () => {
  const store = createTopicStore();
  startIndexing(store);
  const { products, made } = tell(store);
  store.setState(({ topics }) => ({ topics: { ...topics, weighing: sample.emptyPan } }));
  expect(made).not.toHaveBeenCalled();
  rest();
  expect(made).toHaveBeenCalledOnce();
  indexOf(products);
  expect(made).toHaveBeenCalledOnce();
});

it('leaves out a list that was replaced before the window came to rest, and what comes after its end', () => {
  const store = createTopicStore();
  const stop = startIndexing(store);
  const old = tell(store);
  const now = tell(store);
  rest();
  expect(old.made).not.toHaveBeenCalled();
  expect(now.made).toHaveBeenCalledOnce();
  const last = tell(store);
  stop();
  rest();
  expect(last.made).not.toHaveBeenCalled();
});
