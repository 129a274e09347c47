import { ascii, gramsOf, signed } from './codec.ts';
import { LINE_7E1, LINE_8N1, scaleDriver } from './driver.ts';
import { createFramed, lines, overloaded } from './framed.ts';
import type { Told } from './framed.ts';

const VALUE = /^(ST|US),(GS|NT|TR),([+-]?) *([\d.]+) *(kg|g)$/;

/**
 * 英展/Excell, T-Scale, 友声 text mode, A&D style: lines unasked at 9600 8N1. ST stable, US moving, OL out of range;
 * GS gross, NT net, TR the tare itself (no weight of the load, passed over). `MZ` zeroes.
 */
export const stGs = scaleDriver(
  {
    id: 'st-gs',
    name: { zh: '英展/T-Scale', en: 'Excell / T-Scale' },
    fits: '英展 Excell, T-Scale QHW, 友声 (text), A&D style indicators',
    link: 'serial',
    serial: [LINE_8N1, LINE_7E1, { ...LINE_8N1, baudRate: 4800 }, { ...LINE_8N1, baudRate: 2400 }],
    sureness: 'literal',
    source: 'Excell 20key-6PS manual p. 14; jswjk.com; T-Scale QHW paper',
  },
  ({ parity }) =>
    createFramed({
      protocol: 'st-gs',
      checked: false,
      parity,
      next: lines(28, told),
      zero: { bytes: ascii('MZ\r\n'), shownBy: 'reading' },
    }),
);

function told(text: string): Told | 'bad' | 'aside' {
  if (/^OL,(GS|NT|TR),/.test(text)) return overloaded;
  const [, head = '', kind = '', sign = '', digits = '', unit = ''] = VALUE.exec(text) ?? [];
  const grams = gramsOf(digits, unit);
  if (grams === null) return 'bad';
  if (kind === 'TR') return 'aside';
  return {
    weightG: signed(sign === '-', grams),
    stable: head === 'ST',
    form: `${kind}${text.length}.${digits.indexOf('.') - digits.length}${unit}`,
  };
}
