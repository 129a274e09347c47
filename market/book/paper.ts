import { create, type Font } from 'fontkit';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import PDFDocument from 'pdfkit';
import { textWidth, type ReceiptLine } from '../../shared/receipt.ts';

/** 80 mm paper with 72 mm of print, in points. */
const [PAPER, MARGIN] = [226.8, 11.3];
/** Of the font's own 1000 units: its file holds the thinnest weight, this stroke around it makes it the regular one. */
const STROKE = 36;
const ROW = 1.35;

interface Face {
  readonly file: string;
  readonly ranges: readonly (readonly [number, number])[];
}
/** The font comes in a hundred files, each with some of the characters; the sheet beside them says which. */
function openFont(): (code: number) => Font | null {
  const dir = dirname(createRequire(import.meta.url).resolve('@fontsource-variable/noto-sans-sc'));
  const sheet = readFileSync(join(dir, 'index.css'), 'utf8');
  const faces = [...sheet.matchAll(/url\(\.\/files\/([^)]+)\)[^}]*unicode-range:\s*([^;}]+)/g)].map(
    ([, file = '', ranges = '']): Face => ({
      file,
      ranges: ranges.split(',').map((range) => {
        const [from = '', to = from] = range.trim().replace('U+', '').split('-');
        return [Number.parseInt(from, 16), Number.parseInt(to, 16)];
      }),
    }),
  );
  const open = new Map<string, Font>();
  return (code) => {
    const face = faces.find(({ ranges }) => ranges.some(([from, to]) => code >= from && code <= to));
    if (face === undefined) return null;
    const known = open.get(face.file) ?? (create(readFileSync(join(dir, 'files', face.file))) as Font);
    open.set(face.file, known);
    return known;
  };
}
let font: ReturnType<typeof openFont> | null = null;

/**
 * Lines of a printed paper as a PDF as wide as the roll, one page as long as they are. Characters are drawn as outlines of the bundled font: PDF
 * readers without a Chinese font show it alike. Rejects when the document can't be made.
 */
export async function paperPdf(lines: readonly ReceiptLine[], columns: 32 | 48, title: string): Promise<Buffer> {
  font ??= openFont();
  const column = (PAPER - 2 * MARGIN) / columns;
  const size = column * 2;
  const heightOf = (line: ReceiptLine): number => {
    switch (line.kind) {
      case 'text':
        return size * ROW * (line.size === 'double' ? 2 : 1);
      case 'rule':
        return size;
      case 'feed':
        return (size * line.lines) / 2;
      case 'qr':
      case 'picture':
      case 'cut':
        return 0;
    }
  };
  const height = lines.reduce((sum, line) => sum + heightOf(line), 2 * MARGIN);
  const pdf = new PDFDocument({ size: [PAPER, height], margin: 0, info: { Title: title } });
  const chunks: Buffer[] = [];
  pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
  const done = new Promise<void>((resolve, reject) => {
    pdf.on('end', resolve);
    pdf.on('error', reject);
  });
  let y = MARGIN;
  for (const line of lines) {
    if (line.kind === 'rule')
      pdf
        .lineWidth(0.6)
        .dash(2, { space: 2 })
        .moveTo(MARGIN, y + size / 2)
        .lineTo(PAPER - MARGIN, y + size / 2)
        .stroke()
        .undash();
    if (line.kind === 'text') {
      const wide = line.size === 'double' ? 2 : 1;
      const characters = Array.from(line.text);
      const width = characters.reduce((sum, one) => sum + textWidth(one), 0) * column * wide;
      const room = PAPER - 2 * MARGIN - width;
      let x = MARGIN + (line.align === 'left' ? 0 : line.align === 'center' ? room / 2 : room);
      const scale = (size * wide) / 1000;
      for (const character of characters) {
        const code = character.codePointAt(0) ?? 0;
        const glyph = code === 32 ? null : (font(code)?.glyphForCodePoint(code) ?? null);
        const path = glyph?.path.toSVG() ?? '';
        const cell = textWidth(character) * column * wide;
        if (glyph !== null && path !== '')
          pdf
            .save()
            .translate(x + (cell - glyph.advanceWidth * scale) / 2, y + size * wide * 0.98)
            .scale(scale, -scale)
            .lineWidth(line.bold ? STROKE * 2 : STROKE)
            .lineJoin('round')
            .path(path)
            .fillAndStroke('#000')
            .restore();
        x += cell;
      }
    }
    y += heightOf(line);
  }
  pdf.end();
  await done;
  return Buffer.concat(chunks);
}
