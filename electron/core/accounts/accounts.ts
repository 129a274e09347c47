import type { Printer } from '../../../hardware/ports.ts';
import { aboveLimit, ownPrice } from '../../../shared/accounts.ts';
import { isStanding, repriceLines } from '../../../shared/cart.ts';
import { ok, refuse, type ArgsOf, type Reply } from '../../../shared/contract.ts';
import type { Log } from '../../../shared/log.ts';
import { checkPrice } from '../../../shared/price.ts';
import type { ReceiptStall } from '../../../shared/receipt.ts';
import type { Account } from '../../../shared/records/account.ts';
import type { Refusal } from '../../../shared/refusal.ts';
import { statementLines } from '../../../shared/statement.ts';
import { tenderOf } from '../../../shared/tender.ts';
import type { AccountsView } from '../../../shared/view.ts';
import { openAccountBook, type AccountBook } from './account-book.ts';
import type { Carts } from '../selling/carts.ts';
import type { Handlers } from '../dispatch.ts';
import type { Drawer } from '../devices/drawer.ts';
import type { Goods, StallProduct } from '../goods/goods.ts';
import { isSale, type Journal } from '../journal/journal.ts';
import type { Permits } from '../people/permits.ts';
import { unitOf, type Priced, type Prices, type Unit } from '../goods/prices.ts';
import type { Settings } from '../settings.ts';

/** The commands about restaurants on credit. */
type AccountHandlers = Pick<
  Handlers,
  | 'account.save'
  | 'account.choose'
  | 'account.strike'
  | 'account.price'
  | 'account.repay'
  | 'account.statement'
  | 'account.print_statement'
>;

export interface Accounts {
  readonly handlers: AccountHandlers;
  readonly book: AccountBook;
  view(): AccountsView;
  /** What a product costs in the cart in front: the account's own price, else the stall's. */
  priced(product: StallProduct, unit: Unit): Priced | null;
  /** Whether the cart in front can sell this product by weight. */
  sellsByWeight(productId: string): boolean;
  /** Why a sale of this cart can't go on credit; null where it can, or where no credit is asked for. */
  creditRefusal(args: ArgsOf<'sale.complete'>): Promise<Refusal | null>;
}

const MAX_ACCOUNTS = 200;
const MAX_PRICES = 200;

