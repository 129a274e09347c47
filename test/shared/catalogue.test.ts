import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { pinyin } from 'pinyin-pro';
import { describe, expect, test } from 'vitest';
import { readingsOf, withPinyin } from '../../scripts/pinyin.ts';
import { parseCatalogue, readCsv } from '../../shared/catalogue.ts';
import { guardBand, priceWithinGuard } from '../../shared/price.ts';
import { searchIndex, searchProducts } from '../../shared/search.ts';
import type { Searchable } from '../../shared/search.ts';
import type { CatalogueProduct } from '../../shared/catalogue.ts';
import { fieldNames } from '../../shared/records/market.ts';

const read = (name: string) => readFileSync(new URL(`../../resources/${name}`, import.meta.url), 'utf8');
const texts = {
  products: read('catalogue/products.csv'),
  categories: read('catalogue/categories.csv'),
  trades: read('catalogue/trades.csv'),
};
const catalogue = parseCatalogue(texts);
const { products, categories, trades } = catalogue;
const readings = readingsOf(read('catalogue/readings.csv'));
const named = (name: string): CatalogueProduct => {
  const found = products.find((product) => product.name === name);
  if (found === undefined) throw new Error(`no ${name} in the catalogue`);
  return found;
};
const names = (found: readonly { readonly name: string }[]) => found.map(({ name }) => name);

