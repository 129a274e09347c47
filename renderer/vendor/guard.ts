import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { RefObject } from 'react';

const TENDER_GUARD_MS = 300;

/**
 * Tenders are deaf for 300 ms after they appear or move (S21), and after they begin to mean another cart (`meaning`):
 * a finger on its way must not take money for what came under it.
 */
export function useTenderGuard(ref: RefObject<HTMLElement | null>, meaning: string): boolean {
  const [deaf, setDeaf] = useState(true);
  const place = useRef('');
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useLayoutEffect(() => {
    const look = (): void => {
      const box = ref.current?.getBoundingClientRect();
      const now = box === undefined ? '' : `${meaning} ${box.left} ${box.top} ${box.width} ${box.height}`;
      if (now === place.current) return;
      place.current = now;
      setDeaf(true);
      if (timer.current !== null) clearTimeout(timer.current);
      timer.current = setTimeout(() => {
        setDeaf(false);
      }, TENDER_GUARD_MS);
    };
    look();
    globalThis.addEventListener('resize', look);
    return () => {
      globalThis.removeEventListener('resize', look);
    };
  });
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
      place.current = '';
    },
    [],
  );
  return deaf;
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
