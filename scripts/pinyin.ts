/**
 * Recomputes the pinyin columns of resources/catalogue/products.csv from its names and aliases; run it after editing them:
 * `node scripts/pinyin.ts`. `--check` writes nothing and exits 1 when a column would change.
 * Words that pinyin-pro reads wrongly stand in resources/catalogue/readings.csv with the reason.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { pinyin } from 'pinyin-pro';
import { readCsv } from '../shared/catalogue.ts';

/** Corrected readings: word to syllables without tones. */
export type Readings = ReadonlyMap<string, readonly string[]>;

export function readingsOf(csv: string): Readings {
  return new Map(
    readCsv(csv)
      .records.slice(1)
      .flatMap(([word, reading]) => (word && reading ? [[word, reading.trim().split(/\s+/)] as const] : [])),
  );
}

/** Syllables of a word: no tones, ü as v, digits and Latin letters one each, signs left out. */
export function syllablesOf(word: string, readings: Readings): readonly string[] {
  const corrected = readings.get(word);
  if (corrected !== undefined) return corrected;
  return pinyin(word, { toneType: 'none', type: 'array', v: true })
    .map((part) => part.toLowerCase())
    .filter((part) => /^[a-z0-9]+$/.test(part));
}

const initials = (syllables: readonly string[]) => syllables.map((syllable) => syllable.charAt(0)).join('');
const quoted = (cell: string) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

/** The products file with its four pinyin columns recomputed, as UTF-8 with a byte order mark and CRLF: what a spreadsheet opens rightly. */
export function withPinyin(csv: string, readings: Readings): string {
  const [header = [], ...records] = readCsv(csv).records;
  const column = (name: string) => {
    const at = header.indexOf(name);
    if (at < 0) throw new Error(`products.csv has no column ${name}`);
    return at;
  };
  const [name, aliases] = [column('name'), column('aliases')];
  const written = records.map((record) => {
    const own = syllablesOf(record[name] ?? '', readings);
    const others = (record[aliases] ?? '')
      .split(/[;；]/)
      .filter((alias) => alias.trim() !== '')
      .map((alias) => syllablesOf(alias.trim(), readings));
    return record
      .with(column('initials'), initials(own))
      .with(column('pinyin'), own.join(''))
      .with(column('aliasInitials'), others.map(initials).join(';'))
      .with(column('aliasPinyin'), others.map((syllables) => syllables.join('')).join(';'));
  });
  return `\uFEFF${[header, ...written].map((record) => `${record.map(quoted).join(',')}\r\n`).join('')}`;
}

if (import.meta.main) {
  const folder = new URL('../resources/catalogue/', import.meta.url);
  const before = readFileSync(new URL('products.csv', folder), 'utf8');
  const after = withPinyin(before, readingsOf(readFileSync(new URL('readings.csv', folder), 'utf8')));
  if (before === after) console.log('products.csv: pinyin is up to date');
  else if (process.argv.includes('--check')) {
    console.log('products.csv: pinyin is out of date, run node scripts/pinyin.ts');
    process.exitCode = 1;
  } else {
    writeFileSync(new URL('products.csv', folder), after);
    console.log('products.csv: pinyin recomputed');
  }
}
