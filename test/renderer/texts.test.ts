import { describe, expect, it } from 'vitest';
import { rights } from '../../shared/people.ts';
import type { Refusal, RefusalCode } from '../../shared/refusal.ts';
import { en } from '../../shared/text/en.ts';
import type { HealthCode, HealthNote } from '../../shared/health.ts';
import { healthText, refusalText } from '../../shared/text/text.ts';
import type { TextTable } from '../../shared/text/text.ts';
import { zh } from '../../shared/text/zh.ts';
import { parseCatalogue } from '../../shared/catalogue.ts';
import { readCatalogue } from '../setup/core.ts';

/** One refusal of every code; a new code without one does not compile. */
const samples: { readonly [C in RefusalCode]: Extract<Refusal, { readonly code: C }> } = {
  bad_args: { code: 'bad_args', detail: '/qty' },
  unknown_command: { code: 'unknown_command' },
  forbidden: { code: 'forbidden' },
  stopping: { code: 'stopping' },
  bug: { code: 'bug', callId: 'c-77' },
  no_such_product: { code: 'no_such_product' },
  no_such_cart: { code: 'no_such_cart' },
  no_such_line: { code: 'no_such_line' },
  no_such_sale: { code: 'no_such_sale' },
  no_price: { code: 'no_price', productId: 'p0101', unit: 'weight' },
  price_out_of_guard: { code: 'price_out_of_guard', minFen: 500, maxFen: 800, basisG: 1000 },
  price_above_cap: { code: 'price_above_cap', capFen: 360 },
  not_sold_by_piece: { code: 'not_sold_by_piece' },
  not_sold_by_weight: { code: 'not_sold_by_weight' },
  not_sellable: { code: 'not_sellable', reason: 'unstable' },
  load_already_sold: { code: 'load_already_sold' },
  amount_absurd: { code: 'amount_absurd', maxFen: 10_000_000 },
  above_total: { code: 'above_total', totalFen: 2147 },
  cash_short: { code: 'cash_short', payableFen: 2140, shortFen: 40 },
  tenders_differ: { code: 'tenders_differ', payableFen: 2140 },
  tender_not_offered: { code: 'tender_not_offered' },
  below_received: { code: 'below_received', receivedFen: 1000 },
  no_receipt_code: { code: 'no_receipt_code' },
  no_such_part: { code: 'no_such_part' },
  credit_needs_account: { code: 'credit_needs_account' },
  credit_blocked: { code: 'credit_blocked', name: 'Li', owedFen: 50_000, limitFen: 50_000 },
  no_such_account: { code: 'no_such_account' },
  account_nameless: { code: 'account_nameless' },
  account_exists: { code: 'account_exists', name: 'Li' },
  account_owes: { code: 'account_owes', owedFen: 1200 },
  above_debt: { code: 'above_debt', owedFen: 1200 },
  payable_zero: { code: 'payable_zero' },
  cart_empty: { code: 'cart_empty' },
  cart_closed: { code: 'cart_closed' },
  carts_full: { code: 'carts_full' },
  too_many_lines: { code: 'too_many_lines' },
  undo_over: { code: 'undo_over' },
  scale_cannot: { code: 'scale_cannot' },
  scale_busy: { code: 'scale_busy' },
  cannot_find_scales: { code: 'cannot_find_scales' },
  scale_not_found: { code: 'scale_not_found' },
  scale_ambiguous: { code: 'scale_ambiguous' },
  scale_by_flag: { code: 'scale_by_flag' },
  plate_impossible: { code: 'plate_impossible' },
  weight_unsteady: { code: 'weight_unsteady' },
  weight_fits_none: { code: 'weight_fits_none', grams: 500 },
  weight_fits_several: { code: 'weight_fits_several' },
  no_such_evidence: { code: 'no_such_evidence' },
  no_drawer: { code: 'no_drawer' },
  no_display: { code: 'no_display' },
  arrival_gone: { code: 'arrival_gone' },
  proof_forged: { code: 'proof_forged' },
  proof_unknown: { code: 'proof_unknown' },
  proof_used: { code: 'proof_used', sign: 'A' },
  proof_dropped: { code: 'proof_dropped', sign: 'A' },
  proof_amount: { code: 'proof_amount', paidFen: 125, amountFen: 1250 },
  proof_limit: { code: 'proof_limit', limitFen: 50_000, total: true },
  proof_code_wrong: { code: 'proof_code_wrong', left: 2 },
  proof_code_locked: { code: 'proof_code_locked' },
  proof_codes_locked: { code: 'proof_codes_locked' },
  proof_no_key: { code: 'proof_no_key' },
  code_channel: { code: 'code_channel' },
  code_collects: { code: 'code_collects' },
  code_offline: { code: 'code_offline' },
  cart_waiting: { code: 'cart_waiting' },
  pay_not_offered: { code: 'pay_not_offered' },
  no_such_order: { code: 'no_such_order' },
  payment_code_no_goods: { code: 'payment_code_no_goods' },
  no_such_barcode: { code: 'no_such_barcode', shown: '6901234567892' },
  no_such_plu: { code: 'no_such_plu', plu: 123 },
  scan_unreadable: { code: 'scan_unreadable' },
  receipt_of_another: { code: 'receipt_of_another', no: '18-1-3', payableFen: 2380, day: '2026-11-23' },
  receipt_not_here: { code: 'receipt_not_here', no: '17-1-3' },
  choice_gone: { code: 'choice_gone' },
  already_enrolled: { code: 'already_enrolled' },
  enrol_failed: { code: 'enrol_failed', reason: 'bad_code' },
  needs_pin: { code: 'needs_pin', right: 'refund', by: [{ id: 'owner-12', name: '王' }] },
  not_allowed: { code: 'not_allowed', right: 'people' },
  pin_wrong: { code: 'pin_wrong', left: 3 },
  pin_locked: { code: 'pin_locked', minutes: 5 },
  in_training: { code: 'in_training' },
  carts_not_empty: { code: 'carts_not_empty' },
  no_such_person: { code: 'no_such_person' },
  too_many_people: { code: 'too_many_people' },
  not_a_helper: { code: 'not_a_helper' },
  name_taken: { code: 'name_taken' },
  sale_elsewhere: { code: 'sale_elsewhere' },
  already_voided: { code: 'already_voided' },
  already_refunded: { code: 'already_refunded' },
  correct_too_late: { code: 'correct_too_late' },
  correct_nothing: { code: 'correct_nothing' },
  correct_proven: { code: 'correct_proven' },
  refund_too_much: { code: 'refund_too_much', name: 'DOUFU', leftFen: 300 },
  refund_nothing: { code: 'refund_nothing' },
  reweigh_no_weight: { code: 'reweigh_no_weight' },
  day_in_training: { code: 'day_in_training' },
  day_empty: { code: 'day_empty' },
  day_closed: { code: 'day_closed', zNo: 12 },
  day_moved_on: { code: 'day_moved_on' },
  cash_move_needs: { code: 'cash_move_needs' },
  no_such_shift: { code: 'no_such_shift' },
  takeaway_failed: { code: 'takeaway_failed' },
  phone_offline: { code: 'phone_offline' },
  phone_too_many: { code: 'phone_too_many' },
  no_printer: { code: 'no_printer' },
  no_labeler: { code: 'no_labeler' },
  label_not_printed: { code: 'label_not_printed', why: 'paper out' },
  not_printed: { code: 'not_printed' },
  no_such_folder: { code: 'no_such_folder' },
  mirror_by_flag: { code: 'mirror_by_flag' },
  store_unknown: { code: 'store_unknown' },
  store_failed: { code: 'store_failed' },
  store_full: { code: 'store_full' },
};
const scaleReasons = [
  'no_scale',
  'overload',
  'below_zero',
  'loaded_start',
  'residue',
  'unstable',
  'below_min',
  'overdue',
  'reprice',
] as const;
const enrolReasons = ['unreachable', 'bad_code', 'used_code', 'expired_code', 'server'] as const;
const refusals: readonly Refusal[] = [
  ...Object.values(samples),
  ...scaleReasons.map((reason) => ({ code: 'not_sellable' as const, reason })),
  ...rights.map((right) => ({ code: 'not_allowed' as const, right })),
  { code: 'pin_locked', minutes: null },
  ...enrolReasons.map((reason) => ({ code: 'enrol_failed' as const, reason })),
];

