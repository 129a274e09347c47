import { hash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentProblem, linkProblem } from '../../market/verify/entry.ts';
import type { Chain, EntryFacts } from '../../market/verify/entry.ts';
import { createFastReader } from '../../market/verify/fast.ts';
import { readPlain } from '../../market/verify/plain.ts';
import { emptySale, saleProblem } from '../../market/verify/sale.ts';
import { GENESIS } from '../../shared/chain.ts';
import type { JournalEntry, SaleBody } from '../../shared/records/journal.ts';
import { checkSale, perpetualDelta } from '../../shared/sale.ts';
import { makeMaterial, textOf } from '../faults/tamper/material.ts';
import type { Sale } from '../faults/tamper/material.ts';

const entries = makeMaterial(11, 400).entries;
const sales = entries.filter((entry): entry is Sale => entry.kind === 'sale');

const emptyFacts = (): EntryFacts => ({
  id: '',
  kind: '',
  mode: '',
  market: 0,
  terminal: 0,
  epoch: 0,
  seq: 0,
  prevHash: '',
  at: 0,
  day: '',
  perpetualFen: 0,
  takenBackFen: 0,
  start: null,
  close: null,
  shift: null,
  money: null,
  later: null,
  confirmation: null,
  awaited: null,
  settled: null,
  sale: emptySale(),
});
const chainBefore = (entry: JournalEntry): Chain => ({
  market: entry.market,
  terminal: entry.terminal,
  epoch: entry.epoch,
  seq: entry.seq - 1,
  hash: entry.seq === 1 ? GENESIS : entry.prevHash,
  perpetualFen: entry.perpetualFen - perpetualDelta(entry.body),
});

const fast = createFastReader();
/** The text as a line among others. */
function readFast(text: Buffer, chain: Chain, facts: EntryFacts): boolean {
  const bytes = Buffer.concat([Buffer.from('\n'), text, Buffer.from(',"hash"'), Buffer.alloc(256, '\n')]);
  fast.use(bytes, new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  return fast.isNext(1, 1 + text.length, chain, facts);
}
/** What the reader that decides says of the same. */
function readSlow(text: string, chain: Chain, facts: EntryFacts): string | null {
  const wrong = readPlain(text, facts) ?? linkProblem(facts, chain) ?? contentProblem(facts, chain);
  if (wrong !== null) return wrong.code;
  const here = facts.market === chain.market && facts.terminal === chain.terminal && facts.epoch === chain.epoch;
  return here && facts.seq === chain.seq + 1 && facts.mode !== 'training' ? null : 'elsewhere';
}
// Only the reader that decides reads what a sale says of parts: the quick one leaves such sales to it.
const plainFacts = ({ sale, prevHash: _prevHash, settled: _settled, ...rest }: EntryFacts) => ({
  ...rest,
  sale:
    rest.kind === 'sale'
      ? { ...sale, lines: sale.lines.slice(0, sale.lineCount), tenders: sale.tenders.slice(0, sale.tenderCount) }
      : null,
});

describe('the quick reader', () => {
  it('takes every sale, price change, cash movement and override the till writes', () => {
    for (const entry of entries) {
      if (
        entry.kind === 'void' ||
        entry.kind === 'refund' ||
        entry.kind === 'epoch_start' ||
        entry.kind === 'shift_close' ||
        entry.kind === 'day_close'
      )
        continue;
      const [quick, slow] = [emptyFacts(), emptyFacts()];
      expect(readFast(Buffer.from(textOf(entry)), chainBefore(entry), quick), textOf(entry)).toBe(true);
      expect(readSlow(textOf(entry), chainBefore(entry), slow)).toBeNull();
      expect(plainFacts(quick)).toEqual(plainFacts(slow));
    }
  });

  it('takes nothing that the slow reader would find a fault in', () => {
    const pieces = [
      '0',
      '1',
      '9',
      '-',
      '+',
      '.',
      'e',
      'E',
      '"',
      '\\',
      '\\u0041',
      '\\n',
      '\\/',
      '\\u000b',
      '\\u000a',
      ' ',
      ',',
      ':',
      '{',
      '}',
      '[',
      ']',
      'null',
      'true',
      'x',
      '\t',
      '\u0000',
      '\ud83d\udc1f',
      '"a":1,',
      '-0',
      '1e3',
      '10000000000',
      '老',
    ];
    const change = fc.record({
      entry: fc.constantFrom(...entries),
      at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      take: fc.constantFrom(0, 0, 1, 1, 2, 5),
      put: fc.constantFrom('', '', ...pieces),
    });
    fc.assert(
      fc.property(change, ({ entry, at, take, put }) => {
        const text = textOf(entry);
        const place = Math.floor(text.length * at);
        const changed = `${text.slice(0, place)}${put}${text.slice(place + take)}`;
        // Cut between the halves of a character there is no UTF-8, which is checked before.
        fc.pre(changed.isWellFormed());
        const [quick, slow] = [emptyFacts(), emptyFacts()];
        if (!readFast(Buffer.from(changed), chainBefore(entry), quick)) return;
        expect(readSlow(changed, chainBefore(entry), slow)).toBeNull();
        expect(plainFacts(quick)).toEqual(plainFacts(slow));
      }),
      { numRuns: 20_000 },
    );
  });

  it('takes texts with any characters, written as they must be', () => {
    const before = sales[3];
    if (before === undefined) throw new Error('no sale');
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (seller) => {
        const entry = { ...before, seller };
        expect(readFast(Buffer.from(textOf(entry)), chainBefore(entry), emptyFacts())).toBe(true);
      }),
    );
  });
});

