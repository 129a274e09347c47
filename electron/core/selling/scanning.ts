import type { ScanAnswer } from '../../../shared/commands/scan.ts';
import { isCollectionCode } from '../../../shared/collection-code.ts';
import { ok, refuse, type ArgsOf, type Reply } from '../../../shared/contract.ts';
import { cartTotals } from '../../../shared/cart.ts';
import type { ReceiptCode } from '../../../shared/receipt-code.ts';
import { printedNumber } from '../../../shared/sale.ts';
import { readScan, type Scanned, type ScanReading, type ScanRules } from '../../../shared/scan.ts';
import type { ScanView } from '../../../shared/view.ts';
import type { Carts } from './carts.ts';
import type { Completing } from './complete.ts';
import type { Goods, StallProduct } from '../goods/goods.ts';
import { sha256Hex } from '../identity.ts';
import { isSale, type Journal } from '../journal/journal.ts';
import type { LabelGoods } from './lines.ts';
import type { Selling } from './selling.ts';

export interface Scanning {
  /** One code, whatever scanner read it; runs in the till's lane. */
  read(scanned: Scanned, callId: string): Promise<Reply<ScanAnswer>>;
  choose(args: ArgsOf<'scan.choose'>, callId: string): Promise<Reply<ScanAnswer>>;
  view(): ScanView;
}

/** What a scanned code does to payments. */
export interface ScannedPayments {
  /** The rules of payment codes as the market has them, if it says any. */
  scanRules(usual: ScanRules): ScanRules;
  /** Charges a shopper's payment code (S13); runs in the till's lane. `channel` as the rule that fits calls it. */
  charge(code: { readonly digits: string; readonly channel: string }, callId: string): Promise<Reply<ScanAnswer>>;
  /** A signed proof of the market, scanned from a shopper's phone: it finds its order itself (S17); runs in the till's lane. */
  proof(text: string): Promise<Reply<ScanAnswer>>;
}

/** A scanner that looks on reads the same code over and over. */
const REPEAT_MS = 2_000;
const CHOICE_MS = 60_000;

const find = <K extends ScanReading['kind']>(
  readings: readonly ScanReading[],
  kind: K,
): Extract<ScanReading, { kind: K }> | null =>
  readings.find((one): one is Extract<ScanReading, { kind: K }> => one.kind === kind) ?? null;

/**
 * Where a scanned code goes (S13): a receipt is shown, listed goods are sold, a payment code charges the front cart that has lines, a
 * label sells what it says. A payment code is held in memory alone, and only while it may be the label of goods and waits for a touch.
 */