/** Every sentence of a table that needs no argument. */
const plainSentences = (value: unknown): readonly string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(plainSentences)
      : [];
/** Where the sentences of a table are, by their path. */
const paths = (value: unknown, path: string): readonly string[] =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.entries(value).flatMap(([name, inner]) => paths(inner, `${path}.${name}`))
    : [path];

describe('what the till says when it says no', () => {
  it.each([
    ['Chinese', zh],
    ['English', en],
  ] satisfies [string, TextTable][])('has one whole %s sentence for every refusal', (_, table) => {
    for (const refusal of refusals) expect(refusalText(table, refusal).length, refusal.code).toBeGreaterThan(4);
    expect(refusalText(table, { code: 'line_lost' })).not.toBe('');
  });

  it('gives the amounts that matter', () => {
    expect(refusalText(zh, samples.cash_short)).toBe('应收 ¥21.40，还差 ¥0.40：补足，或点让价');
    expect(refusalText(en, samples.price_above_cap)).toContain('¥3.60');
    expect(refusalText(zh, samples.bug)).toContain('c-77');
  });

  it('speaks the language of the screen and nothing else', () => {
    for (const refusal of refusals) {
      expect(refusalText(zh, refusal)).toMatch(/\p{Script=Han}/u);
      expect(refusalText(en, refusal)).not.toMatch(/\p{Script=Han}/u);
    }
  });
});

