import { fieldNames } from './records/market.ts';
import type { Product } from './records/market.ts';

export const topCategories = [
  '蔬菜',
  '猪肉',
  '牛羊肉',
  '禽',
  '蛋',
  '水产',
  '豆制品',
  '水果',
  '粮油干货',
  '熟食',
] as const;
export type TopCategory = (typeof topCategories)[number];

const sellWays = ['weight', 'piece', 'both'] as const;
const units = ['kg', 'piece'] as const;
const tareClasses = ['A', 'B', 'C', '0'] as const;
const bands = ['low', 'mid', 'high', 'premium'] as const;

/** One product of the starter catalogue. Every product field of the market's record but `withdrawn`, and what only the file knows. */
export interface CatalogueProduct extends Readonly<
  Pick<
    Product,
    | 'id'
    | 'plu'
    | 'name'
    | 'category'
    | 'glyph'
    | 'field'
    | 'initials'
    | 'pinyin'
    | 'sellBy'
    | 'pieceUnit'
    | 'tareClass'
    | 'tareG'
    | 'guardMinFen'
    | 'guardMaxFen'
    | 'band'
  >
> {
  readonly aliases: readonly string[];
  /** Pinyin of the aliases, one per alias in the same order (西红柿 is found by `xhs`). */
  readonly aliasInitials: readonly string[];
  readonly aliasPinyin: readonly string[];
  /** What `guardMinFen` and `guardMaxFen` are per: kg also for a product sold both ways. */
  readonly unit: 'kg' | 'piece';
  /** Guard per piece of a product sold both ways, fen; 0 and 0 when there is none. */
  readonly pieceGuardMinFen: number;
  readonly pieceGuardMaxFen: number;
  readonly topCategory: TopCategory;
  /** Letters of the price sources, explained in resources/README.md. */
  readonly sources: readonly string[];
}

export interface Category {
  /** Two digits. */
  readonly id: string;
  readonly name: string;
  /** Two hanzi for the rail. */
  readonly shortName: string;
}

/** A trade chosen at first run: the products its stall starts with, in tile order. */
export interface Trade {
  readonly id: string;
  readonly name: string;
  readonly products: readonly string[];
}

/** A row, or a part of it, that was not taken over. `row` counts as a spreadsheet does: the header is 1. `text` is a whole sentence for the clerk. */
export interface CatalogueProblem {
  readonly file: string;
  readonly row: number;
  readonly text: string;
}

export interface Catalogue {
  readonly products: readonly CatalogueProduct[];
  readonly categories: readonly Category[];
  readonly trades: readonly Trade[];
  readonly problems: readonly CatalogueProblem[];
}

/**
 * Cells of a CSV text (RFC 4180: quotes doubled inside quotes, LF or CRLF, an optional byte order mark).
 * Record n of the answer is spreadsheet row n + 1. `open` is the spreadsheet row of a quote that is never closed, else null.
 */
export function readCsv(text: string): {
  readonly records: readonly (readonly string[])[];
  readonly open: number | null;
} {
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const records: string[][] = [];
  let record: string[] = [];
  let cell = '';
  let quoted = false;
  for (let i = 0; i < source.length; i++) {
    const c = source.charAt(i);
    if (quoted) {
      if (c !== '"') cell += c;
      else if (source[i + 1] === '"') {
        cell += '"';
        i++;
      } else quoted = false;
    } else if (c === '"' && cell === '') quoted = true;
    else if (c === ',') {
      record.push(cell);
      cell = '';
    } else if (c === '\n' || c === '\r') {
      if (c === '\r' && source[i + 1] === '\n') i++;
      records.push([...record, cell]);
      record = [];
      cell = '';
    } else cell += c;
  }
  const open = quoted ? records.length + 1 : null;
  if (cell !== '' || record.length > 0) records.push([...record, cell]);
  return { records, open };
}

