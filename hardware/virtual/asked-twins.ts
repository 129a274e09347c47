import type { Pan } from './pan.ts';
import { kilos } from './streaming-twins.ts';
import type { Twin } from './twin.ts';

const bytesOf = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));
const TERMINATED = { cr: '\r', crlf: '\r\n' } as const;

/** Scales that answer lines. */
const answering =
  (end: keyof typeof TERMINATED, reply: (line: string, pan: Pan) => string | null) =>
  (pan: Pan): Twin => {
    let heard = '';
    return {
      hear(bytes) {
        heard += Buffer.from(bytes).toString('latin1');
        const parts = heard.split(TERMINATED[end]);
        heard = (parts.pop() ?? '').slice(-64);
        return parts.flatMap((line) => reply(line, pan) ?? []).map(bytesOf);
      },
      unasked: () => null,
    };
  };

/** One letter is one command. */
export const mettler8217Twin = (pan: Pan): Twin => {
  const status = (): string => {
    const { grossG, stable, overload, underload, tareG } = pan.look();
    const bits =
      (stable ? 0 : 1) | (overload ? 2 : 0) | (underload ? 4 : 0) | (grossG === 0 ? 16 : 0) | (tareG > 0 ? 32 : 0);
    return `\x02?${String.fromCharCode(0x40 | bits)}\r`;
  };
  const weight = (): string => {
    const { netG, tareG, stable, overload, underload } = pan.look();
    if (!stable || overload || underload || netG < 0) return status();
    return `\x02${kilos(netG, 2)}${tareG > 0 ? 'N' : ''}\r`;
  };
  return {
    hear: (bytes) =>
      Array.from(Buffer.from(bytes).toString('latin1')).flatMap((letter) => {
        if (letter === 'W') return [bytesOf(weight())];
        if (letter === 'Z') pan.zero();
        return letter === 'Z' ? [bytesOf(status())] : [];
      }),
    unasked: () => null,
  };
};

export const nciTwin = answering('cr', (line, pan) => {
  if (line === 'Z') pan.zero();
  const { netG, grossG, tareG, stable, overload, underload } = pan.look();
  const one = String.fromCharCode(0x30 | (stable ? 0 : 1) | (grossG === 0 ? 2 : 0));
  const two = String.fromCharCode(0x30 | (underload ? 1 : 0) | (overload ? 2 : 0) | 0x40);
  const status = `S${one}${two}${tareG > 0 ? '4' : '0'}\r\x03`;
  if (line === 'Z' || line === 'S') return `\n${status}`;
  if (line !== 'W') return '\n?\r\x03';
  const field = overload ? '^^^^^^^' : underload ? '_______' : `${netG < 0 ? '-' : ''}${kilos(netG, 2)}`;
  return `\n${field}KG\r\n${status}`;
});

/** CPWplus: asked with G. */
export const adamTwin = answering('crlf', (line, pan) => {
  if (line === 'Z') pan.zero();
  const { netG, tareG, overload, underload } = pan.look();
  if (line !== 'G' || overload || underload) return null;
  return `${tareG > 0 ? 'N' : 'G'}/W  ${netG < 0 ? '-' : '+'} ${kilos(netG, 1)} kg\r\n`;
});

export const dibalTwin = answering('crlf', (line, pan) => {
  if (!/^98\d{5}.$/.test(line)) return null;
  const { netG, overload, underload, stable } = pan.look();
  const good = stable && !overload && !underload && netG >= 0;
  const body = `99${good ? '0' : '1'}${String(good ? netG : 0).padStart(5, '0')}0000000`;
  const check = Array.from(body).reduce((sum, char) => sum ^ char.charCodeAt(0), 0);
  return `${body}${String.fromCharCode(check)}\r\n`;
});

/** A price-computing scale: it works out the amount in cents of its own, from the price it was told. */
export const dialog06Twin = (pan: Pan): Twin => {
  let priceFen = 0;
  let why = '22';
  let sold = Number.NaN;
  const result = (): string => {
    const { netG, stable, overload, underload } = pan.look();
    const no = (code: string): string => {
      why = code;
      return '\x15';
    };
    if (overload) return no('32');
    if (underload || netG < 0) return no('31');
    if (!stable) return no('20');
    if (netG < 100) {
      sold = Number.NaN;
      return no('30');
    }
    if (netG === sold) return no('21');
    sold = netG;
    const amount = String(Math.floor((netG * priceFen * 2 + 1000) / 2000)).padStart(6, '0');
    return `\x0202\x1b3\x1b${String(netG).padStart(5, '0')}\x1b${String(priceFen).padStart(6, '0')}\x1b${amount}\x03`;
  };
  return {
    hear(bytes) {
      const text = Buffer.from(bytes).toString('latin1');
      if (text === '\x04\x05') return [bytesOf(result())];
      if (text === '\x04\x0208\x03') return [bytesOf(`\x0209\x1b${why}\x03`)];
      const [head, price = ''] = text.split('\x1b');
      if (head !== '\x04\x0201') return [];
      // Another price is another transaction: the same load is worked out again.
      if (Number(price) !== priceFen) sold = Number.NaN;
      priceFen = Number(price);
      return [Uint8Array.of(0x06)];
    },
    unasked: () => null,
  };
};

/** Type 14: asked or not, `S` and grams; nothing below zero. */
export const pdnEcrTwin = (pan: Pan): Twin => ({
  hear(bytes) {
    const text = Buffer.from(bytes).toString('latin1');
    if (text === '\x04\x0231\x03') pan.zero();
    const { netG, overload, underload, stable } = pan.look();
    const silent = text !== '\x04\x05' || !stable || overload || underload || netG < 0;
    return silent ? [] : [bytesOf(`S${String(netG).padStart(5, '0')}`)];
  },
  unasked: () => null,
});
