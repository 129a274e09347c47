import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCore, type Core, type CoreOptions } from '../../electron/core/core.ts';
import type { Devices } from '../../hardware/ports.ts';
import type { AnswerOf, ArgsOf, CommandName } from '../../shared/contract.ts';
import type { CartView, Snapshot } from '../../shared/view.ts';
import { readCatalogue, silentLog } from '../setup/core.ts';

/** The real core without a market, and without devices but those given, on `dir`; its keys lie in a folder beside the database. */
export const openCore = (dir: string, devices: Partial<Devices> = {}): Promise<Core> =>
  createCore({
    dir,
    devices: { scale: null, printer: null, display: null, scanner: null, bench: null, ...devices },
    clock: { now: Date.now },
    secrets: folderSecrets(join(dir, 'keys')),
    log: silentLog,
    server: null,
    enrolCode: null,
    catalogue: readCatalogue(),
    trade: 'vegetables',
    version: 'bench',
  });

/** Keys in plain files: a filled till is opened again by other processes. */
export function folderSecrets(dir: string): CoreOptions['secrets'] {
  return {
    load: async (name) => (existsSync(join(dir, name)) ? readFileSync(join(dir, name)) : null),
    save: async (name, bytes) => {
      mkdirSync(dir, { recursive: true });
      writeFileSync(join(dir, name), bytes);
    },
  };
}

/** A command of the vendor's window that must work. */
export async function call<N extends CommandName>(core: Core, name: N, args: ArgsOf<N>): Promise<AnswerOf<N>> {
  const reply = await core.dispatch({ role: 'vendor' }, { id: randomUUID(), name, args });
  if (!reply.ok) throw new Error(`${name}: ${JSON.stringify(reply.refusal)}`);
  return reply.value as AnswerOf<N>;
}

export async function frontCart(core: Core): Promise<CartView> {
  const snapshot: Snapshot = await call(core, 'view.snapshot', {});
  const carts = snapshot.topics.carts;
  const front = carts?.carts.find((cart) => cart.id === carts.frontId);
  if (front === undefined) throw new Error('no cart in front');
  return front;
}

/** Puts three lines into the front cart. */
export async function fillCart(core: Core): Promise<CartView> {
  for (const [category, amountFen] of [
    ['01', 350],
    ['02', 1245],
    ['03', 88],
  ] as const)
    await call(core, 'goods.portion', { productId: null, category, amountFen });
  return frontCart(core);
}

/** Commits a cart for exact cash: from command in to answer out, ms. */
export async function complete(core: Core, cart: CartView): Promise<number> {
  const wish = { kind: 'cash' as const, amountFen: cart.payableFen, tenderedFen: null };
  const args = { cartId: cart.id, payableFen: cart.payableFen, tenders: [wish], concedeFen: 0, paper: 'none' as const };
  const id = randomUUID();
  const start = process.hrtime.bigint();
  const reply = await core.dispatch({ role: 'vendor' }, { id, name: 'sale.complete', args });
  const took = Number(process.hrtime.bigint() - start) / 1e6;
  if (!reply.ok) throw new Error(`sale.complete: ${JSON.stringify(reply.refusal)}`);
  return took;
}

/** What follows an answer (closed cart, next cart) is over. */
export async function afterSale(core: Core, cart: CartView): Promise<void> {
  while ((await frontCart(core)).id === cart.id) await new Promise((resolve) => setImmediate(resolve));
}
