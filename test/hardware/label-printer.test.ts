import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { createLabelPrinter } from '../../hardware/printer/label-printer.ts';
import { labelModels, labelProfiles } from '../../hardware/printer/label-profile.ts';
import { tcpPrinter } from '../../hardware/printer/tcp.ts';
import { encodeLabel } from '../../hardware/printer/tspl.ts';
import { createLabelReader, createVirtualLabeler } from '../../hardware/virtual/label-printer.ts';
import type { PrintedLabel } from '../../shared/bench-view.ts';
import type { GoodsLabel } from '../../shared/goods-label.ts';
import { silentLog } from '../setup/core.ts';

const open: { stop(): Promise<void> }[] = [];
afterAll(async () => {
  for (const one of open.splice(0)) await one.stop();
});

const tomato: GoodsLabel = {
  mark: '',
  name: '番茄',
  quantity: '1.245kg',
  unitPrice: '8.40元/kg',
  amount: '￥10.46',
  packedAt: '2026-11-27 08:31',
  stall: '东港菜市场 12号',
  trace: 'https://m.example/r/AQAAABEAAAABAAAA1AAACUwBNVYvAQAAABEAAAABAAAA1AAACUwBNVYv',
};
const printed = (
  bytes: Uint8Array,
): { readonly labels: readonly PrintedLabel[]; readonly unknown: readonly string[] } => {
  const labels: PrintedLabel[] = [];
  const unknown: string[] = [];
  const read = createLabelReader(
    (label) => labels.push(label),
    (line) => unknown.push(line),
  );
  for (const byte of bytes) read(byte);
  return { labels, unknown };
};
const textsOf = (label: PrintedLabel | undefined): readonly string[] =>
  (label?.marks ?? []).flatMap((mark) => (mark.kind === 'text' ? [mark.text] : []));

describe('the bytes of a label', () => {
  test('are TSPL lines, with the text as GB18030 in quotes', () => {
    const bytes = Buffer.from(encodeLabel({ ...tomato, name: '苹果', stall: '' }, labelProfiles['tspl-40x30']));
    const lines = bytes.toString('latin1').split('\r\n');
    expect(lines.slice(0, 5)).toEqual(['SIZE 40 mm,30 mm', 'GAP 2 mm,0 mm', 'DIRECTION 1', 'DENSITY 8', 'CLS']);
    // 苹果 is C6 BB B9 FB (KalubaTech/pos_software TSPL_IMPLEMENTATION.md).
    expect(Buffer.from(lines[5] ?? '', 'latin1').toString('hex')).toBe(
      `${Buffer.from('TEXT 12,12,"TSS24.BF2",0,2,2,"').toString('hex')}c6bbb9fb22`,
    );
    expect(lines.at(-3)).toMatch(/^QRCODE \d+,\d+,M,\d,A,0,"https:/);
    expect(lines.slice(-2)).toEqual(['PRINT 1,1', '']);
  });
  test.each(labelModels)('%s: all of it is on the label, nothing over its edge or over the code', (model) => {
    const profile = labelProfiles[model];
    const { labels, unknown } = printed(encodeLabel(tomato, profile));
    expect(unknown).toEqual([]);
    expect(labels).toHaveLength(1);
    const [label] = labels;
    expect(label).toMatchObject({ widthMm: profile.widthMm, heightMm: profile.heightMm });
    const texts = textsOf(label);
    expect(texts.slice(0, 4)).toEqual(['番茄', '1.245kg', '8.40元/kg', '￥10.46']);
    const code = label?.marks.find((mark) => mark.kind === 'qr');
    if (code?.kind !== 'qr') throw new Error('no code');
    expect(code.data).toBe(tomato.trace);
    const side = profile.widthMm * 8 - 12 - code.x;
    expect(code.y + side).toBeLessThanOrEqual(profile.heightMm * 8);
    for (const mark of label?.marks ?? []) {
      if (mark.kind === 'qr') continue;
      expect(mark.x + mark.width).toBeLessThanOrEqual(profile.widthMm * 8);
      expect(mark.y + mark.height).toBeLessThanOrEqual(profile.heightMm * 8);
      const isBeside = mark.x + mark.width <= code.x || mark.y + mark.height <= code.y;
      expect(isBeside, mark.text).toBe(true);
    }
  });
  test('say what is no trade, and leave out what there is not', () => {
    const { labels } = printed(
      encodeLabel({ ...tomato, mark: '模拟', quantity: '', unitPrice: '', stall: '' }, labelProfiles['tspl-40x30']),
    );
    expect(textsOf(labels[0])).toEqual(['模拟 番茄', '￥10.46', '11-27 08:31']);
  });
  test('no text, whoever wrote it, becomes a command: one label comes out, with nothing on it but text and code', () => {
    const nasty = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc
        .array(
          fc.constantFrom(
            '"',
            '\\[R]',
            '\\["]',
            '\\[L]',
            '\r\n',
            '\u001b!?',
            'PRINT 9,9',
            'CLS',
            '菜',
            '誠',
            '\\',
            '[',
            ']',
            ',',
          ),
          { maxLength: 12 },
        )
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(
        nasty,
        nasty,
        nasty,
        nasty,
        fc.constantFrom(...labelModels),
        (name, unitPrice, stall, trace, model) => {
          const bytes = encodeLabel({ ...tomato, name, unitPrice, stall, trace }, labelProfiles[model]);
          const { labels, unknown } = printed(bytes);
          expect(unknown).toEqual([]);
          expect(labels).toHaveLength(1);
          expect(Buffer.from(bytes).includes(Buffer.from([0x1b]))).toBe(false);
          const commands = Buffer.from(bytes).toString('latin1').split('\r\n').length;
          expect(labels[0]?.marks).toHaveLength(commands - 7);
        },
      ),
      { numRuns: 400 },
    );
  });
});

