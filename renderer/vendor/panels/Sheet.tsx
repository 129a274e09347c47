import { useEffect, useLayoutEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import { useTexts } from '../../stall.tsx';
import { Icon } from '../../ui/icons.tsx';
import { useAct } from '../ui.ts';
import s from './panels.module.css';

/** A sheet over the goods: title (or `head` in its place), close key, content. Takes the focus while it is there and gives it back. */
export function Sheet({
  title,
  note,
  name,
  head,
  onClose,
  children,
}: {
  readonly title: string;
  readonly note?: string;
  readonly name: string;
  readonly head?: ReactNode;
  /** Default: shuts the open sheet. */
  readonly onClose?: () => void;
  readonly children: ReactNode;
}) {
  const texts = useTexts();
  const act = useAct();
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    const before = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    if (box.current?.contains(before) !== true) box.current?.focus({ preventScroll: true });
    return () => {
      if (before?.isConnected === true && (document.activeElement === null || document.activeElement === document.body))
        before.focus({ preventScroll: true });
    };
  }, []);
  // A caret left where a field was would be looked for in every layout from then on.
  useLayoutEffect(() => () => getSelection()?.removeAllRanges(), []);
  return (
    <section className={s['panel']} ref={box} tabIndex={-1} aria-label={title} data-panel={name}>
      <header className={s['head']}>
        {head ?? (
          <h2>
            {title}
            {note === undefined ? null : <small>{note}</small>}
          </h2>
        )}
        <button
          type="button"
          className={s['closeKey']}
          data-keys={onClose === undefined ? 'Esc' : undefined}
          onClick={() => {
            if (onClose === undefined) act.close();
            else onClose();
          }}
        >
          <Icon name="cross" />
          {texts.common.close}
        </button>
      </header>
      {children}
    </section>
  );
}
