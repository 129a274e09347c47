import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { refusalText } from '../../../shared/text/text.ts';
import { useStall, useTexts } from '../../stall.tsx';
import { Face } from '../Face.tsx';
import { DigitPad } from './DigitPad.tsx';
import p from './panels.module.css';
import s from './pin.module.css';
import { Sheet } from './Sheet.tsx';

const PIN_DIGITS = 4;

/** Asks for the PIN that a command needs; the client gives the command again by itself. Over the goods, and shut by the next load. */
export function PinPanel() {
  const { pin } = useStall();
  const refusal = useStore(pin.asked, (state) => state.refusal);
  return refusal === null ? null : <Ask key={refusal.right} refusal={refusal} />;
}

function Ask({ refusal: { right, by } }: { readonly refusal: NonNullable<Asked> }) {
  const { client, pin, sound } = useStall();
  const texts = useTexts();
  const [personId, setPersonId] = useState(by[0]?.id ?? '');
  const [typed, setTyped] = useState('');
  const [said, setSaid] = useState('');
  const person = by.find(({ id }) => id === personId);
  const nameOf = (name: string): string => (name === '' ? texts.people.owner : name);

  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      event.stopImmediatePropagation();
      pin.settle(false);
    };
    globalThis.addEventListener('keydown', onKey, true);
    return () => {
      globalThis.removeEventListener('keydown', onKey, true);
    };
  }, [pin]);

  const type = (next: string): void => {
    setTyped(next);
    setSaid('');
    if (next.length < PIN_DIGITS || next === typed) return;
    void client.call('people.permit', { right, personId, pin: next }).then((outcome) => {
      if (outcome.ok) {
        sound.play('ok');
        pin.settle(true);
        return;
      }
      sound.play('error');
      setTyped('');
      setSaid(refusalText(texts, outcome.refusal));
    });
  };

  return (
    <Sheet
      title={texts.people.needsPin(texts.people.right[right])}
      name="pin"
      onClose={() => {
        pin.settle(false);
      }}
    >
      <div className={p['body']}>
        <div className={p['side']}>
          <div className={s['faces']} role="group" aria-label={texts.people.whose}>
            {by.map(({ id, name }) => (
              <button
                type="button"
                key={id}
                className={s['person']}
                aria-pressed={id === personId}
                onClick={() => {
                  setPersonId(id);
                  setTyped('');
                  setSaid('');
                }}
              >
                <Face id={id} name={nameOf(name)} />
                {nameOf(name)}
              </button>
            ))}
          </div>
          <p className={p['say']} data-tone={said === '' ? undefined : 'short'} role="status">
            {said === '' ? texts.people.typePin(nameOf(person?.name ?? '')) : said}
          </p>
        </div>
        <DigitPad typed={typed} digits={PIN_DIGITS} hidden onType={type} />
      </div>
    </Sheet>
  );
}
type Asked = ReturnType<ReturnType<typeof useStall>['pin']['asked']['getState']>['refusal'];
