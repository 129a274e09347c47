import { randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { AnswerOf, ArgsOf, CommandName } from '../../../shared/contract.ts';
import type { CartView } from '../../../shared/view.ts';
import { createChance } from './chance.ts';
import { openTill } from './opening.ts';
import type { Effect, Mark, Shift } from './mark.ts';
import { sow } from '../harness/plant.ts';
import { MARK_FD } from './trace.ts';

/** The traced process: `node till.ts SHIFT` (JSON) sells on a directory and says what it tries and what was answered. */
const shift = JSON.parse(process.argv[2] ?? '') as Shift;
sow(shift.plants);
const chance = createChance(shift.seed, shift.number);
const say = (mark: Mark): void => {
  writeSync(MARK_FD, `${JSON.stringify(mark)}\n`);
};

const core = await openTill(shift.dir, shift.number);

/** A command that changes something. */
async function act<N extends CommandName>(
  name: N,
  args: ArgsOf<N>,
  effect: (answer: AnswerOf<N>) => Effect,
): Promise<AnswerOf<N>> {
  const call = { id: randomUUID(), name, args };
  say({ t: 'try', call });
  const reply = await core.dispatch({ role: 'vendor' }, call);
  if (!reply.ok) throw new Error(`${name}: ${JSON.stringify(reply.refusal)}`);
  const value = reply.value as AnswerOf<N>;
  const promised = effect(value);
  say({ t: 'ack', id: call.id, effect: promised, value });
  if (promised.kind !== 'cart') sayHash(call.id);
  return value;
}
const inCart = (): Effect => ({ kind: 'cart' });

/** The hash as a foreign reader finds it right after the answer: it must never be another one later. */
function sayHash(id: string): void {
  const db = new DatabaseSync(join(shift.dir, 'terminal.sqlite'), { readOnly: true });
  try {
    const table = db
      .prepare(`SELECT "table" AS name FROM storage_tables WHERE collection = 'journal' ORDER BY version DESC LIMIT 1`)
      .get();
    const row = db
      .prepare(`SELECT json_extract(_body, '$.hash') AS seal FROM "${String(table?.['name'])}" WHERE id = ?`)
      .get(id);
    if (typeof row?.['seal'] === 'string') say({ t: 'seal', id, seal: row['seal'] });
  } finally {
    db.close();
  }
}

async function carts(): Promise<{ readonly front: CartView; readonly all: readonly CartView[] }> {
  const reply = await core.dispatch({ role: 'vendor' }, { id: randomUUID(), name: 'view.snapshot', args: {} });
  if (!reply.ok) throw new Error('no snapshot');
  const view = (reply.value as AnswerOf<'view.snapshot'>).topics.carts;
  const front = view?.carts.find((cart) => cart.id === view.frontId);
  if (view === undefined || front === undefined) throw new Error('no cart in front');
  return { front, all: view.carts };
}

const portion = (): Promise<unknown> =>
  act(
    'goods.portion',
    { productId: null, category: chance.pick(['01', '02', '03']), amountFen: 50 + chance.whole(3000) },
    inCart,
  );

/** Now and then what a stall does besides adding up. */
async function digress(): Promise<void> {
  const { front, all } = await carts();
  const line = front.lines[0];
  if (line === undefined) return;
  const other = all.find((cart) => cart.id !== front.id);
  switch (chance.whole(9)) {
    case 0:
      await act('line.remove', { cartId: front.id, lineId: line.id }, inCart);
      if (chance.next() < 0.5) await act('line.restore', { cartId: front.id, lineId: line.id }, inCart);
      else await portion();
      return;
    case 1:
      await act('line.agree', { cartId: front.id, lineId: line.id, amountFen: line.amountFen - 1 }, inCart);
      return;
    case 2:
      await act('cart.agree', { cartId: front.id, totalFen: front.payableFen - (front.payableFen % 100) }, inCart);
      return;
    case 3:
      if (all.length < 4) await act('cart.next', {}, inCart);
      else if (other !== undefined) await act('cart.select', { cartId: other.id }, inCart);
      return;
    case 4:
      await act(
        'goods.price',
        {
          productId: chance.pick(['p0101', 'p0102']),
          price: { priceFen: 500 + chance.whole(300), basisG: 500 },
          scope: 'from_now',
          sure: true,
        },
        () => ({ kind: 'entry' }),
      );
      return;
    default:
  }
}

async function sell(): Promise<void> {
  await digress();
  while ((await carts()).front.lines.length < 3) await portion();
  if (chance.next() < 0.3) await digress();
  const { front } = await carts();
  if (front.lines.length === 0) return sell();
  const { id: cartId, payableFen } = front;
  const args: ArgsOf<'sale.complete'> = {
    cartId,
    payableFen,
    tenders: [{ kind: 'cash', amountFen: payableFen, tenderedFen: null }],
    concedeFen: 0,
    paper: 'none',
  };
  await act('sale.complete', args, (answer) => ({
    kind: 'sale',
    seq: Number(answer.no.slice(answer.no.lastIndexOf('-') + 1)),
    payableFen: answer.payableFen,
  }));
}

for (let i = 0; i < shift.sales; i += 1) {
  await sell();
  // Half of the time what follows a sale is let to follow; else the next customer is faster.
  if (chance.next() < 0.5) await new Promise((resolve) => setImmediate(resolve));
}
if (shift.ending === 'kill') {
  await portion();
  const { front } = await carts();
  const id = randomUUID();
  const call = {
    id,
    name: 'sale.complete',
    args: {
      cartId: front.id,
      payableFen: front.payableFen,
      tenders: [{ kind: 'cash', amountFen: front.payableFen, tenderedFen: null }],
      concedeFen: 0,
      paper: 'none',
    },
  };
  say({ t: 'try', call });
  void core.dispatch({ role: 'vendor' }, call);
  for (let turn = chance.whole(6); turn > 0; turn -= 1)
    await new Promise((resolve) =>
      queueMicrotask(() => {
        resolve(null);
      }),
    );
  process.kill(process.pid, 'SIGKILL');
  await new Promise(() => undefined);
}
await core.stop();
