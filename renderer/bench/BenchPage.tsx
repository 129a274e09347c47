import { shanghaiTime } from '../../shared/day.ts';
import type { BenchView } from '../../shared/bench-view.ts';
import { useTexts, useTopic, useTopicState } from '../stall.tsx';
import { Icon } from '../ui/icons.tsx';
import s from './bench.module.css';
import { LabelCard } from './LabelCard.tsx';
import { Paper } from './paper.tsx';
import { ScaleCard } from './ScaleCard.tsx';
import { ScannerCard } from './ScannerCard.tsx';
import { useBench } from './useBench.ts';

const noteColours = ['#D98C7A', '#7FA38C', '#8FA5C4', '#D9C48A'] as const;

function Network({ mode }: { readonly mode: BenchView['network'] }) {
  const texts = useTexts();
  const act = useBench();
  const modes = [
    ['online', texts.bench.online, 'online'],
    ['slow', texts.bench.slow, 'clock'],
    ['offline', texts.bench.offline, 'offline'],
  ] as const;
  return (
    <div className={s['switch']}>
      <span aria-hidden="true">{texts.bench.network}</span>
      <div className={s['seg']} role="radiogroup" aria-label={texts.bench.network}>
        {modes.map(([one, word, icon]) => (
          <button
            type="button"
            key={one}
            role="radio"
            aria-checked={mode === one}
            onClick={() => {
              act('bench.network', { mode: one });
            }}
          >
            <Icon name={icon} />
            {word}
          </button>
        ))}
      </div>
    </div>
  );
}

function Drawer({ drawer }: { readonly drawer: BenchView['drawer'] }) {
  const texts = useTexts();
  const act = useBench();
  return (
    <section className={`${s['card']} ${s['drawer']}`} data-open={drawer.open}>
      <div>
        <h2>
          {texts.bench.drawer} · {drawer.open ? texts.bench.open : texts.bench.closed}
        </h2>
        <p>
          {drawer.at === null
            ? texts.bench.neverKicked
            : texts.bench.kicked(shanghaiTime(drawer.at).slice(11), drawer.kicks)}
        </p>
      </div>
      {drawer.open ? (
        <button
          type="button"
          className={s['key']}
          onClick={() => {
            act('bench.drawer', {});
          }}
        >
          {texts.bench.shut}
        </button>
      ) : null}
      {drawer.open ? (
        <div className={s['till-box']} aria-hidden="true">
          {noteColours.map((colour) => (
            <span key={colour} style={{ '--n': colour } as React.CSSProperties} />
          ))}
        </div>
      ) : (
        <div className={s['shut-box']} aria-hidden="true" />
      )}
    </section>
  );
}

function PrinterCard({ printer }: { readonly printer: BenchView['printer'] }) {
  const texts = useTexts();
  const act = useBench();
  const faults = [
    ['paper_out', texts.bench.paperOut],
    ['cover_open', texts.bench.coverOpen],
    ['off', texts.bench.off],
  ] as const;
  return (
    <section className={`${s['card']} ${s['printer']}`} data-fault={printer.fault}>
      <h2>
        {texts.bench.printer}
        <small>{texts.bench.paperWidth(printer.columns === 32 ? 58 : 80, printer.columns)}</small>
      </h2>
      <div className={s['mouth']} />
      <Paper rows={printer.paper} columns={printer.columns} />
      <div className={s['keys']}>
        {faults.map(([fault, word]) => (
          <button
            type="button"
            key={fault}
            className={s['key']}
            aria-pressed={printer.fault === fault}
            onClick={() => {
              act('bench.printer', { fault: printer.fault === fault ? 'none' : fault });
            }}
          >
            {word}
          </button>
        ))}
        <button
          type="button"
          className={s['key']}
          onClick={() => {
            act('bench.tear', {});
          }}
        >
          {texts.bench.tear}
        </button>
      </div>
    </section>
  );
}

/** The virtual stall: a pan, a printer, a drawer and a network cable to play with. Only with virtual devices. */
export default function BenchPage() {
  const texts = useTexts();
  const bench = useTopic('bench');
  const lost = useTopicState((state) => state.line === 'lost');
  if (bench === undefined) return null;
  const qr = bench.printer.paper.findLast((row) => row.kind === 'qr');
  const receipt = qr?.kind === 'qr' ? qr.data : null;
  return (
    <div className={s['page']}>
      <header className={s['head']}>
        <h1>
          {texts.bench.title}
          <small>{lost ? texts.common.connecting : texts.bench.subtitle}</small>
        </h1>
        <Network mode={bench.network} />
      </header>
      <main className={s['bench']} data-columns={bench.printer.columns}>
        <div className={s['col']}>
          <ScaleCard scale={bench.scale} />
          <div className={s['low']}>
            <Drawer drawer={bench.drawer} />
            <LabelCard labeler={bench.labeler} />
          </div>
        </div>
        <div className={s['col']}>
          <PrinterCard printer={bench.printer} />
          {bench.scanner === null ? null : <ScannerCard scanner={bench.scanner} receipt={receipt} />}
        </div>
      </main>
    </div>
  );
}
