const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** RFC 4648 section 5, without padding. */
export function toBase64Url(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const [a = 0, b = 0, c = 0] = bytes.subarray(i, i + 3);
    const bits = (a << 16) | (b << 8) | c;
    const left = bytes.length - i;
    for (let j = 0; j < Math.min(4, left + 1); j += 1) text += alphabet[(bits >> (18 - 6 * j)) & 63];
  }
  return text;
}

/** Whoever reads foreign text compares `toBase64Url` of the answer with it: other characters count as zeros here. */
export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  for (let i = 0, at = 0; i < text.length; i += 4) {
    const part = text.slice(i, i + 4);
    let bits = 0;
    for (let j = 0; j < 4; j += 1)
      bits = (bits << 6) | (part[j] === undefined ? 0 : Math.max(0, alphabet.indexOf(part[j] ?? '')));
    for (let j = 0; j < part.length - 1; j += 1) bytes[at++] = (bits >> (16 - 8 * j)) & 255;
  }
  return bytes;
}
