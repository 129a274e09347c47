import Type from 'typebox';
import { ScaleRecord } from './metrology.ts';
import { Fen, Grams, Id, Int, Nullable, Obj, OneOf, Text } from './records/field.ts';
import { Price, Rounding } from './records/goods.ts';
import type { Refusal } from './refusal.ts';
import type { Role, Snapshot, ViewEvent } from './view.ts';

/**
 * The product's table of contents: every command with its arguments, its answer and who may give it.
 * `query` changes nothing. `change` carries a client id; a repeated id gets the stored answer.
 */
export interface Command<A extends Type.TSchema, V> {
  readonly kind: 'query' | 'change';
  readonly roles: readonly Role[];
  readonly args: A;
  /** Type of the answer; never set. */
  readonly answer?: V;
}

const query =
  <V>() =>
  <A extends Type.TSchema>(roles: readonly Role[], args: A): Command<A, V> => ({ kind: 'query', roles, args });
const change =
  <V>() =>
  <A extends Type.TSchema>(roles: readonly Role[], args: A): Command<A, V> => ({ kind: 'change', roles, args });

/** What a touch on a tile did (S1, S4). */
export type TapAnswer =
  | { readonly did: 'armed' | 'disarmed' }
  | { readonly did: 'taken' | 'changed' | 'retaken' | 'piece'; readonly cartId: string; readonly lineId: string };
/** What a scanned code did. `label`: a line by what a label says; `choose`: it may be either, one touch decides; `again`: the same code once more within 2 s, left out. */
export type ScanAnswer =
  | TapAnswer
  | { readonly did: 'label'; readonly cartId: string; readonly lineId: string }
  | { readonly did: 'receipt'; readonly saleId: string }
  | { readonly did: 'choose' | 'again' | 'dropped' };
export interface LineAnswer {
  readonly cartId: string;
  readonly lineId: string;
}
/** A committed sale. `no` is the printed number; `changeFen` is null unless cash was counted. */
export interface SaleAnswer {
  readonly saleId: string;
  readonly no: string;
  readonly payableFen: number;
  readonly changeFen: number | null;
}
export type Done = Record<string, never>;

const all: readonly Role[] = ['vendor', 'customer', 'bench', 'backoffice'];
const vendor: readonly Role[] = ['vendor'];
const bench: readonly Role[] = ['bench'];
const none = Obj({});

/** A tender as the window asks for it; only cash in this version. `tenderedFen` null means exact. */
export const TenderWish = Obj({ kind: OneOf(['cash'] as const), amountFen: Fen, tenderedFen: Nullable(Fen) });

