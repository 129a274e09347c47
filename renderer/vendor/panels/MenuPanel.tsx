import { useState } from 'react';
import { healthTone, type HealthNote } from '../../../shared/health.ts';
import { healthText, refusalText } from '../../../shared/text/text.ts';
import type { StallView, StatusView } from '../../../shared/view.ts';
import { useLook, useStall, useTexts } from '../../stall.tsx';
import { Icon } from '../../ui/icons.tsx';
import { useAct } from '../ui.ts';
import { Letters } from './Letters.tsx';
import s from './panels.module.css';
import { Sheet } from './Sheet.tsx';

const CODE_LETTERS = 'abcdefghijklmnopqrstuvwxyz-';
const MAX_CODE = 40;

function Choice<T extends string>({
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

/** Joining the market with its one-time code, also what a training till says about itself. */
function Enrol({ status }: { readonly status: StatusView }) {
  const texts = useTexts();
  const act = useAct();
  const [code, setCode] = useState('');
  const [said, setSaid] = useState<{ readonly text: string; readonly tone: 'good' | 'short' } | null>(null);
  const [busy, setBusy] = useState(false);
  const enrol = async (): Promise<void> => {
    if (busy || code === '') return;
    setBusy(true);
    setSaid({ text: texts.menu.enrolling, tone: 'good' });
    const outcome = await act.enrol(code);
    setBusy(false);
    setSaid(
      outcome.ok
        ? { text: texts.menu.enrolDone(outcome.value.stallNo), tone: 'good' }
        : { text: refusalText(texts, outcome.refusal), tone: 'short' },
    );
  };
  const type = (text: string): void => {
    setCode(text.toUpperCase().slice(0, MAX_CODE));
  };
  return (
    <>
      <p className={s['say']}>{status.enrolText === '' ? texts.menu.training : status.enrolText}</p>
      <div className={s['search']}>
        <input
          value={code}
          aria-label={texts.menu.code}
          placeholder={texts.menu.code}
          inputMode="none"
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => {
            type(event.target.value);
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter') void enrol();
          }}
        />
        <button
          type="button"
          className={s['key']}
          aria-label={texts.common.erase}
          onClick={() => {
            type(code.slice(0, -1));
          }}
        >
          <Icon name="erase" />
        </button>
        <button
          type="button"
          className={s['enter']}
          aria-disabled={busy || code === ''}
          data-enter="enrol"
          onClick={() => {
            void enrol();
          }}
        >
          {texts.menu.enrol}
        </button>
      </div>
      {said === null ? null : (
        <p className={s['say']} data-tone={said.tone} role="status">
          {said.text}
        </p>
      )}
      <Letters
        letters={CODE_LETTERS}
        onType={(one) => {
          type(code + one);
        }}
      />
    </>
  );
}

/** What is going wrong with the terminal, each with what to do. */
function Health({ notes }: { readonly notes: readonly HealthNote[] }) {
  const texts = useTexts();
  return (
    <ul className={s['health']} aria-label={texts.health.title}>
      {notes.map((note) => {
        const { short, todo } = healthText(texts, note);
        return (
          <li key={note.code} data-tone={healthTone(note.code)} data-note={note.code}>
            <Icon name="warn" />
            <b>{short}</b>
            <p>{todo}</p>
          </li>
        );
      })}
    </ul>
  );
}

/** 菜单: what is wrong, enrolment, how the window looks, the stall's two settings, the key card. */
export function MenuPanel({
  status,
  stall,
  wipe,
}: {
  readonly status: StatusView;
  readonly stall: StallView;
  readonly wipe: () => void;
}) {
  const texts = useTexts();
  const act = useAct();
  const { look } = useStall();
  const view = useLook((state) => state);
  const name = texts.bar.stall(stall.stallNo, stall.stallName);
  return (
    <Sheet title={texts.menu.title} note={stall.seller} name="menu">
      <div className={s['menu']} tabIndex={0} role="group" aria-label={texts.menu.title}>
        {status.health.length === 0 ? null : <Health notes={status.health} />}
        {(status.mode === 'training' && !status.practising) || status.enrolText !== '' ? (
          <Enrol status={status} />
        ) : null}
        {status.mode === 'training' ? null : (
          <p className={s['say']}>
            {status.mode === 'simulated'
              ? `${texts.menu.enrolled(name)} · ${texts.menu.simulated}`
              : texts.menu.enrolled(name)}
          </p>
        )}
        <Choice
          name={texts.menu.language}
          value={view.language}
          options={[
            ['zh', '中文'],
            ['en', 'English'],
          ]}
          onPick={(language) => {
            look.setState({ language });
          }}
        />
        <Choice
          name={texts.menu.theme}
          value={view.theme}
          options={[
            ['bright', texts.menu.bright],
            ['dark', texts.menu.dark],
            ['contrast', texts.menu.contrast],
          ]}
          onPick={(theme) => {
            look.setState({ theme });
          }}
        />
        <Choice
          name={texts.menu.size}
          value={view.size}
          options={[
            ['normal', texts.menu.normal],
            ['elder', texts.menu.elder],
          ]}
          onPick={(size) => {
            look.setState({ size });
          }}
        />
        <Choice
          name={texts.menu.sound}
          value={view.sound ? 'on' : 'off'}
          options={[
            ['on', texts.menu.on],
            ['off', texts.menu.off],
          ]}
          onPick={(sound) => {
            look.setState({ sound: sound === 'on' });
          }}
        />
        <Choice
          name={texts.menu.rounding}
          value={stall.rounding}
          options={[
            ['jiao', texts.menu.toJiao],
            ['yuan', texts.menu.toYuan],
            ['none', texts.menu.toNone],
          ]}
          onPick={(rounding) => {
            void act.run('settings.set', { rounding });
          }}
        />
        <Choice
          name={texts.menu.paper}
          value={stall.paper}
          options={[
            ['asked', texts.menu.asked],
            ['each', texts.menu.each],
            ['never', texts.menu.never],
          ]}
          onPick={(paper) => {
            void act.run('settings.set', { paper });
          }}
        />
        {status.hasDrawer ? (
          <button
            type="button"
            className={s['key']}
            onClick={() => {
              act.close();
              void act.run('drawer.open', {});
            }}
          >
            {texts.menu.drawer}
          </button>
        ) : null}
        <button
          type="button"
          className={s['key']}
          onClick={() => {
            act.open({ kind: 'prices' });
          }}
        >
          {texts.prices.title}
        </button>
        <button
          type="button"
          className={s['key']}
          onClick={() => {
            act.open({ kind: 'arrange' });
          }}
        >
          {texts.arrange.title}
        </button>
        <button
          type="button"
          className={s['key']}
          onClick={() => {
            act.open({ kind: 'accounts', cartId: null });
          }}
        >
          {texts.accounts.title}
        </button>
        <button
          type="button"
          className={s['key']}
          onClick={() => {
            act.open({ kind: 'devices' });
          }}
        >
          {texts.devices.open}
        </button>
        <button
          type="button"
          className={s['key']}
          onClick={() => {
            act.open({ kind: 'people' });
          }}
        >
          {texts.people.title}
        </button>
        <button
          type="button"
          className={s['key']}
          onClick={() => {
            act.open({ kind: 'history', saleId: null });
          }}
        >
          {texts.after.history}
        </button>
        <button
          type="button"
          className={s['key']}
          onClick={() => {
            act.open({ kind: 'earnings' });
          }}
        >
          {texts.after.earnings}
        </button>
        <button
          type="button"
          className={s['key']}
          onClick={() => {
            act.open({ kind: 'audit' });
          }}
        >
          {texts.audit.title}
        </button>
        <button
          type="button"
          className={s['key']}
          onClick={() => {
            act.open({ kind: 'notices' });
          }}
        >
          {texts.notices.title}
        </button>
        {status.mode === 'training' ? null : (
          <button
            type="button"
            className={s['key']}
            onClick={() => {
              act.close();
              void act.run('training.set', { on: true });
            }}
          >
            {texts.training.begin}
          </button>
        )}
        <button
          type="button"
          className={s['key']}
          onClick={() => {
            act.close();
            wipe();
          }}
        >
          {texts.menu.wipe}
        </button>
        <p className={s['small']}>
          {texts.menu.frames(status.scaleCounters.good, status.scaleCounters.bad + status.scaleCounters.resync)}
        </p>
        <dl className={s['keys']} aria-label={texts.menu.keys}>
          {texts.menu.keyCard.map(([key, does]) => (
            <div key={key}>
              <dt>{key}</dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
      </div>
    </Sheet>
  );
}
