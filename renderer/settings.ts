import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import type { Language } from '../shared/text/text.ts';

/** How this window looks. Kept by the browser, no business of the core. */
export interface LookState {
  readonly language: Language;
  readonly theme: 'bright' | 'dark' | 'contrast';
  readonly size: 'normal' | 'elder';
  readonly sound: boolean;
  /** Totals and arrived money are said aloud, in Chinese whatever the screen speaks: they are for the shopper. */
  readonly voice: boolean;
}
export type LookStore = StoreApi<LookState>;

const KEY = 'stall-look';
const first: LookState = { language: 'zh', theme: 'bright', size: 'normal', sound: true, voice: true };

/** The stored look, field by field; what is not understood falls back. */
function readLook(text: string | null): LookState {
  if (text === null) return first;
  let stored: unknown;
  try {
    stored = JSON.parse(text);
  } catch {
    return first;
  }
  if (typeof stored !== 'object' || stored === null) return first;
  const has = (field: string, value: unknown): boolean => (stored as Record<string, unknown>)[field] === value;
  return {
    language: has('language', 'en') ? 'en' : 'zh',
    theme: has('theme', 'dark') ? 'dark' : has('theme', 'contrast') ? 'contrast' : 'bright',
    size: has('size', 'elder') ? 'elder' : 'normal',
    sound: !has('sound', false),
    voice: !has('voice', false),
  };
}

/**
 * The look of the window, put on the root element and kept in `storage`; another window of the same origin follows it. While the system forces
 * its own colours the theme is the one of contrast, in those colours (see resources/tokens.css).
 */
export function createLook(root: HTMLElement, storage: Storage): LookStore {
  const forced = matchMedia('(forced-colors: active)');
  const store = createStore<LookState>(() => readLook(storage.getItem(KEY)));
  const apply = (look: LookState): void => {
    root.lang = look.language === 'zh' ? 'zh-CN' : 'en';
    root.dataset['theme'] = forced.matches ? 'contrast' : look.theme;
    root.dataset['size'] = look.size;
  };
  apply(store.getState());
  store.subscribe((look) => {
    apply(look);
    storage.setItem(KEY, JSON.stringify(look));
  });
  forced.addEventListener('change', () => {
    apply(store.getState());
  });
  globalThis.addEventListener('storage', (event) => {
    if (event.key === KEY) store.setState(readLook(event.newValue));
  });
  return store;
}
