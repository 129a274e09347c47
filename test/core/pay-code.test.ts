import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from '../../shared/log.ts';
import type { JournalEntry } from '../../shared/records/journal.ts';
import { startPayMarket, type PayMarket } from './pay-market.ts';
import { createStall, greens, price, storedIn, until, type Stall } from './stall.ts';

/** S13: a shopper's payment code, scanned, is the tender. */

const CODE = '134567890123456789';
const LABEL_OR_CODE = '260010100739012345';
const logged: unknown[] = [];
const keep = (...said: unknown[]): void => void logged.push(said);
const log: Log = { debug: keep, info: keep, warn: keep, error: keep };

let market: PayMarket;
let stall: Stall;
beforeEach(async () => {
  logged.length = 0;
  market = await startPayMarket();
  stall = createStall({ server: market.url, enrolCode: 'GOOD-CODE', jitter: () => 0, log });
  await stall.open();
  await until(
    () => stall.see('paying'),
    (view) => view.canCharge,
  );
});
afterEach(async () => {
  await stall.close();
  await market.stop();
});
const sell = async (amountFen: number) => {
  const made = await stall.must('goods.portion', { productId: null, category: '01', amountFen });
  return 'cartId' in made ? made.cartId : '';
};
const scan = (text: string) => stall.call('scan.read', { text, aim: null });
const sales = () => storedIn<JournalEntry>(stall.dir, 'journal').filter((one) => one.kind === 'sale');
const sold = () => until(sales, (all) => all.length > 0);
const charges = () => market.asked.filter(({ path }) => path === '/charge').map(({ body }) => body);
const waiting = async () => (await stall.see('paying')).waiting;
const told = (what: string) =>
  until(
    () => stall.see('paying'),
    ({ news }) => news?.what === what,
  );

describe('S13 a payment code', () => {
  it('charges the front cart with no button, over the channel its rule says', async () => {
    market.answers.set('/charge', { state: 'paid' });
    const cartId = await sell(1_250);
    expect(await scan(CODE)).toMatchObject({ ok: true, value: { did: 'charging' } });
    expect((await sold())[0]?.body).toMatchObject({
      cartId,
      tenders: [{ kind: 'payment_code', state: 'confirmed', amountFen: 1_250, transactionId: 'tx-1' }],
    });
    expect(charges()).toMatchObject([{ authCode: CODE, channel: 'wechat' }]);
  });
  it('waits as a tab while the shopper confirms it, and others are served', async () => {
    market.answers.set('/charge', { state: 'pending' });
    const cartId = await sell(1_250);
    await scan(CODE);
    const [one] = await until(waiting, (all) => all[0]?.stage === 'pending');
    expect(one).toMatchObject({ cartId, url: null });
    expect((await stall.see('carts')).frontId).not.toBe(cartId);
    market.mark(`/1/${String(charges()[0]?.['order'])}`, 'paid');
    expect((await sold())[0]?.body).toMatchObject({ cartId });
  });
  it('that was not charged makes its cart a tab again', async () => {
    market.answers.set('/charge', { state: 'failed' });
    const cartId = await sell(1_250);
    await scan(CODE);
    await told('failed');
    expect((await stall.see('carts')).carts.find((cart) => cart.id === cartId)?.state).toBe('held');
    expect(sales()).toEqual([]);
  });
  it('whose line broke is asked about again, and charged no second time', async () => {
    market.answers.set('/charge', { status: 500, error: 'failed' });
    await sell(1_250);
    await scan(CODE);
    await until(waiting, (all) => all[0]?.stage === 'unknown');
    market.answers.set('/orders', { state: 'paid' });
    await stall.restart();
    await sold();
    expect(charges()).toHaveLength(1);
  });
  it('that never reached the market leaves the cart to be paid anew', async () => {
    market.answers.set('/charge', { status: 500, error: 'failed' });
    await sell(1_250);
    await scan(CODE);
    await until(waiting, (all) => all[0]?.stage === 'unknown');
    await stall.restart();
    await told('failed');
    expect(await waiting()).toEqual([]);
  });
  it('is refused without a line, without a channel for it, and without goods, each in its own words', async () => {
    expect(await scan(CODE)).toMatchObject({ refusal: { code: 'payment_code_no_goods' } });
    await sell(1_250);
    stall.pass(3_000);
    expect(await scan('6212345678901234567')).toMatchObject({ refusal: { code: 'code_channel' } });
    market.cut();
    await until(
      () => stall.see('paying'),
      (view) => !view.canCharge && view.isOffered,
    );
    expect(await scan(CODE)).toMatchObject({ refusal: { code: 'code_offline' } });
    expect(charges()).toEqual([]);
  });
  it('of a shopper whose QR is shown closes that first upstream; if it was paid, nothing is charged', async () => {
    const cartId = await sell(1_250);
    await stall.must('pay.show', { cartId, payableFen: 1_250, amountFen: null });
    market.answers.set('/charge', { state: 'paid' });
    expect(await scan(CODE)).toMatchObject({ ok: true, value: { did: 'charging' } });
    await sold();
    const paths = market.asked.map(({ path }) => path);
    expect(paths.indexOf('/close')).toBeLessThan(paths.indexOf('/charge'));
    expect(sales()[0]?.body).toMatchObject({ cartId, tenders: [{ kind: 'payment_code' }] });

    const second = await sell(800);
    await stall.must('pay.show', { cartId: second, payableFen: 800, amountFen: null });
    market.answers.set('/orders', { state: 'paid' });
    stall.pass(3_000);
    await scan(CODE);
    await until(sales, (all) => all.length === 2);
    expect(sales()[1]?.body).toMatchObject({ cartId: second, tenders: [{ kind: 'dynamic_qr' }] });
    expect(charges()).toHaveLength(1);
  });
  it('that also is a weighed barcode charges after one touch', async () => {
    await stall.must('goods.price', { productId: greens, price: price(300), scope: 'from_now', sure: true });
    market.answers.set('/charge', { state: 'paid' });
    await sell(1_250);
    expect(await scan(LABEL_OR_CODE)).toMatchObject({ value: { did: 'choose' } });
    expect(charges()).toEqual([]);
    const { choice } = await stall.see('scan');
    await stall.must('scan.choose', { choiceId: choice?.id ?? '', as: 'payment' });
    await sold();
    expect(charges()).toMatchObject([{ authCode: LABEL_OR_CODE, channel: 'alipay' }]);
  });
  it('is on no disk, in no log and on no screen', async () => {
    const seen: string[] = [];
    stall.core().on('vendor', (event) => seen.push(JSON.stringify(event)));
    stall.core().on('customer', (event) => seen.push(JSON.stringify(event)));
    market.answers.set('/charge', { status: 422, error: 'no_channel' });
    await sell(1_250);
    await scan(CODE);
    await told('failed');
    await stall.core().stop();
    const files = readdirSync(stall.dir, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
    const stored = files.map((one) => readFileSync(join(one.parentPath, one.name), 'latin1')).join('');
    for (const text of [stored, JSON.stringify(logged), seen.join('')]) expect(text.includes(CODE)).toBe(false);
    await stall.open();
  });
});
