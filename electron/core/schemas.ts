import type { MigrationStrategies, RxJsonSchema } from 'rxdb';
import Type from 'typebox';
import { Evidence, ScaleEvent } from '../../shared/records/evidence.ts';
import { Id, Obj, Text, Time } from '../../shared/records/field.ts';
import { JournalEntry, type JournalBody, type JournalKind } from '../../shared/records/journal.ts';
import { Notice, Person, Policy, Product, ServerMark } from '../../shared/records/market.ts';
import { Cart, Intake, PaymentOrder, PrintJob, Setting } from '../../shared/records/terminal.ts';

type Plain = { readonly [name: string]: unknown };
const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The same schema, cheaper to check; each sale waits for it. Without `multipleOf: 1`, which `type: integer` says already (the
 * validator turns each number into text for it; fields of an index keep it, RxDB asks for it there), and with "this or null"
 * as one type instead of two alternatives (a failed alternative makes an error object, though the other one fits).
 */
function lean(value: unknown, keep: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((item) => lean(item, []));
  if (!isPlain(value)) return value;
  const orNull = nullable(value);
  if (orNull !== null) return lean(orNull, []);
  const fields = Object.entries(value).filter(
    ([name, of]) => !(name === 'multipleOf' && of === 1 && [value['type']].flat().includes('integer')),
  );
  return Object.fromEntries(
    fields.map(([name, of]) => [name, name === 'properties' && isPlain(of) ? leanProperties(of, keep) : lean(of, [])]),
  );
}
function nullable({ anyOf, ...rest }: Plain): Plain | null {
  if (!Array.isArray(anyOf) || anyOf.length !== 2 || Object.keys(rest).length > 0) return null;
  const [one, other]: readonly unknown[] = anyOf;
  if (!isPlain(one) || !isPlain(other) || other['type'] !== 'null' || typeof one['type'] !== 'string') return null;
  return 'enum' in one || 'const' in one ? null : { ...one, type: [one['type'], 'null'] };
}
const leanProperties = (properties: Plain, keep: readonly string[]): Plain =>
  Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [name, keep.includes(name) ? schema : lean(schema, [])]),
  );

/**
 * The RxDB schema of a record: plain JSON (typebox's own marks dropped), key `id`.
 * Fields of an index need a length or a range; every record type gives them. RxDB adds the key to each index itself.
 */
function rxSchema<T extends Type.TSchema>(
  title: string,
  record: T,
  indexes: readonly (readonly string[])[] = [],
  version = 0,
): RxJsonSchema<Type.Static<T>> {
  const plain = lean(JSON.parse(JSON.stringify(record)), indexes.flat()) as Pick<
    RxJsonSchema<Type.Static<T>>,
    'type' | 'properties'
  >;
  return { ...plain, title, version, primaryKey: 'id', indexes } as RxJsonSchema<Type.Static<T>>;
}

/**
 * What the database asks of an entry. It doesn't list the bodies: a new kind of entry must not mean moving a million old
 * ones over. What an entry's own kind asks for is checked before the insert (journal-check.ts).
 */
export const StoredEntry = Obj({
  ...JournalEntry.properties,
  kind: Type.Unsafe<JournalKind>(Text(32)),
  body: Type.Unsafe<JournalBody>({ type: 'object' }),
});

/**
 * Weighings and what happened to the scale beside them, in one collection: the free RxDB has no room for another. What each of the two
 * must have is said by its type; here every field is checked that is there.
 */
const StoredEvidence = Obj({
  ...Type.Partial(Obj({ ...ScaleEvent.properties, ...Evidence.properties })).properties,
  id: Id,
  at: Time,
});

/** The twelve collections. Each more index costs every insert: the journal has the two that reads need. */
export const schemas = {
  journal: rxSchema(
    'journal',
    StoredEntry,
    [
      ['terminal', 'epoch', 'seq'],
      ['day', 'seq'],
    ],
    1,
  ),
  payment_orders: rxSchema('payment_orders', PaymentOrder, [['state'], ['counter']], 1),
  server_marks: rxSchema('server_marks', ServerMark, [['kind', 'terminal']], 3),
  products: rxSchema('products', Product, [], 1),
  policy: rxSchema('policy', Policy, [], 1),
  people: rxSchema('people', Person),
  notices: rxSchema('notices', Notice),
  carts: rxSchema('carts', Cart, [['state']], 1),
  print_jobs: rxSchema('print_jobs', PrintJob, [['state'], ['requestedAt']], 1),
  evidence: rxSchema('evidence', StoredEvidence, [['at']], 1),
  intake: rxSchema('intake', Intake),
  settings: rxSchema('settings', Setting),
} as const;

/** How documents of an older schema become those of the next one, by collection and version. */
export const migrations: Readonly<Record<string, MigrationStrategies>> = {
  // Version 1 only asks less of a document: an entry stays what it is, or its seal would break.
  journal: { 1: (entry: JournalEntry) => entry },
  // Version 1 brought the market's averages: a field that may be absent.
  policy: { 1: (policy: Record<string, unknown>) => policy },
  // Version 1 brought barcodes.
  products: { 1: (product: Record<string, unknown>) => ({ ...product, barcodes: [] }) },
  // Version 1 brought curves and events. A line carries the hash of its evidence, which so stays byte for byte what it was.
  evidence: { 1: (evidence: Evidence) => evidence },
  // Version 1 brought part payments, credit accounts and goods that wait to be picked up.
  carts: {
    1: (cart: Record<string, unknown>) => ({ ...cart, parts: [], account: null, ordered: [], pickup: false }),
  },
  // Version 0 was never written.
  payment_orders: { 1: () => null },
  // Version 1 knows one more state.
  print_jobs: { 1: (job: PrintJob) => job },
  // Version 1 brought countersigned heads, version 2 what is known of payments, version 3 differences that were explained: fields that may be absent.
  server_marks: {
    1: (mark: Record<string, unknown>) => ({ ...mark, receipt: null }),
    2: (mark: Record<string, unknown>) => mark,
    3: (mark: Record<string, unknown>) => mark,
  },
};
