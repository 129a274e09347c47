import { yuanText } from '../../shared/money.ts';
import { escapeHtml } from '../html.ts';

/** Plots as SVG without a script and without inline styles: colours come from the page's own sheet by class. Each says its figures in words too. */
const WIDTH = 340;

const svg = (label: string, height: number, body: string): string =>
  `<svg class="plot" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escapeHtml(label)}">${body}</svg>`;

/** Upright bars; `mark` is written under every `every`th. A negative one hangs from the line. */
function bars(
  label: string,
  rows: readonly { readonly mark: string; readonly fen: number }[],
  every: number,
  kind: string,
): string {
  const [top, foot, height] = [16, 18, 132];
  const most = Math.max(1, ...rows.map(({ fen }) => fen));
  const least = Math.min(0, ...rows.map(({ fen }) => fen));
  const room = height - top - foot;
  const yOf = (fen: number): number => top + ((most - fen) / (most - least)) * room;
  const step = Math.min(56, WIDTH / Math.max(1, rows.length));
  const drawn = rows.map(({ fen, mark }, i) => {
    const x = i * step + step * 0.14;
    const y = Math.min(yOf(fen), yOf(0));
    const tall = Math.abs(yOf(fen) - yOf(0));
    return `<rect class="${kind}" x="${x.toFixed(1)}" y="${y.toFixed(1)}" width="${(step * 0.72).toFixed(1)}" height="${tall.toFixed(1)}" rx="2"><title>${escapeHtml(`${mark} ${yuanText(fen)}`)}</title></rect>${
      i % every === 0
        ? `<text x="${(i * step + step / 2).toFixed(1)}" y="${height - 4}" text-anchor="middle">${escapeHtml(mark)}</text>`
        : ''
    }`;
  });
  const peak = rows.findIndex(({ fen }) => fen === most);
  const peakText =
    most <= 1
      ? ''
      : `<text class="peak" x="${Math.min(WIDTH - 36, Math.max(36, peak * step + step / 2)).toFixed(1)}" y="11" text-anchor="middle">${yuanText(most)}</text>`;
  return svg(
    label,
    height,
    `${drawn.join('')}<line x1="0" x2="${WIDTH}" y1="${yOf(0).toFixed(1)}" y2="${yOf(0).toFixed(1)}"/>${peakText}`,
  );
}

/** Sales by the hour of the clock, from the first hour with trade to the last. */
export function hoursPlot(label: string, hours: readonly number[]): string {
  const first = hours.findIndex((fen) => fen !== 0);
  if (first === -1) return '';
  const last = hours.findLastIndex((fen) => fen !== 0);
  const [from, to] = [Math.max(0, Math.min(first, last - 5)), Math.min(23, Math.max(last, first + 5))];
  const rows = hours.slice(from, to + 1).map((fen, i) => ({ mark: `${from + i}`, fen }));
  return bars(label, rows, rows.length > 12 ? 2 : 1, 'good');
}

/** A figure for each of a run of days. */
export const daysPlot = (
  label: string,
  rows: readonly { readonly day: string; readonly fen: number }[],
  kind: 'good' | 'wait',
): string =>
  rows.length === 0
    ? ''
    : bars(
        label,
        rows.map(({ day, fen }) => ({ mark: day.slice(5).replace('-', '/'), fen })),
        Math.ceil(rows.length / 6),
        kind,
      );

/** What a label inside a bar takes: its edges with a percentage, and each sign of its name. */
const LABEL_EDGE = 48;
const LABEL_HANZI = 13;
const LABEL_LETTER = 7.5;
const widthOf = (name: string): number =>
  LABEL_EDGE +
  LABEL_LETTER * name.length +
  (LABEL_HANZI - LABEL_LETTER) * (name.match(/\p{Script=Han}/gu)?.length ?? 0);

/** One bar of the whole, in parts; what is negative is left out of it. */
export function mixPlot(
  label: string,
  parts: readonly { readonly name: string; readonly fen: number; readonly kind: string }[],
): string {
  const shown = parts.filter(({ fen }) => fen > 0);
  const all = shown.reduce((sum, { fen }) => sum + fen, 0);
  if (all === 0) return '';
  let x = 0;
  const drawn = shown.map(({ name, fen, kind }) => {
    const width = (fen / all) * WIDTH;
    const part = `<rect class="${kind}" x="${x.toFixed(1)}" y="0" width="${Math.max(1, width - 2).toFixed(1)}" height="28" rx="3"><title>${escapeHtml(`${name} ${yuanText(fen)}`)}</title></rect>${
      width > widthOf(name)
        ? `<text class="in ${kind}" x="${(x + 8).toFixed(1)}" y="19">${escapeHtml(name)} ${Math.round((100 * fen) / all)}%</text>`
        : ''
    }`;
    x += width;
    return part;
  });
  return svg(label, 28, drawn.join(''));
}

/** Kilograms of each kind and what a kilogram went for on average. */
export function categoriesPlot(
  label: string,
  rows: readonly { readonly name: string; readonly fen: number; readonly g: number }[],
): string {
  const shown = rows.filter(({ g }) => g > 0).slice(0, 8);
  if (shown.length === 0) return '';
  const most = Math.max(...shown.map(({ g }) => g));
  const drawn = shown.map(({ name, fen, g }, i) => {
    const y = i * 30;
    const width = Math.max(2, (g / most) * 150);
    return `<text x="0" y="${y + 19}">${escapeHtml(name)}</text><rect class="good" x="84" y="${y + 5}" width="${width.toFixed(1)}" height="18" rx="3"/><text x="${(90 + width).toFixed(1)}" y="${y + 19}">${(g / 1000).toFixed(1)} kg</text><text class="end" x="${WIDTH}" y="${y + 19}" text-anchor="end">${yuanText(Math.round((fen * 1000) / g))}/kg</text>`;
  });
  return svg(label, shown.length * 30, drawn.join(''));
}
