import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Scanner } from '../../hardware/ports.ts';
import type { Log } from '../../shared/log.ts';
import type { Evidence } from '../../shared/records/evidence.ts';
import type { Scanned } from '../../shared/scan.ts';
import { startTestMarket, type TestMarket } from './market.ts';
import { createStall, greens, price, storedIn, until, type Stall } from './stall.ts';

const PAYMENT = '134567890123456789';
/** 青菜 is number 101: 1.234 kg; 7.39 yuan; both. The last one may be a payment code of Alipay as well. */
const LABEL_WEIGHT = '2100101012341';
const LABEL_AMOUNT = '2200101007399';
const LABEL_BOTH = '260010100739012345';

const logged: unknown[] = [];
const keep = (...said: unknown[]): void => void logged.push(said);
const log: Log = { debug: keep, info: keep, warn: keep, error: keep };

let stall: Stall;
let hand: (scanned: Scanned) => void = () => {};
const scanner: Scanner = {
  about: { name: { zh: '试验扫码枪', en: 'test scanner' }, port: 'test', verifiedOnDevice: false },
  state: () => 'online',
  onState: () => () => {},
  onScan: (listener) => {
    hand = listener;
    return () => {};
  },
  start: () => {},
  stop: () => Promise.resolve(),
};
beforeEach(async () => {
  logged.length = 0;
  stall = createStall({ log, devices: { scanner } });
  await stall.open();
  await stall.must('goods.price', { productId: greens, price: price(300), scope: 'from_now', sure: true });
  stall.put(0);
});
afterEach(() => stall.close());

const scan = (text: string) => stall.call('scan.read', { text, aim: null });
const front = async () => {
  const { frontId, carts } = await stall.see('carts');
  return carts.find((cart) => cart.id === frontId) ?? null;
};
const lines = async () => (await front())?.lines ?? [];
const sellSomething = () => stall.must('goods.portion', { productId: null, category: '01', amountFen: 500 });
const refusal = async (text: string) => {
  const reply = await scan(text);
  return reply.ok ? null : reply.refusal;
};

describe('a payment code', () => {
  it('is refused in one sentence while there is nobody who could take it, and the cart stays as it was', async () => {
    await sellSomething();
    expect(await refusal(PAYMENT)).toEqual({ code: 'pay_not_offered' });
    expect(await lines()).toHaveLength(1);
    expect(await stall.see('scan')).toMatchObject({ no: 1, outcome: { ok: false }, choice: null });
  });
  it('asks for goods first', async () => {
    expect(await refusal(PAYMENT)).toEqual({ code: 'payment_code_no_goods' });
  });
  it('is nowhere afterwards: not on the disk, not in the log, not on any screen', async () => {
    await sellSomething();
    const codes = [PAYMENT, '281234567890123456', '5678123456789012345', LABEL_BOTH];
    const parts = codes.flatMap((code) => [code, code.slice(0, 12), code.slice(-12)]);
    const seen: string[] = [];
    stall.core().on('vendor', (event) => seen.push(JSON.stringify(event)));
    for (const [i, code] of codes.entries()) {
      if (i % 2 === 0) await scan(code);
      else hand({ text: code, aim: ']Q1' });
    }
    await until(
      () => stall.see('scan'),
      (view) => view.no === codes.length,
    );
    seen.push(JSON.stringify(await stall.see('scan')), JSON.stringify(await stall.see('carts')));
    await stall.core().stop();
    const files = readdirSync(stall.dir, { recursive: true, encoding: 'utf8' })
      .map((name) => join(stall.dir, name))
      .filter((path) => statSync(path).isFile());
    expect(files.length).toBeGreaterThan(1);
    const texts = [...files.map((path) => readFileSync(path, 'latin1')), ...seen, JSON.stringify(logged)];
    for (const part of parts) expect(texts.some((text) => text.includes(part))).toBe(false);
    // What was sold is there: the search can find what is stored.
    expect(texts.some((text) => text.includes('"amountFen":500'))).toBe(true);
  });
});

