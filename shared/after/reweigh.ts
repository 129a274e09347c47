import { bandOfPrice, limitOf, strictBand, type Band } from '../metrology.ts';
import type { ReweighBody, SaleEntry } from '../records/journal.ts';
import type { Refusal } from '../refusal.ts';
import type { Standing } from './standing.ts';

export interface ReweighWish {
  readonly lineNo: number;
  readonly foundG: number;
  readonly source: ReweighBody['source'];
  readonly foundOn: ReweighBody['foundOn'];
  readonly accuracy: ReweighBody['accuracy'];
}

/** Category of fish that is sold alive. */
const LIVE_FISH = '08';
/** Goods whose weight does not hold still are exempt (order 31 of 2020): live poultry and fish, soaked goods. */
export const isExempt = (goods: { readonly category: string; readonly name: string }): boolean =>
  goods.category === LIVE_FISH || /活|水发|浸泡/u.test(goods.name);

/** What is missing, grams; giving too much is no fault. */
export const shortOf = (of: { readonly soldG: number; readonly foundG: number }): number =>
  Math.max(0, of.soldG - of.foundG);

/** What a difference comes to by law. */
export function judgeReweigh(of: {
  readonly soldG: number;
  readonly foundG: number;
  readonly band: Band | null;
  readonly accuracy: ReweighBody['accuracy'];
}): { readonly verdict: ReweighBody['verdict']; readonly limitG: number | null; readonly shortG: number } {
  const shortG = shortOf(of);
  if (of.band === null) return { verdict: 'exempt', limitG: null, shortG };
  const limitG = limitOf(of.band, of.soldG) * (of.accuracy === 'equal' ? 2 : 1);
  return { verdict: shortG === 0 ? 'good' : shortG <= limitG ? 'within' : 'short', limitG, shortG };
}

/**
 * 复秤: a line of a sale against another scale. `band` is the product's own, null where the market lists it no more: then its price decides.
 * `stricter`: by its price these goods would be short, by their kind they are not (seafood at 84 yuan a kilogram).
 */
export function decideReweigh(
  sale: SaleEntry,
  standing: Standing,
  wish: ReweighWish,
  band: Band | null,
):
  | { readonly ok: true; readonly body: ReweighBody; readonly shortG: number; readonly stricter: boolean }
  | { readonly ok: false; readonly refusal: Refusal } {
  const line = sale.body.lines[wish.lineNo - 1];
  const left = standing.lines[wish.lineNo - 1];
  if (line === undefined || left === undefined) return { ok: false, refusal: { code: 'no_such_line' } };
  if (line.netG === null || line.basisG === null) return { ok: false, refusal: { code: 'reweigh_no_weight' } };
  if (left.leftG === 0) return { ok: false, refusal: { code: 'already_refunded' } };
  const fenPerKg = (line.priceFen * 1000) / line.basisG;
  const own = isExempt(line) ? null : (band ?? bandOfPrice(fenPerKg));
  const of = { soldG: left.leftG, foundG: wish.foundG, accuracy: wish.accuracy };
  const { verdict, limitG, shortG } = judgeReweigh({ ...of, band: own });
  const strict = own !== null && judgeReweigh({ ...of, band: strictBand(own, fenPerKg) }).verdict;
  return {
    ok: true,
    shortG,
    stricter: verdict === 'within' && strict === 'short',
    body: {
      kind: 'reweigh',
      saleId: sale.id,
      lineNo: line.no,
      name: line.name,
      soldG: left.leftG,
      foundG: wish.foundG,
      soldOn: { name: line.scaleSerial ?? '', eG: line.eG },
      foundOn: wish.foundOn,
      accuracy: wish.accuracy,
      source: wish.source,
      band: own,
      limitG,
      verdict,
    },
  };
}
