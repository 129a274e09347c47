import { hash } from 'node:crypto';
import { always, edited, joined, lineAt } from './attack.ts';
import type { Attack } from './attack.ts';
import { entryAt, lineOf, linesOf, rewrite, saleIn } from './material.ts';
import type { Material } from './material.ts';

type Change = (line: string, material: Material) => string;

/** An attack on the line of one sale by someone who can only write in the file. */
const onSale = (name: string, change: Change): Attack => ({
  name,
  hand: 'no key',
  seen: always,
  make: async (material) => {
    const lines = await linesOf(material);
    const no = lineOf(saleIn(material).index);
    return { file: joined(lines.with(no - 1, change(lineAt(lines, no), material))), badLine: no };
  },
});
const replace = (name: string, pattern: RegExp, text: Parameters<typeof edited>[2]): Attack =>
  onSale(name, (line) => edited(line, pattern, text));
/** Another digit in the first number of this name. */
const digit = (name: string, field: string): Attack =>
  replace(`a digit of ${name}`, new RegExp(`("${field}":)(\\d+)`), (_all, before = '', number = '') => {
    const last = Number(number.at(-1));
    return `${before}${number.slice(0, -1)}${number.length === 1 ? (last % 9) + 1 : (last + 1) % 10}`;
  });

/** Changed figures and words: the hash no longer fits. */
export const figureEdits: readonly Attack[] = [
  digit('an amount', 'amountFen'),
  digit('a price', 'priceFen'),
  digit('the payable', 'payableFen'),
  digit('the goods', 'goodsFen'),
  digit('the time', 'at'),
  digit('the perpetual total', 'perpetualFen'),
  digit('the number of pieces', 'qty'),
  {
    ...digit('a weight', 'netG'),
    make: async (material) => {
      const lines = await linesOf(material);
      const weighed = lines.flatMap((line, index) => (/"netG":\d/.test(line) ? [index + 1] : []));
      const no = weighed[material.up(weighed.length)] ?? 2;
      const line = edited(lineAt(lines, no), /"netG":(\d+)/, (_all, grams = '') => `"netG":${Number(grams) + 5}`);
      return { file: joined(lines.with(no - 1, line)), badLine: no };
    },
  },
  replace("a product's name", /"name":"[^"]+"/, '"name":"白菜"'),
  replace('the seller', /"seller":"/, '"seller":"小'),
  replace('the business day', /"day":"2026-11-/, '"day":"2026-10-'),
  replace('the id', /"id":"([0-9a-f]{4})/, '"id":"x'),
  replace('the mode', /"mode":"live"/, '"mode":"simulated"'),
  replace('how it was paid', /"kind":"cash"/, '"kind":"card"'),
  replace('a field taken out', /"cartId":"[^"]*",/, ''),
  replace('a field put in', /"cartId":/, '"bonus":1,"cartId":'),
  replace(
    'a digit of prevHash',
    /("prevHash":"[0-9a-f]{10})([0-9a-f])/,
    (_all, before = '', one = '') => `${before}${one === '0' ? '1' : '0'}`,
  ),
  replace(
    'a digit of the hash',
    /(,"hash":"[0-9a-f]{10})([0-9a-f])([0-9a-f]{53}","sig")/,
    (_all, before = '', one = '', after = '') => `${before}${one === '0' ? '1' : '0'}${after}`,
  ),
  replace(
    'a character of the signature',
    /("sig":".{20})(.)/,
    (_all, before = '', one = '') => `${before}${one === 'A' ? 'B' : 'A'}`,
  ),
  // 64 bytes leave four bits of the last of 86 characters unused.
  replace(
    'unused bits of the signature',
    /(.)"\}$/,
    (_all, last = '') => `${String.fromCharCode(last.charCodeAt(0) + 1)}"}`,
  ),
  {
    name: 'one bit anywhere in the file',
    hand: 'no key',
    seen: always,
    make: async (material) => {
      const file = joined(await linesOf(material));
      const at = material.up(file.length);
      file[at] = (file[at] ?? 0) ^ (1 << material.up(8));
      return { file };
    },
  },
];

/** The same values, written in another way; RFC 8785 knows one way only. */
export const writingEdits: readonly Attack[] = [
  replace('white space', /"cartId":/, '"cartId": '),
  replace('order of names', /("concessionFen":\d+),("drawer":(?:true|false))/, '$2,$1'),
  replace('a name twice', /"cartId":/, '"cartId":"x","cartId":'),
  replace(
    'a unicode escape for a letter',
    /"seller":"(.)/u,
    (_all, letter = '') => `"seller":"\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  ),
  replace('an escaped slash', /"seller":"/, '"seller":"\\/'),
  replace('a lone surrogate', /"seller":"/, '"seller":"\\ud83d'),
  replace('an exponent', /"openedAt":(\d+)/, '"openedAt":$1e0'),
  replace('a fraction', /"openedAt":(\d+)/, '"openedAt":$1.0'),
  replace('a number past 2^53', /"openedAt":(\d+)/, '"openedAt":9007199254740993'),
  replace('minus zero', /"capped":(true|false)/, '"capped":-0'),
  replace("a field of the database's own", /\{"entry":\{/, '{"entry":{"_rev":"1-x",'),
  replace('a NUL', /"seller":"/, '"seller":"\u0000'),
  onSale('CRLF at one line', (line) => `${line}\r`),
  onSale('a blank line', (line) => `\n${line}`),
  {
    name: 'CRLF everywhere',
    hand: 'no key',
    seen: always,
    make: async (material) => ({
      file: Buffer.from((await linesOf(material)).map((line) => `${line}\r\n`).join('')),
      badLine: 1,
    }),
  },
  {
    name: 'a byte order mark',
    hand: 'no key',
    seen: always,
    make: async (material) => ({
      file: Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), joined(await linesOf(material))]),
      badLine: 1,
    }),
  },
  ...[
    ['an overlong form', [0xc0, 0xaf]],
    ['an encoded surrogate', [0xed, 0xa0, 0xbd]],
    ['a byte that begins nothing', [0xff]],
  ].map(([what, bytes]): Attack => ({
    name: `bad UTF-8: ${String(what)}`,
    hand: 'no key',
    seen: always,
    make: async (material) => {
      const no = lineOf(saleIn(material).index);
      const lines = await linesOf(material);
      const whole = joined(lines);
      const at = whole.indexOf('"seller":"', joined(lines.slice(0, no - 1)).length) + 10;
      return {
        file: Buffer.concat([whole.subarray(0, at), Buffer.from(bytes as number[]), whole.subarray(at)]),
        badLine: no,
      };
    },
  })),
];

/** Hashes made anew by someone who can't sign. */
export const hashEdits: readonly Attack[] = [
  {
    name: 'an amount, with a new hash for the entry',
    hand: 'no key',
    seen: always,
    make: async (material) => {
      const lines = await linesOf(material);
      const no = lineOf(saleIn(material).index);
      const entry = edited(lineAt(lines, no), /"appVersion":"[^"]*"/, '"appVersion":"9"').replace(
        /^\{"entry":(.*),"hash":"[0-9a-f]{64}"/,
        (_all, text: string) => `{"entry":${text},"hash":"${hash('sha256', text, 'hex')}"`,
      );
      return { file: joined(lines.with(no - 1, entry)), badLine: no };
    },
  },
  {
    name: 'an entry, with new hashes up to the end and the old signatures',
    hand: 'no key',
    seen: always,
    make: async (material) => {
      const { index } = saleIn(material);
      const rewritten = rewrite(material, index, (entry) => [{ ...entry, seller: '小李' }]);
      const entries = rewritten.map((entry, i) => ({ ...entry, sig: entryAt(material.entries, i).sig }));
      return { file: joined(await linesOf(material, { entries, receipts: [] })), badLine: lineOf(index) };
    },
  },
];
