import { clockText } from '../../shared/day.ts';
import { healthTone, type HealthNote } from '../../shared/health.ts';
import { healthText } from '../../shared/text/text.ts';
import type { StatusView } from '../../shared/view.ts';
import { useTexts, useTopic, useTopicState } from '../stall.tsx';
import { useClock } from '../ui/clock.ts';
import { Icon } from '../ui/icons.tsx';
import s from './strip.module.css';
import { useUi } from './ui.ts';

function Link({ status }: { readonly status: StatusView }) {
  const texts = useTexts();
  const pending = status.pendingUpload > 0 ? texts.bar.pending(status.pendingUpload) : null;
  if (status.link === 'offline')
    return (
      <span className={s['calm']} data-link="offline">
        <Icon name="offline" />
        {texts.bar.offline}
        {pending === null ? null : ` · ${pending}`}
      </span>
    );
  if (status.link === 'never')
    return (
      <span data-link="never">
        <Icon name="offline" />
        {texts.bar.never}
      </span>
    );
  return (
    <span data-link="online">
      <Icon name="online" />
      {texts.bar.online}
      {pending === null ? <span className={s['opt']}>· {texts.bar.uploaded}</span> : ` · ${pending}`}
    </span>
  );
}

function Device({
  name,
  state,
  note,
}: {
  readonly name: string;
  readonly state: StatusView['scale'];
  readonly note: string;
}) {
  const texts = useTexts();
  if (state === 'online' && note === '')
    return (
      <span>
        <Icon name="tick" />
        {name}
      </span>
    );
  return (
    <span className={s['fault']}>
      <Icon name={state === 'opening' ? 'clock' : 'warn'} />
      {name} {note === '' ? texts.bar.device(state) : note}
    </span>
  );
}

/** The worst of it; all of it, and what to do, is in the menu. */
function Health({ notes }: { readonly notes: readonly HealthNote[] }) {
  const texts = useTexts();
  const [worst] = notes;
  if (worst === undefined) return null;
  const isAlarm = healthTone(worst.code) === 'alarm';
  return (
    <span className={s[isAlarm ? 'alarm' : 'owed']} role={isAlarm ? 'alert' : undefined} data-health={worst.code}>
      <Icon name="warn" />
      {healthText(texts, worst).short}
      {notes.length > 1 ? ` · ${texts.health.more(notes.length - 1)}` : null}
    </span>
  );
}

/** For reading only; what can be touched is in the strip. */
export function StatusBar() {
  const texts = useTexts();
  const status = useTopic('status');
  const stall = useTopic('stall');
  const typed = useUi((ui) => ui.typed);
  const typedName = useTopicState((state) =>
    typed === '' ? '' : (state.topics.goods?.products.find((one) => String(one.plu) === typed)?.name ?? ''),
  );
  const lost = useTopicState((state) => state.line === 'lost');
  const now = useClock();
  const mode = status === undefined ? '' : texts.bar.mode(status.mode);
  return (
    <footer className={s['bar']}>
      {lost ? (
        <span className={s['alarm']} role="alert">
          <Icon name="warn" />
          {texts.common.lineLost}
        </span>
      ) : null}
      {typed === '' ? null : <span className={s['typed']}>{texts.bar.plu(typed, typedName)} ⏎</span>}
      {mode === '' ? null : (
        <span className={s['mode']} data-mode={status?.mode}>
          {mode}
        </span>
      )}
      {status === undefined ? null : (
        <>
          {status.alarm === null ? null : (
            <span className={s['alarm']} role="alert">
              <Icon name="warn" />
              {texts.bar.alarm(status.alarm)}
            </span>
          )}
          <Health notes={status.health} />
          <Link status={status} />
          {status.setAside === 0 ? null : (
            <span className={s['owed']}>
              <Icon name="warn" />
              {texts.bar.setAside(status.setAside)}
            </span>
          )}
          <Device name={texts.bar.scale} state={status.scale} note="" />
          {status.scanner === null ? null : <Device name={texts.bar.scanner} state={status.scanner} note="" />}
          {status.unprinted === 0 ? null : (
            <span className={s['owed']}>
              <Icon name="clock" />
              {texts.strip.unprinted(status.unprinted)}
            </span>
          )}
          <Device
            name={texts.bar.printer}
            state={status.printer}
            note={status.printer === 'online' ? '' : texts.bar.printerSays(status.printerText)}
          />
        </>
      )}
      <span className={s['end']}>
        {stall === undefined ? null : (
          <span className={s['opt']}>{texts.bar.stall(stall.stallNo, stall.stallName)}</span>
        )}
        <time>{clockText(now)}</time>
      </span>
    </footer>
  );
}
