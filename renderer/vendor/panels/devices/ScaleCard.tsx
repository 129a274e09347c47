import { useState } from 'react';
import { accuracies, type ExpiryPolicy, type ScaleRecord } from '../../../../shared/metrology.ts';
import { refusalText } from '../../../../shared/text/text.ts';
import type { ScaleDeviceView } from '../../../../shared/device-view.ts';
import { useStall, useTexts } from '../../../stall.tsx';
import { limitText, weightText } from '../../../ui/format.ts';
import { useAct } from '../../ui.ts';
import { Choice } from '../Choice.tsx';
import d from '../devices.module.css';
import s from '../panels.module.css';

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const dayOrNull = (text: string): string | null => (text === '' ? null : text);

/** The scale: what it says, how it is counted, and the paper of its verification. */
export function ScaleCard({ scale }: { readonly scale: ScaleDeviceView }) {
  const texts = useTexts();
  const { plate, model, counters } = scale;
  const help = texts.devices.help(scale.state);
  return (
    <section className={d['card']} aria-label={texts.bar.scale}>
      <header>
        <h3>
          {texts.bar.scale} {model.name[texts.language]}
        </h3>
        <strong data-tone={scale.state === 'online' ? 'good' : 'bad'} data-device="scale">
          {texts.devices.state(scale.state)}
        </strong>
      </header>
      {help === '' ? null : <p data-tone="bad">{help}</p>}
      <p>{texts.devices.plate(limitText(plate.maxG), limitText(plate.minG), plate.eG, plate.serial)}</p>
      {plate.verifiedOnDevice ? (
        <p>{texts.devices.verified}</p>
      ) : (
        <p data-tone="mark">
          {texts.devices.unverified} · {texts.devices.sureness(model.sureness)}
        </p>
      )}
      {scale.tooCoarseFor.length === 0 ? null : (
        <p data-tone="mark">{texts.devices.tooCoarse(scale.tooCoarseFor.join('、'))}</p>
      )}
      <h4>{texts.devices.frames}</h4>
      <ol className={d['frames']}>
        {scale.frames.length === 0 ? <li>{texts.devices.noFrames}</li> : null}
        {scale.frames.map((frame, no) => (
          <li key={`${frame.at}-${no}`}>
            <code>{frame.hex.replace(/(..)(?=.)/g, '$1 ')}</code>
            <b>{frame.weightG === null ? '—' : weightText(frame.weightG)}</b>
            <span>
              {frame.stable === null ? texts.devices.noBit : frame.stable ? texts.devices.stable : texts.devices.moving}
            </span>
          </li>
        ))}
      </ol>
      <p className={d['soft']}>{texts.devices.counted(counters.good, counters.bad, counters.resync)}</p>
      {counters.reopened > 0 && <p className={d['soft']}>{texts.devices.reopened(counters.reopened)}</p>}
      <h4>{texts.devices.paper}</h4>
      <p
        data-tone={
          { unknown: 'mark', good: 'good', soon: 'mark', urgent: 'bad', over: 'bad' }[scale.verification.state]
        }
      >
        {texts.devices.verification(scale.verification)}
      </p>
      <Paper record={scale.record} />
      <Expiry policy={scale.expiry} />
    </section>
  );
}

const policies = ['warn', 'mark', 'block'] as const satisfies readonly ExpiryPolicy[];

/** What the owner wants once the verification is over. */
function Expiry({ policy }: { readonly policy: ExpiryPolicy }) {
  const texts = useTexts();
  const act = useAct();
  return (
    <div className={d['choice']} data-expiry={policy}>
      <Choice
        name={texts.devices.expiry}
        value={policy}
        options={policies.map((one) => [one, texts.devices.expiries[one]] as const)}
        onPick={(next) => {
          void act.run('scale.expiry', { policy: next });
        }}
      />
      <p className={d['soft']}>{texts.devices.expiryNote(policy)}</p>
    </div>
  );
}

/** What stands on the certificate. */
function Paper({ record }: { readonly record: ScaleRecord | null }) {
  const texts = useTexts();
  const { client } = useStall();
  const [certificate, setCertificate] = useState(record?.certificate ?? '');
  const [verifiedOn, setVerifiedOn] = useState(record?.verifiedOn ?? '');
  const [dueOn, setDueOn] = useState(record?.dueOn ?? '');
  const [accuracy, setAccuracy] = useState(record?.accuracy ?? 'III');
  const [said, setSaid] = useState<{ readonly text: string; readonly tone: 'good' | 'bad' } | null>(null);
  const save = async (): Promise<void> => {
    if ([verifiedOn, dueOn].some((day) => day !== '' && !DAY.test(day))) {
      setSaid({ text: texts.devices.badDay, tone: 'bad' });
      return;
    }
    const outcome = await client.call('scale.record', {
      certificate,
      verifiedOn: dayOrNull(verifiedOn),
      dueOn: dayOrNull(dueOn),
      accuracy,
    });
    setSaid(
      outcome.ok
        ? { text: texts.devices.saved, tone: 'good' }
        : { text: refusalText(texts, outcome.refusal), tone: 'bad' },
    );
  };
  const field = (label: string, value: string, set: (text: string) => void, hint: string) => (
    <label>
      <span>{label}</span>
      <input
        value={value}
        placeholder={hint}
        maxLength={60}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => {
          set(event.target.value);
        }}
      />
    </label>
  );
  return (
    <>
      <div className={d['choice']}>
        <Choice
          name={texts.devices.accuracy}
          value={accuracy}
          options={accuracies.map((one) => [one, texts.devices.accuracies[one]] as const)}
          onPick={setAccuracy}
        />
      </div>
      <div className={d['paper']}>
        {field(texts.devices.certificate, certificate, setCertificate, '')}
        {field(texts.devices.verifiedOn, verifiedOn, setVerifiedOn, '2026-03-01')}
        {field(texts.devices.dueOn, dueOn, setDueOn, '2027-02-28')}
        <button
          type="button"
          className={s['key']}
          onClick={() => {
            void save();
          }}
        >
          {texts.devices.save}
        </button>
      </div>
      {said === null ? null : (
        <p data-tone={said.tone} role="status">
          {said.text}
        </p>
      )}
    </>
  );
}