describe('the starter catalogue', () => {
  test('is read whole, without a complaint', () => {
    expect(catalogue.problems).toEqual([]);
    expect(products).toHaveLength(readCsv(texts.products).records.length - 1);
    expect(products.length).toBeGreaterThanOrEqual(185);
    expect(categories).toHaveLength(13);
    expect(trades).toHaveLength(7);
  });

  test('has unique ids, numbers and names, and no alias that is another product', () => {
    for (const values of [products.map(({ id }) => id), products.map(({ plu }) => String(plu)), names(products)])
      expect(new Set(values).size).toBe(values.length);
    const all = new Set(names(products));
    expect(products.flatMap(({ aliases }) => aliases).filter((alias) => all.has(alias))).toEqual([]);
    const aliases = products.flatMap((product) => product.aliases);
    expect(aliases.filter((alias, i) => aliases.indexOf(alias) !== i)).toEqual([]);
  });

  test('leaves the numbers 1 to 99 to the market and needs no more than three keys', () => {
    expect(products.filter(({ plu }) => plu < 100 || plu > 999)).toEqual([]);
  });

  test('reads every name as pinyin-pro does, but for the corrections with a reason', () => {
    const letters = (word: string) =>
      pinyin(word, { pattern: 'first', toneType: 'none', type: 'array' })
        .join('')
        .replace(/[^a-z0-9]/g, '');
    const differing = products
      .flatMap((product) => [
        [product.name, product.initials] as const,
        ...product.aliases.map((alias, i) => [alias, product.aliasInitials[i]] as const),
      ])
      .filter(([word, initials]) => initials !== letters(word))
      .map(([word]) => word);
    // Read as in 荸荠 (qi), the old jue, and 蛤蟆 (ha): all three are wrong on a market.
    expect(differing).toEqual(['荠菜', '鳜鱼', '花蛤']);
    const words = new Set(products.flatMap((product) => [product.name, ...product.aliases]));
    for (const [word = '', , reason = ''] of readCsv(read('catalogue/readings.csv')).records.slice(1)) {
      expect(words).toContain(word);
      expect(pinyin(word, { toneType: 'none' })).not.toBe(readings.get(word)?.join(' '));
      expect(reason).not.toBe('');
    }
  });

  test('has the pinyin that scripts/pinyin.ts writes', () => {
    expect(withPinyin(texts.products, readings)).toBe(texts.products);
  });

  test('knows the sounds a neighbour would get wrong', () => {
    const sounds = [
      '茄子',
      '蛏子',
      '鳊鱼',
      '莴笋',
      '荠菜',
      '苋菜',
      '芋艿',
      '烤麸',
      '薄百叶',
      '绿豆',
      '耙耙柑',
      '叉烧',
    ].map((name) => [named(name).initials, named(name).pinyin].join(' '));
    expect(sounds).toEqual([
      'qz qiezi',
      'cz chengzi',
      'by bianyu',
      'ws wosun',
      'jc jicai',
      'xc xiancai',
      'yn yunai',
      'kf kaofu',
      'bby baobaiye',
      'ld lvdou',
      'ppg papagan',
      'cs chashao',
    ]);
  });

  test('gives each trade 24 to 40 tiles that can be told apart', () => {
    for (const trade of trades) {
      expect(trade.products.length, trade.name).toBeGreaterThanOrEqual(24);
      expect(trade.products.length, trade.name).toBeLessThanOrEqual(40);
      const tiles = trade.products
        .map((id) => products.find((product) => product.id === id))
        .map((product) => `${product?.glyph}${product?.field}`);
      expect(new Set(tiles).size, trade.name).toBe(tiles.length);
    }
  });

  test('opens the vegetable stall with the 24 greens everybody buys', () => {
    const first = trades
      .find(({ id }) => id === 'vegetables')
      ?.products.slice(0, 24)
      .map((id) => products.find((product) => product.id === id)?.name);
    expect(first?.join(' ')).toBe(
      '青菜 菠菜 生菜 空心菜 大白菜 芹菜 韭菜 番茄 黄瓜 茄子 青椒 冬瓜 土豆 白萝卜 胡萝卜 莲藕 南瓜 甜玉米 香菇 小葱 生姜 大蒜头 老豆腐 鸡蛋',
    );
  });

  test('uses only colour families that the design tokens have', () => {
    const tokens = read('tokens.css');
    for (const field of fieldNames) expect(tokens).toMatch(new RegExp(`--field-${field}:[^;]+;\\s+--glyph-${field}:`));
    expect(new Set(products.map(({ field }) => field))).toEqual(new Set(fieldNames));
  });

  test('has guards that are neither empty nor absurd', () => {
    for (const product of products) {
      expect(product.guardMinFen, product.name).toBeGreaterThan(0);
      expect(product.guardMaxFen / product.guardMinFen, product.name).toBeGreaterThan(1);
      expect(product.guardMaxFen / product.guardMinFen, product.name).toBeLessThanOrEqual(4);
      expect(product.pieceGuardMaxFen > 0, product.name).toBe(product.sellBy === 'both');
      if (product.sellBy === 'both') expect(product.pieceGuardMaxFen, product.name).toBeLessThan(product.guardMaxFen);
    }
  });

  test('takes off a bag for what is weighed wet, and nothing for pieces', () => {
    const grams = { A: 5, B: 20, C: 15, '0': 0 };
    for (const product of products) expect(product.tareG, product.name).toBe(grams[product.tareClass]);
    expect(products.filter(({ topCategory, tareG }) => topCategory === '水产' && tareG === 0)).toEqual([]);
    expect(
      products.filter(({ category, sellBy, tareG }) => category === '13' && sellBy !== 'piece' && tareG === 0),
    ).toEqual([]);
    expect(products.filter(({ sellBy, tareG }) => sellBy === 'piece' && tareG !== 0)).toEqual([]);
  });
});

