import type { AnswerOf, ArgsOf, CommandName } from '../../shared/contract.ts';
import { yuanText } from '../../shared/money.ts';
import type { Price } from '../../shared/records/goods.ts';
import type { Refusal } from '../../shared/refusal.ts';
import { en } from '../../shared/text/en.ts';
import { refusalText } from '../../shared/text/text.ts';
import type { Failure } from '../../shared/text/text.ts';
import { zh } from '../../shared/text/zh.ts';
import type { TenderWish } from '../../shared/tender.ts';
import type { PayNews } from '../../shared/pay-view.ts';
import type { CartView, ScanView } from '../../shared/view.ts';
import type { Outcome } from '../client.ts';
import type { Stall } from '../stall.tsx';
import { priceText } from '../ui/format.ts';
import type { CapNews } from './capped.ts';
import type { Panel, VendorUiStore } from './ui.ts';

/** What the vendor's keys do: give the command, sound, and say why not. No rule of selling lives here. */
export interface Actions {
  tap(productId: string): Promise<void>;
  piece(productId: string): Promise<void>;
  portion(productId: string | null, category: string | null, amountFen: number): Promise<void>;
  /** Resolves to the guard band when the core asks again, else null. */
  price(
    panel: Extract<Panel, { kind: 'price' }>,
    price: Price,
    scope: 'once' | 'from_now' | { readonly accountId: string },
    sure: boolean,
  ): Promise<Extract<Refusal, { code: 'price_out_of_guard' }> | null>;
  tender(wish: Tendering): Promise<void>;
  /** 顾客扫我 for all that is due (null), or a part of it (S14). */
  showQr(cart: CartView, amountFen: number | null): Promise<void>;
  /** Something came of a payment. */
  told(news: PayNews): void;
  /** A cap of the market has made the carts cheaper. */
  capped(news: CapNews): void;
  /** A code that a scanner typed into this window. */
  scan(text: string): Promise<void>;
  /** What the core made of a code, whichever scanner read it. */
  scanned(outcome: NonNullable<ScanView['outcome']>): void;
  /** Any other command: true when it was carried out. */
  run<N extends CommandName>(name: N, args: ArgsOf<N>): Promise<boolean>;
  enrol(code: string): Promise<Outcome<AnswerOf<'terminal.enrol'>>>;
  open(panel: Panel): void;
  close(): void;
  say(text: string, tone: 'error' | 'info'): void;
  /** Says why a command was refused that was given past this. */
  refused(failure: Failure): void;
  hush(): void;
  stop(): void;
}

/**
 * A tender for a cart. `typedFen` null is all that is due; more than that is cash with change. Less is a part of it (S14), or with `concede`
 * all the stall takes: the rest is let off (S7).
 */
export interface Tendering {
  readonly cart: CartView;
  readonly kind: TenderWish['kind'];
  readonly typedFen: number | null;
  readonly concede: boolean;
  readonly paper: 'default' | 'short';
}
/** All that is due, in cash. */
export const exactCash = (cart: CartView): Tendering => ({
  cart,
  kind: 'cash',
  typedFen: null,
  concede: false,
  paper: 'default',
});

const NOTICE_MS = 5_000;
/** Refusals of a scan that are not told with the topic `scan`: the code never came to be read. */
const unread: ReadonlySet<Failure['code']> = new Set<Failure['code']>([
  'line_lost',
  'bad_args',
  'bug',
  'stopping',
  'store_failed',
  'store_full',
  'store_unknown',
]);

/** The files of the panels (panels/loading.ts). */
export interface PanelFiles {
  panelOf(kind: Panel['kind']): unknown;
  loadPanel(kind: Panel['kind']): Promise<void>;
}

