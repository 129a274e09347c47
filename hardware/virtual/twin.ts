/** The talking part of a virtual scale: what it hears turns into what it says, byte for byte as its model does. */
export interface Twin {
  /** Answers to the bytes heard, one element for each message. */
  hear(bytes: Uint8Array): readonly Uint8Array[];
  /** A frame nobody asked for, when the scale is in that mode; asked about ten times a second. */
  unasked(): Uint8Array | null;
}

/** Bytes as people can read them: control characters as their pictures. */
export const printableFrame = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => {
    if (byte < 0x20) return String.fromCodePoint(0x2400 + byte);
    if (byte === 0x7f) return '␡';
    return byte < 0x7f ? String.fromCharCode(byte) : '·';
  }).join('');
