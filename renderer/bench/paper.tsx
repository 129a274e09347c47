import { memo, useMemo } from 'react';
import { renderSVG } from 'uqr';
import type { PaperRow } from '../../shared/bench-view.ts';
import { useTexts } from '../stall.tsx';
import s from './paper.module.css';
import { columnsOf } from './columns.ts';

/** The characters of a row with the columns each takes. */
function cells(text: string): readonly (readonly [character: string, columns: 1 | 2])[] {
  return Array.from(text, (character) => [character, columnsOf(character)]);
}

const Row = memo(function Row({ row, columns }: { readonly row: PaperRow; readonly columns: number }) {
  const texts = useTexts();
  const qr = useMemo(
    () => (row.kind === 'qr' ? `data:image/svg+xml,${encodeURIComponent(renderSVG(row.data, { border: 2 }))}` : null),
    [row],
  );
  if (row.kind === 'picture') return <Picture row={row} columns={columns} />;
  if (row.kind === 'cut') return <hr className={s['cut']} />;
  if (qr !== null) return <img src={qr} alt={texts.bench.qr} />;
  if (row.kind !== 'text') return null;
  const wide = row.wide ? 2 : 1;
  return (
    <div
      className={s['row']}
      data-align={row.align}
      data-bold={row.bold || undefined}
      data-tall={row.tall || undefined}
      style={{ width: `calc(${columns} * var(--column))` }}
    >
      {cells(row.text).map(([character, count], at) => (
        // Characters of a printed row never move: their place is their key.
        // oxlint-disable-next-line react/no-array-index-key
        <span key={at} style={{ width: `calc(${count * wide} * var(--column))` }} data-wide={row.wide || undefined}>
          {character}
        </span>
      ))}
    </div>
  );
});

/** Dots as the print head burnt them; 12 dots stand in a column. */
function Picture({
  row: { width, height, bits },
  columns,
}: {
  readonly row: Extract<PaperRow, { kind: 'picture' }>;
  readonly columns: number;
}) {
  const texts = useTexts();
  const draw = (canvas: HTMLCanvasElement | null): void => {
    const pen = canvas?.getContext('2d');
    if (!pen) return;
    const bytes = Uint8Array.from(atob(bits), (char) => char.charCodeAt(0));
    const across = width / 8;
    pen.clearRect(0, 0, width, height);
    for (let y = 0; y < height; y += 1)
      for (let x = 0; x < width; x += 1)
        if (((bytes[y * across + (x >> 3)] ?? 0) & (0x80 >> (x & 7))) !== 0) pen.fillRect(x, y, 1, 1);
  };
  return (
    <canvas
      ref={draw}
      className={s['picture']}
      width={width}
      height={height}
      role="img"
      aria-label={texts.bench.picture}
      style={{ width: `calc(${Math.min(columns, width / 12)} * var(--column))` }}
    />
  );
}

/** The paper as it came out of the printer, every character on the column grid whatever font the machine has. */
export function Paper({ rows, columns }: { readonly rows: readonly PaperRow[]; readonly columns: number }) {
  const texts = useTexts();
  if (rows.length === 0) return <p className={s['noPaper']}>{texts.bench.noPaper}</p>;
  return (
    // Printed rows are only ever added at the end: their place is their key.
    // oxlint-disable-next-line react/no-array-index-key
    <div className={s['paper']} data-paper tabIndex={0} role="group" aria-label={texts.bench.paper}>
      {rows.map((row, at) => (
        <Row key={at} row={row} columns={columns} />
      ))}
    </div>
  );
}
