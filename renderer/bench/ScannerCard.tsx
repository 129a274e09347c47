import { useState } from 'react';
import type { BenchView } from '../../shared/bench-view.ts';
import { useTexts } from '../stall.tsx';
import s from './bench.module.css';
import { useBench } from './useBench.ts';

/** Codes to try: listed goods, the label of a weighing scale, somebody's payment code. A receipt's QR is copied from the paper. */
const codes = [
  ['barcode', '6901234567892'],
  ['label', '2100101012450'],
  ['payment', '134567890123456789'],
] as const;

/** A hand with a code before the scanner: what it reads goes over its own line, byte for byte. */
export function ScannerCard({
  scanner,
  receipt,
}: {
  readonly scanner: NonNullable<BenchView['scanner']>;
  readonly receipt: string | null;
}) {
  const { bench: words } = useTexts();
  const act = useBench();
  const [typed, setTyped] = useState('');
  const scan = (text: string): void => {
    if (text !== '') act('bench.scan', { text });
  };
  return (
    <section className={`${s['card']} ${s['scanner']}`} data-plugged={scanner.plugged}>
      <h2>
        {words.scanner}
        <small>{scanner.plugged ? words.scanned(scanner.sent) : words.unplugged}</small>
      </h2>
      <form
        className={s['keys']}
        onSubmit={(event) => {
          event.preventDefault();
          scan(typed.trim());
        }}
      >
        <input
          value={typed}
          maxLength={400}
          placeholder={words.code}
          aria-label={words.code}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => {
            setTyped(event.target.value);
          }}
        />
        <button type="submit" className={s['key']}>
          {words.scan}
        </button>
        <button
          type="button"
          className={s['key']}
          aria-pressed={!scanner.plugged}
          onClick={() => {
            act('bench.plug', { device: 'scanner', plugged: !scanner.plugged });
          }}
        >
          {words.unplug}
        </button>
      </form>
      <div className={s['keys']} role="group" aria-label={words.codes}>
        {[...codes, ...(receipt === null ? [] : [['receipt', receipt] as const])].map(([kind, text]) => (
          <button
            type="button"
            key={kind}
            className={s['key']}
            onClick={() => {
              scan(text);
            }}
          >
            {words.codeKind(kind)}
          </button>
        ))}
      </div>
    </section>
  );
}
