import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import { en } from '../shared/text/en.ts';
import type { TextTable } from '../shared/text/text.ts';
import { zh } from '../shared/text/zh.ts';
import type { ViewTopics } from '../shared/view.ts';
import type { StallClient } from './client.ts';
import type { PinDesk } from './pin.ts';
import type { LookState, LookStore } from './settings.ts';
import type { Sound } from './sound.ts';
import type { TopicState, TopicStore } from './store.ts';
import type { Voice } from './voice.ts';

/** What every page of this window works with. */
export interface Stall {
  readonly client: StallClient;
  readonly topics: TopicStore;
  readonly look: LookStore;
  readonly sound: Sound;
  readonly voice: Voice;
  readonly pin: PinDesk;
}

const StallContext = createContext<Stall | null>(null);
export const StallProvider = StallContext.Provider;

export function useStall(): Stall {
  const stall = useContext(StallContext);
  if (stall === null) throw new Error('outside of the StallProvider');
  return stall;
}

export const useTopicState = <T,>(select: (state: TopicState) => T): T => useStore(useStall().topics, select);
/** A topic of the core, undefined until it is known. */
export const useTopic = <T extends keyof ViewTopics>(topic: T): ViewTopics[T] | undefined =>
  useTopicState((state) => state.topics[topic] as ViewTopics[T] | undefined);
export const useLook = <T,>(select: (look: LookState) => T): T => useStore(useStall().look, select);
export const useTexts = (): TextTable => useLook((look) => (look.language === 'zh' ? zh : en));
