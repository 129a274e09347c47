import { memo, useState } from 'react';
import { useTexts } from '../../stall.tsx';
import s from './letters.module.css';

const digits = '1234567890';

/** Letters and digits for gloves. On a low screen one key switches between the two. Drawn once, if `onType` stays the same. */
export const Letters = memo(function Letters({
  letters,
  onType,
}: {
  readonly letters: string;
  readonly onType: (character: string) => void;
}) {
  const texts = useTexts();
  const [side, setSide] = useState<'letters' | 'digits'>('letters');
  return (
    <div className={s['letters']} data-side={side}>
      {digits.split('').map((one) => (
        <button
          type="button"
          key={one}
          className={s['digit']}
          onClick={() => {
            onType(one);
          }}
        >
          {one}
        </button>
      ))}
      {letters.split('').map((one) => (
        <button
          type="button"
          key={one}
          className={s['letter']}
          onClick={() => {
            onType(one);
          }}
        >
          {one.toUpperCase()}
        </button>
      ))}
      <button
        type="button"
        className={s['side2']}
        onClick={() => {
          setSide(side === 'letters' ? 'digits' : 'letters');
        }}
      >
        {side === 'letters' ? texts.find.digits : texts.find.letters}
      </button>
    </div>
  );
});
