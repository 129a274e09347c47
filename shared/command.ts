import type Type from 'typebox';
import { Obj } from './records/field.ts';
import type { Role } from './role.ts';

/**
 * One command: its arguments, its answer and who may give it.
 * `query` changes nothing. `change` carries a client id; a repeated id gets the stored answer.
 */
export interface Command<A extends Type.TSchema, V> {
  readonly kind: 'query' | 'change';
  readonly roles: readonly Role[];
  readonly args: A;
  /** Type of the answer; never set. */
  readonly answer?: V;
}

export const query =
  <V>() =>
  <A extends Type.TSchema>(roles: readonly Role[], args: A): Command<A, V> => ({ kind: 'query', roles, args });
export const change =
  <V>() =>
  <A extends Type.TSchema>(roles: readonly Role[], args: A): Command<A, V> => ({ kind: 'change', roles, args });

export type Done = Record<string, never>;

export const all: readonly Role[] = ['vendor', 'customer', 'bench', 'backoffice'];
export const vendor: readonly Role[] = ['vendor'];
export const bench: readonly Role[] = ['bench'];
export const back: readonly Role[] = ['vendor', 'backoffice'];
export const none = Obj({});