describe('the label of another scale', () => {
  it('sells its weight at the price of the stall, without evidence, and the pan never changes it', async () => {
    stall.put(505);
    expect(await scan(LABEL_WEIGHT)).toMatchObject({ ok: true, value: { did: 'label' } });
    const line = { kind: 'weight', productId: greens, netG: 1234, amountFen: 740, fromLabel: true, onPan: false };
    expect(await lines()).toMatchObject([line]);
    stall.put(0);
    stall.put(305);
    await stall.must('goods.tap', { productId: greens });
    expect(await lines()).toMatchObject([{ netG: 300, fromLabel: false }, line]);
    expect(storedIn<Evidence>(stall.dir, 'evidence')).toHaveLength(1);
    const cart = await front();
    const sale = await stall.must('sale.complete', {
      cartId: cart?.id ?? '',
      payableFen: cart?.payableFen ?? 0,
      tenders: [{ kind: 'cash', amountFen: cart?.payableFen ?? 0, tenderedFen: null }],
      concedeFen: 0,
      paper: 'short',
    });
    expect(sale.payableFen).toBe(920);
    await until(
      () => stall.printer.paper.length,
      (count) => count === 1,
    );
    expect(JSON.stringify(stall.printer.paper)).toContain('按标签');
  });
  it('sells its amount, and its weight only where the price of the stall gives that amount', async () => {
    await scan(LABEL_AMOUNT);
    expect((await lines())[0]).toMatchObject({ kind: 'portion', name: '青菜', netG: null, amountFen: 739 });
    await stall.must('goods.price', { productId: greens, price: price(299), scope: 'from_now', sure: true });
    await stall.must('cart.next', {});
    await scan(LABEL_BOTH);
    // 1.234 kg at 2.99 for 500 g come to 7.38.
    expect((await lines())[0]).toMatchObject({ kind: 'portion', netG: null, amountFen: 739 });
  });
  it('asks for a price where there is none, and says so of a number nobody has', async () => {
    expect(await refusal('2100102012340')).toMatchObject({ code: 'no_price', productId: 'p0102' });
    expect(await refusal('2109999012341')).toEqual({ code: 'no_such_plu', plu: 9999 });
    expect(await lines()).toEqual([]);
  });
});

describe('a code that is a payment and a label', () => {
  it('needs one touch while there are goods, and is a label while there are none', async () => {
    await scan(LABEL_BOTH);
    expect(await lines()).toHaveLength(1);
    stall.pass(3_000);
    expect(await scan(LABEL_BOTH)).toEqual({ ok: true, value: { did: 'choose' } });
    const { choice } = await stall.see('scan');
    expect(choice).toMatchObject({ name: '青菜', netG: 1234, amountFen: 739 });
    expect(await lines()).toHaveLength(1);
    expect(await stall.must('scan.choose', { choiceId: choice?.id ?? '', as: 'goods' })).toMatchObject({
      did: 'label',
    });
    expect(await lines()).toHaveLength(2);
    expect((await stall.see('scan')).choice).toBeNull();
    expect(await stall.call('scan.choose', { choiceId: choice?.id ?? '', as: 'goods' })).toMatchObject({
      refusal: { code: 'choice_gone' },
    });
  });
  it('is forgotten after a minute, with the next shopper, with the next code, and when it is neither', async () => {
    const ask = async () => {
      stall.pass(3_000);
      await scan(LABEL_BOTH);
      return (await stall.see('scan')).choice?.id ?? '';
    };
    const gone = async () => (await stall.see('scan')).choice === null;
    await sellSomething();
    expect(await ask()).not.toBe('');
    stall.pass(61_000);
    expect(await until(gone, (is) => is)).toBe(true);
    await ask();
    await stall.must('cart.next', {});
    expect(await gone()).toBe(true);
    await sellSomething();
    expect(await stall.call('scan.choose', { choiceId: await ask(), as: 'payment' })).toMatchObject({
      refusal: { code: 'pay_not_offered' },
    });
    expect(await stall.must('scan.choose', { choiceId: await ask(), as: 'nothing' })).toEqual({ did: 'dropped' });
    await ask();
    await scan('nonsense 1');
    expect(await gone()).toBe(true);
    expect(await lines()).toHaveLength(1);
  });
});

