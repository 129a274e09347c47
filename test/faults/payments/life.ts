import { rmSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createNetworkGate } from '../../../hardware/virtual/network.ts';
import { noFaults, seeded } from '../../../market/payments/simulated/faults.ts';
import type { Snapshot } from '../../../shared/view.ts';
import type { Chance } from '../harness/chance.ts';
import { startTill, TillGone, type TillProcess } from '../harness/process.ts';
import type { PayingMarket } from './market.ts';

/** What one till does in its life: sells, shows codes, charges codes, takes cash, lets go, is cut off, killed and started again. */
export interface Life {
  readonly dir: string;
  readonly steps: number;
  readonly kills: number;
}

const wallets = ['wechat', 'alipay', 'unionpay', 'ecny'] as const;
const plans = [
  { kind: 'pays' },
  { kind: 'password', afterMs: 12_000, does: 'pays' },
  { kind: 'password', afterMs: 44_000, does: 'pays' },
  { kind: 'password', afterMs: 12_000, does: 'nothing' },
  { kind: 'no_money' },
] as const;
const channelOf = (wallet: (typeof wallets)[number]) =>
  wallet === 'wechat' || wallet === 'alipay' ? wallet : 'acquirer';
/** How long an answer of the till or a line may take on a busy machine. */
const PATIENCE_MS = 60_000;
/** Within this time after the last fault everything has come to rest: the longest wait of a channel's notices, and a bit. */
const REST_WITHIN_MS = 26 * 3_600_000;

