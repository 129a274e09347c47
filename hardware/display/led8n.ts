import { fenText } from '../../shared/money.ts';
import type { DisplayCodec } from './codec.ts';
import { ascii } from './codec.ts';

/** Lamps beside the figures: 单价, 总计, 收款, 找零. */
type Lamp = 'off' | 'price' | 'total' | 'received' | 'change';
const LAMPS: Readonly<Record<Lamp, number>> = { off: 0x30, price: 0x31, total: 0x32, received: 0x33, change: 0x34 };

/** Digits there are; points and a sign take none of their own. */
const DIGITS = 8;

/**
 * 数码管客显 LED8N, LED8D: eight digits and four lamps, 2400 8N1 (many are set to 9600).
 * `1B 73 n` lamp, `1B 51 41 figures 0D` figures, `0C` clear, `02 4D` opens the drawer on its plug.
 * Source: LedProtocol.java of manfenjiayuan; 12.34 as total is 1B 73 32 1B 51 41 31 32 2E 33 34 0D.
 */
export const led8n: DisplayCodec = {
  protocol: 'led8n',
  name: { zh: '数码管 LED8N', en: 'LED8N digits' },
  start: Uint8Array.of(0x0c),
  openDrawer: Uint8Array.of(0x02, 0x4d),
  show(content) {
    switch (content.kind) {
      case 'idle':
        return figures('off', fenText(0));
      case 'item':
        return content.amountFen === null
          ? figures('price', fenText(content.priceFen))
          : figures('total', fenText(content.amountFen));
      case 'total':
        return figures('total', fenText(content.payableFen));
      case 'paid':
        return content.changeFen === null
          ? figures('received', fenText(content.payableFen))
          : figures('change', fenText(content.changeFen));
    }
  },
};

/** An amount too long for the digits blanks them: a part of it would be another amount. */
function figures(lamp: Lamp, text: string): Uint8Array {
  const fits = text.replaceAll(/[^0-9]/g, '').length <= DIGITS;
  return Uint8Array.of(0x1b, 0x73, LAMPS[lamp], ...(fits ? [0x1b, 0x51, 0x41, ...ascii(text), 0x0d] : [0x0c]));
}