export const commands = {
  /** Everything this role may see, with the number of the last event in it. */
  'view.snapshot': query<Snapshot>()(all, none),

  /** Touch a tile: arm, take, change the product of the line on the pan, take its new weight, or one piece (S1, S4). */
  'goods.tap': change<TapAnswer>()(vendor, Obj({ productId: Id })),
  /** The piece key: one piece, or one more of it, also of a product that is sold by weight too; with `onPan` goods it is not refused (S4). */
  'goods.piece': change<LineAnswer>()(vendor, Obj({ productId: Id })),
  /** 按份/一堆: a product or only a category, and an amount; works without a scale (S3). */
  'goods.portion': change<LineAnswer>()(
    vendor,
    Obj({ productId: Nullable(Id), category: Nullable(Text(8)), amountFen: Fen }),
  ),
  /** Set the stall's price: for this sale's next line (`once`) or from now on (a journal entry), S10. Asked again only outside the guard band (`sure`). */
  'goods.price': change<Done>()(
    vendor,
    Obj({ productId: Id, price: Price, scope: OneOf(['once', 'from_now'] as const), sure: Type.Boolean() }),
  ),
  /** 更新: take the changed weight of the load whose line is taken (S1). */
  'line.update': change<LineAnswer>()(vendor, none),
  /** Take a line out; it can come back for 5 s. */
  'line.remove': change<Done>()(vendor, Obj({ cartId: Id, lineId: Id })),
  'line.restore': change<Done>()(vendor, Obj({ cartId: Id, lineId: Id })),
  /** Set the pieces of a piece line; 0 removes it. */
  'line.quantity': change<Done>()(vendor, Obj({ cartId: Id, lineId: Id, qty: Int(0, 9999) })),
  /** Agree a lower amount for one line (S7). */
  'line.agree': change<Done>()(vendor, Obj({ cartId: Id, lineId: Id, amountFen: Fen })),
  /** Agree a lower total (S7); null takes the agreement back. */
  'cart.agree': change<Done>()(vendor, Obj({ cartId: Id, totalFen: Nullable(Fen) })),
  /** 下一位: park this cart and open another in one touch (S6). */
  'cart.next': change<{ readonly cartId: string }>()(vendor, none),
  'cart.select': change<Done>()(vendor, Obj({ cartId: Id })),

  /** Commit the sale. The command's id becomes the sale's id. `concedeFen` takes cash below the total in one touch (S7). */
  'sale.complete': change<SaleAnswer>()(
    vendor,
    Obj({
      cartId: Id,
      /** What the window showed; refused if the cart has moved on since. */
      payableFen: Fen,
      tenders: Type.Array(TenderWish, { minItems: 1, maxItems: 20 }),
      concedeFen: Fen,
      paper: OneOf(['default', 'none', 'short', 'long'] as const),
    }),
  ),
  /** 打小票: paper for a committed sale. The first is the receipt, any later one is marked 重打印. */
  'sale.print': change<Done>()(vendor, Obj({ saleId: Id, layout: OneOf(['short', 'long'] as const) })),
  /** Answer for jobs that may have printed: print again, or let it be. */
  'print.settle': change<Done>()(vendor, Obj({ again: Type.Boolean() })),

  /** A code read by a scanner that types (`keyboard`). Payment codes are never stored, logged or shown. */
  'scan.read': change<ScanAnswer>()(vendor, Obj({ text: Text(400), aim: Nullable(Text(3)) })),
  /** Answers for a code that may be a payment or goods (S13). */
  'scan.choose': change<ScanAnswer>()(
    vendor,
    Obj({ choiceId: Id, as: OneOf(['payment', 'goods', 'nothing'] as const) }),
  ),
  /** Shows a sale of this terminal in the place of the last one; null: the last one again. */
  'sale.look': change<Done>()(vendor, Obj({ saleId: Nullable(Id) })),

  /** Opens the drawer without a sale; the journal says who did. */
  'drawer.open': change<Done>()(vendor, none),

  'scale.zero': change<Done>()(vendor, none),
  /** Key tare of the stable load (a basin, a box). Never automatic. */
  'scale.tare': change<Done>()(vendor, none),
  'scale.clear_tare': change<Done>()(vendor, none),

  /** Somebody looks at the devices: their frames move for the next ten seconds. */
  'devices.watch': query<Done>()(['vendor', 'backoffice'], none),
  /** What stands on the paper of the scale's verification. A change is an entry of the journal. */
  'scale.record': change<Done>()(['vendor', 'backoffice'], ScaleRecord),

  'settings.set': change<Done>()(
    ['vendor', 'backoffice'],
    Obj({
      rounding: Type.Optional(Rounding),
      paper: Type.Optional(OneOf(['asked', 'each', 'never'] as const)),
      grid: Type.Optional(Type.Array(Id, { maxItems: 400 })),
    }),
  ),
  /** Where a copy of the journal is kept: a folder on another disk, by its full path, that is there now; null: nowhere. */
  'mirror.set': change<Done>()(['vendor', 'backoffice'], Obj({ dir: Nullable(Text(300)) })),
  /** Join the market with a one-time code; needs the server. */
  'terminal.enrol': change<{ readonly terminal: number; readonly stallNo: string }>()(
    ['vendor', 'backoffice'],
    Obj({ code: Text(40) }),
  ),

  /** The virtual bench: hands on the pan, the paper and the cable. Only when the core was started with virtual devices. */
  'bench.load': change<Done>()(bench, Obj({ grams: Grams })),
  'bench.tare_key': change<Done>()(bench, none),
  'bench.shake': change<Done>()(bench, none),
  'bench.printer': change<Done>()(bench, Obj({ fault: OneOf(['none', 'paper_out', 'cover_open', 'off'] as const) })),
  'bench.tear': change<Done>()(bench, none),
  'bench.drawer': change<Done>()(bench, none),
  'bench.network': change<Done>()(bench, Obj({ mode: OneOf(['online', 'slow', 'offline'] as const) })),
} as const satisfies Record<string, Command<Type.TSchema, unknown>>;

export type CommandName = keyof typeof commands;
export type ArgsOf<N extends CommandName> = Type.Static<(typeof commands)[N]['args']>;
export type AnswerOf<N extends CommandName> = (typeof commands)[N] extends Command<Type.TSchema, infer V> ? V : never;
export const commandNames = Object.keys(commands) as readonly CommandName[];
export const isCommandName = (name: string): name is CommandName => Object.hasOwn(commands, name);

export type Reply<V> = { readonly ok: true; readonly value: V } | { readonly ok: false; readonly refusal: Refusal };
export const ok = <V>(value: V): Reply<V> => ({ ok: true, value });
export const refuse = (refusal: Refusal): { readonly ok: false; readonly refusal: Refusal } => ({ ok: false, refusal });

/** A call as it crosses a transport. `id` is the client's own (a UUID); the same id again gets the same answer. */
export interface Call {
  readonly id: string;
  readonly name: string;
  readonly args: unknown;
}

/** What a window has: the preload bridge (`window.pos`) or the WebSocket client, same shape. */
export interface Bridge {
  call(call: Call): Promise<Reply<unknown>>;
  /** Events as they come; `'lost'` after a gap or a reconnect: ask for a snapshot. Returns unsubscribe. */
  on(listener: (event: ViewEvent | 'lost') => void): () => void;
}

/** WebSocket frames of the Node host; one JSON object a message. */
export type ClientFrame = { readonly t: 'call'; readonly n: number; readonly call: Call };
export type HostFrame =
  | { readonly t: 'reply'; readonly n: number; readonly reply: Reply<unknown> }
  | { readonly t: 'event'; readonly event: ViewEvent };
