import { useCallback, useEffect, useState } from 'react';

const TICK_MS = 1_000;

/** Epoch ms, to the minute or finer: renders once in that, within a second of its turn. */
export function useClock(stepMs = 60_000): number {
  const step = useCallback((): number => Math.floor(Date.now() / stepMs) * stepMs, [stepMs]);
  const [now, setNow] = useState(step);
  useEffect(() => {
    const timer = setInterval(() => {
      setNow(step());
    }, TICK_MS);
    return () => {
      clearInterval(timer);
    };
  }, [step]);
  return now;
}
