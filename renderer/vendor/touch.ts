import type { VendorUiStore } from './ui.ts';

const BURST = 6;
const BURST_MS = 500;
const HELD_MS = 3_000;
const WET_MS = 2_000;
const WIPE_MS = 10_000;

/**
 * Hands that are not fingers (S21): a touch while a second contact is down, water running over the glass, a cloth.
 * Presses are taken away before any key sees them. Returns the wipe lock and its end.
 */
export function startTouchGuard(ui: VendorUiStore, now: () => number): { wipe(): void; stop(): void } {
  const down = new Map<number, ReturnType<typeof setTimeout> | null>();
  let recent: readonly number[] = [];
  let several = false;
  let release: ReturnType<typeof setTimeout> | null = null;

  const deafen = (ms: number, why: 'wet' | 'wiping'): void => {
    if (release !== null) clearTimeout(release);
    ui.setState({ deaf: { until: now() + ms, why } });
    release = setTimeout(() => {
      ui.setState({ deaf: null });
    }, ms);
  };

  const onDown = (event: PointerEvent): void => {
    if (event.pointerType !== 'touch') return;
    if (down.size === 0) several = false;
    down.set(
      event.pointerId,
      setTimeout(() => {
        deafen(WET_MS, 'wet');
      }, HELD_MS),
    );
    if (down.size > 1) several = true;
    recent = [...recent.filter((at) => now() - at < BURST_MS), now()];
    if (recent.length >= BURST) deafen(WET_MS, 'wet');
  };
  const onUp = (event: PointerEvent): void => {
    const timer = down.get(event.pointerId) ?? null;
    if (timer !== null) clearTimeout(timer);
    down.delete(event.pointerId);
  };
  const onClick = (event: MouseEvent): void => {
    // A key pressed from the keyboard has no pointer and is never water.
    if (event.detail === 0) return;
    const { deaf } = ui.getState();
    if (several || (deaf !== null && now() < deaf.until)) {
      event.stopPropagation();
      event.preventDefault();
    }
    if (down.size === 0) several = false;
  };

  document.addEventListener('pointerdown', onDown, true);
  document.addEventListener('pointerup', onUp, true);
  document.addEventListener('pointercancel', onUp, true);
  document.addEventListener('click', onClick, true);
  return {
    wipe: () => {
      deafen(WIPE_MS, 'wiping');
    },
    stop: () => {
      document.removeEventListener('pointerdown', onDown, true);
      document.removeEventListener('pointerup', onUp, true);
      document.removeEventListener('pointercancel', onUp, true);
      document.removeEventListener('click', onClick, true);
      if (release !== null) clearTimeout(release);
      for (const timer of down.values()) if (timer !== null) clearTimeout(timer);
    },
  };
}
