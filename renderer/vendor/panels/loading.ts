import type { Panel } from '../ui.ts';
import { panels } from './registry.ts';
import type { PanelComponent } from './registry.ts';

type Kind = Panel['kind'];
const kinds = Object.keys(panels) as readonly Kind[];
const loaded = new Map<Kind, PanelComponent>(
  kinds.flatMap((kind) => {
    const { here } = panels[kind];
    return here === undefined ? [] : [[kind, here as PanelComponent]];
  }),
);

/** The panel of that kind; null while its file is not here. */
export const panelOf = (kind: Kind): PanelComponent | null => loaded.get(kind) ?? null;

/** Resolves when the panel can be shown. Rejects when its file can't be had. */
export async function loadPanel(kind: Kind): Promise<void> {
  if (loaded.has(kind)) return;
  const file = await panels[kind].load?.();
  if (file !== undefined) loaded.set(kind, file.default as PanelComponent);
}

/** Loads the panels one by one whenever the window has nothing else to do. Returns its end. */
export function prefetchPanels(): () => void {
  let handle = 0;
  const idle = (): Promise<unknown> =>
    new Promise((resolve) => {
      handle = requestIdleCallback(resolve);
    });
  const loadAll = async (): Promise<void> => {
    for (const kind of kinds) {
      if (loaded.has(kind)) continue;
      await idle();
      await loadPanel(kind);
    }
  };
  // What can't be had now is asked for again when it is opened, and told then.
  void loadAll().catch(() => {});
  return () => {
    cancelIdleCallback(handle);
  };
}
