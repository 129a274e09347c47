import { clockText } from '../../shared/day.ts';
import { healthTone, type HealthNote } from '../../shared/health.ts';
import { yuanText } from '../../shared/money.ts';
import { healthText } from '../../shared/text/text.ts';
import type { StatusView } from '../../shared/status-view.ts';
import { useTexts, useTopic, useTopicState } from '../stall.tsx';
import { useClock } from '../ui/clock.ts';
import { Icon } from '../ui/icons.tsx';
import s from './strip.module.css';
import { useAct, useUi } from './ui.ts';

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
    <span data-link="online" data-fine={pending === null ? '' : undefined}>
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
  const act = useAct();
  const isFine = state === 'online' && note === '';
  return (
    // A short cut of a finger to what the menu has a key for: the bar is too low for keys.
    <span
      className={isFine ? undefined : s['fault']}
      data-open="devices"
      data-fine={isFine ? '' : undefined}
      onClick={() => {
        act.open({ kind: 'devices' });
      }}
    >
      <Icon name={isFine ? 'tick' : state === 'opening' ? 'clock' : 'warn'} />
      {isFine ? name : `${name} ${note === '' ? texts.bar.device(state) : note}`}
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

/** 未到账 stays in sight while there is any (S16). */
function Owed() {
  const texts = useTexts();
  const owed = useTopic('owed');
  if (owed === undefined) return null;
  const differingFen = owed.differing.reduce((sum, one) => sum + one.amountFen, 0);
  return (
    <>
      {owed.differing.length === 0 ? null : (
        <span className={s['alarm']} role="alert" data-owed="differing">
          <Icon name="warn" />
          {texts.pay.differing(owed.differing.length, yuanText(differingFen))}
        </span>
      )}
      {owed.unpaid.length === 0 ? null : (
        <span className={s['owed']} data-owed="unpaid">
          <Icon name="clock" />
          {texts.pay.unpaid(owed.unpaid.length, yuanText(owed.unpaidFen))}
        </span>
      )}
    </>
  );
}

/** For reading; a device's mark opens the devices, and what waits to be printed its list. What else can be touched is in the strip. */
export function StatusBar() {
  const texts = useTexts();
  const status = useTopic('status');
  const stall = useTopic('stall');
  const act = useAct();
  const typed = useUi((ui) => ui.typed);
  const typedName = useTopicState((state) =>
    typed === '' ? '' : (state.topics.goods?.products.find((one) => String(one.plu) === typed)?.name ?? ''),
  );
  const lost = useTopicState((state) => state.line === 'lost');
  const now = useClock();
  const mode = status === undefined ? '' : texts.bar.mode(status.mode);
  const isMock = useTopicState((state) => state.topics.paying?.isSimulated ?? false);
  return (
    <footer className={s['bar']}>
      {lost ? (
        <span className={s['alarm']} role="alert">
          <Icon name="warn" />
          {texts.common.lineLost}
        </span>
      ) : null}
      {typed === '' ? null : <span className={s['typed']}>{texts.bar.plu(typed, texts.goods.name(typedName))} ⏎</span>}
      {mode === '' ? null : (
        <span className={s['mode']} data-mode={status?.mode}>
          {mode}
        </span>
      )}
      {mode === '' && isMock ? <span className={s['mode']}>{texts.pay.simulatedBar}</span> : null}
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
            <button
              type="button"
              className={s['owed']}
              onClick={() => {
                act.open({ kind: 'unprinted' });
              }}
            >
              <Icon name="clock" />
              {texts.strip.unprinted(status.unprinted)}
            </button>
          )}
          <Device
            name={texts.bar.printer}
            state={status.printer}
            note={status.printer === 'online' ? '' : texts.bar.printerSays(status.printerText)}
          />
        </>
      )}
      <span className={s['end']}>
        <Owed />
        {stall === undefined ? null : (
          <span className={s['opt']}>{texts.bar.stall(stall.stallNo, stall.stallName)}</span>
        )}
        <time>{clockText(now)}</time>
      </span>
    </footer>
  );
}
