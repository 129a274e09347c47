import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { RefObject } from 'react';

const TENDER_GUARD_MS = 300;

/**
 * Tenders are deaf for 300 ms after they appear or move (S21), and after they begin to mean another cart (`meaning`):
 * a finger on its way must not take money for what came under it.
 */
export function useTenderGuard(ref: RefObject<HTMLElement | null>, meaning: string): boolean {
  const [deaf, setDeaf] = useState(true);
  const [meant, setMeant] = useState(meaning);
  const place = useRef('');
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const frame = useRef<number | null>(null);
  /** What a frame that was asked for before has to look for when it comes. */
  const newest = useRef(meaning);
  if (meant !== meaning) {
    setMeant(meaning);
    setDeaf(true);
  }
  useLayoutEffect(() => {
    const row = ref.current;
    newest.current = meaning;
    /** True when the row is not where it was. */
    const look = (): boolean => {
      const box = ref.current?.getBoundingClientRect();
      const now = box === undefined ? '' : `${newest.current} ${box.left} ${box.top} ${box.width} ${box.height}`;
      if (now === place.current) return false;
      place.current = now;
      setDeaf(true);
      if (timer.current !== null) clearTimeout(timer.current);
      timer.current = setTimeout(() => {
        setDeaf(false);
      }, TENDER_GUARD_MS);
      return true;
    };
    // In the frame that draws it: to ask for its place here would lay the window out once more for each change.
    frame.current ??= requestAnimationFrame(() => {
      frame.current = null;
      look();
    });
    const onClick = (event: MouseEvent): void => {
      if (!look()) return;
      event.stopPropagation();
      event.preventDefault();
    };
    row?.addEventListener('click', onClick, true);
    globalThis.addEventListener('resize', look);
    return () => {
      row?.removeEventListener('click', onClick, true);
      globalThis.removeEventListener('resize', look);
    };
  });
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
      if (frame.current !== null) cancelAnimationFrame(frame.current);
      frame.current = null;
      place.current = '';
    },
    [],
  );
  return deaf || meant !== meaning;
}

/** True until `until` (epoch ms) has passed; false without one. */
export function useUntil(until: number | null): boolean {
  const [over, setOver] = useState<number | null>(null);
  useEffect(() => {
    if (until === null) return undefined;
    const id = setTimeout(
      () => {
        setOver(until);
      },
      Math.max(0, until - Date.now()),
    );
    return () => {
      clearTimeout(id);
    };
  }, [until]);
  return until !== null && over !== until;
}
