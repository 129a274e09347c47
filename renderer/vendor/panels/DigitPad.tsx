import { useEffect, useEffectEvent } from 'react';
import { useTexts } from '../../stall.tsx';
import { Icon } from '../../ui/icons.tsx';
import { keyOf } from '../keypad.ts';
import p from './panels.module.css';
import s from './pin.module.css';

const keys = ['7', '8', '9', '4', '5', '6', '1', '2', '3', '', '0', 'erase'] as const;

/**
 * So many digits, by touch or keyboard; the last one is the enter key. It hears the keyboard before any other: these are no product
 * number. `hidden`: nobody sees what is typed.
 */
export function DigitPad({
  typed,
  digits,
  hidden = false,
  onType,
}: {
  readonly typed: string;
  readonly digits: number;
  readonly hidden?: boolean;
  readonly onType: (typed: string) => void;
}) {
  const texts = useTexts();
  const press = (key: string): void => {
    if (key === 'erase') onType(typed.slice(0, -1));
    else if (typed.length < digits) onType(typed + key);
  };
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const key = keyOf(event);
    if (/^\d$/.test(key)) press(key);
    else if (key === 'Backspace' || (key === '-' && typed !== '')) press('erase');
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
  const shown = typed.padEnd(digits, '_').replace(/(.{4})(?=.)/g, '$1 ');
  return (
    <div className={s['pin']}>
      {hidden ? (
        <div className={s['dots']} role="img" aria-label={texts.people.digits(typed.length)}>
          {Array.from({ length: digits }, (_, at) => (
            <i key={at} data-typed={at < typed.length ? '' : undefined} />
          ))}
        </div>
      ) : (
        <output className={s['code']}>{shown}</output>
      )}
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
    </div>
  );
}
