import type { Stall } from '../stall.tsx';
import { exactCash } from './actions.ts';
import type { Actions } from './actions.ts';
import type { VendorUiStore } from './ui.ts';

const MAX_PLU_DIGITS = 5;

/**
 * A whole sale from a keyboard or a 17-key number pad: digits and Enter are a product's number, function keys the rest.
 * Sheets read their own digits; here only what holds when none is open, and Esc. Returns its end.
 */
export function startKeyboard({ topics }: Stall, ui: VendorUiStore, act: Actions): () => void {
  const front = () => {
    const carts = topics.getState().topics.carts;
    return carts?.carts.find((cart) => cart.id === carts.frontId);
  };

  const pickTyped = (): void => {
    const { typed } = ui.getState();
    ui.setState({ typed: '' });
    const product = topics.getState().topics.goods?.products.find((one) => String(one.plu) === typed);
    void act.tap(product?.id ?? 'none');
  };
  const cash = (): void => {
    const cart = front();
    if (cart !== undefined && cart.lines.length > 0) void act.tender(exactCash(cart));
  };
  const more = (): void => {
    const cart = front();
    if (cart !== undefined && cart.lines.length > 0) act.open({ kind: 'more', cartId: cart.id });
  };
  const tare = (): void => {
    const kind = topics.getState().topics.weighing?.tareKind;
    void (kind === 'key' ? act.run('scale.clear_tare', {}) : act.run('scale.tare', {}));
  };

  /** True when the key was taken. */
  const press = (key: string, onControl: boolean): boolean => {
    const { panel, typed } = ui.getState();
    switch (key) {
      case 'Escape':
        if (panel === null && typed === '') act.hush();
        act.close();
        return true;
      case 'F2':
        act.open({ kind: 'find', purpose: 'sell' });
        return true;
      case 'F3':
        act.open({ kind: 'portion' });
        return true;
      case 'F4':
        void act.run('scale.zero', {});
        return true;
      case 'F5':
        void act.run('line.update', {});
        return true;
      case 'F6':
        void act.run('cart.next', {});
        return true;
      case 'F7':
        tare();
        return true;
      case 'F8':
        more();
        return true;
      case 'F9':
        cash();
        return true;
      case 'F10':
        act.open({ kind: 'menu' });
        return true;
      default:
        break;
    }
    if (panel !== null) return false;
    if (/^\d$/.test(key) && typed.length < MAX_PLU_DIGITS) {
      ui.setState({ typed: typed + key });
      return true;
    }
    if (key === 'Enter' && typed !== '') {
      pickTyped();
      return true;
    }
    if (key === 'Backspace' && typed !== '') {
      ui.setState({ typed: typed.slice(0, -1) });
      return true;
    }
    // Enter on a key in focus is that key's own press.
    if (onControl && key === 'Enter') return false;
    if (key === '+') {
      cash();
      return true;
    }
    if (key === '*') {
      more();
      return true;
    }
    return false;
  };

  const onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const target = event.target instanceof HTMLElement ? event.target : null;
    if (target instanceof HTMLInputElement && event.key !== 'Escape' && !event.key.startsWith('F')) return;
    document.documentElement.dataset['input'] = 'keyboard';
    if (press(event.key, target instanceof HTMLButtonElement)) event.preventDefault();
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
