import { ascii, gramsOf } from './codec.ts';
import { LINE_7E1, LINE_8N1, scaleDriver } from './driver.ts';
import { between, createFramed, moving, overloaded, underZero } from './framed.ts';
import type { Told } from './framed.ts';

/**
 * METTLER TOLEDO 8217, 8213 and the checkout scanners that speak like them (weight only). 9600 7E1, asked with `W`, no check.
 * `02 WW.WWW [N] 0D` the weight in kg (N: net; pounds have two decimals and are refused), else `02 ? status 0D`:
 * b0 motion, b1 over capacity, b2 under zero, b3 outside of the zero range, b4 centre of zero, b5 net, b6 always 1. `Z` zeroes.
 * Weights come only while nothing moves, yet no bit says stable, so the rule over frames decides.
 */
export const mettler8217 = scaleDriver(
  {
    id: 'mettler-8217',
    name: { zh: '托利多 8217', en: 'Mettler 8217' },
    fits: 'METTLER TOLEDO 8217, 8213; Ariva-S; Magellan with this protocol',
    link: 'serial',
    serial: [LINE_7E1, LINE_8N1],
    sureness: 'literal',
    source: 'DIVA service manual (commands, status table); Odoo serial_scale_driver.py (settings, 02 3F 44 0D)',
  },
  ({ parity }) =>
    createFramed({
      protocol: 'mettler-8217',
      checked: false,
      parity,
      next: between(0x02, 0x0d, 12, told),
      ask: () => ascii('W'),
      zero: { bytes: ascii('Z'), shownBy: 'reading' },
    }),
);

function told(text: string): Told | 'bad' | 'aside' {
  if (text.startsWith('E') || text === '') return 'aside';
  if (text.startsWith('?')) return statusOf(text);
  const [, digits = '', net = ''] = /^(\d{2}\.\d{3})(N?)$/.exec(text) ?? [];
  const weightG = gramsOf(digits, 'kg');
  return weightG === null ? 'bad' : { weightG, stable: null, form: `w${net}` };
}

function statusOf(text: string): Told | 'bad' {
  const bits = text.length === 2 ? text.charCodeAt(1) : 0;
  if ((bits & 0xc0) !== 0x40) return 'bad';
  if ((bits & 0x02) !== 0) return overloaded;
  if ((bits & 0x04) !== 0) return underZero;
  if ((bits & 0x01) !== 0) return moving;
  return (bits & 0x10) === 0 ? moving : { weightG: 0, stable: null, zero: true, form: 'zero' };
}
