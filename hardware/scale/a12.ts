import { ascii, gramsOf, signed } from './codec.ts';
import { LINE_8N1, scaleDriver } from './driver.ts';
import { createFramed, lines } from './framed.ts';
import type { Told } from './framed.ts';

const VALUE = /^w([wnt])(-?)([\d.]+)kg$/;

/**
 * 耀华 XK3190-A12, A12E, A15, A27: lines unasked, 1200 to 9600 8N1. `ww` gross, `wn` net, `wt` the tare (passed over), `kg` or
 * `lb`; no stable flag. The host's letters: Z zeroes, T takes the tare.
 */
export const a12 = scaleDriver(
  {
    id: 'a12',
    name: { zh: '耀华 XK3190-A12', en: 'Yaohua XK3190-A12' },
    fits: '耀华 XK3190-A12, A12E, A15, A27',
    link: 'serial',
    serial: [LINE_8N1, { ...LINE_8N1, baudRate: 4800 }, { ...LINE_8N1, baudRate: 1200 }],
    sureness: 'literal',
    source: 'public readers of A12 ("wn0003.17kg", "ww000.000lb", "wn-0000.1kg", "wt000.000kg")',
  },
  ({ parity }) =>
    createFramed({
      protocol: 'a12',
      checked: false,
      parity,
      next: lines(20, told),
      zero: { bytes: ascii('Z'), shownBy: 'reading' },
    }),
);

function told(text: string): Told | 'bad' | 'aside' {
  const [, kind = '', minus = '', digits = ''] = VALUE.exec(text) ?? [];
  const grams = gramsOf(digits, 'kg');
  if (grams === null) return 'bad';
  if (kind === 't') return 'aside';
  return {
    weightG: signed(minus !== '', grams),
    stable: null,
    form: `${kind}${digits.length}.${digits.indexOf('.')}`,
  };
}
