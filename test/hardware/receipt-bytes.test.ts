import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, test } from 'vitest';
import { encodeReceipt } from '../../hardware/printer/encode.ts';
import { profileFor } from '../../hardware/printer/profile.ts';
import { columnsOf, fitRows, printableText } from '../../hardware/printer/text.ts';
import { createPaper } from '../../hardware/virtual/paper.ts';
import type { ReceiptLine } from '../../shared/receipt.ts';
import type { PaperRow } from '../../shared/bench-view.ts';

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const row = (text: string, more: Partial<Extract<ReceiptLine, { kind: 'text' }>> = {}): ReceiptLine => ({
  kind: 'text',
  text,
  align: 'left',
  bold: false,
  size: 'normal',
  ...more,
});
/** Any code points, half of them below 0x100, lone surrogates too. */
const anyText = (maxLength = 20) =>
  fc.string({ unit: fc.oneof(fc.nat(0xff), fc.nat(0x10ffff)).map((point) => String.fromCodePoint(point)), maxLength });
const HEAD = '1b401c26';

/** What a printer makes of the lines. */
const printed = (lines: readonly ReceiptLine[], columns: 32 | 48 = 32): readonly PaperRow[] => {
  const rows: PaperRow[] = [];
  const kicks: string[] = [];
  createPaper(columns, {
    row: (one) => rows.push(one),
    kick: () => kicks.push('kick'),
    ask: () => kicks.push('ask'),
  }).write(encodeReceipt(lines, profileFor(columns)));
  expect(kicks).toEqual([]);
  return rows;
};

test('what makes the bytes is loaded without a warning of Node’s: it would be on the screen at every start', () => {
  const writer = new URL('../../hardware/printer/writer.ts', import.meta.url);
  const load = ['--pending-deprecation', '--input-type=module', '--eval', `await import(${JSON.stringify(writer)})`];
  const { status, stderr } = spawnSync(process.execPath, load, { encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
});

describe('text on paper', () => {
  test('hanzi are GB18030 (GB 18030: 苹果 = C6 BB B9 FB)', () => {
    expect(hexOf(encodeReceipt([row('苹果')], profileFor(32)))).toBe(`${HEAD}1b6100c6bbb9fb0a`);
  });
  test('the yuan sign is the wide one: the narrow one prints "0 6" on GBK printers', () => {
    expect(hexOf(iconv.encode(printableText('¥1'), 'gb18030'))).toBe('a3a431');
  });
  test('characters outside the font become □, invisible ones go', () => {
    expect(printableText('㐀𠮷\u200b菜\ue000')).toBe('□□菜□');
    expect(printableText('−0.50')).toBe('－0.50');
    expect(printableText('a\ud800b')).toBe('a□b');
  });
  test('line breaks and tabs are blanks', () => {
    expect(printableText('一\r\n二\t三')).toBe('一  二 三');
  });
  test('bold and double are switched on and off around their row', () => {
    expect(hexOf(encodeReceipt([row('A', { bold: true, size: 'double', align: 'center' })], profileFor(32)))).toBe(
      `${HEAD}1b61011b45011d2111410a1d21001b4500`,
    );
  });
  test('rule, feed and cut', () => {
    expect(
      hexOf(
        encodeReceipt(
          [{ kind: 'rule' }, { kind: 'feed', lines: 2 }, { kind: 'feed', lines: 0 }, { kind: 'cut' }],
          profileFor(32),
        ),
      ),
    ).toBe(`${HEAD}1b6100${'2d'.repeat(32)}0a0a0a1d564200`);
  });
  test('a row that is too wide loses blanks, then goes on in the next row, and loses no figure', () => {
    expect(fitRows('白菜'.padEnd(20) + '12.50', 12)).toEqual(['白菜   12.50']);
    expect(fitRows('一二三四五六七', 6)).toEqual(['一二三', '四五六', '七']);
  });
});

describe('a name that wants to be a command', () => {
  test('drawer pulse, cut and status in a name print as plain text', () => {
    const rows = printed([row('白菜\x1bp\x00\x19\xfa\x1dV\x00\x10\x04\x01\x1c.')]);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ kind: 'text', text: expect.stringContaining('白菜') });
  });
  test('no text puts a control byte on the wire', () => {
    fc.assert(
      fc.property(anyText(), (name) => {
        const bytes = iconv.encode(printableText(name), 'gb18030');
        expect([...bytes].filter((byte) => byte < 0x20 || byte === 0x7f)).toEqual([]);
        expect(columnsOf(printableText(name))).toBe(bytes.length);
      }),
    );
  });
  test('whatever the text, every row fits, and what was printable is on paper', () => {
    fc.assert(
      fc.property(
        fc.array(anyText(60), { maxLength: 5 }),
        fc.constantFrom(32 as const, 48 as const),
        (names, columns) => {
          const rows = printed(
            names.map((name) => row(name)),
            columns,
          );
          for (const one of rows) if (one.kind === 'text') expect(columnsOf(one.text)).toBeLessThanOrEqual(columns);
          const kept = (text: string): string => text.replaceAll(' ', '');
          expect(kept(rows.map((one) => (one.kind === 'text' ? one.text : '')).join(''))).toBe(
            kept(names.map(printableText).join('')),
          );
        },
      ),
    );
  });
});

describe('the QR code', () => {
  test('is GS ( k with the length in bytes (Epson ESC/POS: model 2, level M)', () => {
    const data = 'https://m.example/r/é';
    const bytes = Buffer.from(data, 'utf8');
    expect(hexOf(encodeReceipt([{ kind: 'qr', data }], profileFor(32)))).toBe(
      `${HEAD}1b61011d286b0400314132001d286b03003143081d286b03003145311d286b${(bytes.length + 3).toString(16).padStart(2, '0')}00315030${bytes.toString('hex')}1d286b03003151301b6100`,
    );
  });
  test('comes out of the printer as it went in', () => {
    fc.assert(
      fc.property(fc.webUrl({ size: 'large' }), (data) => {
        expect(printed([{ kind: 'qr', data }])).toEqual([{ kind: 'qr', data }]);
      }),
    );
  });
});
