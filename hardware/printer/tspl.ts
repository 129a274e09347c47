import iconv from 'iconv-lite';
import { encode } from 'uqr';
import type { GoodsLabel } from '../../shared/goods-label.ts';
import type { LabelProfile } from './label-profile.ts';
import { columnsOf, fitRows, printableText } from './text.ts';

/**
 * One label in TSPL: commands in lines, each ended by CR LF, text as GB18030 in quotes (KalubaTech/pos_software TSPL_IMPLEMENTATION.md;
 * Liu-Jinshuai/printease docs). 203 dpi, 8 dots to a millimetre.
 */
const DOTS = 8;
/** The built-in Chinese font: a hanzi takes 24 × 24 dots, ASCII half the width. */
const FONT = 'TSS24.BF2';
const COLUMN = 12;
const ROW = 30;
const MARGIN = 12;

/** ESC ! ?: answered at once with one byte of state, also while it prints. */
export const ASK_LABELER: Uint8Array = Uint8Array.of(0x1b, 0x21, 0x3f);

/** Full-width forms of what means something inside quotes: `"` ends a text, `\[R]` would be read as the end of the line. */
const SAFE: Readonly<Record<string, string>> = { '"': '＂', '\\': '＼', '[': '［', ']': '］' };
/** A text that can be nothing but a text, whatever was typed into a name: no control byte, no quote, no escape. */
export const tsplText = (text: string): string =>
  printableText(text.replace(/["\\[\]]/gu, (sign) => SAFE[sign] ?? sign));
/** What a code may hold: visible ASCII that means nothing to the printer. */
const tsplCode = (data: string): string => data.replace(/[^\u0021-\u007e]|["\\[\]]/gu, '');

interface Spot {
  readonly x: number;
  readonly y: number;
  readonly columns: number;
}
const textAt = ({ x, y }: Spot, text: string, times: 1 | 2): string =>
  `TEXT ${x},${y},"${FONT}",0,${times},${times},"${text}"`;

/** A text twice as large where it fits on its row, else as it is, cut at the end of the row. */
function largest(spot: Spot, text: string): { readonly command: string; readonly height: number } {
  const clean = tsplText(text);
  if (columnsOf(clean) * 2 <= spot.columns) return { command: textAt(spot, clean, 2), height: 2 * ROW - 4 };
  return { command: textAt(spot, fitRows(clean, spot.columns)[0] ?? '', 1), height: ROW };
}

/** The side of the code in modules and the dots of one module, from 2 to 6, so that it takes at most half of the label. */
function codeSize(data: string, room: number): { readonly side: number; readonly cell: number } {
  const { size } = encode(data, { ecc: 'M', border: 0 });
  const cell = Math.min(6, Math.max(2, Math.floor(room / size)));
  return { side: size * cell, cell };
}

/** Name and amount large, quantity and unit price between, the trace code at the lower right. Words that don't fit are cut, figures are not. */
export function encodeLabel(label: GoodsLabel, profile: LabelProfile): Uint8Array {
  const width = profile.widthMm * DOTS;
  const height = profile.heightMm * DOTS;
  const data = tsplCode(label.trace);
  const code = codeSize(data, Math.floor(Math.min(height * 0.62, width * 0.45)));
  const left = width - code.side - 2 * MARGIN;
  const whole = Math.floor((width - 2 * MARGIN) / COLUMN);
  const beside = Math.floor((left - MARGIN) / COLUMN);

  const name = largest(
    { x: MARGIN, y: MARGIN, columns: whole },
    [label.mark, label.name].filter((word) => word !== '').join(' '),
  );
  const commands = [name.command];
  let y = MARGIN + name.height;
  for (const words of [label.quantity, label.unitPrice]) {
    if (words === '') continue;
    commands.push(textAt({ x: MARGIN, y, columns: beside }, fitRows(tsplText(words), beside)[0] ?? '', 1));
    y += ROW;
  }
  if (label.amount !== '') {
    const amount = largest({ x: MARGIN, y, columns: beside }, label.amount);
    commands.push(amount.command);
    y += amount.height;
  }
  for (const words of [label.packedAt.slice(5), label.stall]) {
    if (words === '' || y + ROW - 6 > height) continue;
    commands.push(textAt({ x: MARGIN, y, columns: beside }, fitRows(tsplText(words), beside)[0] ?? '', 1));
    y += ROW;
  }
  if (data !== '')
    commands.push(`QRCODE ${width - code.side - MARGIN},${height - code.side - MARGIN},M,${code.cell},A,0,"${data}"`);
  const job = [
    `SIZE ${profile.widthMm} mm,${profile.heightMm} mm`,
    `GAP ${profile.gapMm} mm,0 mm`,
    'DIRECTION 1',
    'DENSITY 8',
    'CLS',
    ...commands,
    'PRINT 1,1',
  ];
  return new Uint8Array(iconv.encode(`${job.join('\r\n')}\r\n`, 'gb18030'));
}
