import { lineAmount } from '../../shared/money.ts';
import { ascii } from './codec.ts';
import { LINE_7O1, LINE_8N1, scaleDriver } from './driver.ts';
import { between, createFramed, moving, overloaded, underZero } from './framed.ts';
import type { Piece, Told } from './framed.ts';

const [EOT, STX, ETX, ENQ, ACK, NAK] = [0x04, 0x02, 0x03, 0x05, 0x06, 0x15];
const ASK_RESULT = Uint8Array.of(EOT, ENQ);
const ASK_WHY = Uint8Array.of(EOT, STX, ...ascii('08'), ETX);
const ESC = '\x1b';

/**
 * Checkout Dialog 06 of METTLER TOLEDO, Bizerba and Dibal: a verified scale that computes the price. 9600 7O1.
 * Host: record 01 gives the unit price (fen per kg, six digits), ACK; then `04 05` asks for the result; NAK, then record 08 asks why.
 * Record 02: unit (3 = kg), weight, unit price, amount. The price must be the one that was sent and the amount must be our own
 * (round half up), else the frame is refused. Record 09: 20 moving, 21 not moved since the last result (which then still
 * holds), 30 below Min, 31 below zero, 32 overload. Record 11 asks for a checksum with a secret of the maker: such a scale answers
 * nothing else here and stays silent; it needs the vendor's key.
 * The protocol never says zero; 30 at rest is the nearest it comes: what lies there, if anything, is below Min. Until that was seen after
 * power-on nothing is sellable, and the evidence says that no zero was seen. A result counts only for the price it was worked out with.
 */
export const dialog06 = scaleDriver(
  {
    id: 'dialog-06',
    name: { zh: 'Dialog 06 计价秤', en: 'Checkout Dialog 06' },
    fits: 'METTLER TOLEDO, Bizerba, Dibal checkout scales',
    link: 'serial',
    serial: [LINE_7O1, LINE_8N1],
    sureness: 'computed',
    source: 'Cely PI-100 manual p. 18; ITS.Web.Retail.Market ScaleDialogProtocol; record 09 codes of a public driver',
  },
  ({ parity }) =>
    createFramed({
      protocol: 'dialog-06',
      checked: false,
      parity,
      computing: true,
      next,
      ask(turn, fenPerKg) {
        if (turn === 'why') return ASK_WHY;
        if (turn === 'result' || fenPerKg === null) return ASK_RESULT;
        const price = String(fenPerKg).padStart(6, '0').slice(-6);
        return Uint8Array.of(EOT, STX, ...ascii(`01\x1b${price}\x1b`), ETX);
      },
    }),
);

const record = between(STX, ETX, 40, told);

function next(bytes: Uint8Array, fenPerKg: number | null): Piece {
  if (bytes[0] === ACK) return { length: 1, told: 'aside', turn: 'result' };
  if (bytes[0] === NAK) return { length: 1, told: 'aside', turn: 'why' };
  const piece = record(bytes, fenPerKg);
  if (typeof piece === 'string') return piece;
  const unmoved = bytes[1] === 0x30 && bytes[2] === 0x39 && bytes[4] === 0x32 && bytes[5] === 0x31;
  return { ...piece, ...(unmoved && piece.told !== 'bad' ? { told: 'same' as const } : {}), turn: 'price' };
}

function told(text: string, fenPerKg: number | null): Told | 'bad' | 'aside' {
  if (text.startsWith(`02${ESC}`)) {
    const result = resultOf(text, fenPerKg);
    return result === 'bad' ? result : { ...result, fenPerKg: Number(text.split(ESC)[3]) };
  }
  const [head, code = '', ...more] = text.split(ESC);
  if (head !== '09' || more.length > 0) return 'bad';
  switch (code) {
    case '20':
      return moving;
    case '30':
      return { weightG: null, stable: null, belowMin: true };
    case '31':
      return underZero;
    case '32':
      return overloaded;
    default:
      return 'aside';
  }
}

/** Record 02: unit (3 = kg), weight, unit price and amount of a computing scale, the last three cross-checked. */
export function resultOf(text: string, fenPerKg: number | null): Told | 'bad' {
  const [head = '', unit = '', weight = '', price = '', amount = '', ...more] = text.split(ESC);
  if (head !== '02' || unit !== '3' || more.length > 0) return 'bad';
  if (!/^\d{5}$/.test(weight) || !/^\d{6}$/.test(price) || !/^\d{6}$/.test(amount)) return 'bad';
  const [weightG, priceFen] = [Number(weight), Number(price)];
  if (fenPerKg !== null && priceFen !== fenPerKg) return 'bad';
  if (lineAmount(weightG, priceFen, 1000) !== Number(amount)) return 'bad';
  return { weightG, stable: null, form: 'result', proved: Number(amount) > 0 };
}
