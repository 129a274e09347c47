import type { ReactNode } from 'react';
import type { DeviceAbout } from '../../../../shared/device-view.ts';
import { useTexts } from '../../../stall.tsx';
import d from '../devices.module.css';
import s from '../panels.module.css';

/** One device: its name, how it is, what to do about it, and what is known of it. */
export function Card({
  kind,
  name,
  about = null,
  state,
  isFine,
  help,
  children,
}: {
  readonly kind: string;
  readonly name: string;
  readonly about?: DeviceAbout | null;
  readonly state: string;
  readonly isFine: boolean;
  readonly help: string;
  readonly children?: ReactNode;
}) {
  const texts = useTexts();
  return (
    <section className={d['card']} aria-label={name}>
      <header>
        <h3>
          {name} {about?.name[texts.language]}
        </h3>
        <strong data-tone={isFine ? 'good' : 'bad'} data-device={kind}>
          {state}
        </strong>
      </header>
      {help === '' ? null : <p data-tone={isFine ? undefined : 'bad'}>{help}</p>}
      {about === null ? null : (
        <p className={d['soft']}>
          {texts.deviceCards.port(about.port)}
          {about.verifiedOnDevice ? null : ` · ${texts.devices.unverified}`}
        </p>
      )}
      {children}
    </section>
  );
}

/** A key that tries a device, and what came of it. */
export function Try({
  word,
  said,
  tone,
  onTry,
}: {
  readonly word: string;
  readonly said: string;
  readonly tone: 'good' | 'bad' | 'mark';
  readonly onTry: () => void;
}) {
  return (
    <div className={d['try']}>
      <button type="button" className={s['key']} onClick={onTry}>
        {word}
      </button>
      <p role="status" data-tone={said === '' ? undefined : tone}>
        {said}
      </p>
    </div>
  );
}