/** The cells of one row by column name; each reader notes a fault and gives a stand-in, and a row with a fault is not used. */
function rowReader(header: readonly string[], record: readonly string[]) {
  const faults: string[] = [];
  const notes: string[] = [];
  const text = (column: string) => (record[header.indexOf(column)] ?? '').normalize('NFC').trim();
  return {
    faults,
    notes,
    fault: (sentence: string) => {
      faults.push(sentence);
    },
    /** Something in the row was left out, but the rest of it is used. */
    note: (sentence: string) => {
      notes.push(sentence);
    },
    text: (column: string, min: number, max: number): string => {
      const value = text(column);
      if (value.length < min) faults.push(`${column} 不能为空`);
      if (value.length > max) faults.push(`${column} 太长(最多 ${max} 个字),现在是“${value}”`);
      return value;
    },
    list: (column: string): readonly string[] =>
      text(column)
        .split(/[;；]/)
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    int: (column: string, min: number, max: number): number => {
      const value = text(column);
      const number = /^\d{1,9}$/.test(value) ? Number(value) : -1;
      if (number < min || number > max) faults.push(`${column} 应是 ${min} 到 ${max} 的整数,现在是“${value}”`);
      return number;
    },
    oneOf: <const T extends readonly [string, ...string[]]>(column: string, values: T): T[number] => {
      const value = text(column);
      const found = values.find((one) => one === value);
      if (found === undefined) faults.push(`${column} 应是 ${values.join('、')} 之一,现在是“${value}”`);
      return found ?? values[0];
    },
    /** A spreadsheet turns 01 into 1: both mean category 01. */
    category: (column: string): string => {
      const value = text(column);
      if (!/^\d{1,2}$/.test(value)) faults.push(`${column} 应是两位数字,现在是“${value}”`);
      return value.padStart(2, '0');
    },
  };
}
type RowReader = ReturnType<typeof rowReader>;

const MAX_GUARD_FEN = 100_000_000;

function productOf(row: RowReader): CatalogueProduct {
  const band = (min: string, max: string, needed: boolean): readonly [number, number] => {
    const minFen = needed ? row.int(min, 0, MAX_GUARD_FEN) : 0;
    const maxFen = needed ? row.int(max, 0, MAX_GUARD_FEN) : 0;
    if (minFen > maxFen) row.fault(`${min} 比 ${max} 大(${minFen} > ${maxFen})`);
    return [minFen, maxFen];
  };
  const sellBy = row.oneOf('sellBy', sellWays);
  const unit = row.oneOf('unit', units);
  const pieceUnit = row.text('pieceUnit', 0, 8);
  if ((unit === 'piece') !== (sellBy === 'piece')) row.fault(`unit 与 sellBy 不符(${unit},${sellBy})`);
  if ((pieceUnit === '') !== (sellBy === 'weight'))
    row.fault(`pieceUnit 与 sellBy 不符(“${pieceUnit}”,${sellBy}):只按重量卖的留空,其余要填`);
  const [guardMinFen, guardMaxFen] = band('guardMinFen', 'guardMaxFen', true);
  const [pieceGuardMinFen, pieceGuardMaxFen] = band('pieceGuardMinFen', 'pieceGuardMaxFen', sellBy === 'both');
  const aliases = row.list('aliases');
  if (aliases.length > 10 || aliases.some((alias) => alias.length > 30))
    row.fault('aliases 最多 10 个,每个最多 30 个字');
  const glyph = row.text('glyph', 1, 4);
  if (!/^\p{Script=Han}$/u.test(glyph)) row.fault(`glyph 应是一个汉字,现在是“${glyph}”`);
  const id = row.text('id', 1, 64);
  if (!/^[A-Za-z0-9._:-]+$/.test(id)) row.fault(`id 只能用英文字母和数字,现在是“${id}”`);
  return {
    id,
    plu: row.int('plu', 1, 9999),
    name: row.text('name', 1, 60),
    aliases,
    category: row.category('category'),
    glyph,
    field: row.oneOf('field', fieldNames),
    initials: row.text('initials', 0, 30),
    pinyin: row.text('pinyin', 0, 120),
    aliasInitials: row.list('aliasInitials'),
    aliasPinyin: row.list('aliasPinyin'),
    unit,
    pieceUnit,
    sellBy,
    tareClass: row.oneOf('tareClass', tareClasses),
    tareG: row.int('tareG', 0, 10_000),
    guardMinFen,
    guardMaxFen,
    pieceGuardMinFen,
    pieceGuardMaxFen,
    band: row.oneOf('band', bands),
    topCategory: row.oneOf('topCategory', topCategories),
    sources: row.list('source'),
  };
}

