import type { Pan } from './pan.ts';
import type { Twin } from './twin.ts';

/** An MT-SICS scale of levels 0 and 1: S, SI, SIR, Z, ZI, T, TI, TA, TAC, @. `withoutTare` is a clone that knows no TA. */
export function createMtSicsTwin(pan: Pan, { withoutTare = false }: { readonly withoutTare?: boolean } = {}): Twin {
  let heard = '';
  let repeating = false;

  const kilograms = (grams: number): string => {
    const size = Math.abs(grams);
    return `${grams < 0 ? '-' : ''}${Math.floor(size / 1000)}.${String(size % 1000).padStart(3, '0')}`;
  };
  const weight = (): string => {
    const { netG, stable, overload, underload } = pan.look();
    if (overload) return 'S +';
    if (underload) return 'S -';
    return `S ${stable ? 'S' : 'D'} ${kilograms(netG).padStart(10)} kg`;
  };
  const tare = (): string => `${kilograms(pan.look().tareG).padStart(10)} kg`;
  const presetTare = (text: string): string => {
    const parts = /^(\d+)\.(\d{3}) kg$/.exec(text);
    if (parts === null) return 'TA L';
    return pan.presetTare(Number(`${parts[1]}${parts[2]}`)) ? `TA A ${tare()}` : 'TA I';
  };
  const zero = (): string => {
    switch (pan.zero()) {
      case 'done':
        return 'Z A';
      case 'moving':
        return 'Z I';
      case 'over':
        return 'Z +';
      case 'under':
        return 'Z -';
    }
  };

  const reply = (line: string): string => {
    repeating = false;
    switch (line) {
      case 'SIR':
        repeating = true;
        return weight();
      case 'SI':
        return weight();
      case 'S':
        return pan.look().stable ? weight() : 'S I';
      case 'Z':
        return zero();
      case 'ZI':
        return zero() === 'Z A' ? 'ZI S' : 'ZI I';
      case 'T':
      case 'TI':
        return pan.tare() ? `${line} S ${tare()}` : `${line} I`;
      case '@':
        return 'I4 A "VIRTUAL"';
      default:
        break;
    }
    if (withoutTare || !line.startsWith('TA')) return 'ES';
    if (line === 'TA') return `TA A ${tare()}`;
    if (line === 'TAC') return pan.presetTare(0) ? 'TAC A' : 'TAC I';
    return presetTare(line.slice(3));
  };

  return {
    hear(bytes) {
      heard += Buffer.from(bytes).toString('latin1');
      const lines = heard.split('\r\n');
      heard = (lines.pop() ?? '').slice(-64);
      return lines.map((line) => Buffer.from(`${reply(line)}\r\n`, 'latin1'));
    },
    unasked: () => (repeating ? Buffer.from(`${weight()}\r\n`, 'latin1') : null),
  };
}