export function createScanning(deps: {
  readonly rules: ScanRules;
  readonly goods: Goods;
  readonly carts: Carts;
  readonly selling: Selling;
  readonly journal: Journal;
  readonly completing: Completing;
  readonly payments: ScannedPayments;
  readonly terminal: () => number;
  readonly now: () => number;
  readonly newId: () => string;
  readonly onChange: () => void;
}): Scanning {
  const { goods, carts, selling, journal, completing, payments, now } = deps;
  let outcome: ScanView['outcome'] = null;
  let no = 0;
  let before: { readonly digest: string; readonly at: number; readonly isOk: boolean } | null = null;
  let choice: {
    readonly id: string;
    readonly cartId: string;
    readonly label: LabelGoods;
    readonly charge: (callId: string) => Promise<Reply<ScanAnswer>>;
    readonly at: number;
  } | null = null;

  const waiting = (): typeof choice =>
    choice !== null && choice.cartId === carts.front().id && now() - choice.at < CHOICE_MS ? choice : null;
  const tell = (reply: Reply<ScanAnswer>): Reply<ScanAnswer> => {
    no += 1;
    outcome = reply;
    deps.onChange();
    return reply;
  };

  /** Packed goods are a piece where they have such a price; else as a touch on their tile, but never one that disarms it. */
  const sell = async (product: StallProduct, callId: string): Promise<Reply<ScanAnswer>> => {
    if (product.sellBy === 'both') {
      const reply = await selling.piece(product.id, callId);
      if (reply.ok) return ok({ did: 'piece', ...reply.value });
      if (reply.refusal.code !== 'no_price') return reply;
    }
    return selling.armedId() === product.id ? ok({ did: 'armed' }) : selling.tap(product.id, callId);
  };
  const sellLabel = async (label: LabelGoods, callId: string): Promise<Reply<ScanAnswer>> => {
    const reply = await selling.label(label, callId);
    return reply.ok ? ok({ did: 'label', ...reply.value }) : reply;
  };
  const open = async (code: ReceiptCode): Promise<Reply<ScanAnswer>> => {
    const name = printedNumber(code);
    if (code.terminal !== deps.terminal())
      return refuse({ code: 'receipt_of_another', no: name, payableFen: code.payableFen, day: code.day });
    const entries = await journal.range(code.seq, code.seq, code.epoch);
    const sale = entries.filter(isSale).find((entry) => entry.hash.startsWith(code.hashStart));
    if (sale === undefined) return refuse({ code: 'receipt_not_here', no: name });
    completing.look(sale);
    return ok({ did: 'receipt', saleId: sale.id });
  };
  const labelOf = (readings: readonly ScanReading[]): LabelGoods | null => {
    const reading = find(readings, 'label');
    const product = reading === null ? null : goods.byPlu(reading.plu);
    return reading === null || product === null ? null : { product, grams: reading.grams, fen: reading.fen };
  };

  const route = async (readings: readonly ScanReading[], text: string, callId: string): Promise<Reply<ScanAnswer>> => {
    const bare = text.replace(/^\][A-Za-z][0-9A-Za-z]/, '').trim();
    const receipt = find(readings, 'receipt');
    if (receipt !== null) return open(receipt.code);
    const proof = find(readings, 'proof');
    if (proof !== null) return payments.proof(proof.text);

    const gs1 = find(readings, 'gs1');
    const barcode = find(readings, 'barcode');
    const key = gs1?.gtin ?? barcode?.key ?? null;
    const listed = key === null ? null : goods.byBarcode(key);
    if (listed !== null) {
      const says = gs1 !== null && (gs1.grams !== null || gs1.fen !== null);
      return says ? sellLabel({ product: listed, grams: gs1.grams, fen: gs1.fen }, callId) : sell(listed, callId);
    }
    const label = labelOf(readings);
    const front = carts.front();
    const payment = find(readings, 'payment');
    if (payment !== null && (front.lines.length > 0 || label === null)) {
      const charge = (id: string) => payments.charge({ digits: bare, channel: payment.channel }, id);
      if (label === null) return charge(callId);
      choice = { id: deps.newId(), cartId: front.id, label, charge, at: now() };
      return ok({ did: 'choose' });
    }
    if (label !== null) return sellLabel(label, callId);
    const strange = find(readings, 'label');
    if (strange !== null) return refuse({ code: 'no_such_plu', plu: strange.plu });
    if (isCollectionCode(bare)) return refuse({ code: 'code_collects' });
    if (gs1 !== null) return refuse({ code: 'no_such_barcode', shown: gs1.gtin });
    return barcode === null
      ? refuse({ code: 'scan_unreadable' })
      : refuse({ code: 'no_such_barcode', shown: barcode.shown ?? '' });
  };

  return {
    read: async (scanned, callId) => {
      const digest = sha256Hex(scanned.text);
      const repeated = before !== null && before.digest === digest && now() - before.at < REPEAT_MS ? before : null;
      if (repeated !== null) {
        const again: Reply<ScanAnswer> = ok({ did: 'again' });
        // After a refusal the window still says why.
        return repeated.isOk ? tell(again) : again;
      }
      choice = null;
      const at = now();
      const reply = await route(readScan(scanned, payments.scanRules(deps.rules)), scanned.text, callId);
      before = { digest, at, isOk: reply.ok };
      return tell(reply);
    },
    choose: async ({ choiceId, as }, callId) => {
      const chosen = waiting();
      if (chosen === null || chosen.id !== choiceId) return refuse({ code: 'choice_gone' });
      choice = null;
      switch (as) {
        case 'payment':
          return tell(await chosen.charge(callId));
        case 'goods':
          return tell(await sellLabel(chosen.label, callId));
        case 'nothing':
          return tell(ok({ did: 'dropped' }));
      }
    },
    view: () => {
      const open = waiting();
      return {
        no,
        outcome,
        choice:
          open === null
            ? null
            : {
                id: open.id,
                name: open.label.product.name,
                netG: open.label.grams,
                amountFen: selling.labelAmount(open.label) ?? 0,
                payableFen: cartTotals(carts.front()).payableFen,
              },
      };
    },
  };
}
