import { hash } from 'node:crypto';
import { GENESIS } from '../../../shared/chain.ts';
import type { JournalEntry } from '../../../shared/records/journal.ts';
import { always, joined, never } from './attack.ts';
import type { AnchorSet, Attack, Tampered } from './attack.ts';
import {
  entryAt,
  lineOf,
  linesOf,
  penOf,
  plausible,
  rewrite,
  saleIn,
  sealText,
  textOf,
  withLine,
  withTender,
} from './material.ts';
import type { Material, Sale } from './material.ts';
import { tillEntries } from './till.ts';
import type { Pen } from './till.ts';

const missing = (): never => {
  throw new Error('there is no neighbour');
};

/** Attacks by someone who has the terminal's own key: hashes, links, totals and signatures are all made right again. */
const hand = "the terminal's key";

/** The last sale behind every receipt: where only the rules of a sale can show something. */
const freeSale = (material: Material): { readonly index: number; readonly sale: Sale } =>
  saleIn(material, material.newestAt + 1, material.entries.length);

/** A sale rewritten behind all receipts, by the rules or against them. */
const rewritten = (
  name: string,
  change: (sale: Sale, material: Material) => readonly JournalEntry[],
  seen: readonly AnchorSet[] = always,
): Attack => ({
  name,
  hand,
  seen,
  make: async (material) => {
    const { index, sale } = freeSale(material);
    const entries = rewrite(material, index, () => change(sale, material));
    return {
      file: joined(await linesOf(material, { entries })),
      ...(seen.length > 0 ? { badLine: lineOf(index) } : {}),
    };
  },
});

type Confirmation = Extract<JournalEntry['body'], { readonly kind: 'confirmation' }>;

/** A sale that waits for its money, and a confirmation behind it that does not fit. */
const confirmedWrong = (
  name: string,
  change: (right: Confirmation, material: Material) => Partial<Confirmation>,
): Attack => ({
  name,
  hand,
  seen: always,
  make: async (material) => {
    const { index, sale } = freeSale(material);
    const order = hash('sha256', sale.id, 'hex');
    const waiting = withTender(sale, {
      kind: 'dynamic_qr',
      state: 'proven_offline',
      channel: 'wechat',
      paymentOrderId: order,
      tenderedFen: null,
      changeFen: null,
    });
    const right: Confirmation = {
      kind: 'confirmation',
      saleId: sale.id,
      tenderNo: 1,
      state: 'confirmed',
      transactionId: '4200001',
      markId: `pay:${order.slice(0, 32)}`,
      amountFen: sale.body.payableFen,
      channel: 'wechat',
    };
    const body = { ...right, ...change(right, material) };
    const confirmation: JournalEntry = { ...sale, id: `conf-${order.slice(0, 32)}`, kind: body.kind, body };
    const entries = rewrite(material, index, () => [waiting, confirmation]);
    return { file: joined(await linesOf(material, { entries })), badLine: lineOf(index + 1) };
  },
});

/** The last entry sealed wrong, so that nothing behind it shows it. */
const sealedWrong = (name: string, change: (last: JournalEntry, material: Material) => JournalEntry): Attack => ({
  name,
  hand,
  seen: always,
  make: async (material) => {
    const index = material.entries.length - 1;
    const last = entryAt(material.entries, index);
    return withSealed(await linesOf(material), index, textOf(change(last, material)), penOf(material, last.epoch));
  },
});

/** The lines with this text as the last entry, sealed, and a closing line that fits. */
function withSealed(lines: readonly string[], index: number, text: string, by: Pen): Tampered {
  const { line, hash } = sealText(text, by);
  const close = (lines.at(-1) ?? '').replace(/"hash":"[0-9a-f]{64}"/, `"hash":"${hash}"`);
  return { file: joined(lines.with(lineOf(index) - 1, line).with(-1, close)), badLine: lineOf(index) };
}

/** Bytes that are not canonical, sealed as they are. */
const writtenWrong = (name: string, change: (text: string) => string): Attack => ({
  name: `sealed though not canonical: ${name}`,
  hand,
  seen: always,
  make: async (material) => {
    const { index: from, sale } = freeSale(material);
    const entries = rewrite(material, from, () => [sale]).slice(0, from + 1);
    const text = textOf(entryAt(entries, from));
    const changed = change(text);
    if (changed === text) throw new Error(`${name} changes nothing`);
    return withSealed(await linesOf(material, { entries }), from, changed, penOf(material, sale.epoch));
  },
});