/** Restaurants on credit (S11): who they are, their prices and their last order, what they owe and pay back. All of it works without the market. */
export async function openAccounts(deps: {
  readonly settings: Settings;
  readonly carts: Carts;
  readonly goods: Goods;
  readonly prices: Prices;
  readonly journal: Journal;
  readonly drawer: Drawer;
  readonly permits: Permits;
  readonly printer: Printer | null;
  readonly stall: () => ReceiptStall;
  readonly seller: () => string;
  readonly now: () => number;
  readonly onChange: () => void;
  readonly log: Log;
}): Promise<Accounts> {
  const { settings, carts, goods, prices, journal, printer, now, log } = deps;
  const book = await openAccountBook(deps);
  let accounts: readonly Account[] = (await settings.read('accounts'))?.accounts ?? [];

  const find = (id: string | undefined): Account | null => accounts.find((account) => account.id === id) ?? null;
  const owedFen = (accountId: string): number => book.ledger(accountId)?.owedFen ?? 0;
  const pricedFor = (account: Account | null, product: StallProduct, unit: Unit): Priced | null => {
    const usual = prices.priced(product, unit);
    const own = account === null ? null : ownPrice(account, product.id, unit === 'piece');
    // What was typed for this one line, a cap of the market, and a change of the stall's basis go before.
    if (own === null || usual?.source === 'manual' || prices.aboveCap(product.id, own) !== null) return usual;
    if (own.basisG !== null && own.basisG !== goods.basisG()) return usual;
    return { price: own, source: 'account', capped: false };
  };
  /** Products of the account's last order that are still sold, in its order. */
  const lastOrder = async (accountId: string): Promise<string[]> => {
    await book.upToDate();
    const saleId = book.ledger(accountId)?.lastSaleId ?? null;
    const sale = saleId === null ? null : await journal.find(saleId);
    if (sale === null || !isSale(sale)) return [];
    const wanted = sale.body.lines.flatMap((line) =>
      line.productId !== null &&
      (line.kind === 'weight' || line.kind === 'piece') &&
      goods.product(line.productId) !== null
        ? [line.productId]
        : [],
    );
    return [...new Set(wanted)].slice(0, 60);
  };
  const faultOf = ({ accountId, name, prices: own, closed }: ArgsOf<'account.save'>): Refusal | null => {
    if (name.trim() === '') return { code: 'account_nameless' };
    if (accounts.some((account) => account.id !== accountId && account.name === name.trim()))
      return { code: 'account_exists', name: name.trim() };
    if (accountId !== null && find(accountId) === null) return { code: 'no_such_account' };
    if (accountId === null && accounts.length >= MAX_ACCOUNTS) return { code: 'bad_args', detail: 'too many accounts' };
    if (accountId !== null && closed && owedFen(accountId) !== 0)
      return { code: 'account_owes', owedFen: owedFen(accountId) };
    const units = own.map(({ productId, price }) => `${unitOf(price)} ${productId}`);
    if (new Set(units).size !== units.length) return { code: 'bad_args', detail: 'two prices of one product' };
    for (const { productId, price } of own) {
      const product = goods.product(productId);
      // One that is not listed any more may come back.
      const wrong = product === null ? null : checkPrice(product, price, true);
      if (wrong !== null) return wrong;
    }
    return null;
  };

  const keep = async (account: Account): Promise<void> => {
    const next = [...accounts.filter((one) => one.id !== account.id), account];
    await settings.write('accounts', { accounts: next });
    accounts = next;
    deps.onChange();
  };
  const priced: Accounts['priced'] = (product, unit) => pricedFor(find(carts.front().account?.id), product, unit);

  const handlers: AccountHandlers = {
    'account.save': async (args, callId) => {
      await book.upToDate();
      const fault = faultOf(args) ?? deps.permits.use('settings');
      if (fault !== null) return refuse(fault);
      const { accountId, ...rest } = args;
      const account: Account = { ...rest, id: accountId ?? callId, name: rest.name.trim() };
      await keep(account);
      return ok({ accountId: account.id });
    },
    'account.choose': async ({ cartId, accountId }, callId) => {
      const account = accountId === null ? null : find(accountId);
      if (accountId !== null && (account === null || account.closed)) return refuse({ code: 'no_such_account' });
      const order = account === null ? [] : await lastOrder(account.id);
      return carts.change(cartId, callId, (cart) => {
        if (!isStanding(cart)) return { ok: false, refusal: { code: 'cart_closed' } };
        const chosen = {
          ...cart,
          account: account === null ? null : { id: account.id, name: account.name },
          ordered: order.filter((productId) => !cart.lines.some((line) => line.productId === productId)),
        };
        const repriced = repriceLines(chosen, ({ productId, kind }) => {
          const product = productId === null ? null : goods.product(productId);
          return product === null ? null : pricedFor(account, product, kind === 'piece' ? 'piece' : 'weight');
        });
        return repriced.ok ? { ok: true, cart: repriced.cart, value: {} } : repriced;
      });
    },
    'account.price': async ({ accountId, productId, unit, price }) => {
      const account = find(accountId);
      const product = goods.product(productId);
      if (account === null) return refuse({ code: 'no_such_account' });
      if (product === null) return refuse({ code: 'no_such_product' });
      if (price !== null) {
        if (unitOf(price) !== unit || (price.basisG !== null && price.basisG !== goods.basisG()))
          return refuse({ code: 'bad_args', detail: `prices of this stall are per ${goods.basisG()} g` });
        const wrong = checkPrice(product, price, true) ?? prices.aboveCap(productId, price);
        if (wrong !== null) return refuse(wrong);
      }
      const others = account.prices.filter((one) => one.productId !== productId || unitOf(one.price) !== unit);
      if (price !== null && others.length >= MAX_PRICES) return refuse({ code: 'bad_args', detail: 'too many prices' });
      await keep({ ...account, prices: price === null ? others : [...others, { productId, price }] });
      return ok({});
    },
    'account.strike': ({ cartId, productId }, callId) =>
      carts.change(cartId, callId, (cart) => ({
        ok: true,
        cart: { ...cart, ordered: cart.ordered.filter((one) => one !== productId) },
        value: {},
      })),
    'account.repay': async ({ accountId, kind, amountFen }, callId) => {
      await book.upToDate();
      const done = await journal.find(callId);
      if (done?.kind === 'repayment') return ok({ repaymentId: callId, owedFen: owedFen(accountId) });
      const account = find(accountId);
      if (account === null) return refuse({ code: 'no_such_account' });
      const owed = owedFen(accountId);
      if (amountFen === 0 || amountFen > owed) return refuse({ code: 'above_debt', owedFen: owed });
      const tender = tenderOf({ kind, amountFen, tenderedFen: null }, 1);
      const body = { kind: 'repayment', account: { id: account.id, name: account.name }, tender } as const;
      const appended = await journal.append({ id: callId, at: now(), seller: deps.seller(), body });
      if (!appended.ok) return refuse(appended.refusal);
      if (kind === 'cash') deps.drawer.pulse(appended.entry.at);
      await book.upToDate();
      return ok({ repaymentId: callId, owedFen: owedFen(accountId) });
    },
    'account.statement': async ({ accountId }) => {
      await book.upToDate();
      return find(accountId) === null ? refuse({ code: 'no_such_account' }) : ok(book.ledger(accountId));
    },
    'account.print_statement': async ({ accountId }): Promise<Reply<Record<string, never>>> => {
      const account = find(accountId);
      if (account === null) return refuse({ code: 'no_such_account' });
      if (printer === null) return refuse({ code: 'no_printer' });
      await book.upToDate();
      const { name } = account;
      const ledger = book.ledger(accountId);
      const outcome = await printer.print(
        statementLines({ name, ledger, stall: deps.stall(), columns: printer.columns, now: now() }),
      );
      if (outcome.done !== 'not_printed') return ok({});
      log.warn({ why: outcome.why }, 'a statement did not print');
      return refuse({ code: 'not_printed' });
    },
  };
  return {
    handlers,
    book,
    priced,
    sellsByWeight: (productId) => {
      const product = goods.product(productId);
      return product !== null && product.sellBy !== 'piece' && priced(product, 'weight') !== null;
    },
    view: () => ({ accounts: accounts.map((account) => ({ ...account, owedFen: owedFen(account.id) })) }),
    creditRefusal: async ({ cartId, tenders }) => {
      const creditFen = tenders.reduce((sum, { kind, amountFen }) => (kind === 'credit' ? sum + amountFen : sum), 0);
      const account = find(carts.get(cartId)?.account?.id);
      if (creditFen === 0 || account === null || !account.blocks) return null;
      await book.upToDate();
      const owed = owedFen(account.id);
      return aboveLimit(account, owed, creditFen) === 0
        ? null
        : { code: 'credit_blocked', name: account.name, owedFen: owed, limitFen: account.limitFen ?? 0 };
    },
  };
}