describe.concurrent('a label printer', () => {
  const labelerAt = async () => {
    const virtual = await createVirtualLabeler();
    open.push(virtual);
    const labeler = createLabelPrinter({
      port: 'test',
      transport: tcpPrinter('127.0.0.1', virtual.port),
      profile: labelProfiles['tspl-40x30'],
      log: silentLog,
    });
    return { virtual, labeler };
  };
  test('prints one label for one wish, and waits until it is out', async () => {
    const { virtual, labeler } = await labelerAt();
    virtual.setSpeed(300);
    expect(await labeler.print(tomato)).toEqual({ done: 'printed' });
    expect(virtual.labels()).toHaveLength(1);
  });
  test.each([
    ['paper_out', 'paper out'],
    ['cover_open', 'cover open'],
    ['no_ribbon', 'no ribbon'],
    ['paused', 'paused'],
  ] as const)('%s: nothing is sent, and nothing comes out later', async (fault, why) => {
    const { virtual, labeler } = await labelerAt();
    virtual.setFault(fault);
    expect(await labeler.print(tomato)).toEqual({ done: 'not_printed', why });
    virtual.setFault('none');
    expect(await labeler.print(tomato)).toEqual({ done: 'printed' });
    expect(virtual.labels()).toHaveLength(1);
  });
  test('one that never answers prints all the same; one that stopped answering gets nothing', async () => {
    const { virtual, labeler } = await labelerAt();
    virtual.setTalks(false);
    expect(await labeler.print(tomato)).toEqual({ done: 'printed' });
    virtual.setTalks(true);
    expect(await labeler.print(tomato)).toEqual({ done: 'printed' });
    virtual.setTalks(false);
    expect(await labeler.print(tomato)).toEqual({ done: 'not_printed', why: 'no answer' });
    expect(virtual.labels()).toHaveLength(2);
  });
  test('one that is not there is said', async () => {
    const { virtual, labeler } = await labelerAt();
    await virtual.stop();
    expect(await labeler.print(tomato)).toMatchObject({ done: 'not_printed' });
  });
});
