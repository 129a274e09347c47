import type { Pan, PanLook } from './pan.ts';
import type { Twin } from './twin.ts';

/** Scales that speak unasked, about ten times a second. `frame` is what they say at a moment; null when they say nothing. */
const streaming =
  (frame: (look: PanLook) => Uint8Array | null, obey: (word: string, pan: Pan) => void = () => {}) =>
  (pan: Pan): Twin => ({
    hear(bytes) {
      obey(Buffer.from(bytes).toString('latin1'), pan);
      return [];
    },
    unasked: () => frame(pan.look()),
  });

const bytesOf = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));
/** 1234 → "01.234", `whole` places before the point. */
export const kilos = (grams: number, whole: number): string => {
  const size = Math.abs(grams);
  return `${String(Math.floor(size / 1000)).padStart(whole, '0')}.${String(size % 1000).padStart(3, '0')}`;
};
const xor = (bytes: Uint8Array): number => bytes.reduce((sum, byte) => sum ^ byte, 0);

/** 大华 ACS has no frame for what is below zero or out of range. */
export const dahuaTwin = streaming(({ netG, overload, underload }) =>
  overload || underload || netG < 0 ? null : bytesOf(`\r${String(netG).padStart(5)}\n`),
);

export const cas22Twin = streaming(({ netG, grossG, tareG, stable, overload, underload }) => {
  const out = overload || underload;
  const lamp = 0x80 | (stable && !out ? 0x40 : 0) | (tareG > 0 ? 0x02 : 0x04) | (grossG === 0 ? 0x01 : 0);
  const head = `${out ? 'OL' : stable ? 'ST' : 'US'},${tareG > 0 ? 'NT' : 'GS'},1`;
  return bytesOf(`${head}${String.fromCharCode(lamp)},${netG < 0 ? '-' : '0'}${kilos(netG, 3)} kg\r\n`);
});

export const youshengTwin = streaming(({ netG, stable, overload, underload }) => {
  const digits = String(Math.abs(netG)).padStart(6, '0');
  const bcd = [4, 2, 0].map((at) => Number.parseInt(digits.slice(at, at + 2), 16));
  const flags = 0x03 | (netG < 0 ? 0x20 : 0) | (stable ? 0x40 : 0) | (overload || underload ? 0x80 : 0);
  return Uint8Array.from([0xff, flags, ...bcd, 0x00]);
});

export const stGsTwin = streaming(
  ({ netG, tareG, stable, overload, underload }) => {
    const kind = tareG > 0 ? 'NT' : 'GS';
    if (overload || underload) return bytesOf(`OL,${kind},${underload ? '-' : '+'}         \r\n`);
    return bytesOf(`${stable ? 'ST' : 'US'},${kind},${netG < 0 ? '-' : '+'}${kilos(netG, 3)}kg\r\n`);
  },
  (word, pan) => {
    if (word.includes('MZ')) pan.zero();
    if (word.includes('MT')) pan.tare();
  },
);

export const a9Twin = streaming(({ netG, overload, underload }) => {
  if (overload || underload) return null;
  const body = bytesOf(`${netG < 0 ? '-' : '+'}${String(Math.abs(netG)).padStart(6, '0')}3`);
  const check = xor(body).toString(16).toUpperCase().padStart(2, '0');
  return Uint8Array.from([0x02, ...body, ...bytesOf(check), 0x03]);
});

export const d2Twin = streaming(({ netG, overload, underload }) => {
  if (overload || underload) return null;
  const shown = `${netG < 0 ? '-' : ''}${kilos(netG, 3)}`;
  return bytesOf(`=${Array.from(shown).toReversed().join('')}`);
});

export const a12Twin = streaming(
  ({ netG, tareG, overload, underload }) =>
    overload || underload ? null : bytesOf(`w${tareG > 0 ? 'n' : 'w'}${netG < 0 ? '-' : ''}${kilos(netG, 4)}kg\r\n`),
  (word, pan) => {
    if (word.includes('Z')) pan.zero();
    if (word.includes('T')) pan.tare();
  },
);

/** With the check byte, as real indicators send it by default. */
export const toledoTwin = streaming(({ netG, tareG, stable, overload, underload }) => {
  const b =
    0x30 |
    (tareG > 0 ? 0x01 : 0) |
    (netG < 0 ? 0x02 : 0) |
    (overload || underload ? 0x04 : 0) |
    (stable && !overload && !underload ? 0 : 0x08);
  const digits = (grams: number): Uint8Array => bytesOf(String(Math.abs(grams)).padStart(6));
  const head = Uint8Array.from([0x02, 0x2d, b, 0x20, ...digits(netG), ...digits(tareG), 0x0d]);
  return Uint8Array.from([...head, -head.reduce((sum, byte) => sum + byte, 0) & 0x7f]);
});

export const digi781Twin = streaming(({ grossG, netG, tareG, overload, underload }) => {
  if (overload || underload || grossG < 0) return null;
  const weight = tareG > 0 ? Math.max(0, netG) : grossG;
  return bytesOf(`@B\r0${kilos(weight, 2)}\r4${kilos(tareG, 2)}\rU000.00\rT0000.00\r\n`);
});

export const aiJsonTwin = streaming(({ netG, grossG, stable, overload }) => {
  const said = overload
    ? { overload: true }
    : { grams: netG, stable, zero: grossG === 0, candidates: netG > 0 ? [{ plu: 101, percent: 93 }] : [] };
  return bytesOf(`${JSON.stringify(said)}\n`);
});