const productColumns = [
  'id',
  'plu',
  'name',
  'aliases',
  'category',
  'glyph',
  'field',
  'initials',
  'pinyin',
  'aliasInitials',
  'aliasPinyin',
  'unit',
  'pieceUnit',
  'sellBy',
  'tareClass',
  'tareG',
  'guardMinFen',
  'guardMaxFen',
  'pieceGuardMinFen',
  'pieceGuardMaxFen',
  'band',
  'topCategory',
  'source',
] as const;

/**
 * The catalogue from the texts of its three CSV files (UTF-8, header row, columns in any order).
 * A good row is used and a bad one becomes a problem: nothing is left out in silence. A trade goes on without a product that is missing. Empty pinyin columns are allowed;
 * such a product is found by name and number only.
 */
export function parseCatalogue(texts: {
  readonly products: string;
  readonly categories: string;
  readonly trades: string;
}): Catalogue {
  const problems: CatalogueProblem[] = [];
  const rows = <T>(
    file: string,
    csv: string,
    columns: readonly string[],
    make: (row: RowReader) => T,
  ): readonly T[] => {
    const { records, open } = readCsv(csv);
    const say = (row: number, sentence: string) => {
      problems.push({ file, row, text: `${file} 第 ${row} 行:${sentence}。` });
    };
    const header = (records[0] ?? []).map((name) => name.trim());
    const missing = columns.filter((name) => !header.includes(name));
    if (missing.length > 0) {
      say(1, `缺少列 ${missing.join('、')},整个文件没有读入`);
      return [];
    }
    const made: T[] = [];
    records.slice(1).forEach((record, i) => {
      if (record.every((cell) => cell.trim() === '')) return;
      const row = rowReader(header, record);
      const value = make(row);
      // A spreadsheet on a Chinese Windows saves "CSV" as GBK; read as UTF-8 it leaves these behind.
      if (record.some((cell) => cell.includes('\uFFFD'))) row.fault('文字编码不是 UTF-8,请另存为“CSV UTF-8”');
      if (open === i + 2) row.fault('有一个引号没有配对');
      if (record.length > header.length) row.fault(`多了 ${record.length - header.length} 格,含逗号的文字要加引号`);
      if (row.faults.length === 0) made.push(value);
      const said = [...row.faults, ...row.notes];
      if (said.length > 0) say(i + 2, said.join(';'));
    });
    return made;
  };
  /** Notes a value that an earlier row already has. */
  const once = (column: string) => {
    const seen = new Set<string | number>();
    return (row: RowReader, value: string | number) => {
      if (seen.has(value)) row.fault(`${column} ${value} 前面已经用过`);
      if (row.faults.length === 0) seen.add(value);
    };
  };

  const onceCategory = once('id');
  const categories = rows('categories.csv', texts.categories, ['id', 'name', 'shortName'], (row): Category => {
    const category = { id: row.category('id'), name: row.text('name', 1, 20), shortName: row.text('shortName', 1, 4) };
    onceCategory(row, category.id);
    return category;
  });
  const categoryIds = new Set(categories.map((category) => category.id));

  const [onceId, oncePlu, onceName] = [once('id'), once('plu'), once('name')];
  const products = rows('products.csv', texts.products, productColumns, (row) => {
    const product = productOf(row);
    if (!categoryIds.has(product.category)) row.fault(`没有类别 ${product.category}`);
    for (const column of ['aliasInitials', 'aliasPinyin'] as const) {
      if (product[column].length !== 0 && product[column].length !== product.aliases.length)
        row.fault(`${column} 的个数与 aliases 不同`);
    }
    onceId(row, product.id);
    oncePlu(row, product.plu);
    onceName(row, product.name);
    return product;
  });
  const productIds = new Set(products.map((product) => product.id));

  const onceTrade = once('id');
  const trades = rows('trades.csv', texts.trades, ['id', 'name', 'products'], (row): Trade => {
    const listed = row.list('products');
    const products = [...new Set(listed)].filter((id) => productIds.has(id));
    const unknown = listed.filter((id) => !productIds.has(id));
    if (unknown.length > 0) row.note(`没有商品 ${unknown.join('、')},这几样没有放上`);
    if (new Set(listed).size !== listed.length) row.note('有商品写了两次,只放一次');
    const trade = { id: row.text('id', 1, 20), name: row.text('name', 1, 20), products };
    onceTrade(row, trade.id);
    return trade;
  });
  return { products, categories, trades, problems };
}
