/** The talking part of a virtual scale: what it hears turns into what it says, byte for byte as its model does. */
export interface Twin {
  /** Answers to the bytes heard, one element for each message. */
  hear(bytes: Uint8Array): readonly Uint8Array[];
  /** A frame nobody asked for, when the scale is in that mode; asked about ten times a second. */
  unasked(): Uint8Array | null;
}

/** Bytes as people can read them: control characters as their pictures. */
const controlNames =
  'NUL SOH STX ETX EOT ENQ ACK BEL BS HT LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US'.split(
    ' ',
  );

export const printableFrame = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => {
    if (byte < 0x20 || byte === 0x7f) return `<${controlNames[byte] ?? 'DEL'}>`;
    return byte < 0x7f ? String.fromCharCode(byte) : '·';
  }).join('');