describe('a file edited by the market clerk', () => {
  const withRow = (change: (row: string) => string) => {
    const lines = texts.products.split('\r\n');
    return parseCatalogue({ ...texts, products: lines.with(1, change(lines[1] ?? '')).join('\r\n') });
  };

  test('a price that is no whole number of fen is named with its row, and the other products are there', () => {
    const edited = withRow((row) => row.replace(',500,800,', ',5.00,800,'));
    expect(edited.problems[0]).toEqual({
      file: 'products.csv',
      row: 2,
      text: 'products.csv 第 2 行:guardMinFen 应是 0 到 100000000 的整数,现在是“5.00”。',
    });
    expect(edited.products).toHaveLength(products.length - 1);
    // The vegetable trade goes on without it, and says so.
    expect(edited.problems[1]).toEqual({
      file: 'trades.csv',
      row: 2,
      text: 'trades.csv 第 2 行:没有商品 p0101,这几样没有放上。',
    });
    expect(edited.trades).toHaveLength(trades.length);
  });

  test.each([
    ['a number used twice', (row: string) => row.replace(',101,', ',102,'), 3, 'plu 102 前面已经用过'],
    ['an unknown colour', (row: string) => row.replace('leaf', 'pink'), 2, 'field 应是 leaf、'],
    ['a guard upside down', (row: string) => row.replace(',500,800,', ',800,500,'), 2, 'guardMinFen 比 guardMaxFen 大'],
    ['a category that is not there', (row: string) => row.replace(',01,', ',77,'), 2, '没有类别 77'],
    ['no name', (row: string) => row.replace('青菜', ''), 2, 'name 不能为空'],
    ['two glyphs', (row: string) => row.replace(',青,', ',青菜,'), 2, 'glyph 应是一个汉字'],
    [
      'a piece product without its unit',
      (row: string) => row.replace('kg,,weight', 'piece,,piece'),
      2,
      'pieceUnit 与 sellBy 不符',
    ],
    ['a comma without quotes', (row: string) => `${row},,x`, 2, '多了 2 格'],
    ['a file saved as GBK', (row: string) => row.replace('青菜', '\uFFFD\uFFFD'), 2, 'CSV UTF-8'],
  ])('%s is refused with a sentence', (_, change, at, sentence) => {
    const said = withRow(change).problems.filter(({ file }) => file === 'products.csv');
    expect(said).toHaveLength(1);
    expect(said[0]?.row).toBe(at);
    expect(said[0]?.text).toContain(sentence);
  });

  test('a quote that is never closed is named where it begins', () => {
    expect(withRow((row) => row.replace('青菜', '"青菜')).problems[0]).toMatchObject({ file: 'products.csv', row: 2 });
  });

  test('a missing column is said once', () => {
    const edited = parseCatalogue({ ...texts, products: texts.products.replace(',glyph,', ',tile,') });
    expect(edited.products).toEqual([]);
    expect(edited.problems[0]?.text).toBe('products.csv 第 1 行:缺少列 glyph,整个文件没有读入。');
  });

  test('what a spreadsheet does by itself is harmless: 1 for 01, no byte order mark, LF, empty rows at the end', () => {
    const lost = texts.products
      .replace('\uFEFF', '')
      .replaceAll('\r\n', '\n')
      .replace(/,0(\d),/g, ',$1,');
    expect(parseCatalogue({ ...texts, products: `${lost},,,,\n\n` })).toEqual(catalogue);
  });

  test('any cells come back as they were written with quotes', () => {
    const cell = fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', '青', 'a', ' ') });
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 1 }), { minLength: 1 }), (records) => {
        const text = records
          .map((record) => record.map((value) => `"${value.replaceAll('"', '""')}"`).join(','))
          .join('\r\n');
        expect(readCsv(`${text}\r\n`)).toEqual({ records, open: null });
      }),
    );
  });
});

