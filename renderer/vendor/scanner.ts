import { wedgeDown, wedgeUp, WEDGE_GAP_MS } from '../../shared/wedge.ts';
import type { WedgeKey, WedgeState } from '../../shared/wedge.ts';

/** Longer than the pause a code may have: a key that waits in the queue of a busy window is in time still. */
const HOLD_MS = WEDGE_GAP_MS + 20;

/**
 * Listens for a scanner that is a keyboard, before any other listener. Its keys are taken away; a person's are given back to whatever
 * has the focus, 70 ms late at most. Nothing is held while an input method composes: a scanner's keys that it has taken are lost, so such
 * a scanner needs the method switched off, or better its serial or HID POS mode. Returns its end.
 */
export function startScanner(onScan: (text: string) => void): () => void {
  let held: WedgeState = [];
  let timer: ReturnType<typeof setTimeout> | null = null;
  let replaying = false;

  const replay = (keys: readonly WedgeKey[]): void => {
    replaying = true;
    for (const { key, code } of keys) giveBack(key, code);
    replaying = false;
  };
  const settle = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const due = held;
    held = [];
    replay(due);
  };
  const wait = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = held.length === 0 ? null : setTimeout(settle, HOLD_MS);
  };

  const onDown = (event: KeyboardEvent): void => {
    if (replaying) return;
    const isComposing = event.isComposing || event.key === 'Process' || event.key === 'Unidentified';
    if (isComposing || event.ctrlKey || event.altKey || event.metaKey) {
      settle();
      return;
    }
    const step = wedgeDown(held, { key: event.key, code: event.code, at: event.timeStamp, isRepeat: event.repeat });
    held = step.held;
    wait();
    if (step.isTaken) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
    replay(step.due);
    if (step.scan !== null) onScan(step.scan);
  };
  const onUp = (event: KeyboardEvent): void => {
    held = wedgeUp(held, event.code, event.timeStamp);
  };
  // A click goes where the eye was: what was typed before it belongs before it.
  const onPointer = (): void => {
    if (held.length > 0) settle();
  };
  globalThis.addEventListener('keydown', onDown, true);
  globalThis.addEventListener('keyup', onUp, true);
  globalThis.addEventListener('pointerdown', onPointer, true);
  return () => {
    if (timer !== null) clearTimeout(timer);
    globalThis.removeEventListener('keydown', onDown, true);
    globalThis.removeEventListener('keyup', onUp, true);
    globalThis.removeEventListener('pointerdown', onPointer, true);
  };
}

/** As if the key had just been pressed: its listeners first, then its sign in the field that has the focus. */
function giveBack(key: string, code: string): void {
  const target = document.activeElement ?? document.body;
  const event = new KeyboardEvent('keydown', { key, code, bubbles: true, cancelable: true, composed: true });
  if (!target.dispatchEvent(event)) return;
  if (!(target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement)) return;
  // The one way in which a field keeps its selection, its undo and its own input events; every window of ours is Chromium.
  document.execCommand('insertText', false, key);
}
