import { useEffect, useState } from 'react';
import type { AnswerOf } from '../../../shared/contract.ts';
import { clockText } from '../../../shared/day.ts';
import { refusalText } from '../../../shared/text/text.ts';
import { useStall, useTexts } from '../../stall.tsx';
import { PayQr } from '../../ui/PayQr.tsx';
import s from './day.module.css';
import p from './panels.module.css';
import { Sheet } from './Sheet.tsx';

/** 手机查账: a one-time code of the market, with which a phone sees the stall's books. Asked for when it is opened; offline it says so. */
export default function PhonePanel() {
  const texts = useTexts();
  const { client } = useStall();
  const [answer, setAnswer] = useState<AnswerOf<'phone.code'> | null>(null);
  const [said, setSaid] = useState('');
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let over = false;
    void client.call('phone.code', {}).then((outcome) => {
      if (over) return;
      setAnswer(outcome.ok ? outcome.value : null);
      setSaid(outcome.ok ? '' : refusalText(texts, outcome.refusal));
    });
    return () => {
      over = true;
    };
  }, [client, texts, turn]);
  return (
    <Sheet
      title={texts.day.phone}
      note={answer === null ? '' : texts.day.phoneUntil(clockText(answer.expiresAt))}
      name="phone"
    >
      {said === '' ? null : (
        <p className={p['say']} role="alert">
          {said}
        </p>
      )}
      {answer === null ? null : (
        <div className={s['phone']}>
          <PayQr text={answer.url} label={texts.day.phone} className={s['qr']} />
          <div>
            <output data-code={answer.code}>
              {answer.code.slice(0, 4)} {answer.code.slice(4)}
            </output>
            <p>{texts.day.phoneHow}</p>
          </div>
        </div>
      )}
      <button
        type="button"
        className={p['key']}
        onClick={() => {
          setTurn(turn + 1);
        }}
      >
        {texts.day.phoneAgain}
      </button>
    </Sheet>
  );
}
