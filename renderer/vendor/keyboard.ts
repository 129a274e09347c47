import type { Stall } from '../stall.tsx';
import type { Actions } from './actions.ts';
import { moveFocus } from './arrows.ts';
import { keyOf } from './keypad.ts';
import type { VendorUiStore } from './ui.ts';

const MAX_PLU_DIGITS = 5;
/** What the number pad has no key of its own for: 0, and then the key here, presses that button of the keyboard. */
const afterZero: Readonly<Record<string, string>> = { Enter: 'Delete', '+': 'p', '*': 'g', '/': 'w', '.': 'v' };
/** Names of keys as they stand on the buttons, where they are not the sign itself. */
const names: Readonly<Record<string, string>> = { Enter: '⏎', Delete: 'Del', '-': '−' };

/**
 * The button that says it is pressed by this key (`data-keys="F9 +"`; shown in keyboard mode), one of an open sheet first.
 * While a sheet is open only function keys reach what is beside it: its own letters and digits belong to it.
 */
function buttonOf(key: string): HTMLElement | undefined {
  const name = names[key] ?? key.toUpperCase();
  const buttons = [...document.querySelectorAll<HTMLElement>('[data-keys]')].filter(
    (one) =>
      one.dataset['keys']?.split(' ').includes(name) === true &&
      one.checkVisibility() &&
      one.closest('[inert]') === null,
  );
  const sheet = document.querySelector('[data-panel]');
  const inSheet = buttons.find((one) => sheet?.contains(one));
  return inSheet ?? (sheet === null || /^F\d/.test(name) ? buttons[0] : undefined);
}

/**
 * A whole sale from a keyboard, or from the 17 keys of a number pad. Digits and Enter are a product's number; a button's own key presses it, so
 * that a key can do no more than a finger; 0 and a key is what the pad has no key for. Sheets read their own digits. Returns its end.
 */
export function startKeyboard({ topics }: Stall, ui: VendorUiStore, act: Actions): () => void {
  const pressButton = (key: string): boolean => {
    const button = buttonOf(key);
    button?.click();
    return button !== undefined;
  };
  const pickTyped = (typed: string): void => {
    const product = topics.getState().topics.goods?.products.find((one) => String(one.plu) === typed);
    void act.tap(product?.id ?? 'none');
  };
  const tare = (): void => {
    const kind = topics.getState().topics.weighing?.tareKind;
    void (kind === 'key' ? act.run('scale.clear_tare', {}) : act.run('scale.tare', {}));
  };
  const turnCategory = (by: number): void => {
    const ids = [null, ...(topics.getState().topics.goods?.categories ?? []).map(({ id }) => id)];
    const at = ids.indexOf(ui.getState().category) + by;
    ui.setState({ category: ids.at(at % ids.length) ?? null });
  };

  /** The key while a number is being typed; true when it was taken. */
  const pressTyping = (key: string, typed: string): boolean => {
    const clear = (): void => {
      ui.setState({ typed: '' });
    };
    const meant = typed === '0' ? afterZero[key] : undefined;
    if (meant !== undefined) {
      clear();
      pressButton(meant);
      return true;
    }
    switch (key) {
      case 'Enter':
        clear();
        pickTyped(typed);
        return true;
      case 'Backspace':
      case '-':
        ui.setState({ typed: typed.slice(0, -1) });
        return true;
      default:
        return false;
    }
  };

  /** True when the key was taken. */
  const press = (key: string, isOnControl: boolean): boolean => {
    const { panel, typed } = ui.getState();
    if (key === 'Escape') {
      if (panel === null && typed === '') act.hush();
      act.close();
      return true;
    }
    if (panel === null) {
      if (/^\d$/.test(key) && typed.length < MAX_PLU_DIGITS) {
        ui.setState({ typed: typed + key });
        return true;
      }
      if (typed !== '' && pressTyping(key, typed)) return true;
    }
    // Enter on a key in focus is that key's own press.
    if (key === 'Enter' && isOnControl) return false;
    if (pressButton(key)) return true;
    switch (key) {
      case 'F4':
        void act.run('scale.zero', {});
        return true;
      case 'F5':
        void act.run('line.update', {});
        return true;
      case 'F7':
        tare();
        return true;
      case '-':
        if (panel === null) return false;
        act.close();
        return true;
      case 'PageUp':
      case 'PageDown':
        if (panel !== null) return false;
        turnCategory(key === 'PageUp' ? -1 : 1);
        return true;
      default:
        // Never the browser's own: F5 would load the page anew.
        return /^F([1-9]|10)$/.test(key) || moveFocus(key);
    }
  };

  const onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.defaultPrevented) return;
    const target = event.target instanceof HTMLElement ? event.target : null;
    if (target instanceof HTMLInputElement && event.key !== 'Escape' && !/^F\d/.test(event.key)) return;
    document.documentElement.dataset['input'] = 'keyboard';
    // A key that a finger has left in focus is not meant by Enter.
    const isOnControl = target instanceof HTMLButtonElement && target.matches(':focus-visible');
    const key = keyOf(event);
    if (press(key, isOnControl) || (key === 'Enter' && !isOnControl)) event.preventDefault();
  };
  const onPointer = (): void => {
    delete document.documentElement.dataset['input'];
  };
  globalThis.addEventListener('keydown', onKey);
  globalThis.addEventListener('pointerdown', onPointer);
  return () => {
    globalThis.removeEventListener('keydown', onKey);
    globalThis.removeEventListener('pointerdown', onPointer);
  };
}
