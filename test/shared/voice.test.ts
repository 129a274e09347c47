import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_SALE_FEN } from '../../shared/money.ts';
import { readings, recordingName, spoken, spokenAmount } from '../../shared/voice.ts';
import type { Word } from '../../shared/voice.ts';

const text = (fen: number): string => spokenAmount(fen).join('');

/** Reads a Chinese amount as a person would, sign by sign: the opposite way, written without a look at the other. */
function heard(sentence: string): number {
  const value = (sign: string): number => '零一二三四五六七八九'.indexOf(sign.replace('两', '二'));
  let fen = 0;
  let all = 0;
  let upToTenThousand = 0;
  let digit: number | null = null;
  for (const sign of sentence) {
    const unit = { 十: 10, 百: 100, 千: 1000 }[sign];
    if (unit !== undefined) {
      upToTenThousand += (digit ?? 1) * unit;
      digit = null;
    } else if (sign === '万') {
      all += (upToTenThousand + (digit ?? 0)) * 10_000;
      upToTenThousand = 0;
      digit = null;
    } else if (sign === '元') {
      fen += (all + upToTenThousand + (digit ?? 0)) * 100;
      digit = null;
    } else if (sign === '角' || sign === '分') {
      fen += (digit ?? 0) * (sign === '角' ? 10 : 1);
      digit = null;
    } else digit = value(sign) === 0 ? null : value(sign);
  }
  return fen;
}

const amount = fc.oneof(
  fc.integer({ min: 0, max: 30_000 }),
  fc.integer({ min: 0, max: MAX_SALE_FEN }),
  // Amounts with many empty places, where the rules of 零 bite.
  fc
    .tuple(...[1, 10, 100, 1_000, 10_000, 100_000, 1_000_000].map((step) => fc.constantFrom(0, 0, step, 2 * step)))
    .map((parts) => parts.reduce((sum, part) => sum + part, 0)),
);

describe('an amount in words', () => {
  it.each([
    [0, '零元'],
    [5, '五分'],
    [20, '两角'],
    [25, '两角五分'],
    [100, '一元'],
    [105, '一元零五分'],
    [200, '两元'],
    [250, '两元五角'],
    [1000, '十元'],
    [1100, '十一元'],
    [1200, '十二元'],
    [2000, '二十元'],
    [2200, '二十二元'],
    [2380, '二十三元八角'],
    [10_000, '一百元'],
    [10_200, '一百零二元'],
    [11_000, '一百一十元'],
    [22_222, '两百二十二元两角两分'],
    [100_100, '一千零一元'],
    [101_000, '一千零一十元'],
    [220_000, '两千两百元'],
    [1_000_000, '一万元'],
    [1_000_200, '一万零二元'],
    [1_050_000, '一万零五百元'],
    [2_000_000, '两万元'],
    [10_000_000, '十万元'],
  ])('%i fen is %s', (fen, words) => {
    expect(text(fen)).toBe(words);
  });

  it('is heard as what was meant, whatever the amount', () => {
    fc.assert(
      fc.property(amount, (fen) => {
        expect(heard(text(fen))).toBe(fen);
      }),
      { numRuns: 3_000 },
    );
  });

  it('keeps the rules of 零, 两 and 一十', () => {
    fc.assert(
      fc.property(amount, (fen) => {
        const words = text(fen);
        if (fen > 0) expect(words).not.toMatch(/零零|零[元角万]|^零|零$/);
        expect(words).not.toMatch(/二[百千角分]|两十|^二[元万]/);
        expect(words).not.toMatch(/^一十/);
        expect(words).not.toMatch(/[百千万零]十/);
      }),
      { numRuns: 3_000 },
    );
  });

  it('says nothing of what is no amount of a sale', () => {
    for (const fen of [-1, 0.5, Number.NaN, MAX_SALE_FEN + 1]) {
      expect(spokenAmount(fen)).toEqual([]);
      expect(spoken({ kind: 'total', fen })).toEqual([]);
    }
  });
});

describe('an announcement', () => {
  it('says what it is about', () => {
    expect(spoken({ kind: 'total', fen: 2380 }).join('')).toBe('一共二十三元八角');
    expect(spoken({ kind: 'received', channel: 'wechat', fen: 1250 }).join('')).toBe('微信收款十二元五角');
    expect(spoken({ kind: 'received', channel: 'alipay', fen: 100 }).join('')).toBe('支付宝收款一元');
    expect(spoken({ kind: 'received', channel: null, fen: 200 }).join('')).toBe('收款两元');
  });
});

describe('the recordings', () => {
  const folder = join(import.meta.dirname, '..', '..', 'resources', 'voice');
  it('are one for each word, and small', () => {
    const wanted = (Object.keys(readings) as Word[]).map((word) => `${recordingName(word)}.webm`);
    expect(new Set(wanted).size).toBe(wanted.length);
    const there = readdirSync(folder);
    expect(there.toSorted()).toEqual(wanted.toSorted());
    const bytes = there.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
    expect(bytes).toBeLessThan(400_000);
  });
});