describe('what a scanner reads', () => {
  it('counts once when it is read again within 2 s, and says so', async () => {
    await scan(LABEL_WEIGHT);
    expect(await scan(LABEL_WEIGHT)).toEqual({ ok: true, value: { did: 'again' } });
    hand({ text: LABEL_WEIGHT, aim: null });
    await until(
      () => stall.see('scan'),
      (view) => view.no === 3,
    );
    expect(await lines()).toHaveLength(1);
    stall.pass(2_100);
    await scan(LABEL_WEIGHT);
    expect(await lines()).toHaveLength(2);
  });
  it('is sold once for one command, also when that is repeated', async () => {
    const args = { text: LABEL_WEIGHT, aim: null };
    const first = await stall.must('scan.read', args, 'scan-1');
    stall.pass(3_000);
    expect(await stall.must('scan.read', args, 'scan-1')).toEqual(first);
    await stall.restart();
    expect(await stall.must('scan.read', args, 'scan-1')).toMatchObject({
      lineId: 'lineId' in first ? first.lineId : '',
    });
    expect(await lines()).toHaveLength(1);
  });
  it('is unknown goods, or nothing a stall knows', async () => {
    expect(await refusal('6901234567892')).toEqual({ code: 'no_such_barcode', shown: '6901234567892' });
    expect(await refusal('DF-2026/7')).toEqual({ code: 'no_such_barcode', shown: '' });
    expect(await refusal('6901234567893')).toEqual({ code: 'scan_unreadable' });
    expect(await refusal('https://pay.example/x')).toEqual({ code: 'scan_unreadable' });
    // A shopper's own code to be paid, held out for a payment code.
    expect(await refusal('wxp://f2f0abcdefghijklmnopqrstuvwxyz')).toEqual({ code: 'code_collects' });
  });
});

