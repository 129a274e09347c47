/**
 * Fills a store in bulks until `most` documents or half of the time is over, then times single inserts.
 * `store`: { bulk(documents), insert(document), most, timed }.
 */
export async function measure(document, store, now, budgetMs) {
  const entry = JSON.parse(document);
  for (const name of Object.keys(entry)) if (name.startsWith('_')) delete entry[name];
  let seq = 0;
  const next = () => ({ ...entry, id: crypto.randomUUID(), seq: (seq += 1) });
  const until = now() + budgetMs / 2;
  while (seq < store.most && now() < until)
    await store.bulk(Array.from({ length: Math.min(1_000, store.most - seq) }, next));
  const size = seq;
  const times = [];
  const end = now() + budgetMs / 3;
  while (times.length < store.timed && now() < end) {
    const one = next();
    const start = now();
    await store.insert(one);
    times.push(now() - start);
  }
  times.sort((a, b) => a - b);
  const at = (q) => Number(times[Math.max(0, Math.ceil(q * times.length) - 1)].toFixed(3));
  return { size, inserts: times.length, p50_ms: at(0.5), p99_ms: at(0.99) };
}

/** The same fields and indexes as the till's journal. */
export const schema = {
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: {
    id: { type: 'string', maxLength: 64 },
    v: { type: 'integer' },
    market: { type: 'integer' },
    terminal: { type: 'integer', minimum: 0, maximum: 4294967295, multipleOf: 1 },
    epoch: { type: 'integer', minimum: 0, maximum: 2147483647, multipleOf: 1 },
    seq: { type: 'integer', minimum: 0, maximum: 2147483647, multipleOf: 1 },
    prevHash: { type: 'string' },
    at: { type: 'integer' },
    day: { type: 'string', maxLength: 10 },
    seller: { type: 'string' },
    mode: { type: 'string' },
    kind: { type: 'string' },
    perpetualFen: { type: 'integer' },
    body: { type: 'object' },
    hash: { type: 'string' },
    sig: { type: 'string' },
  },
  required: ['id', 'terminal', 'epoch', 'seq', 'day', 'body'],
  indexes: [
    ['terminal', 'epoch', 'seq'],
    ['day', 'seq'],
  ],
};
