import type { Pan } from './pan.ts';
import type { Twin } from './twin.ts';

export interface Os2TwinOptions {
  /** XOR over the data, or over the whole head as in the Pinnacle manual. */
  readonly check?: 'data' | 'all';
  /** Some firmware ends with a 16th byte that says zero, tare, overload. */
  readonly statusByte?: boolean;
}

/** An OS2 scale: answers ENQ and DC1, obeys `<ZK>`, `<TK>`, `<PB>` (speak unasked) and `<AL>` (only when asked), each ended by HT. */
export function createOs2Twin(pan: Pan, { check = 'data', statusByte = false }: Os2TwinOptions = {}): Twin {
  let greeted = false;
  let speaking = false;
  let word = '';

  const frame = (): Uint8Array => {
    const { netG, grossG, tareG, stable, overload, underload } = pan.look();
    const status = overload || underload ? 'F' : stable ? 'S' : 'U';
    const size = Math.abs(netG);
    const digits = `${String(Math.floor(size / 1000)).padStart(2, '0')}.${String(size % 1000).padStart(3, '0')}`;
    const body = Buffer.from(`${status}${netG < 0 ? '-' : ' '}${digits.slice(-6)}kg`, 'latin1');
    let sum = 0;
    for (const byte of body) sum ^= byte;
    if (check === 'all') sum ^= 0x01 ^ 0x02;
    const tail = statusByte ? [(grossG === 0 ? 0x10 : 0) | (tareG > 0 ? 0x20 : 0) | (overload ? 0x40 : 0)] : [];
    return Uint8Array.from([0x01, 0x02, ...body, sum, 0x03, 0x04, ...tail]);
  };

  const obey = (command: string): void => {
    if (command === '<ZK>') pan.zero();
    if (command === '<TK>') pan.tare();
    if (command === '<PB>') speaking = true;
    if (command === '<AL>') speaking = false;
  };

  return {
    hear(bytes) {
      const said: Uint8Array[] = [];
      for (const byte of bytes) {
        if (byte === 0x05 && !speaking) {
          greeted = true;
          said.push(Uint8Array.of(0x06));
        } else if (byte === 0x11 && greeted) {
          greeted = false;
          said.push(frame());
        } else if (byte === 0x09) {
          obey(word);
          word = '';
        } else if (byte >= 0x20 && byte < 0x7f)
          word = (byte === 0x3c ? '' : word).concat(String.fromCharCode(byte)).slice(-8);
      }
      return said;
    },
    unasked: () => (speaking ? frame() : null),
  };
}