export const ruleBreaks: readonly Attack[] = [
  rewritten('an amount that is not pieces × price, though all sums fit', (sale) => [
    withLine(plausible(sale), { priceFen: 499 }),
  ]),
  rewritten('an amount that is not weight × price rounded half up, though all sums fit', (sale) => [
    withLine(plausible(sale), { kind: 'weight', basisG: 1000, grossG: 1000, tareG: 0, netG: 1000, priceFen: 501 }),
  ]),
  rewritten('an amount rounded down from a half, though all sums fit', (sale) => [
    withLine(plausible(sale), { kind: 'weight', basisG: 1000, grossG: 500, tareG: 0, netG: 500, priceFen: 1001 }),
  ]),
  rewritten('a net weight that is not gross less tare', (sale) => [
    withLine(plausible(sale), { kind: 'weight', basisG: 1000, grossG: 1005, tareG: 0, netG: 1000 }),
  ]),
  rewritten('a concession above the amount', (sale) => [withLine(plausible(sale), { concessionFen: 501 })]),
  rewritten('goods above the lines', (sale) => [
    { ...sale, body: { ...sale.body, goodsFen: sale.body.goodsFen + 100 } },
  ]),
  rewritten('a payable below the goods', (sale) => [
    {
      ...sale,
      body: {
        ...sale.body,
        payableFen: sale.body.payableFen - 1,
        tenders: sale.body.tenders.map((tender) => ({
          ...tender,
          amountFen: tender.amountFen - 1,
          tenderedFen: null,
          changeFen: null,
        })),
      },
    },
  ]),
  rewritten('rounding that the rule does not give', (sale) => [
    {
      ...sale,
      body: {
        ...sale.body,
        rounding: 'none',
        roundingFen: 1,
        payableFen: sale.body.goodsFen - sale.body.concessionFen - 1,
      },
    },
  ]),
  rewritten('shares that lie on the wrong line', (sale) => [
    withLine(sale, { allocatedFen: (sale.body.lines[0]?.allocatedFen ?? 0) + 1 }),
  ]),
  rewritten('tenders below the payable', (sale) => [
    withTender(sale, { amountFen: sale.body.payableFen - 1, tenderedFen: null, changeFen: null }),
  ]),
  rewritten('change that is not what was handed over less the amount', (sale) => [
    withTender(sale, { tenderedFen: sale.body.payableFen + 100, changeFen: 50 }),
  ]),
  rewritten('a card paid in cash', (sale) => [
    withTender(sale, { kind: 'card', state: 'cash', tenderedFen: null, changeFen: null }),
  ]),
  confirmedWrong('a confirmation of another amount than its tender', ({ amountFen = 0 }) => ({
    amountFen: amountFen + 1,
  })),
  confirmedWrong("a confirmation of another order's money", () => ({ markId: `pay:${'0'.repeat(32)}` })),
  confirmedWrong('a confirmation by another channel than its tender', () => ({ channel: 'alipay' })),
  confirmedWrong("a confirmation of the neighbour's sale", (_right, { neighbour }) => ({
    saleId: saleIn(neighbour === null ? missing() : { ...neighbour, neighbour: null }).sale.id,
  })),
  rewritten('another business day than its time', (sale) => [{ ...sale, day: '2026-11-22' }]),
  rewritten('practice among trade', (sale) => [{ ...sale, mode: 'training' }]),
  sealedWrong('a perpetual total that hides a yuan', (last) => ({ ...last, perpetualFen: last.perpetualFen - 100 })),
  sealedWrong('a number left out', (last) => ({ ...last, seq: last.seq + 1 })),
  sealedWrong('a link to nothing', (last) => ({ ...last, prevHash: GENESIS })),
  sealedWrong("another terminal's number", (last) => ({ ...last, terminal: 18 })),
  sealedWrong('an epoch the header does not have', (last) => ({
    ...last,
    epoch: 3,
    seq: 1,
    prevHash: GENESIS,
    perpetualFen: 0,
  })),
  {
    ...sealedWrong('one event under two numbers', (last, material) => ({
      ...last,
      id: entryAt(material.entries, material.up(material.entries.length - 1)).id,
    })),
    takes: 'twice',
  },
  {
    name: 'an earlier event under a new number once more',
    hand,
    seen: always,
    takes: 'twice',
    make: async (material) => {
      const { index, sale } = freeSale(material);
      const { sale: earlier } = saleIn(material, 1, material.early);
      const again: JournalEntry = { ...earlier, epoch: sale.epoch, seller: sale.seller };
      return {
        file: joined(await linesOf(material, { entries: rewrite(material, index, () => [again, sale]) })),
        badLine: lineOf(index),
      };
    },
  },
  writtenWrong('order of names', (text) => text.replace(/("online":(?:true|false)),("openedAt":\d+)/, '$2,$1')),
  writtenWrong('white space', (text) => text.replace('"online":', '"online": ')),
  writtenWrong('a unicode escape', (text) => text.replace(/"paper":"s/, '"paper":"\\u0073')),
  writtenWrong('a long escape where there is a short one', (text) => text.replace(/"paper":"/, '"paper":"\\u000a')),
  writtenWrong('an escaped slash', (text) => text.replace(/"paper":"/, '"paper":"\\/')),
  writtenWrong('an exponent', (text) => text.replace(/"openedAt":(\d+)/, '"openedAt":$1e0')),
  writtenWrong('a leading zero', (text) => text.replace(/"goodsFen":/, '"goodsFen":0')),
  writtenWrong('a lone surrogate', (text) => text.replace(/"paper":"/, '"paper":"\\ud83d')),
  writtenWrong('a name twice', (text) => text.replace('"online":', '"online":true,"online":')),
];

/** By the rules, and signed. Only what the market has seen can speak against it. */
const replaced = (
  name: string,
  seen: readonly AnchorSet[],
  where: (m: Material) => readonly [number, number],
  kept: (m: Material) => Material['receipts'],
  change: (sale: Sale) => readonly JournalEntry[] = (sale) => [plausible(sale)],
): Attack => ({
  name,
  hand,
  seen,
  make: async (material) => {
    const { index, sale } = saleIn(material, ...where(material));
    const entries = rewrite(material, index, () => change(sale));
    return { file: joined(await linesOf(material, { entries, receipts: kept(material) })) };
  },
});
const leftOut = (...[name, seen, where, kept]: Parameters<typeof replaced>): Attack => ({
  ...replaced(name, seen, where, kept, () => []),
  takes: 'away',
});
const all = (m: Material): Material['receipts'] => m.receipts;
const none = (): Material['receipts'] => [];
const early = (m: Material): readonly [number, number] => [1, m.early];
const beforeNewest = (m: Material): readonly [number, number] => [m.late + 1, m.newestAt];
const afterNewest = (m: Material): readonly [number, number] => [m.newestAt + 1, m.entries.length];

export const rewrites: readonly Attack[] = [
  replaced('a sale made smaller before a receipt', always, early, all),
  leftOut('a sale left out before a receipt', always, early, all),
  replaced('a sale made smaller, all receipts taken out', ['server', 'market'], early, none),
  leftOut('a sale left out, all receipts taken out', ['server', 'market'], early, none),
  replaced("a sale made smaller behind the file's receipts, before the market's newest", ['market'], beforeNewest, all),
  leftOut("a sale left out behind the file's receipts, before the market's newest", ['market'], beforeNewest, all),
  replaced('a sale made smaller behind all receipts', never, afterNewest, all),
  replaced('a sale left out behind all receipts', never, afterNewest, all),
  replaced('another seller behind all receipts', never, afterNewest, all, (sale) => [{ ...sale, seller: '小李' }]),
  replaced('another time of the same day behind all receipts', never, afterNewest, all, (sale) => [
    { ...sale, at: sale.at + 1 },
  ]),
  {
    name: 'sales that never were, at the end',
    hand,
    seen: never,
    make: async (material) => {
      const last = entryAt(material.entries, material.entries.length - 1);
      const made = [
        ...tillEntries(
          {
            market: 1,
            terminal: 17,
            epoch: last.epoch,
            seed: 999 + material.up(1000),
            sign: (text) => penOf(material, last.epoch).sign(text),
          },
          3,
        ),
      ].slice(1);
      return {
        file: joined(
          await linesOf(material, {
            entries: rewrite(material, material.entries.length - 1, (entry) => [entry, ...made]),
          }),
        ),
      };
    },
  },
];
