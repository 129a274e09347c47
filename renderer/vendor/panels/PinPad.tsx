import { useEffect, useEffectEvent } from 'react';
import { useTexts } from '../../stall.tsx';
import { Icon } from '../../ui/icons.tsx';
import p from './panels.module.css';
import s from './pin.module.css';

export const PIN_DIGITS = 4;
const keys = ['7', '8', '9', '4', '5', '6', '1', '2', '3', '', '0', 'erase'] as const;

/** Four digits, typed by touch or keyboard; the fourth is the enter key. Before any other listener: they are no product number. */
export function PinPad({ typed, onType }: { readonly typed: string; readonly onType: (typed: string) => void }) {
  const texts = useTexts();
  const press = (key: string): void => {
    if (key === 'erase') onType(typed.slice(0, -1));
    else if (typed.length < PIN_DIGITS) onType(typed + key);
  };
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (/^\d$/.test(event.key)) press(event.key);
    else if (event.key === 'Backspace') press('erase');
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent): void => {
      onKey(event);
    };
    globalThis.addEventListener('keydown', listener, true);
    return () => {
      globalThis.removeEventListener('keydown', listener, true);
    };
  }, []);
  return (
    <>
      <div className={s['dots']} role="img" aria-label={texts.people.digits(typed.length)}>
        {Array.from({ length: PIN_DIGITS }, (_, at) => (
          <i key={at} data-typed={at < typed.length ? '' : undefined} />
        ))}
      </div>
      <div className={p['pad']}>
        {keys.map((key) =>
          key === '' ? (
            <span key={key} />
          ) : (
            <button
              type="button"
              key={key}
              aria-label={key === 'erase' ? texts.common.erase : undefined}
              onClick={() => {
                press(key);
              }}
            >
              {key === 'erase' ? <Icon name="erase" /> : key}
            </button>
          ),
        )}
      </div>
    </>
  );
}
