import { createPortal } from 'react-dom';
import type { PadSign } from '../../../shared/text/keys.ts';
import { useTexts, useTopic } from '../../stall.tsx';
import s from './keys.module.css';
import p from './panels.module.css';
import { Sheet } from './Sheet.tsx';

/** The 17 keys as they lie, row by row. */
const pad = ['Num', '/', '*', '−', '7', '8', '9', '+', '4', '5', '6', '1', '2', '3', '⏎', '0', '.'] as const;
const own: ReadonlySet<string> = new Set<PadSign>(['Num', '/', '*', '−', '+', '⏎', '0', '.']);
const isOwn = (sign: string): sign is PadSign => own.has(sign);

function Rows({ title, rows }: { readonly title: string; readonly rows: readonly (readonly [string, string])[] }) {
  return (
    <section className={s['rows']}>
      <h3>{title}</h3>
      <dl>
        {rows.map(([key, does]) => (
          <div key={key}>
            <dt>
              {key.split(' ').map((one, at) => (
                <kbd key={`${one} ${at}`}>{one}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** What each key does: the pad as it lies, what to do with it, the keyboard. */
function Card() {
  const words = useTexts().keys;
  return (
    <>
      <div className={s['left']}>
        <section>
          <h3>{words.pad}</h3>
          <ul className={s['pad']} aria-label={words.pad}>
            {pad.map((sign) => (
              <li key={sign} data-sign={sign}>
                <b>{sign}</b>
                <small>{isOwn(sign) ? words.padKey[sign] : words.digits}</small>
              </li>
            ))}
          </ul>
        </section>
        <Rows title={words.examples} rows={words.onPad} />
        <Rows title={words.sheets} rows={words.onSheets} />
      </div>
      <div className={s['board']}>
        <Rows title={words.board} rows={words.onBoard} />
        <p className={s['note']}>{words.note}</p>
      </div>
    </>
  );
}

/** 键盘: the card of keys, here and on paper to hang up: one page of A5. */
export default function KeysPanel() {
  const texts = useTexts();
  const stall = useTopic('stall');
  const paper = (
    <div className={`${s['card']} ${s['paper']}`} aria-hidden="true">
      <h2>
        {texts.menu.keys}
        <small>{stall === undefined ? '' : texts.bar.stall(stall.stallNo, stall.stallName)}</small>
      </h2>
      <Card />
    </div>
  );
  return (
    <Sheet
      title={texts.menu.keys}
      name="keys"
      head={
        <>
          <h2>{texts.menu.keys}</h2>
          <button
            type="button"
            className={p['key']}
            onClick={() => {
              print();
            }}
          >
            {texts.keys.print}
          </button>
        </>
      }
    >
      <div className={s['card']} tabIndex={0} role="group" aria-label={texts.menu.keys}>
        <Card />
      </div>
      {createPortal(paper, document.body)}
    </Sheet>
  );
}
