import type { TSchema } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';

export interface Checker {
  /** Narrows nothing: which record it is comes from the table. */
  Check(value: unknown): boolean;
  Errors: Validator['Errors'];
}

/** The check of each schema of a table, compiled when it is asked for first: a start needs few of them. */
export function checksOf<K extends string>(schemaOf: (name: K) => TSchema): (name: K) => Checker {
  const made = new Map<K, Checker>();
  return (name) => {
    const check = made.get(name) ?? Compile(schemaOf(name));
    made.set(name, check);
    return check;
  };
}