/** What a search finds, said without an index. */
function plainSearch(list: readonly Searchable[], typed: string, limit: number): readonly Searchable[] {
  const sorted = list.toSorted((a, b) => a.plu - b.plu);
  const starting = (start: string, own: (one: Searchable) => string, others: (one: Searchable) => readonly string[]) =>
    sorted
      .flatMap((one, at) => [
        { one, at, key: own(one), alias: 0 },
        ...others(one).map((key) => ({ one, at, key, alias: 1 })),
      ])
      .filter(({ key }) => key !== '' && key.startsWith(start))
      .sort(
        (a, b) =>
          Number(a.key !== start) - Number(b.key !== start) ||
          a.alias - b.alias ||
          a.key.length - b.key.length ||
          a.at - b.at,
      )
      .map(({ one }) => one);
  const none = () => [];
  if (typed === '') return [];
  if (/^\d+$/.test(typed)) {
    const number = typed.replace(/^0+/, '');
    return number === '' ? [] : starting(number, ({ plu }) => String(plu), none).slice(0, limit);
  }
  const all = [
    ...starting(
      typed,
      ({ initials }) => initials,
      ({ aliasInitials }) => aliasInitials ?? [],
    ),
    ...starting(
      typed,
      ({ pinyin: sound }) => sound,
      ({ aliasPinyin }) => aliasPinyin ?? [],
    ),
    ...starting(
      typed,
      ({ name }) => name,
      ({ aliases }) => aliases,
    ),
    ...sorted.filter(({ name, aliases }) => [name, ...aliases].some((one) => one.includes(typed))),
  ];
  return [...new Set(all)].slice(0, limit);
}

describe('finding a product', () => {
  const index = searchIndex(products);
  const find = (text: string, limit = 8) => names(searchProducts(index, text, limit));

  test('by initials: the exact ones first', () => {
    expect(find('qc').slice(0, 2)).toEqual(['青菜', '芹菜']);
    expect(find('qz')[0]).toBe('茄子');
    expect(find('QC')).toEqual(find('qc'));
  });

  test('by the beginning of the sound', () => {
    expect(find('qingc')[0]).toBe('青菜');
    expect(find('lvdou')[0]).toBe('绿豆');
    expect(find('qing cai')[0]).toBe('青菜');
  });

  test('by number: the exact one first, then those that begin with it', () => {
    expect(find('101')).toEqual(['青菜']);
    expect(find('１０１')).toEqual(['青菜']);
    expect(find('12', 3)).toEqual([120, 121, 122].map((plu) => products.find((product) => product.plu === plu)?.name));
    expect(
      names(searchProducts([...products, { ...named('番茄'), id: 'own', plu: 12, name: '老王番茄' }], '12', 2))[0],
    ).toBe('老王番茄');
    expect(find('1000')).toEqual([]);
  });

  test('by a character, by another name, and by the sound of the other name', () => {
    expect(find('番')[0]).toBe('番茄');
    expect(find('茄')).toEqual(['茄子', '番茄', '圣女果']);
    expect(find('西红柿')).toEqual(['番茄']);
    expect(find('xhs')[0]).toBe('番茄');
    expect(find('落苏')).toEqual(['茄子']);
  });

  test('nothing for nothing', () => {
    expect(find('')).toEqual([]);
    expect(find('  ')).toEqual([]);
    expect(find('0')).toEqual([]);
    expect(find('钛合金')).toEqual([]);
    expect(find('qc', 0)).toEqual([]);
  });

  test('every product is found by its number, its name, its initials and its sound', () => {
    for (const product of products) {
      expect(find(String(product.plu))[0]).toBe(product.name);
      expect(find(product.name)[0]).toBe(product.name);
      expect(find(product.initials, 40)).toContain(product.name);
      expect(find(product.pinyin, 40)).toContain(product.name);
    }
  });

  test('as a plain sort of everything that matches finds it, in the same order', () => {
    const text = (signs: string, most: number) =>
      fc.string({ unit: fc.constantFrom(...signs.split('')), minLength: 0, maxLength: most });
    const product = fc.record({
      plu: fc.integer({ min: 1, max: 130 }),
      name: text('青菜豆x', 4),
      initials: text('qcx', 3),
      pinyin: text('qcx', 4),
      aliases: fc.array(text('青菜豆', 3), { maxLength: 2 }),
      aliasInitials: fc.array(text('qc', 3), { maxLength: 2 }),
      aliasPinyin: fc.array(text('qc', 3), { maxLength: 2 }),
    });
    const typed = fc.oneof(text('青菜豆鱼x', 3), text('qcx', 3), text('0123', 2));
    fc.assert(
      fc.property(fc.array(product, { maxLength: 40 }), typed, fc.integer({ min: 0, max: 12 }), (list, what, limit) => {
        const found = searchProducts(searchIndex(list), what, limit);
        const expected = plainSearch(list, what, limit);
        expect(found).toHaveLength(expected.length);
        found.forEach((one, i) => {
          expect(one).toBe(expected[i]);
        });
      }),
      { numRuns: 1_000 },
    );
  });

  test('never more than asked for, never twice the same, and an index changes nothing', () => {
    const typed = fc.string({ unit: fc.constantFrom('q', 'c', 'x', 'b', 'j', 'z', '鸡', '菜', '豆', '蛋', '1', '2') });
    fc.assert(
      fc.property(typed, fc.integer({ min: 0, max: 30 }), (text, limit) => {
        const found = searchProducts(index, text, limit);
        expect(found.length).toBeLessThanOrEqual(limit);
        expect(new Set(found).size).toBe(found.length);
        expect(searchProducts(products, text, limit)).toEqual(found);
      }),
    );
  });
});

