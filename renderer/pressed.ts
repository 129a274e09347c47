/** How long a key stays dark after the finger has left, ms. */
const STAYS_MS = 150;

/**
 * Marks the key under a finger `data-pressed`, in the frame of the touch. Chromium's `:active` comes to a touched key 150 ms later, or with
 * the release: a short touch was then shown by two frames more, in the way of the one that shows what came of it.
 */
export function startPressed(document: Document): () => void {
  let key: HTMLElement | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const release = (): void => {
    clearTimeout(timer);
    key?.removeAttribute('data-pressed');
    key = null;
  };
  // While it bubbles: what the touch guard takes away never comes here.
  const onDown = ({ target }: PointerEvent): void => {
    release();
    key = target instanceof Element ? target.closest<HTMLElement>('button') : null;
    key?.setAttribute('data-pressed', '');
  };
  const onUp = (): void => {
    clearTimeout(timer);
    timer = setTimeout(release, STAYS_MS);
  };

  document.addEventListener('pointerdown', onDown);
  document.addEventListener('pointerup', onUp);
  document.addEventListener('pointercancel', release);
  return () => {
    document.removeEventListener('pointerdown', onDown);
    document.removeEventListener('pointerup', onUp);
    document.removeEventListener('pointercancel', release);
    release();
  };
}
