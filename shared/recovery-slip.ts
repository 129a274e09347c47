import { shanghaiTime } from './day.ts';
import { recoveryText } from './people.ts';
import type { ReceiptLine } from './receipt.ts';

const text = (content: string, bold = false, size: 'normal' | 'double' = 'normal'): ReceiptLine => ({
  kind: 'text',
  text: content,
  align: 'center',
  bold,
  size,
});

/** The owner's recovery code on paper, the only place where it stands. */
export function recoverySlip(code: string, stallName: string, at: number): readonly ReceiptLine[] {
  return [
    text('恢复码', true, 'double'),
    ...(stallName === '' ? [] : [text(stallName)]),
    text(shanghaiTime(at)),
    { kind: 'rule' },
    ...recoveryText(code)
      .split(' ')
      .map((part) => text(part, true, 'double')),
    { kind: 'rule' },
    text('忘了密码时用一次'),
    text('请收好，别给别人看'),
    text('再打一张，这张就作废'),
    { kind: 'feed', lines: 3 },
    { kind: 'cut' },
  ];
}