describe('the keying guard', () => {
  test('lets the usual price pass and asks for one in the wrong unit', () => {
    const greens = named('青菜');
    expect(priceWithinGuard(greens, { priceFen: 600, basisG: 1000 })).toBe(true);
    expect(priceWithinGuard(greens, { priceFen: 300, basisG: 500 })).toBe(true);
    expect(priceWithinGuard(greens, { priceFen: 300, basisG: 1000 })).toBe(false);
    expect(priceWithinGuard(greens, { priceFen: 6000, basisG: 1000 })).toBe(false);
  });

  test('does not round an odd price per kilogram to a half', () => {
    const odd = {
      sellBy: 'weight',
      guardMinFen: 501,
      guardMaxFen: 799,
      pieceGuardMinFen: 0,
      pieceGuardMaxFen: 0,
    } as const;
    expect([250, 251, 399, 400].map((fen) => priceWithinGuard(odd, { priceFen: fen, basisG: 500 }))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  test('keeps the price of an egg and of a kilogram of eggs apart', () => {
    const eggs = named('鸡蛋');
    expect(priceWithinGuard(eggs, { priceFen: 80, basisG: null })).toBe(true);
    expect(priceWithinGuard(eggs, { priceFen: 1120, basisG: null })).toBe(false);
    expect(priceWithinGuard(eggs, { priceFen: 1120, basisG: 1000 })).toBe(true);
    expect(guardBand(eggs, null)).toEqual({ minFen: 40, maxFen: 100, basisG: null });
    expect(guardBand(eggs, 500)).toEqual({ minFen: 800, maxFen: 1300, basisG: 1000 });
  });

  test('says nothing where it knows nothing', () => {
    expect(guardBand(named('青菜'), null)).toBeNull();
    expect(guardBand(named('甜玉米'), 1000)).toBeNull();
    expect(
      priceWithinGuard(
        { sellBy: 'weight', guardMinFen: 0, guardMaxFen: 0, pieceGuardMinFen: 0, pieceGuardMaxFen: 0 },
        { priceFen: 1, basisG: 500 },
      ),
    ).toBe(true);
  });

  test('agrees with exact fractions for every price and both bases', () => {
    fc.assert(
      fc.property(
        fc.nat(1_000_000_000),
        fc.nat(1_000_000),
        fc.nat(1_000_000),
        fc.constantFrom(500 as const, 1000 as const),
        (price, a, b, basis) => {
          const guard = {
            sellBy: 'weight',
            guardMinFen: Math.min(a, b),
            guardMaxFen: Math.max(a, b) + 1,
            pieceGuardMinFen: 0,
            pieceGuardMaxFen: 0,
          } as const;
          const perKg = BigInt(price) * BigInt(1000 / basis);
          expect(priceWithinGuard(guard, { priceFen: price, basisG: basis })).toBe(
            perKg >= BigInt(guard.guardMinFen) && perKg <= BigInt(guard.guardMaxFen),
          );
        },
      ),
    );
  });
});
