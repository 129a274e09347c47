import s from './panels.module.css';

/** One of a few, side by side. */
export function Choice<T extends string>({
  name,
  value,
  options,
  onPick,
}: {
  readonly name: string;
  readonly value: T;
  readonly options: readonly (readonly [T, string])[];
  readonly onPick: (value: T) => void;
}) {
  return (
    <div className={s['row']}>
      <span>{name}</span>
      <div className={s['seg']} role="group" aria-label={name}>
        {options.map(([one, word]) => (
          <button
            type="button"
            key={one}
            aria-pressed={value === one}
            onClick={() => {
              onPick(one);
            }}
          >
            {word}
          </button>
        ))}
      </div>
    </div>
  );
}