export function createActions({ client, look, sound, topics }: Stall, ui: VendorUiStore, files: PanelFiles): Actions {
  let quiet: ReturnType<typeof setTimeout> | null = null;
  /** Waits for its file. */
  let wanted: Panel | null = null;

  const texts = () => (look.getState().language === 'zh' ? zh : en);
  const hush = (): void => {
    if (quiet !== null) clearTimeout(quiet);
    quiet = null;
    ui.setState({ notice: null });
  };
  const say = (text: string, tone: 'error' | 'info', undo?: () => void): void => {
    hush();
    ui.setState({ notice: { text, tone, ...(undo === undefined ? {} : { undo }) } });
    quiet = setTimeout(hush, NOTICE_MS);
  };
  const refused = (failure: Failure): void => {
    sound.play('error');
    say(refusalText(texts(), failure), 'error');
  };
  /** What is on the screen stays there until the panel can take its place. */
  const open = (panel: Panel): void => {
    wanted = panel;
    const show = (): void => {
      if (wanted === panel) ui.setState({ panel, notice: null, typed: '' });
    };
    if (files.panelOf(panel.kind) !== null) show();
    else
      void files.loadPanel(panel.kind).then(show, () => {
        if (wanted === panel) refused({ code: 'line_lost' });
      });
  };
  const close = (): void => {
    wanted = null;
    ui.setState({ panel: null, typed: '' });
  };
  /** Closes the sheet that led here, unless the vendor has opened another since. */
  const closeIf = (kind: Panel['kind']): void => {
    if (ui.getState().panel?.kind === kind) close();
  };

  const give = <N extends CommandName>(name: N, args: ArgsOf<N>): Promise<Outcome<AnswerOf<N>>> => {
    const answer = client.call(name, args);
    sound.play('click');
    return answer;
  };
  const run = async <N extends CommandName>(name: N, args: ArgsOf<N>): Promise<boolean> => {
    const outcome = await give(name, args);
    if (!outcome.ok) refused(outcome.refusal);
    return outcome.ok;
  };

  const sell = async (how: 'tap' | 'piece', productId: string): Promise<void> => {
    const outcome = how === 'tap' ? await give('goods.tap', { productId }) : await give('goods.piece', { productId });
    if (outcome.ok) {
      hush();
      closeIf('find');
      if (how === 'piece') sound.play('ok');
    } else if (outcome.refusal.code === 'no_price') {
      open({ kind: 'price', productId, unit: outcome.refusal.unit, goOn: how });
    } else refused(outcome.refusal);
  };

  return {
    tap: (productId) => sell('tap', productId),
    piece: (productId) => sell('piece', productId),
    portion: async (productId, category, amountFen) => {
      if (!(await run('goods.portion', { productId, category, amountFen }))) return;
      sound.play('ok');
      closeIf('portion');
    },
    price: async (panel, price, scope, sure) => {
      const { productId } = panel;
      const unit = price.basisG === null ? 'piece' : 'weight';
      const product = topics.getState().topics.goods?.products.find((one) => one.id === productId);
      const before = (unit === 'piece' ? product?.piecePrice : product?.weightPrice) ?? null;
      const outcome =
        typeof scope === 'string'
          ? await give('goods.price', { productId, price, scope, sure })
          : await give('account.price', { ...scope, productId, unit, price });
      if (!outcome.ok) {
        if (outcome.refusal.code === 'price_out_of_guard') return outcome.refusal;
        refused(outcome.refusal);
        return null;
      }
      closeIf('price');
      if (panel.goOn !== 'nothing') await sell(panel.goOn, panel.productId);
      // For 5 s instead of "are you sure": the old price comes back as a change of its own.
      if (scope === 'from_now' && before !== null && product !== undefined && ui.getState().notice?.tone !== 'error')
        say(texts().prices.changed(texts().goods.name(product.name), yuanText(price.priceFen)), 'info', () => {
          hush();
          void run('goods.price', { productId, price: before, scope: 'from_now', sure: true });
        });
      return null;
    },
    tender: async ({ cart, kind, typedFen, concede, paper }) => {
      if (ui.getState().booking) return;
      ui.setState({ booking: true });
      const { id: cartId, payableFen, dueFen } = cart;
      const amountFen = Math.min(typedFen ?? dueFen, dueFen);
      const isPart = amountFen < dueFen && !concede && (kind === 'cash' || kind === 'card' || kind === 'other');
      const tenders = amountFen === 0 ? [] : [{ kind, amountFen, tenderedFen: kind === 'cash' ? typedFen : null }];
      const outcome = isPart
        ? await give('part.take', { cartId, payableFen, kind, amountFen })
        : await give('sale.complete', { cartId, payableFen, tenders, concedeFen: dueFen - amountFen, paper });
      ui.setState({ booking: false });
      if (!outcome.ok) {
        refused(outcome.refusal);
        return;
      }
      hush();
      sound.play('ok');
      if (isPart) return;
      closeIf('more');
      closeIf('pay');
    },
    showQr: async (cart, amountFen) => {
      if (ui.getState().booking) return;
      ui.setState({ booking: true });
      const outcome = await give('pay.show', { cartId: cart.id, payableFen: cart.payableFen, amountFen });
      ui.setState({ booking: false });
      if (!outcome.ok) {
        refused(outcome.refusal);
        return;
      }
      hush();
      closeIf('more');
    },
    told: ({ what, sign, amountFen }) => {
      const isGood = what === 'paid' || what === 'paid_later';
      sound.play(isGood ? 'ok' : 'error');
      say(texts().pay.news(what, sign, yuanText(amountFen)), isGood ? 'info' : 'error');
    },
    capped: ({ goods, lessFen }) => {
      const named = goods.map(
        ({ name, price, pieceUnit }) => `${texts().goods.name(name)} ${priceText(texts(), price, pieceUnit)}`,
      );
      say(texts().cart.capped(named, yuanText(lessFen)), 'info');
    },
    scan: async (text) => {
      const outcome = await client.call('scan.read', { text, aim: null });
      if (!outcome.ok && unread.has(outcome.refusal.code)) refused(outcome.refusal);
    },
    scanned: (outcome) => {
      if (!outcome.ok) {
        const { refusal } = outcome;
        if (refusal.code !== 'no_price') refused(refusal);
        // A label or goods by weight are scanned once more when they have a price.
        else
          open({
            kind: 'price',
            productId: refusal.productId,
            unit: refusal.unit,
            goOn: refusal.unit === 'piece' ? 'piece' : 'nothing',
          });
        return;
      }
      const { did } = outcome.value;
      hush();
      if (did === 'again') say(texts().scan.again, 'info');
      else if (did !== 'choose' && did !== 'dropped' && did !== 'proof') sound.play('ok');
    },
    run,
    enrol: (code) => give('terminal.enrol', { code }),
    open: (panel) => {
      sound.play('click');
      open(panel);
    },
    close,
    say,
    refused,
    hush,
    stop: hush,
  };
}
