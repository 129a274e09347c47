/** Whether the last digit is the check digit of those before it (EAN-8, UPC-A, EAN-13, GTIN-14, also 18-digit labels): from the right, weights 3, 1, 3, 1 … */
export function hasCheckDigit(digits: string): boolean {
  if (!/^\d{2,}$/.test(digits)) return false;
  let sum = 0;
  for (let i = 0; i < digits.length; i += 1) sum += Number(digits[digits.length - 1 - i]) * (i % 2 === 0 ? 1 : 3);
  return sum % 10 === 0;
}

/** The UPC-A behind the eight digits of a UPC-E; null when they are none. An EAN-8 that begins with 0 is of no trade outside its own shop. */
function upcA(upcE: string): string | null {
  const [, system, a, b, c, d, e, f, check] = /^(0)(\d)(\d)(\d)(\d)(\d)(\d)(\d)$/.exec(upcE) ?? [];
  if (system === undefined || a === undefined || f === undefined) return null;
  const middle =
    f <= '2'
      ? `${a}${b}${f}0000${c}${d}${e}`
      : f === '3'
        ? `${a}${b}${c}00000${d}${e}`
        : f === '4'
          ? `${a}${b}${c}${d}00000${e}`
          : `${a}${b}${c}${d}${e}0000${f}`;
  const long = `${system}${middle}${check}`;
  return hasCheckDigit(long) ? long : null;
}

/**
 * What the same goods have in common however they were read: 14 digits for EAN-8, UPC-A, UPC-E, EAN-13 and GTIN-14, anything else
 * (Code 128) as it is. Null for a number of such a length whose check digit is wrong: it was misread. `code128`: the symbol checks itself.
 */
export function barcodeKey(text: string, code128 = false): string | null {
  if (!/^(?:\d{8}|\d{12,14})$/.test(text)) return /^[\x21-\x7e]{1,48}$/.test(text) ? text : null;
  const long = upcA(text) ?? text;
  if (hasCheckDigit(long)) return long.padStart(14, '0');
  return code128 ? text : null;
}
