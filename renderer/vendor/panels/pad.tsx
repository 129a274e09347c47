import { useEffect, useEffectEvent, useState } from 'react';
import { parseYuan } from '../../../shared/money.ts';
import { useTexts } from '../../stall.tsx';
import { Icon } from '../../ui/icons.tsx';
import s from './panels.module.css';
import { keyOf } from '../keypad.ts';
import { padKeys, typeKey } from './typing.ts';
import type { PadKey } from './typing.ts';

export interface Amount {
  readonly typed: string;
  readonly fen: number | null;
  press(key: PadKey): void;
  set(typed: string): void;
}

/** An amount being typed. */
export function useAmount(): Amount {
  const [typed, setTyped] = useState('');
  const press = (key: PadKey): void => {
    setTyped((now) => typeKey(now, key));
  };
  const fen = typed === '' ? null : parseYuan(typed.endsWith('.') ? typed.slice(0, -1) : typed);
  return { typed, fen, press, set: setTyped };
}

/** Enter on a key in focus is that key's own press; one that a finger has left there is not meant. */
const isPressOf = (target: EventTarget | null): boolean =>
  target instanceof HTMLButtonElement && target.matches(':focus-visible');

/** Lets the keyboard type the amount too; its Enter is the sheet's own enter key. */
export function useAmountKeys(amount: Amount, onEnter: () => void): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const sign = keyOf(event);
    // The number pad has no key to erase with; its minus shuts the sheet once nothing is typed.
    const erases = sign === 'Backspace' || (sign === '-' && amount.typed !== '');
    const padKey = padKeys.find((one) => one === (erases ? 'erase' : sign === ',' ? '.' : sign));
    if (padKey !== undefined) amount.press(padKey);
    else if (sign === 'Enter' && !isPressOf(event.target)) onEnter();
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent): void => {
      onKey(event);
    };
    // Before the keyboard of the selling screen: these are no product's number.
    globalThis.addEventListener('keydown', listener, true);
    return () => {
      globalThis.removeEventListener('keydown', listener, true);
    };
  }, []);
}

/** The number pad, keys of 80 px. */
export function Pad({ amount }: { readonly amount: Amount }) {
  const texts = useTexts();
  return (
    <div className={s['pad']}>
      {padKeys.map((key) => (
        <button
          type="button"
          key={key}
          aria-label={key === 'erase' ? texts.common.erase : undefined}
          onClick={() => {
            amount.press(key);
          }}
        >
          {key === 'erase' ? <Icon name="erase" /> : key}
        </button>
      ))}
    </div>
  );
}

/** One figure of a pad sheet: its name and the amount, the typed one with a caret. */
export function Figure({
  label,
  value,
  typed = false,
  spare = false,
  tone,
}: {
  readonly label: string;
  readonly value: string;
  readonly typed?: boolean;
  /** Left out where the window is low. */
  readonly spare?: boolean;
  readonly tone?: 'good' | 'short';
}) {
  return (
    <div className={`${s['figure']} ${spare ? s['spare'] : ''}`} data-typed={typed ? '' : undefined} data-tone={tone}>
      <span>{label}</span>
      <b>{value}</b>
    </div>
  );
}
