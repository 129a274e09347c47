import { useEffect, useEffectEvent, useState } from 'react';
import { useTexts, useTopic } from '../stall.tsx';
import s from './face.module.css';
import { useAct } from './ui.ts';

/** Nobody has touched anything for so long: the market may be heard (S25). */
const IDLE_MS = 60_000;

/**
 * How many notices of the market wait to be read. It comes when the window opens or after a minute without a touch, so that no key moves
 * while somebody sells; it goes when they were read.
 */
export function NoticeBadge() {
  const texts = useTexts();
  const act = useAct();
  const unseen = (useTopic('notices')?.notices ?? []).filter(({ seen }) => !seen).map(({ id }) => id);
  const [told, setTold] = useState<readonly string[]>(unseen);
  const tell = useEffectEvent(() => {
    setTold(unseen);
  });
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null;
    const wait = (): void => {
      if (timer !== null) clearTimeout(timer);
      timer = setTimeout(() => {
        tell();
        wait();
      }, IDLE_MS);
    };
    wait();
    globalThis.addEventListener('pointerdown', wait, true);
    globalThis.addEventListener('keydown', wait, true);
    return () => {
      if (timer !== null) clearTimeout(timer);
      globalThis.removeEventListener('pointerdown', wait, true);
      globalThis.removeEventListener('keydown', wait, true);
    };
  }, []);
  const shown = unseen.filter((id) => told.includes(id)).length;
  if (shown === 0) return null;
  return (
    <button
      type="button"
      className={s['other']}
      data-notices={shown}
      onClick={() => {
        act.open({ kind: 'notices' });
      }}
    >
      <b className={s['badge']}>{shown}</b>
      <small>{texts.notices.title}</small>
    </button>
  );
}
