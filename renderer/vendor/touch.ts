import type { VendorUiStore } from './ui.ts';

const BURST = 6;
const BURST_MS = 500;
const HELD_MS = 3_000;
const WET_MS = 2_000;
const WIPE_MS = 10_000;

export interface TouchGuard {
  /** The screen is wiped: touch is off for ten seconds. */
  wipe(): void;
  /** Returns its end. */
  start(): () => void;
}

/**
 * Hands that are not fingers (S21): a touch while a second contact is down, water running over the glass, a cloth.
 * Presses are taken away before any key sees them; what is pressed from a keyboard never is.
 */
export function createTouchGuard(ui: VendorUiStore, now: () => number): TouchGuard {
  const down = new Map<number, ReturnType<typeof setTimeout>>();
  let recent: readonly number[] = [];
  /** A second contact was down, or touch was off, while what is down now came down: no press comes of it. */
  let spoiled = false;
  let release: ReturnType<typeof setTimeout> | null = null;

  const isDeaf = (): boolean => {
    const { deaf } = ui.getState();
    return deaf !== null && now() < deaf.until;
  };
  const deafen = (ms: number, why: 'wet' | 'wiping'): void => {
    const { deaf } = ui.getState();
    // Water on a screen that is being wiped does not end the wiping sooner.
    if (deaf !== null && deaf.until > now() + ms) return;
    if (release !== null) clearTimeout(release);
    ui.setState({ deaf: { until: now() + ms, why } });
    release = setTimeout(() => {
      ui.setState({ deaf: null });
    }, ms);
  };
  /** A drop that stays is said for as long as it lies there. */
  const holds = (id: number): void => {
    deafen(WET_MS, 'wet');
    down.set(
      id,
      setTimeout(() => {
        holds(id);
      }, WET_MS),
    );
  };
  const lift = (id: number): void => {
    clearTimeout(down.get(id));
    down.delete(id);
  };

  const onDown = (event: PointerEvent): void => {
    if (down.size === 0) spoiled = false;
    if (event.pointerType === 'touch') {
      const id = event.pointerId;
      down.set(
        id,
        setTimeout(() => {
          holds(id);
        }, HELD_MS),
      );
      recent = [...recent.filter((at) => now() - at < BURST_MS), now()];
      if (recent.length >= BURST) deafen(WET_MS, 'wet');
    }
    if (down.size > 1 || isDeaf()) spoiled = true;
    // Nothing begins to be dragged either.
    if (spoiled) event.stopPropagation();
  };
  const onUp = ({ pointerId }: PointerEvent): void => {
    lift(pointerId);
  };
  const onClick = (event: MouseEvent): void => {
    // A key pressed from the keyboard has no pointer and is never water.
    if (event.detail === 0 || !(spoiled || isDeaf())) return;
    event.stopPropagation();
    event.preventDefault();
  };

  return {
    wipe: () => {
      deafen(WIPE_MS, 'wiping');
    },
    start: () => {
      document.addEventListener('pointerdown', onDown, true);
      document.addEventListener('pointerup', onUp, true);
      document.addEventListener('pointercancel', onUp, true);
      document.addEventListener('click', onClick, true);
      return () => {
        document.removeEventListener('pointerdown', onDown, true);
        document.removeEventListener('pointerup', onUp, true);
        document.removeEventListener('pointercancel', onUp, true);
        document.removeEventListener('click', onClick, true);
        if (release !== null) clearTimeout(release);
        for (const id of down.keys()) lift(id);
      };
    },
  };
}
