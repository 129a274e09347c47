import { clockText } from './day.ts';
import type { DeviceAbout } from './device-view.ts';
import type { ReceiptLine } from './receipt.ts';

const text = (
  content: string,
  align: 'left' | 'center' = 'left',
  size: 'normal' | 'double' = 'normal',
): ReceiptLine => ({ kind: 'text', text: content, align, bold: size === 'double', size });

/** A page that shows what can go wrong with a model: Chinese text, the width, big type, the QR and the knife. No sale is on it. */
export function testPrint(about: DeviceAbout, columns: number, at: number): readonly ReceiptLine[] {
  const ruler = Array.from({ length: columns }, (_, no) => String((no + 1) % 10)).join('');
  return [
    text('打印测试', 'center', 'double'),
    text('不是小票', 'center'),
    { kind: 'rule' },
    text(`型号 ${about.name.zh}`),
    text(`接口 ${about.port}`),
    text(`时间 ${clockText(at)}`),
    text(ruler),
    text('番茄 ￥8.40 香菜 ¥3.00 鮰鱼 1.245kg'),
    { kind: 'rule' },
    { kind: 'qr', data: 'STALL POS TEST' },
    { kind: 'feed', lines: 2 },
    { kind: 'cut' },
  ];
}
