import { sql } from 'kysely';
import { businessDay } from '../shared/day.ts';
import type { Log } from '../shared/log.ts';
import type { Policy } from '../shared/records/market.ts';
import type { Database } from './database/connection.ts';
import { putDocuments } from './feed.ts';

/** An average over fewer would tell one stall what its neighbour takes. */
const LEAST_STALLS = 3;
const EVERY_MS = 3_600_000;

interface Row {
  readonly product_id: string;
  readonly kind: 'weight' | 'piece';
  readonly fen: string;
}

/**
 * What goods went for on the last business day before `now`'s that has trade: what was paid for them, after bargains and rounding, by what was
 * weighed or counted, over at least three stalls. Portions, gifts and goods by labels without a weight are left out (S3), and so is all that is
 * simulated or practice. A sale that was voided or refunded later still counts. Null: there is no such day.
 */
export async function averagesOf(
  db: Database,
  market: number,
  now: number,
): Promise<NonNullable<Policy['averages']> | null> {
  const last = await db
    .selectFrom('sale_lines')
    .select((eb) => eb.fn.max('day').as('day'))
    .where('market', '=', market)
    .where('mode', '=', 'live')
    .where('day', '<', businessDay(now))
    .executeTakeFirst();
  const day = last?.day ?? null;
  if (day === null) return null;
  const { rows } = await sql<Row>`
    select product_id, kind,
      round(sum(amount_fen - concession_fen - allocated_fen)::numeric
        * case when kind = 'weight' then 1000 else 1 end
        / sum(case when kind = 'weight' then net_g else qty end)) as fen
    from sale_lines
    where market = ${market} and mode = 'live' and day = ${day} and product_id is not null
      and kind in ('weight', 'piece') and amount_fen > 0
    group by product_id, kind
    having count(distinct stall) >= ${LEAST_STALLS}
    order by product_id, kind`.execute(db);
  const ids = [...new Set(rows.map((row) => row.product_id))];
  const fenOf = (id: string, kind: Row['kind']): number | null => {
    const row = rows.find((one) => one.product_id === id && one.kind === kind);
    return row === undefined ? null : Number(row.fen);
  };
  return {
    day,
    goods: ids.map((productId) => ({
      productId,
      perKgFen: fenOf(productId, 'weight'),
      perPieceFen: fenOf(productId, 'piece'),
    })),
  };
}

/** Tells the terminals, by one document that is written only when it differs. */
export async function publishAverages(db: Database, market: number, now: number): Promise<void> {
  const averages = await averagesOf(db, market, now);
  if (averages === null || averages.goods.length === 0) return;
  const doc: Policy = {
    id: 'averages',
    kind: 'average',
    productId: null,
    weightPrice: null,
    piecePrice: null,
    validFrom: null,
    validUntil: null,
    market: null,
    averages,
  };
  await db
    .transaction()
    .execute((trx) => putDocuments(trx, market, [{ collection: 'policy', scope: 'market', doc }], 'replace'));
}

/** Once now and then every hour: sales of the day before may still be on their way up. Answers its end. */
export function keepAverages(deps: {
  readonly db: Database;
  readonly market: number;
  readonly now: () => number;
  readonly log: Log;
}): () => Promise<void> {
  const publish = (): Promise<void> =>
    publishAverages(deps.db, deps.market, deps.now()).catch((error: unknown) => {
      deps.log.warn({ err: error }, 'the averages of the market could not be told');
    });
  let going = publish();
  const timer = setInterval(() => {
    going = going.then(publish);
  }, EVERY_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
    return going;
  };
}
