import { ascii, gramsOf, signed } from './codec.ts';
import { LINE_8N1, scaleDriver } from './driver.ts';
import { createFramed, lines } from './framed.ts';
import type { Told } from './framed.ts';

const VALUE = /^(?:(G|N)\/W *)?([+-]?) *(\d+\.?\d*) *(kg|g)$/;

/**
 * Adam CPWplus (asked with `G`: `G/W  + 5.00 kg`, on some firmware without the prefix, `N/W` net) and AZextra (asked with `P`:
 * `  1.234kg`; silent until there is a new weight). 9600 or 4800 8N1, no stable bit, no check. Pounds are refused.
 */
export const adam = scaleDriver(
  {
    id: 'adam',
    name: { zh: 'Adam 艾德姆', en: 'Adam' },
    fits: 'Adam CPWplus, AZextra',
    link: 'serial',
    serial: [LINE_8N1, { ...LINE_8N1, baudRate: 4800 }],
    sureness: 'literal',
    source: 'public readers of CPWplus ("G/W  + 5.00 lb", "N/W  - 0.50 kg") and of AZextra (xamissa/bidfood-test)',
    variants: [{ question: 'G' }, { question: 'P' }],
  },
  ({ parity, question = 'G' }) =>
    createFramed({
      protocol: 'adam',
      checked: false,
      quiet: true,
      parity,
      next: lines(28, told),
      ask: () => ascii(`${question}\r\n`),
      zero: { bytes: ascii('Z\r\n'), shownBy: 'reading' },
    }),
);

function told(text: string): Told | 'bad' {
  const line = text.trim();
  const [, kind = '', sign = '', digits = '', unit = ''] = VALUE.exec(line) ?? [];
  const grams = gramsOf(digits, unit);
  if (grams === null) return 'bad';
  const decimals = digits.includes('.') ? digits.length - digits.indexOf('.') : 0;
  return { weightG: signed(sign === '-', grams), stable: null, form: `${kind}.${decimals}${unit}` };
}
