import { useEffect, useState } from 'react';
import type { TakeawayPlace } from '../../../shared/commands/takeaway.ts';
import { useStall, useTexts } from '../../stall.tsx';
import { Choice } from '../panels/Choice.tsx';
import p from '../panels/panels.module.css';
import { Sheet } from '../panels/Sheet.tsx';
import { useAct } from '../ui.ts';
import s from './after.module.css';

const LOOK_MS = 2_000;

/** 带走: the books of some days as tables, to a stick or a folder. A stick that is plugged in shows by itself. */
export function TakeawaySheet({
  span,
  note,
  onDone,
}: {
  readonly span: { readonly from: string; readonly to: string };
  readonly note: string;
  readonly onDone: () => void;
}) {
  const texts = useTexts();
  const act = useAct();
  const { client } = useStall();
  const [places, setPlaces] = useState<readonly TakeawayPlace[] | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const [form, setForm] = useState<'csv' | 'xlsx'>('xlsx');
  const [isWriting, setWriting] = useState(false);
  const [written, setWritten] = useState<readonly string[] | null>(null);
  useEffect(() => {
    const look = (): void => {
      void client.call('takeaway.places', {}).then((outcome) => {
        if (outcome.ok) setPlaces(outcome.value);
      });
    };
    look();
    const timer = setInterval(look, LOOK_MS);
    return () => {
      clearInterval(timer);
    };
  }, [client]);
  const place = places?.find(({ dir }) => dir === chosen) ?? places?.[0];
  const write = async (dir: string): Promise<void> => {
    setWriting(true);
    setWritten(null);
    const outcome = await client.call('takeaway.write', { ...span, form, dir });
    setWriting(false);
    if (outcome.ok) setWritten(outcome.value.files);
    else act.refused(outcome.refusal);
  };
  return (
    <Sheet title={texts.takeaway.title} note={note} name="takeaway" onClose={onDone}>
      <p className={p['small']}>{texts.takeaway.how}</p>
      <Choice
        name={texts.takeaway.form}
        value={form}
        options={[
          ['xlsx', texts.takeaway.xlsx],
          ['csv', texts.takeaway.csv],
        ]}
        onPick={setForm}
      />
      {place === undefined ? (
        <p className={p['say']}>{places === null ? '' : texts.takeaway.noPlace}</p>
      ) : (
        <>
          <div className={s['row']} role="group" aria-label={texts.takeaway.where}>
            {places?.map(({ dir, name, isStick }) => (
              <button
                type="button"
                key={dir}
                className={p['key']}
                aria-pressed={dir === place.dir}
                onClick={() => {
                  setChosen(dir);
                }}
              >
                {isStick ? texts.takeaway.stick(name) : name}
              </button>
            ))}
          </div>
          <button
            type="button"
            className={p['enter']}
            aria-disabled={isWriting}
            onClick={() => {
              if (!isWriting) void write(place.dir);
            }}
          >
            {isWriting ? texts.takeaway.writing : texts.takeaway.write(place.name)}
          </button>
        </>
      )}
      {written === null ? null : (
        <div role="status">
          <p className={p['say']} data-tone="good">
            {texts.takeaway.written(written.length)}
          </p>
          <ul className={s['facts']}>
            {written.map((file) => (
              <li key={file}>{file}</li>
            ))}
          </ul>
        </div>
      )}
    </Sheet>
  );
}