/** Every note, and every fault of the journal; a new code without one does not compile. */
const noteSamples: { readonly [C in HealthCode]: readonly Extract<HealthNote, { readonly code: C }>[] } = {
  disk_full: [{ code: 'disk_full' }],
  integrity_failed: [
    { code: 'integrity_failed', fault: { what: 'file' } },
    { code: 'integrity_failed', fault: { what: 'entry', epoch: 1, seq: 4711, why: 'hash' } },
    { code: 'integrity_failed', fault: { what: 'behind', missing: 7 } },
  ],
  disk_reserve: [{ code: 'disk_reserve', salesLeft: 1200 }],
  clock_back: [{ code: 'clock_back', lastAt: Date.UTC(2026, 10, 26) }],
  disk_low: [
    { code: 'disk_low', salesLeft: 12_000, daysLeft: 20 },
    { code: 'disk_low', salesLeft: 300, daysLeft: 0 },
  ],
  flush_slow: [{ code: 'flush_slow', p50Ms: 61, p99Ms: 730 }],
  mirror_ahead: [{ code: 'mirror_ahead' }],
  mirror_missing: (['missing', 'foreign', 'full', 'locked', 'failed'] as const).flatMap((why) => [
    { code: 'mirror_missing', why, waiting: 12 },
    { code: 'mirror_missing', why, waiting: null },
  ]),
  mirror_behind: [{ code: 'mirror_behind', waiting: 12 }],
  mirror_same_disk: [{ code: 'mirror_same_disk' }],
  verification_soon: [{ code: 'verification_soon', days: 60 }],
  verification_urgent: [
    { code: 'verification_urgent', days: 15 },
    { code: 'verification_urgent', days: 0 },
  ],
  verification_over: (['warn', 'mark', 'block'] as const).map((policy) => ({
    code: 'verification_over',
    days: 12,
    policy,
  })),
};

describe('what the till says of itself', () => {
  it('is a few words for the status bar, and a sentence with what to do', () => {
    for (const note of Object.values(noteSamples).flat()) {
      expect(healthText(zh, note).short.length, note.code).toBeLessThanOrEqual(18);
      for (const text of Object.values(healthText(zh, note))) expect(text).toMatch(/\p{Script=Han}/u);
      for (const text of Object.values(healthText(en, note))) expect(text).not.toMatch(/\p{Script=Han}/u);
    }
    expect(healthText(zh, { code: 'disk_low', salesLeft: 12_000, daysLeft: 20 }).short).toBe('磁盘快满，约够 20 天');
  });
});

describe('the text tables', () => {
  it('are both complete and say nothing twice empty', () => {
    expect(paths(en, '')).toEqual(paths(zh, ''));
    for (const table of [zh, en]) for (const sentence of plainSentences(table)) expect(sentence.trim()).not.toBe('');
  });

  it('use legal units only: no 斤 and no 两', () => {
    expect(plainSentences(zh).filter((sentence) => /[斤两]/.test(sentence))).toEqual([]);
    expect(zh.common.perBasis(500)).toBe('/500 g');
    expect(zh.common.perBasis(1000)).toBe('/kg');
  });

  it('name the reason why a load can’t be sold in a few words, and the way out', () => {
    for (const reason of scaleReasons) {
      expect(zh.weigh.reason(reason, { min: '100 g', max: '15 kg' }).length).toBeLessThanOrEqual(9);
      expect(zh.weigh.mends(reason)).not.toBe('');
    }
    expect(zh.weigh.reason('below_min', { min: '100 g', max: '15 kg' })).toBe('低于 100 g');
  });
});

describe('English names of goods', () => {
  const { products, categories } = parseCatalogue(readCatalogue());
  it('are there for every product, category and unit of the starter catalogue, each another', () => {
    const named = products.map(({ name }) => en.goods.name(name));
    expect(named.filter((name) => /[\u4E00-\u9FFF]/.test(name))).toEqual([]);
    expect(new Set(named).size).toBe(named.length);
    expect(
      categories.flatMap(({ name, shortName }) => [en.goods.category(name), en.goods.category(shortName)]).join(''),
    ).not.toMatch(/[\u4E00-\u9FFF]/);
    expect(products.map(({ pieceUnit }) => en.goods.unit(pieceUnit)).join('')).not.toMatch(/[\u4E00-\u9FFF]/);
  });
  it('leave a name alone that a stall has given', () => {
    expect(en.goods.name('老王咸菜')).toBe('老王咸菜');
    expect(zh.goods.name('番茄')).toBe('番茄');
  });
});
