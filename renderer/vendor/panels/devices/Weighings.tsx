import { useEffect, useState } from 'react';
import { shanghaiTime } from '../../../../shared/day.ts';
import type { EvidenceRow } from '../../../../shared/evidence.ts';
import { isEvent } from '../../../../shared/evidence.ts';
import type { Evidence } from '../../../../shared/records/evidence.ts';
import { fenText } from '../../../../shared/money.ts';
import { useStall, useTexts } from '../../../stall.tsx';
import { weightText } from '../../../ui/format.ts';
import d from '../devices.module.css';
import s from '../panels.module.css';
import { drawCurve } from './curve.ts';

const SHOWN = 20;
const [WIDTH, HEIGHT] = [640, 180] as const;
type WeighingRow = Extract<EvidenceRow, { what: 'weighing' }>;

/** The last weighings; a touch opens the curve of one. */
export function Weighings() {
  const { deviceCards: words } = useTexts();
  const { client } = useStall();
  const [rows, setRows] = useState<readonly WeighingRow[] | null>(null);
  const [open, setOpen] = useState<Evidence | null>(null);
  useEffect(() => {
    let gone = false;
    void client.call('evidence.list', { before: null, lineId: null, limit: SHOWN }).then((outcome) => {
      if (!gone && outcome.ok) setRows(outcome.value.rows.filter((row): row is WeighingRow => row.what === 'weighing'));
    });
    return () => {
      gone = true;
    };
  }, [client]);
  const show = async (id: string): Promise<void> => {
    const outcome = await client.call('evidence.read', { id });
    if (outcome.ok && !isEvent(outcome.value)) setOpen(outcome.value);
  };
  return (
    <section className={d['card']} aria-label={words.weighings}>
      <header>
        <h3>{open === null ? words.weighings : words.curve(open.name)}</h3>
        {open === null ? null : (
          <button
            type="button"
            className={s['key']}
            onClick={() => {
              setOpen(null);
            }}
          >
            {words.back}
          </button>
        )}
      </header>
      {open !== null ? <Replay evidence={open} /> : null}
      {open === null && rows?.length === 0 ? <p className={d['soft']}>{words.noWeighings}</p> : null}
      {open === null && rows !== null ? (
        <ol className={d['weighings']}>
          {rows.map((row) => (
            <li key={row.id}>
              <button
                type="button"
                onClick={() => {
                  void show(row.id);
                }}
              >
                <span>{shanghaiTime(row.at).slice(5, 16)}</span>
                <b>{row.name}</b>
                <span>{weightText(row.netG)}</span>
                <span>¥{fenText(row.amountFen)}</span>
              </button>
            </li>
          ))}
        </ol>
      ) : null}
    </section>
  );
}

/** The last seconds before a weight was taken, as the scale said them. */
function Replay({ evidence }: { readonly evidence: Evidence }) {
  const texts = useTexts();
  const words = texts.deviceCards;
  const { grossG, tareG, netG, settleMs, stableBy, zeroBefore, frames } = evidence;
  const drawing = drawCurve(evidence.curve ?? [], tareG, WIDTH, HEIGHT);
  const frame = frames.at(-1);
  return (
    <>
      <p>{words.figures(weightText(grossG), weightText(tareG), weightText(netG))}</p>
      {drawing === null ? (
        <p className={d['soft']}>{words.noCurve}</p>
      ) : (
        <svg
          className={d['curve']}
          viewBox={`-8 -28 ${WIDTH + 16} ${HEIGHT + 56}`}
          role="img"
          aria-label={words.curve(evidence.name)}
          data-points={evidence.curve?.length}
        >
          {drawing.stable.map(([from, to]) => (
            <rect key={from} x={from} y={0} width={Math.max(2, to - from)} height={HEIGHT} data-part="stable" />
          ))}
          <line x1={0} x2={WIDTH} y1={drawing.zeroY} y2={drawing.zeroY} data-part="zero" />
          <text x={0} y={drawing.zeroY + 20}>
            0
          </text>
          {drawing.tareY === null ? null : (
            <line x1={0} x2={WIDTH} y1={drawing.tareY} y2={drawing.tareY} data-part="tare" />
          )}
          {drawing.lines.map((points) => (
            <polyline key={points} points={points} data-part="weight" />
          ))}
          {drawing.end === null ? null : (
            <>
              <circle cx={drawing.end.x} cy={drawing.end.y} r={6} data-part="taken" />
              <text x={drawing.end.x} y={drawing.end.y - 12} textAnchor="end">
                {words.taken} {weightText(grossG)}
              </text>
            </>
          )}
          <text x={WIDTH} y={HEIGHT + 22} textAnchor="end">
            {drawing.seconds.toFixed(1)} s
          </text>
        </svg>
      )}
      <p className={d['soft']}>
        {words.settled((settleMs / 1000).toFixed(1), stableBy)} · {words.zeroBefore(zeroBefore)}
      </p>
      {frame === undefined ? null : (
        <p className={d['raw']}>
          <code>{frame.hex.slice(0, 128).replace(/(..)(?=.)/g, '$1 ')}</code>
        </p>
      )}
    </>
  );
}