export async function livePayments(
  market: PayingMarket,
  script: string,
  options: { readonly steps: number; readonly seed: number; readonly chance: Chance; readonly faulty?: boolean },
  judge: (dir: string) => Promise<void>,
): Promise<Life> {
  const { chance, steps, seed } = options;
  const root = mkdtempSync(join(tmpdir(), 'stall-faults-payments-'));
  const place = { dir: join(root, 'till'), keys: join(root, 'keys') };
  const gate = await createNetworkGate(market.url);
  const pick = <T>(list: readonly T[]): T | undefined => list[chance.whole(list.length)];
  const urls: string[] = [];
  let kills = 0;
  let till = await begin(await market.code());

  async function begin(enrolCode: string | null): Promise<TillProcess> {
    const started = await startTill(script, { ...place, server: gate.url, enrolCode });
    started.setClock(market.now());
    const why = await started.open();
    if (why !== null) throw new Error(`the till did not open: ${why}`);
    return started;
  }
  const see = async (): Promise<Snapshot['topics']> => {
    const seen = await till.call('view.snapshot', {});
    if (!seen.ok) throw new Error('no snapshot');
    return seen.value.topics;
  };
  const until = async (what: string, is: (topics: Snapshot['topics']) => boolean): Promise<void> => {
    for (let waited = 0; waited < PATIENCE_MS; waited += 50) {
      if (is(await see())) return;
      await pause(50);
    }
    throw new Error(`waited for: ${what}`);
  };
  const pass = async (ms: number): Promise<void> => {
    market.pass(ms);
    till.setClock(market.now());
    await market.run();
  };
  /** The shopper's browser has the market always; only the stall's line is cut. */
  const open = async (url: string, wallet: string): Promise<string> =>
    (await fetch(`${url.replace(/^https?:\/\/[^/]+/, market.url)}?wallet=${wallet}`, { redirect: 'manual' })).text();
  const pay = async (url: string, wallet: string): Promise<void> => {
    await fetch(`${url.replace(/^https?:\/\/[^/]+/, market.url)}/simulated`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ wallet }),
    });
  };

  const payLater = async (url: string | null, wallet: string): Promise<void> => {
    await pass(chance.whole(20_000));
    if (url === null) return;
    await open(url, wallet);
    await pay(url, wallet);
  };

  const act = async (): Promise<void> => {
    const { paying, carts } = await see();
    const waiting = pick(paying?.waiting ?? []);
    for (const { url } of paying?.waiting ?? []) if (url !== null && !urls.includes(url)) urls.push(url);
    // The page is still open on the shopper's phone when the stall has long settled it otherwise.
    const url = pick(urls.slice(-6));
    const wallet = pick(wallets) ?? 'wechat';
    const dice = chance.next();
    if (dice < 0.4 && (carts?.carts.length ?? 0) < 6) {
      const amountFen = 10 * (1 + chance.whole(900));
      const line = await till.call('goods.portion', { productId: null, category: '01', amountFen });
      if (!line.ok) return;
      const cart = (await see()).carts?.carts.find(({ id }) => id === line.value.cartId);
      if (cart === undefined) return;
      if (chance.next() < 0.7) {
        await till.call('pay.show', { cartId: cart.id, payableFen: cart.payableFen, amountFen: null });
        return;
      }
      const code = market.sims
        .find(({ name }) => name === channelOf(wallet))
        ?.phone.showCode(pick(plans) ?? plans[0], wallet);
      await till.call('scan.read', { text: code ?? '', aim: null });
    } else if (dice < 0.7 && url !== undefined) {
      const page = await open(url, wallet);
      if (chance.next() < 0.8) await pay(url, wallet);
      // The shopper shows the page to the stall's scanner.
      const proof = /R1\.[A-Za-z0-9_-]{100,140}/.exec(chance.next() < 0.5 ? page : await open(url, wallet));
      if (proof !== null) await till.call('scan.read', { text: proof[0], aim: null });
    } else if (dice < 0.78 && waiting !== undefined) {
      const cart = carts?.carts.find(({ id }) => id === waiting.cartId);
      if (cart === undefined) return;
      const tenders = [{ kind: 'cash' as const, amountFen: cart.payableFen, tenderedFen: null }];
      const sold = await till.call('sale.complete', {
        cartId: cart.id,
        payableFen: cart.payableFen,
        tenders,
        concedeFen: 0,
        paper: 'none',
      });
      // The page is open on the shopper's phone all the same, and somebody in the family presses the key.
      if (sold.ok && chance.next() < 0.7) await payLater(waiting.url, wallet);
    } else if (dice < 0.88 && waiting !== undefined) {
      const released = await till.call('pay.release', { orderId: waiting.orderId });
      if (released.ok && chance.next() < 0.5) await payLater(waiting.url, wallet);
    } else if (dice < 0.91 && waiting !== undefined) await till.call('pay.drop', { orderId: waiting.orderId });
    else if (dice < 0.94) {
      // The channel takes money for an order it has closed.
      const sim = pick(market.sims);
      const closed = pick(sim?.book.orders().filter(({ state, way }) => state === 'closed' && way !== 'code') ?? []);
      if (sim !== undefined && closed !== undefined) sim.book.payAnyway(closed, 'late');
    } else if (dice < 0.97) gate.setMode(chance.next() < 0.5 ? 'offline' : 'online');
    else await pick(market.sims)?.down();
  };

  try {
    await until('the line and the channels', ({ paying }) => paying?.isOffered === true && paying.isOnline);
    if (options.faulty ?? true)
      for (const [i, sim] of market.sims.entries()) sim.setFaults(seeded(seed + i, { call: 0.2, notice: 0.35 }));
    for (let step = 0; step < steps; step += 1) {
      const dying = chance.next() < 0.05 ? pause(chance.whole(40)).then(() => till.kill()) : null;
      try {
        await act();
      } catch (error) {
        if (!(error instanceof TillGone)) throw error;
      }
      if (dying !== null) {
        await dying;
        await till.ended;
        kills += 1;
        till = await begin(null);
      }
      if (chance.next() < 0.5) for (const sim of market.sims) await sim.up();
      if (chance.next() < 0.03) await market.restart();
      await pass(chance.whole(30_000));
    }
    // Everything is mended, and time goes on until nothing waits any more.
    gate.setMode('online');
    for (const sim of market.sims) {
      sim.setFaults(noFaults);
      await sim.up();
    }
    const isRestless = async (): Promise<boolean> =>
      market.sims.some((sim) => sim.nextNotice() !== null) ||
      (
        await market.query(
          `select 1 from payment_attempts where state in ('created', 'paying', 'closing', 'reversing')
          union all select 1 from payment_refunds where state <> 'done'
          union all select 1 from payment_orders where ended = '' and paid_by is null`,
        )
      ).length > 0;
    // A channel may send a notice that was lost again after hours only.
    for (let i = 0, at = market.now(); market.now() - at < REST_WITHIN_MS; i += 1) {
      await pass(i < 30 ? 60_000 : 900_000);
      await until('the line', ({ status }) => status?.link === 'online');
      await pause(50);
      if (!(await isRestless()) && i > 12) break;
    }
    await until('what is still to be sent', ({ status }) => status?.pendingUpload === 0);
    await pause(500);
    await market.run();
    await pause(500);
    await till.finish();
    await judge(place.dir);
    return { dir: place.dir, steps, kills };
  } finally {
    await till.kill().catch(() => undefined);
    await gate.stop();
    rmSync(root, { recursive: true, force: true });
  }
}
