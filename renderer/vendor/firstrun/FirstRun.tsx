import { useState } from 'react';
import type { SetupView } from '../../../shared/setup.ts';
import { useLook, useStall, useTexts, useTopic } from '../../stall.tsx';
import { Icon } from '../../ui/icons.tsx';
import s from './firstrun.module.css';
import { Devices, Join, TestSale, Trade } from './steps.tsx';

const steps = ['join', 'trade', 'devices', 'sale'] as const;

/** The first run (S9): joining, trade, devices, a test sale with a known weight. Each step can be left out. */
export default function FirstRun({ setup }: { readonly setup: SetupView }) {
  const { client, look } = useStall();
  const texts = useTexts();
  const language = useLook((state) => state.language);
  const joined = useTopic('status')?.mode !== 'training';
  const practising = useTopic('status')?.practising === true;
  const [at, setAt] = useState(0);
  const isIn = joined || practising;

  // Joined: nothing is left to do on that page.
  if (at === 0 && isIn) setAt(1);

  const next = (): void => {
    if (at < steps.length - 1) setAt(at + 1);
    else void client.call('setup.finish', {});
  };
  const step = steps[at] ?? 'sale';
  return (
    <div className={s['page']} data-step={step}>
      <header className={s['head']}>
        <h1>{texts.firstRun.title}</h1>
        <ol aria-label={texts.firstRun.title}>
          {steps.map((one, no) => (
            <li
              key={one}
              data-state={no < at ? 'done' : no === at ? 'now' : undefined}
              aria-current={no === at ? 'step' : undefined}
            >
              {no < at ? <Icon name="tick" /> : <b>{no + 1}</b>}
              {texts.firstRun.steps[one]}
            </li>
          ))}
        </ol>
        <button
          type="button"
          className={s['key']}
          onClick={() => {
            look.setState({ language: language === 'zh' ? 'en' : 'zh' });
          }}
        >
          {language === 'zh' ? 'English' : '中文'}
        </button>
      </header>
      <main className={s['main']}>
        {step === 'join' ? <Join scanned={setup.scanned} /> : null}
        {step === 'trade' ? <Trade setup={setup} onDone={next} /> : null}
        {step === 'devices' ? <Devices onDone={next} /> : null}
        {step === 'sale' ? <TestSale onDone={next} /> : null}
      </main>
      <footer className={s['foot']}>
        {at === 0 ? null : (
          <button
            type="button"
            className={s['key']}
            onClick={() => {
              setAt(Math.max(isIn ? 1 : 0, at - 1));
            }}
          >
            {texts.firstRun.back}
          </button>
        )}
        <button
          type="button"
          className={s['key']}
          onClick={() => {
            void client.call('setup.finish', {});
          }}
        >
          {texts.firstRun.leave}
        </button>
        <button type="button" className={s['key']} onClick={next}>
          {texts.firstRun.skip}
        </button>
      </footer>
    </div>
  );
}
