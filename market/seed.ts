import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseCatalogue } from '../shared/catalogue.ts';
import type { CatalogueProduct } from '../shared/catalogue.ts';
import type { Log } from '../shared/log.ts';
import type { Price } from '../shared/records/goods.ts';
import type { Person, Policy, Product } from '../shared/records/market.ts';
import type { Database } from './database/connection.ts';
import { putDocuments } from './feed.ts';
import type { DownDocument } from './feed.ts';

/** Stalls of the demonstration market: number, name, trade of resources/catalogue/trades.csv, owner. */
const stalls = [
  { stall: '12', name: '老王蔬菜', trade: 'vegetables', owner: '王' },
  { stall: '8', name: '小李鲜肉', trade: 'pork', owner: '李' },
  { stall: '15', name: '阿芳水产', trade: 'fish', owner: '方' },
  { stall: '17', name: '豆香坊', trade: 'tofu', owner: '陈' },
  { stall: '21', name: '果果鲜', trade: 'fruit', owner: '周' },
  { stall: '23', name: '老张禽蛋', trade: 'poultry', owner: '张' },
  { stall: '26', name: '徐记干货', trade: 'drygoods', owner: '徐' },
] as const;

/** Opening prices by product name, fen per kg. 莲藕 has none: its tile asks for one. */
const weightPrices: Readonly<Record<string, number>> = {
  青菜: 600,
  菠菜: 800,
  生菜: 760,
  空心菜: 900,
  大白菜: 360,
  芹菜: 680,
  韭菜: 880,
  番茄: 840,
  黄瓜: 720,
  茄子: 700,
  青椒: 860,
  冬瓜: 320,
  土豆: 480,
  白萝卜: 300,
  胡萝卜: 440,
  南瓜: 400,
  香菇: 1760,
  小葱: 1000,
  生姜: 1600,
  大蒜头: 1280,
  鸡蛋: 1120,
  鸡毛菜: 720,
  米苋: 760,
  油麦菜: 780,
  花菜: 800,
  西兰花: 1080,
  洋葱: 380,
};
/** Fen per piece. */
const piecePrices: Readonly<Record<string, number>> = { 甜玉米: 300, 老豆腐: 300 };
/** Codes on packages. */
const barcodes: Readonly<Record<string, string>> = { 老豆腐: '6901234567892' };
/** Sold at a capped price (平价), fen per kg. */
const caps: Readonly<Record<string, number>> = { 大白菜: 360, 土豆: 480, 白萝卜: 300 };

const MARKET_NAME = '示范菜场';

/** The rows every other table hangs on. */
export async function ensureMarket(db: Database, market: number): Promise<void> {
  await db
    .insertInto('markets')
    .values({ market, name: MARKET_NAME })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await db
    .insertInto('server_state')
    .values({ market, epoch: 1, seq: 0 })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/**
 * The demonstration market: stalls with their owners, the starter catalogue, opening prices and caps. Only what is missing is written,
 * so a second start changes nothing and a market's own edits stay.
 */
export async function seedMarket(
  db: Database,
  options: { readonly market: number; readonly resourcesDir: string; readonly log: Log },
): Promise<void> {
  const { market, resourcesDir, log } = options;
  const read = (name: string) => readFile(join(resourcesDir, 'catalogue', name), 'utf8');
  const catalogue = parseCatalogue({
    products: await read('products.csv'),
    categories: await read('categories.csv'),
    trades: await read('trades.csv'),
  });
  for (const problem of catalogue.problems) log.warn({ file: problem.file, row: problem.row }, problem.text);
  await db
    .insertInto('stalls')
    .values(stalls.map(({ stall, name, trade }) => ({ market, stall, name, trade })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const documents: readonly DownDocument[] = [
    ...catalogue.products.map((product): DownDocument => ({
      collection: 'products',
      scope: 'market',
      doc: productOf(product),
    })),
    { collection: 'policy', scope: 'market', doc: marketPolicy },
    ...catalogue.products
      .flatMap(pricesOf)
      .map((doc): DownDocument => ({ collection: 'policy', scope: 'market', doc })),
    ...stalls.map(({ stall, owner }): DownDocument => {
      const doc: Person = { id: `owner-${stall}`, stall, name: owner, role: 'owner', active: true, validUntil: null };
      return { collection: 'people', scope: `stall:${stall}`, doc };
    }),
  ];
  const written = await db.transaction().execute((trx) => putDocuments(trx, market, documents, 'keep'));
  log.info({ market, documents: documents.length, written }, 'demonstration market ready');
}

function productOf(product: CatalogueProduct): Product {
  const {
    unit: _unit,
    topCategory: _topCategory,
    sources: _sources,
    aliases,
    aliasInitials,
    aliasPinyin,
    ...own
  } = product;
  return {
    ...own,
    aliases: [...aliases],
    aliasInitials: [...aliasInitials],
    aliasPinyin: [...aliasPinyin],
    withdrawn: false,
    barcodes: [barcodes[own.name] ?? []].flat(),
  };
}

const noPolicy = {
  productId: null,
  weightPrice: null,
  piecePrice: null,
  validFrom: null,
  validUntil: null,
  market: null,
};

const marketPolicy: Policy = {
  ...noPolicy,
  id: 'market',
  kind: 'market',
  market: {
    name: MARKET_NAME,
    complaintPhone: '12315',
    publicScale: '南门服务台旁',
    priceBasisG: 1000,
    receiptHost: '',
  },
};

function pricesOf({ id, name }: CatalogueProduct): readonly Policy[] {
  const perKg = (fen: number | undefined): Price | null => (fen === undefined ? null : { priceFen: fen, basisG: 1000 });
  const weightPrice = perKg(weightPrices[name]);
  const piecePrice = piecePrices[name] === undefined ? null : { priceFen: piecePrices[name], basisG: null };
  const cap = perKg(caps[name]);
  const opening: Policy = { ...noPolicy, id: `price-${id}`, kind: 'price', productId: id, weightPrice, piecePrice };
  const limit: Policy = { ...noPolicy, id: `cap-${id}`, kind: 'cap', productId: id, weightPrice: cap };
  return [...(weightPrice === null && piecePrice === null ? [] : [opening]), ...(cap === null ? [] : [limit])];
}
