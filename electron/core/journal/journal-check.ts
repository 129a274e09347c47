import { Compile, type Validator } from 'typebox/compile';
import { Obj } from '../../../shared/records/field.ts';
import { JournalBody, JournalEntry } from '../../../shared/records/journal.ts';

/** One check per kind of entry, with only its own body: a sale does not wait for the other kinds to be tried. */
const checks: ReadonlyMap<string, Validator> = new Map(
  JournalBody.anyOf.map((body) => {
    const { kind } = body.properties;
    return [kind.const, Compile(Obj({ ...JournalEntry.properties, kind, body }))];
  }),
);

/** The database asks little of an entry (schemas.ts); this asks all of it. @throws for an entry that is not what its kind says: a bug of ours. */
export function requireShape(entry: JournalEntry): void {
  const check = checks.get(entry.kind);
  if (check?.Check(entry) === true) return;
  const faults = (check?.Errors(entry) ?? []).map((error) => `${error.instancePath} ${error.message}`).slice(0, 3);
  throw new Error(`Entry ${entry.id} is no ${entry.kind}: ${faults.join('; ') || 'unknown kind'}`);
}