describe('with the goods of a market', () => {
  const tofu = 'p1002';
  let market: TestMarket;
  beforeEach(async () => {
    market = await startTestMarket();
    await stall.close();
    stall = createStall({ log, server: market.url, enrolCode: 'GOOD-CODE', jitter: () => 0, devices: { scanner } });
    const listed = {
      plu: 702,
      aliases: [],
      category: '10',
      glyph: '豆',
      field: 'corn',
      initials: 'ldf',
      pinyin: 'laodoufu',
      aliasInitials: [],
      aliasPinyin: [],
      pieceUnit: '块',
      tareClass: '0',
      tareG: 0,
      guardMinFen: 1,
      guardMaxFen: 100_000,
      pieceGuardMinFen: 1,
      pieceGuardMaxFen: 100_000,
      band: 'mid',
      withdrawn: false,
    };
    market.tell('products', {
      ...listed,
      id: tofu,
      name: '老豆腐',
      sellBy: 'both',
      barcodes: ['036000291452', '96901234567895'],
    });
    market.tell('products', {
      ...listed,
      id: greens,
      plu: 101,
      name: '青菜',
      sellBy: 'weight',
      pieceUnit: '',
      barcodes: ['6901234567892'],
    });
    const none = { productId: null, weightPrice: null, piecePrice: null, validFrom: null, validUntil: null };
    const facts = {
      name: '东市',
      complaintPhone: '',
      publicScale: '',
      priceBasisG: 1000,
      receiptHost: 'https://market.example',
    };
    market.tell('policy', { ...none, id: 'market', kind: 'market', market: facts });
    await stall.open();
    await until(
      () => stall.see('goods'),
      (goods) => goods.products.length === 2 && goods.basisG === 1000,
    );
    const from = { scope: 'from_now', sure: true } as const;
    await stall.must('goods.price', { productId: tofu, price: { priceFen: 300, basisG: null }, ...from });
    await stall.must('goods.price', { productId: tofu, price: { priceFen: 800, basisG: 1000 }, ...from });
    await stall.must('goods.price', { productId: greens, price: { priceFen: 600, basisG: 1000 }, ...from });
    stall.put(0);
  });
  afterEach(() => market.stop());

  it('a barcode sells a piece, however its number was read', async () => {
    expect(await scan('0036000291452')).toMatchObject({ ok: true, value: { did: 'piece' } });
    stall.pass(3_000);
    hand({ text: '036000291452', aim: ']E0' });
    expect(await until(lines, (all) => all[0]?.qty === 2)).toMatchObject([{ productId: tofu, qty: 2, amountFen: 600 }]);
  });
  it('a barcode of goods by weight is their tile, and never disarms them', async () => {
    expect(await scan('6901234567892')).toEqual({ ok: true, value: { did: 'armed' } });
    stall.pass(3_000);
    expect(await scan('6901234567892')).toEqual({ ok: true, value: { did: 'armed' } });
    stall.put(505);
    expect(await until(lines, (all) => all.length === 1)).toMatchObject([{ productId: greens, netG: 505 }]);
  });
  it('a GS1 code sells the weight it says', async () => {
    hand({ text: '01969012345678953103000500', aim: ']e0' });
    expect(await until(lines, (all) => all.length === 1)).toMatchObject([
      { productId: tofu, kind: 'weight', netG: 500, amountFen: 400, fromLabel: true },
    ]);
  });
  it('the QR of a receipt shows its sale where the last one stands, until the next; one of another till says what it is', async () => {
    const sell = async (amountFen: number) => {
      const { cartId } = await stall.must('goods.portion', { productId: null, category: '01', amountFen });
      const tenders = [{ kind: 'cash' as const, amountFen, tenderedFen: null }];
      return stall.must('sale.complete', { cartId, payableFen: amountFen, tenders, concedeFen: 0, paper: 'short' });
    };
    const first = await sell(500);
    await until(
      () => stall.printer.paper.length,
      (count) => count === 1,
    );
    const qr = stall.printer.paper[0]?.find((line) => line.kind === 'qr');
    const url = qr?.kind === 'qr' ? qr.data : '';
    // Without paper the shopper gets the same code on the screen (S18).
    await stall.must('sale.show_code', { saleId: first.saleId });
    expect((await stall.see('shopper', 'customer')).receipt).toMatchObject({ no: first.no, payableFen: 500, url });
    const second = await sell(700);
    expect(await scan(url)).toEqual({ ok: true, value: { did: 'receipt', saleId: first.saleId } });
    expect(await stall.see('last')).toMatchObject({ saleId: first.saleId, payableFen: 500, looked: true });
    await stall.must('sale.look', { saleId: null });
    expect(await stall.see('last')).toMatchObject({ saleId: second.saleId, looked: false });
    await stall.must('sale.look', { saleId: first.saleId });
    const third = await sell(900);
    expect(await stall.see('last')).toMatchObject({ saleId: third.saleId, looked: false });
    const bytes = Buffer.from(url.split('/').at(-1) ?? '', 'base64url');
    const changed = (at: number) => {
      const other = Buffer.from(bytes);
      other[at] = (other[at] ?? 0) ^ 1;
      return `https://market.example/r/${other.toString('base64url')}`;
    };
    expect(await refusal(changed(4))).toMatchObject({ code: 'receipt_of_another', payableFen: 500 });
    expect(await refusal(changed(12))).toMatchObject({ code: 'receipt_not_here' });
    expect(await refusal(changed(21))).toMatchObject({ code: 'receipt_not_here', no: first.no });
  });
});
