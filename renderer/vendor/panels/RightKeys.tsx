import type { Right } from '../../../shared/people.ts';
import { useTexts } from '../../stall.tsx';
import p from './panels.module.css';
import s from './people.module.css';

/** Rights as keys that are in or out. */
export function RightKeys({
  rights,
  chosen,
  label,
  onChange,
}: {
  readonly rights: readonly Right[];
  readonly chosen: readonly Right[];
  readonly label: string;
  readonly onChange: (chosen: readonly Right[]) => void;
}) {
  const texts = useTexts();
  return (
    <div className={s['rights']} role="group" aria-label={label}>
      {rights.map((right) => (
        <button
          type="button"
          key={right}
          className={p['key']}
          aria-pressed={chosen.includes(right)}
          onClick={() => {
            onChange(chosen.includes(right) ? chosen.filter((one) => one !== right) : [...chosen, right]);
          }}
        >
          {texts.people.right[right]}
        </button>
      ))}
    </div>
  );
}
