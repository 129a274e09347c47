import type Type from 'typebox';
import { historyCommands } from './commands/history.ts';
import { afterCommands } from './commands/after.ts';
import { dayCommands } from './commands/day.ts';
import { all, none, query, type Command } from './command.ts';
import { accountCommands } from './commands/accounts.ts';
import { benchCommands } from './commands/bench.ts';
import { deviceCommands } from './commands/devices.ts';
import { paymentCommands } from './commands/payments.ts';
import { paperCommands } from './commands/paper.ts';
import { peopleCommands } from './commands/people.ts';
import { priceCommands } from './commands/prices.ts';
import { saleCommands } from './commands/sale.ts';
import { scaleCommands } from './commands/scales.ts';
import { scanCommands } from './commands/scan.ts';
import { sellingCommands } from './commands/selling.ts';
import { stallCommands } from './commands/stall.ts';
import { setupCommands } from './commands/setup.ts';
import { bookCommands } from './commands/book.ts';
import { takeawayCommands } from './commands/takeaway.ts';
import type { Refusal } from './refusal.ts';
import type { Snapshot, ViewEvent } from './view.ts';

/** The product's table of contents: every command with its arguments, its answer and who may give it, by area. */
export const commands = {
  /** Everything this role may see, with the number of the last event in it. */
  'view.snapshot': query<Snapshot>()(all, none),
  ...sellingCommands,
  ...priceCommands,
  ...saleCommands,
  ...paymentCommands,
  ...paperCommands,
  ...accountCommands,
  ...afterCommands,
  ...historyCommands,
  ...dayCommands,
  ...scanCommands,
  ...deviceCommands,
  ...scaleCommands,
  ...peopleCommands,
  ...bookCommands,
  ...takeawayCommands,
  ...setupCommands,
  ...stallCommands,
  ...benchCommands,
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
  /** All that changed at once: a window draws it in one go. */
  | { readonly t: 'events'; readonly events: readonly ViewEvent[] };
