import { ascii, gramsOf, signed } from './codec.ts';
import { LINE_7E1, LINE_8N1, scaleDriver } from './driver.ts';
import { between, createFramed, moving, overloaded, underZero } from './framed.ts';
import type { Told } from './framed.ts';

const REPLY = /^(?:([ -]?)([ \d.]{5,8}|\^{7,8}|_{7,8}|-{7,8})(KG|kg|G|g)\r\n)?S?([0-\x7f]{2,3})\r$/;

/**
 * NCI / Weightronix SCP-01 and SCP-02 (ECR), Brecknell, Avery Berkel 6710, Ohaus. 9600 7E1 or 8N1, asked with `W` CR:
 * `LF 01.234KG CR LF S00 CR ETX`, without the weight while it can't be told. Status 1: b0 moving, b1 at zero, b2–3 memory errors.
 * Status 2: b0 under, b1 over, b2–3 errors. Status 3 (where b6 of status 2 says so): b0–1 range, b2 net.
 * `^` over, `_` under, `-` no zero stand for the digits. `Z` CR zeroes.
 */
export const nci = scaleDriver(
  {
    id: 'nci',
    name: { zh: 'NCI SCP-01/02', en: 'NCI SCP-01/02' },
    fits: 'Weightronix, Brecknell 67xx, Avery Berkel 6710/6712, Ohaus (NCI)',
    link: 'serial',
    serial: [LINE_7E1, LINE_8N1],
    sureness: 'literal',
    source: 'Brecknell 67xx manual table 7.4; Ohaus Aviator manual p. 47; RichardChambers/anduino_uno simulator',
  },
  ({ parity }) =>
    createFramed({
      protocol: 'nci',
      checked: false,
      parity,
      next: between(0x0a, 0x03, 32, told),
      ask: () => ascii('W\r'),
      zero: { bytes: ascii('Z\r'), shownBy: 'reading' },
    }),
);

function told(text: string): Told | 'bad' | 'aside' {
  if (text === '?\r') return 'aside';
  const parts = REPLY.exec(text);
  const [, minus = '', field = '', unit = '', status = ''] = parts ?? [];
  if (parts === null) return 'bad';
  const [one, two] = [status.charCodeAt(0), status.charCodeAt(1)];
  if ((one & 0x0c) !== 0 || (two & 0x0c) !== 0) return moving;
  if ((two & 0x02) !== 0 || field.startsWith('^')) return overloaded;
  if ((two & 0x01) !== 0 || field.startsWith('_')) return underZero;
  const stable = (one & 0x01) === 0;
  const zero = (one & 0x02) !== 0;
  if (field === '' || field.startsWith('-'))
    return zero && stable ? { weightG: 0, stable, zero, form: 'zero' } : moving;
  const grams = gramsOf(field.trim(), unit.toLowerCase());
  return grams === null
    ? 'bad'
    : { weightG: signed(minus === '-', grams), stable, zero, form: `${field.length}.${field.indexOf('.')}` };
}
