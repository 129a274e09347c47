import { useState } from 'react';
import { refusalText } from '../../../shared/text/text.ts';
import { useTexts, useTopic } from '../../stall.tsx';
import { Icon } from '../../ui/icons.tsx';
import { useAct } from '../ui.ts';
import { Letters } from './Letters.tsx';
import s from './panels.module.css';
import { Sheet } from './Sheet.tsx';

const CODE_LETTERS = 'abcdefghijklmnopqrstuvwxyz-';
const MAX_CODE = 40;

/** Joining the market with its one-time code, also what a training till says about itself. */
export default function JoinPanel() {
  const texts = useTexts();
  const act = useAct();
  const status = useTopic('status');
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
  const why = status?.enrolText ?? '';
  return (
    <Sheet title={texts.menu.enrol} name="join">
      <p className={`${s['say']} ${why === '' ? s['lead'] : ''}`}>{why === '' ? texts.menu.training : why}</p>
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
    </Sheet>
  );
}
