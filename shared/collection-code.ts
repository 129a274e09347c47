/** The CRC of EMVCo's merchant-presented codes: CCITT-FALSE over the UTF-8 bytes, four upper-case hex digits. */
export function emvCrc(text: string): string {
  let crc = 0xff_ff;
  for (const byte of utf8(text)) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) crc = ((crc << 1) ^ ((crc & 0x80_00) === 0 ? 0 : 0x10_21)) & 0xff_ff;
  }
  return crc.toString(16).toUpperCase().padStart(4, '0');
}
const utf8 = (text: string): readonly number[] =>
  [...encodeURIComponent(text).matchAll(/%([0-9A-F]{2})|[^%]/g)].map(([sign, hex]) =>
    hex === undefined ? sign.charCodeAt(0) : Number.parseInt(hex, 16),
  );

/** Addresses that wallets read as somebody's code to be paid. */
const collecting =
  /^(?:wxp:\/\/|weixin:\/\/wxpay|https?:\/\/(?:qr\.alipay\.com|payapp\.weixin\.qq\.com|wx\.tenpay\.com|qr\.95516\.com)\/)/i;
const MAX_LETTERS = 512;

/** Somebody's own code to be paid (收款码), held out by mistake for a payment code: nothing can be charged with it. */
export function isCollectionCode(text: string): boolean {
  if (text.length > MAX_LETTERS || !text.isWellFormed()) return false;
  return (
    collecting.test(text) || (/^000201.*6304[0-9A-F]{4}$/s.test(text) && emvCrc(text.slice(0, -4)) === text.slice(-4))
  );
}