describe('the sums of a sale', () => {
  const figuresOf = (body: SaleBody): EntryFacts['sale'] => {
    const facts = emptyFacts();
    const sale = sales[0];
    if (sale === undefined) throw new Error('no sale');
    expect(readPlain(textOf({ ...sale, body, hash: hash('sha256', '') }), facts)).toBeNull();
    return facts.sale;
  };
  const lineField = fc.constantFrom(
    'amountFen',
    'priceFen',
    'concessionFen',
    'allocatedFen',
    'qty',
    'netG',
    'grossG',
    'tareG',
    'basisG',
    'no',
    'kind',
    'tareKind',
  );
  const saleField = fc.constantFrom('goodsFen', 'concessionFen', 'roundingFen', 'payableFen', 'rounding');
  const tenderField = fc.constantFrom('amountFen', 'tenderedFen', 'changeFen', 'no', 'kind', 'state');
  const value = (field: string, old: unknown): fc.Arbitrary<unknown> => {
    if (field === 'kind') return fc.constantFrom('weight', 'piece', 'portion', 'gift');
    if (field === 'tareKind') return fc.constantFrom('none', 'key', 'preset');
    if (field === 'rounding') return fc.constantFrom('jiao', 'yuan', 'none');
    if (field === 'basisG') return fc.constantFrom(null, 500, 1000);
    const near =
      typeof old === 'number'
        ? fc.integer({ min: -2, max: 2 }).map((by) => Math.max(0, old + by))
        : fc.integer({ min: 0, max: 20 });
    return field.endsWith('G') || field === 'tenderedFen' || field === 'changeFen'
      ? fc.oneof(near, fc.constant(null))
      : near;
  };
  const tenderValue = (field: string, old: unknown): fc.Arbitrary<unknown> =>
    field === 'kind'
      ? fc.constantFrom('cash', 'dynamic_qr', 'payment_code', 'static_code', 'card', 'other', 'credit')
      : field === 'state'
        ? fc.constantFrom('cash', 'confirmed', 'proven_offline', 'unproven', 'external', 'credit')
        : value(field, old);

  /** A sale of the till with a few fields changed. */
  const changedSale = fc.constantFrom(...sales).chain(({ body }) => {
    const change = fc.oneof(
      lineField.chain((field) =>
        fc.nat(body.lines.length - 1).chain((at) =>
          value(field, body.lines[at]?.[field as 'amountFen']).map((to) => (of: SaleBody) => ({
            ...of,
            lines: of.lines.with(at, { ...of.lines[at], [field]: to } as SaleBody['lines'][number]),
          })),
        ),
      ),
      saleField.chain((field) =>
        value(field, body[field as 'goodsFen']).map((to) => (of: SaleBody) => ({ ...of, [field]: to })),
      ),
      tenderField.chain((field) =>
        tenderValue(field, body.tenders[0]?.[field as 'amountFen']).map((to) => (of: SaleBody) => ({
          ...of,
          tenders: of.tenders.with(0, { ...of.tenders[0], [field]: to } as SaleBody['tenders'][number]),
        })),
      ),
    );
    return fc
      .array(change, { maxLength: 3 })
      .map((changes) => changes.reduce((of: SaleBody, apply) => apply(of) as SaleBody, body));
  });

  it('are right exactly where the till and the market find them right', () => {
    fc.assert(
      fc.property(changedSale, (body) => {
        expect(saleProblem(figuresOf(body)) === null).toBe(checkSale(body) === null);
      }),
      { numRuns: 5000 },
    );
  });

  it('are right to the fen for the largest price and weight', () => {
    const line = sales.flatMap(({ body }) => body.lines).find(({ kind }) => kind === 'weight');
    const [sale] = sales;
    if (line === undefined || sale === undefined) throw new Error('no weighed line');
    const large = (netG: number, priceFen: number, amountFen: number): SaleBody => ({
      ...sale.body,
      lines: [
        {
          ...line,
          no: 1,
          netG,
          grossG: netG,
          tareG: 0,
          tareKind: 'none',
          basisG: 500,
          priceFen,
          amountFen,
          concessionFen: 0,
          allocatedFen: 0,
        },
      ],
      goodsFen: amountFen,
      concessionFen: 0,
      rounding: 'none',
      roundingFen: 0,
      payableFen: amountFen,
      tenders: sale.body.tenders
        .slice(0, 1)
        .map((tender) => ({ ...tender, amountFen, tenderedFen: null, changeFen: null })),
    });
    // 499,999,999 g × 999 fen ÷ 500 g = 998,999,998.002, and one gram less of 501 fen stops at a half.
    expect(saleProblem(figuresOf(large(499_999_999, 999, 998_999_998)))).toBeNull();
    expect(saleProblem(figuresOf(large(499_999_999, 999, 998_999_999)))?.code).toBe('bad_sum');
    expect(saleProblem(figuresOf(large(250, 999_999_999, 500_000_000)))).toBeNull();
    expect(saleProblem(figuresOf(large(250, 999_999_999, 499_999_999)))?.code).toBe('bad_sum');
  });
});
