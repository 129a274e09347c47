import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import { withGoodsChange } from '../shared/goods-change.ts';
import type { Snapshot, ViewEvent, ViewTopics } from '../shared/view.ts';

/** What the core last said, topic by topic. Holds snapshots and nothing derived from them. */
export interface TopicState {
  readonly topics: Partial<ViewTopics>;
  /** Number of the last event in `topics`; −1 before the first snapshot. */
  readonly no: number;
  readonly line: 'connecting' | 'open' | 'lost';
}
export type TopicStore = StoreApi<TopicState>;

export const createTopicStore = (): TopicStore =>
  createStore<TopicState>(() => ({ topics: {}, no: -1, line: 'connecting' }));

/** The state after a snapshot and the events that came while it was under way, in their order. Null when one of them is missing. */
export function fromSnapshot(
  snapshot: Snapshot,
  meanwhile: readonly ViewEvent[],
): Pick<TopicState, 'topics' | 'no'> | null {
  let state: Pick<TopicState, 'topics' | 'no'> = { topics: snapshot.topics, no: snapshot.no };
  for (const event of meanwhile) {
    if (event.no <= state.no) continue;
    const after = withEvent(state, event);
    if (after === null) return null;
    state = after;
  }
  return state;
}

/** The state after the next event; null when an event between is missing and a snapshot must be asked for. */
export function withEvent(
  state: Pick<TopicState, 'topics' | 'no'>,
  event: ViewEvent,
): Pick<TopicState, 'topics' | 'no'> | null {
  if (event.no !== state.no + 1) return null;
  if (event.topic === 'goods_change') {
    const { goods } = state.topics;
    if (goods === undefined) return null;
    return { topics: { ...state.topics, goods: withGoodsChange(goods, event.value) }, no: event.no };
  }
  return { topics: { ...state.topics, [event.topic]: event.value }, no: event.no };
}
