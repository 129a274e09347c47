import { useMemo } from 'react';
import type { BenchView, LabelMark, PrintedLabel } from '../../shared/bench-view.ts';
import { useTexts } from '../stall.tsx';
import { qrPath } from '../ui/qr.ts';
import s from './bench.module.css';
import { useBench } from './useBench.ts';

const DOTS_PER_MM = 8;
const faults = ['paper_out', 'cover_open', 'no_ribbon', 'paused'] as const;

function Code({ mark }: { readonly mark: Extract<LabelMark, { kind: 'qr' }> }) {
  const { path } = useMemo(() => qrPath(mark.data), [mark.data]);
  return <path d={path} transform={`translate(${mark.x} ${mark.y}) scale(${mark.cell})`} shapeRendering="crispEdges" />;
}

/** One label, every mark where the print head put it. */
function Label({ label }: { readonly label: PrintedLabel }) {
  const texts = useTexts();
  const { widthMm, heightMm, marks } = label;
  const words = marks.flatMap((mark) => (mark.kind === 'text' ? [mark.text] : []));
  return (
    <svg
      className={s['label']}
      viewBox={`0 0 ${widthMm * DOTS_PER_MM} ${heightMm * DOTS_PER_MM}`}
      role="img"
      aria-label={`${texts.bench.label}: ${words.join(' ')}`}
    >
      {marks.map((mark) =>
        mark.kind === 'qr' ? (
          <Code key={`${mark.x},${mark.y}`} mark={mark} />
        ) : (
          <text
            key={`${mark.x},${mark.y}`}
            x={mark.x}
            y={mark.y + mark.height * 0.86}
            fontSize={mark.height}
            textLength={mark.width}
            lengthAdjust="spacingAndGlyphs"
          >
            {mark.text}
          </text>
        ),
      )}
    </svg>
  );
}

/** The label printer: the label it gave out last, and what can be wrong with it. */
export function LabelCard({ labeler }: { readonly labeler: BenchView['labeler'] }) {
  const { bench: words } = useTexts();
  const act = useBench();
  const last = labeler.labels.at(-1);
  return (
    <section className={`${s['card']} ${s['labeler']}`} data-fault={labeler.fault}>
      <h2>{words.labeler}</h2>
      {last === undefined ? <p>{words.noLabel}</p> : <Label label={last} />}
      <div className={s['keys']}>
        {faults.map((fault) => (
          <button
            type="button"
            key={fault}
            className={s['key']}
            aria-pressed={labeler.fault === fault}
            onClick={() => {
              act('bench.labeler', { fault: labeler.fault === fault ? 'none' : fault });
            }}
          >
            {words.labelerFault(fault)}
          </button>
        ))}
      </div>
    </section>
  );
}
