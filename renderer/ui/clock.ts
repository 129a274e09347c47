import { useEffect, useState } from 'react';

const TICK_MS = 1_000;

/** Epoch ms, to the minute: renders once a minute, within a second of its turn. */
export function useClock(): number {
  const minute = (): number => Math.floor(Date.now() / 60_000) * 60_000;
  const [now, setNow] = useState(minute);
  useEffect(() => {
    const timer = setInterval(() => {
      setNow(minute());
    }, TICK_MS);
    return () => {
      clearInterval(timer);
    };
  }, []);
  return now;
}
