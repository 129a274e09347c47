import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { serviceError } from '../../../shared/metrology.ts';
import { kgText } from '../../../shared/money.ts';
import { enrolCodeIn, type SetupView } from '../../../shared/setup.ts';
import { refusalText } from '../../../shared/text/text.ts';
import { useStall, useTexts, useTopic } from '../../stall.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Letters } from '../panels/Letters.tsx';
import { startScanner } from '../scanner.ts';
import s from './firstrun.module.css';
import { sellTest } from './testSale.ts';

const CODE_LETTERS = 'abcdefghijklmnopqrstuvwxyz-';
const MAX_CODE = 40;
/** Weights that lie about in a market: what is written on them is what the scale must show. Grams. */
const KNOWN = [200, 500, 1000] as const;

const kg = (grams: number): string => `${kgText(grams)} kg`;

/** Joining: the market's slip under the scanner, or its code by hand. */
export function Join({ scanned }: { readonly scanned: SetupView['scanned'] }) {
  const { client } = useStall();
  const texts = useTexts();
  const [code, setCode] = useState('');
  const [said, setSaid] = useState('');
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  // What is typed, by a hand or by a slow scanner, goes there without a touch.
  useEffect(() => {
    field.current?.focus();
  }, []);
  const join = (wanted: string): void => {
    if (busy || wanted === '') return;
    setBusy(true);
    setSaid(texts.menu.enrolling);
    void client.call('terminal.enrol', { code: wanted }).then((outcome) => {
      setBusy(false);
      setSaid(outcome.ok ? texts.menu.enrolDone(outcome.value.stallNo) : refusalText(texts, outcome.refusal));
    });
  };
  // A scanner that is a keyboard is heard here; any other one is heard by the core.
  const read = useEffectEvent((text: string) => {
    const from = enrolCodeIn(text);
    if (from === null) return;
    setCode(from);
    join(from);
  });
  useEffect(() => startScanner((text) => read(text)), []);
  const type = (text: string): void => {
    setCode(text.toUpperCase().slice(0, MAX_CODE));
  };
  const heard =
    scanned === 'trying'
      ? texts.menu.enrolling
      : scanned === 'failed'
        ? texts.firstRun.codeFailed
        : texts.firstRun.joinHow;
  return (
    <section className={s['step']} aria-label={texts.firstRun.steps.join}>
      <h2>{texts.firstRun.join}</h2>
      <p role="status">{said === '' ? heard : said}</p>
      <div className={s['row']}>
        <input
          ref={field}
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
            if (event.key === 'Enter') join(code);
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
          className={s['go']}
          aria-disabled={busy || code === ''}
          onClick={() => {
            join(code);
          }}
        >
          {texts.menu.enrol}
        </button>
      </div>
      <Letters
        letters={CODE_LETTERS}
        onType={(one) => {
          type(code + one);
        }}
      />
    </section>
  );
}

/** What the stall sells: one touch, and the tiles are that trade's. */
export function Trade({ setup, onDone }: { readonly setup: SetupView; readonly onDone: () => void }) {
  const { client } = useStall();
  const texts = useTexts();
  return (
    <section className={s['step']} aria-label={texts.firstRun.steps.trade}>
      <h2>{texts.firstRun.trade}</h2>
      <div className={s['trades']}>
        {setup.trades.map(({ id, name }) => (
          <button
            type="button"
            key={id}
            aria-pressed={id === setup.trade}
            onClick={() => {
              void client.call('setup.trade', { trade: id }).then((outcome) => {
                if (outcome.ok) onDone();
              });
            }}
          >
            {texts.firstRun.tradeName(id, name)}
          </button>
        ))}
      </div>
    </section>
  );
}

/** What was found; what is missing is said, and selling goes on without it. */
export function Devices({ onDone }: { readonly onDone: () => void }) {
  const texts = useTexts();
  const status = useTopic('status');
  const scale = useTopic('devices')?.scale;
  if (status === undefined) return null;
  const rows = [
    [
      texts.bar.scale,
      status.scale,
      scale === undefined || scale === null ? '' : texts.firstRun.plate(scale.plate.maxG, scale.plate.eG),
    ],
    [texts.bar.printer, status.printer, status.printer === 'online' ? '' : texts.bar.printerSays(status.printerText)],
    ...(status.scanner === null ? [] : [[texts.bar.scanner, status.scanner, ''] as const]),
  ] as const;
  return (
    <section className={s['step']} aria-label={texts.firstRun.steps.devices}>
      <h2>{texts.firstRun.devices}</h2>
      <ul className={s['devices']}>
        {rows.map(([name, state, note]) => (
          <li key={name} data-state={state}>
            <Icon name={state === 'online' ? 'tick' : state === 'opening' ? 'clock' : 'warn'} />
            <b>{name}</b>
            <span>{state === 'online' ? texts.firstRun.found : texts.bar.device(state)}</span>
            <small>{note}</small>
          </li>
        ))}
      </ul>
      <p>{texts.firstRun.devicesNote}</p>
      <button type="button" className={s['go']} onClick={onDone}>
        {texts.firstRun.next}
      </button>
    </section>
  );
}

/** A weight that is known, weighed and sold for practice: scale, till and paper in one go. */
export function TestSale({ onDone }: { readonly onDone: () => void }) {
  const stall = useStall();
  const texts = useTexts();
  const weighing = useTopic('weighing');
  const [known, setKnown] = useState<number | null>(null);
  const [sold, setSold] = useState(false);
  const [said, setSaid] = useState('');
  const [busy, setBusy] = useState(false);
  if (weighing === undefined) return null;
  const { netG, stable, eG } = weighing;
  const off = known === null || netG === null || !stable || netG === 0 ? null : netG - known;
  const isRight = off !== null && known !== null && Math.abs(off) <= serviceError(known, eG);
  const sell = (): void => {
    if (busy) return;
    setBusy(true);
    void sellTest(stall).then((refusal) => {
      setBusy(false);
      setSold(refusal === null);
      setSaid(refusal === null ? texts.firstRun.sold : refusalText(texts, refusal));
    });
  };
  return (
    <section className={s['step']} aria-label={texts.firstRun.steps.sale}>
      <h2>{texts.firstRun.sale}</h2>
      <div className={s['row']} role="group" aria-label={texts.firstRun.known}>
        {KNOWN.map((grams) => (
          <button
            type="button"
            key={grams}
            className={s['key']}
            aria-pressed={known === grams}
            onClick={() => {
              setKnown(grams);
              setSaid('');
            }}
          >
            {kg(grams)}
          </button>
        ))}
      </div>
      <p className={s['weight']} data-right={isRight ? '' : undefined}>
        <output>{netG === null ? '—' : kg(netG)}</output>
      </p>
      <p role="status" data-tone={off !== null && !isRight ? 'short' : undefined}>
        {said !== ''
          ? said
          : known === null
            ? texts.firstRun.pickKnown
            : off === null
              ? texts.firstRun.putOn(kg(known))
              : isRight
                ? texts.firstRun.right
                : texts.firstRun.wrong(off)}
      </p>
      {sold ? (
        <button type="button" className={s['go']} onClick={onDone}>
          {texts.firstRun.start}
        </button>
      ) : (
        <button type="button" className={s['go']} aria-disabled={busy || off === null} onClick={sell}>
          {texts.firstRun.sell}
        </button>
      )}
    </section>
  );
}
