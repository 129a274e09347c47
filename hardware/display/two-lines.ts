import type { LineDisplayContent } from '../../shared/line-display.ts';
import { fenText, kgText } from '../../shared/money.ts';
import { ascii } from './codec.ts';
import type { DisplayCodec } from './codec.ts';

const WIDTH = 20;

/** The two rows, each of 20 characters. A row that does not fit loses its left part, never a figure's end. */
export function twoRows(content: LineDisplayContent): readonly [string, string] {
  const row = (left: string, right: string): string =>
    `${left}${right.padStart(Math.max(0, WIDTH - left.length))}`.slice(-WIDTH).padEnd(WIDTH);
  switch (content.kind) {
    case 'idle':
      return [row('', ''), row('', '')];
    case 'item':
      return [
        row(content.netG === null ? '' : `${kgText(content.netG)}kg`, `x ${fenText(content.priceFen)}`),
        row('', content.amountFen === null ? '' : fenText(content.amountFen)),
      ];
    case 'total':
      return [row('TOTAL', fenText(content.payableFen)), row('', '')];
    case 'paid':
      return [
        row('PAID', fenText(content.payableFen)),
        content.changeFen === null ? row('', '') : row('CHANGE', fenText(content.changeFen)),
      ];
  }
}

/**
 * CD5220 and its kin, 2 × 20 characters, 9600 8N1: `1B 40` initialise, `1B 51 41 [20] 0D` upper row, `1B 51 42 [20] 0D` lower row.
 * Source: CD5220 manual p. 27 (Epson), PosX XP8200 manual p. 19.
 */
export const cd5220: DisplayCodec = {
  protocol: 'cd5220',
  name: { zh: 'CD5220 两行', en: 'CD5220, two lines' },
  start: Uint8Array.of(0x1b, 0x40, 0x0c),
  openDrawer: null,
  show(content) {
    const [upper, lower] = twoRows(content);
    return Uint8Array.of(0x1b, 0x51, 0x41, ...ascii(upper), 0x0d, 0x1b, 0x51, 0x42, ...ascii(lower), 0x0d);
  },
};

const LISTEN = [0x1b, 0x3d, 0x02];
const HAND_BACK = [0x1b, 0x3d, 0x01];
const at = (row: 1 | 2): readonly number[] => [0x1f, 0x24, 1, row];

/**
 * Epson DM-D and ESC/POS displays, 2 × 20, 9600 8N1: `1B 40` initialise, `1F 24 x y` cursor (from 1), text.
 * `1B 3D 02` first: on a line shared with a printer it makes the display listen, `1B 3D 01` hands it back.
 * Source: Epson ESC/POS display commands (US $, ESC =).
 */
export const escposDisplay: DisplayCodec = {
  protocol: 'escpos-display',
  name: { zh: 'ESC/POS 两行', en: 'ESC/POS, two lines' },
  start: Uint8Array.of(...LISTEN, 0x1b, 0x40, 0x0c, ...HAND_BACK),
  openDrawer: null,
  show(content) {
    const [upper, lower] = twoRows(content);
    return Uint8Array.of(...LISTEN, ...at(1), ...ascii(upper), ...at(2), ...ascii(lower), ...HAND_BACK);
  },
};
