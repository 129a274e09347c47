import type { Call } from '../../../shared/contract.ts';

/** What the till's process says on its pipe, one JSON line each; strace sees where between its file operations each one lies. */
export type Mark =
  /** About to give this command. */
  | { readonly t: 'try'; readonly call: Call }
  /** The command was answered. */
  | { readonly t: 'ack'; readonly id: string; readonly effect: Effect; readonly value: unknown }
  /** The hash that the entry of an answered command was found with. */
  | { readonly t: 'seal'; readonly id: string; readonly seal: string };

/** What an answer promises: an entry (a sale's with its number), or an answer kept in a cart. */
export type Effect =
  | { readonly kind: 'sale'; readonly seq: number; readonly payableFen: number }
  | { readonly kind: 'entry' }
  | { readonly kind: 'cart' };

/** One run of the till's process on the directory. */
export interface Shift {
  readonly dir: string;
  /** 0, 1, 2 … on one directory. */
  readonly number: number;
  readonly seed: number;
  readonly sales: number;
  /** `stop` closes the database; `kill` is SIGKILL from within, in the middle of a sale. */
  readonly ending: 'stop' | 'kill';
  readonly plants: readonly { readonly file: string; readonly find: string; readonly replace: string }[];
}
