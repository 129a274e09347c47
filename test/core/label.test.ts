import { describe, expect, it } from 'vitest';
import type { StallProduct } from '../../electron/core/goods/goods.ts';
import { labelLine } from '../../electron/core/selling/lines.ts';

const product: StallProduct = {
  id: 'p0101',
  plu: 101,
  name: '青菜',
  aliases: [],
  category: '01',
  glyph: '青',
  field: 'leaf',
  initials: 'qc',
  pinyin: 'qingcai',
  aliasInitials: [],
  aliasPinyin: [],
  sellBy: 'weight',
  pieceUnit: '',
  tareClass: 'A',
  tareG: 5,
  guardMinFen: 0,
  guardMaxFen: 0,
  pieceGuardMinFen: 0,
  pieceGuardMaxFen: 0,
  band: 'low',
  withdrawn: false,
  barcodes: [],
};
const at = (grams: number | null, fen: number | null, priceFen: number | null, capped = false) =>
  labelLine({
    id: 'l1',
    product,
    grams,
    fen,
    priced: priceFen === null ? null : { price: { priceFen, basisG: 1000 }, source: 'stall', capped },
    takenAt: 0,
  });

describe('the line of a label', () => {
  it('has its weight where the price of the stall gives its amount, and no scale of this till', () => {
    expect(at(1234, 740, 600)).toMatchObject({
      kind: 'weight',
      grossG: 1234,
      tareG: 0,
      netG: 1234,
      amountFen: 740,
      evidenceId: null,
      scaleSerial: null,
      marks: ['from_label'],
    });
  });
  it('has the amount that was promised, and no weight, where it gives another', () => {
    expect(at(1234, 739, 600)).toMatchObject({ kind: 'portion', netG: null, amountFen: 739, marks: ['from_label'] });
    expect(at(1234, 739, null)).toMatchObject({ kind: 'portion', amountFen: 739 });
  });
  it("never costs more than the market's cap allows, but may cost less", () => {
    expect(at(1234, 900, 600, true)).toMatchObject({ kind: 'weight', netG: 1234, amountFen: 740, capped: true });
    expect(at(1234, 700, 600, true)).toMatchObject({ kind: 'portion', amountFen: 700 });
  });
  it('needs a price for a weight alone, and an amount a stall takes', () => {
    expect(at(1234, null, null)).toBeNull();
    expect(at(null, 1_000_000_000, 600)).toBeNull();
  });
});
