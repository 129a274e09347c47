import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fromSnapshot } from '../../renderer/store.ts';
import { entryText } from '../../shared/chain.ts';
import type { JournalEntry } from '../../shared/records/journal.ts';
import type { ViewEvent } from '../../shared/view.ts';
import { startTestMarket, type TestMarket } from './market.ts';
import { createStall, greens, price, storedIn, until, payCash, type Stall } from './stall.ts';

let market: TestMarket;
let stall: Stall;
beforeEach(async () => {
  market = await startTestMarket();
  stall = createStall({ server: market.url, enrolCode: 'GOOD-CODE', jitter: () => 0 });
});
afterEach(async () => {
  await stall.close();
  await market.stop();
});

const sell = async (amountFen: number) => {
  const { cartId } = await stall.must('goods.portion', { productId: null, category: '01', amountFen });
  return payCash(stall, cartId, amountFen);
};
const enrolled = () =>
  until(
    () => stall.see('status'),
    (status) => status.link === 'online',
  );
const uploaded = (count: number) =>
  until(
    () => stall.see('status'),
    (status) => status.pendingUpload === 0 && market.held.size === count,
  );
const product = (id: string, name: string) => ({
  id,
  plu: 9001,
  name,
  aliases: [],
  category: '01',
  glyph: '试',
  field: 'leaf',
  initials: 'sy',
  pinyin: 'shiyan',
  aliasInitials: [],
  aliasPinyin: [],
  sellBy: 'weight',
  pieceUnit: '',
  tareClass: 'A',
  tareG: 5,
  guardMinFen: 100,
  guardMaxFen: 1_000,
  pieceGuardMinFen: 0,
  pieceGuardMaxFen: 0,
  band: 'low',
  withdrawn: false,
  barcodes: [],
});
const policy = {
  productId: null,
  weightPrice: null,
  piecePrice: null,
  validFrom: null,
  validUntil: null,
  market: null,
};

describe('joining the market', () => {
  it('sells in training before, joins in the background, and starts a chain of its own', async () => {
    market.cut();
    await stall.open();
    expect(await sell(500)).toMatchObject({ no: '0-0-1' });
    await until(
      () => stall.see('status'),
      (status) => status.enrolText !== '',
    );
    market.mend();
    await enrolled();
    expect(await stall.see('stall')).toMatchObject({ marketName: '虹桥菜场', stallNo: 'A-17', stallName: '王记蔬菜' });
    expect(await stall.see('status')).toMatchObject({ mode: 'live', enrolText: '' });
    expect((await stall.see('goods')).grid).toContain('p1001');
    expect(await sell(600)).toMatchObject({ no: '17-1-1' });
    await uploaded(1);
    // What was practised stays at home.
    expect([...market.held.values()].map((entry) => entry.body.kind === 'sale' && entry.body.payableFen)).toEqual([
      600,
    ]);
    expect(await stall.call('terminal.enrol', { code: 'GOOD-CODE' })).toEqual({
      ok: false,
      refusal: { code: 'already_enrolled' },
    });
    expect(market.bad()).toBe(0);
  });

  it('says that a code is wrong, and takes the right one from the vendor', async () => {
    await stall.close();
    stall = createStall({ server: market.url, enrolCode: 'WRONG', jitter: () => 0 });
    await stall.open();
    await until(
      () => stall.see('status'),
      (status) => status.enrolText.includes('入场码'),
    );
    expect(await stall.call('terminal.enrol', { code: 'WRONG' })).toEqual({
      ok: false,
      refusal: { code: 'enrol_failed', reason: 'bad_code' },
    });
    expect(await stall.must('terminal.enrol', { code: 'GOOD-CODE' })).toEqual({ terminal: 17, stallNo: 'A-17' });
    await enrolled();
  });

  it('stays who it is over a restart', async () => {
    await stall.open();
    await enrolled();
    await sell(500);
    await stall.restart();
    await enrolled();
    expect(await sell(600)).toMatchObject({ no: '17-1-2' });
    await uploaded(2);
  });
});

describe('going up', () => {
  beforeEach(async () => {
    await stall.open();
    await enrolled();
  });

  it('brings every entry to the server with the same bytes, in order', async () => {
    for (let i = 1; i <= 5; i++) await sell(i * 100);
    await uploaded(5);
    const own = storedIn<JournalEntry>(stall.dir, 'journal').filter((entry) => entry.terminal === 17);
    expect(own.map((entry) => entryText(entry))).toEqual([...market.held.values()].map((entry) => entryText(entry)));
  });

  it('sells on when the line is cut, counts what waits, and brings it up afterwards', async () => {
    market.cut();
    await until(
      () => stall.see('status'),
      (status) => status.link === 'offline',
    );
    for (let i = 1; i <= 3; i++) await sell(i * 100);
    expect(await stall.see('status')).toMatchObject({ link: 'offline', pendingUpload: 3 });
    market.mend();
    await uploaded(3);
  });

  it('sends again what it got no answer for, and the server keeps it once', async () => {
    market.loseNextAnswer();
    await sell(500);
    await until(
      () => stall.see('status'),
      (status) => status.pendingUpload === 0,
    );
    expect([...market.held.keys()]).toEqual([1]);
    expect(market.came.get(1)).toBeGreaterThanOrEqual(1);
    expect(storedIn<JournalEntry>(stall.dir, 'journal').filter((entry) => entry.terminal === 17)).toHaveLength(1);
  });

  it('brings everything again to a server that was put back from a copy', async () => {
    await sell(500);
    await sell(600);
    await uploaded(2);
    market.newEpoch();
    expect(
      await until(
        () => [...market.held.keys()],
        (seqs) => seqs.length === 2,
      ),
    ).toEqual([1, 2]);
    await uploaded(2);
  });

  it('finds out by itself what the server has not, without believing the replication, and sends it again', async () => {
    await sell(500);
    await sell(600);
    await sell(700);
    await uploaded(3);
    market.forget([2]);
    await stall.restart();
    await until(
      () => market.held.size,
      (size) => size === 3,
    );
  });
});

describe('a push that RxDB could lose', () => {
  beforeEach(async () => {
    await stall.open();
    await enrolled();
  });

  it('a sale written with the clock an hour back, before the replication starts, goes up', async () => {
    await sell(500);
    await uploaded(1);
    market.cut();
    stall.pass(-3600_000);
    await sell(600);
    await stall.restart();
    market.mend();
    await uploaded(2);
  });

  it('a push that fails three times goes up, in order and once', async () => {
    market.failPushes(3);
    for (let i = 1; i <= 3; i++) await sell(i * 100);
    await uploaded(3);
    expect([...market.held.keys()]).toEqual([1, 2, 3]);
  });

  it('a batch that was acknowledged and never kept is found when the line comes back, and sent again', async () => {
    // The comparison that follows a start is over before the batch is lost.
    await sell(100);
    await uploaded(1);
    await new Promise((resolve) => {
      setTimeout(resolve, 2_500);
    });
    market.swallowNextPush();
    await sell(500);
    await until(
      () => stall.see('status'),
      (status) => status.pendingUpload === 0,
    );
    expect(market.held.size).toBe(1);
    // Another sale is kept, so that the lost one is not the last.
    await sell(600);
    await until(
      () => market.held.size,
      (size) => size === 2,
    );
    market.cut();
    await until(
      () => stall.see('status'),
      (status) => status.link === 'offline',
    );
    market.mend();
    await until(
      () => market.held.size,
      (size) => size === 3,
    );
  });
});

describe('coming down', () => {
  beforeEach(async () => {
    await stall.open();
    await enrolled();
  });

  it("takes the market's products, prices and caps as they change", async () => {
    market.tell('products', product(greens, '崇明青菜'));
    await until(
      () => stall.see('goods'),
      (goods) => goods.products.length === 1,
    );
    market.tell('policy', { ...policy, id: 'price:p0101', kind: 'price', productId: greens, weightPrice: price(300) });
    await until(
      () => stall.see('goods'),
      (goods) => goods.products[0]?.weightPrice?.priceFen === 300,
    );
    await stall.must('goods.price', { productId: greens, price: price(400), scope: 'from_now', sure: false });
    stall.put(0);
    stall.put(505);
    await stall.must('goods.tap', { productId: greens });
    const line = async () => (await stall.see('carts')).carts[0]?.lines[0];
    expect(await line()).toMatchObject({ price: price(400), amountFen: 400, capped: false });
    market.tell('policy', { ...policy, id: 'cap:p0101', kind: 'cap', productId: greens, weightPrice: price(350) });
    await until(
      () => stall.see('goods'),
      (goods) => goods.products[0]?.capped === true,
    );
    // What is in a cart already goes down to it.
    await until(line, (one) => one?.price.priceFen === 350);
    expect(await line()).toMatchObject({ amountFen: 350, capped: true });
    expect((await stall.see('goods')).products[0]).toMatchObject({
      name: '崇明青菜',
      weightPrice: price(350),
      capped: true,
    });
    expect(
      await stall.call('goods.price', { productId: greens, price: price(360), scope: 'once', sure: true }),
    ).toEqual({ ok: false, refusal: { code: 'price_above_cap', capFen: 350 } });
  });

  it('tells the windows only what is another of the goods, and what they then hold is what a snapshot says', async () => {
    market.tell('products', product(greens, '崇明青菜'));
    await until(
      () => stall.see('goods'),
      (goods) => goods.products.length === 1,
    );
    const reply = await stall.call('view.snapshot', {});
    if (!reply.ok) throw new Error('no snapshot');
    const events: ViewEvent[] = [];
    const off = stall.core().on('vendor', (event) => events.push(event));
    market.tell('products', product('p1001', '老豆腐'));
    market.tell('policy', { ...policy, id: 'price:p0101', kind: 'price', productId: greens, weightPrice: price(300) });
    await until(
      () => stall.see('goods'),
      ({ products }) => products.length === 2 && products[0]?.weightPrice?.priceFen === 300,
    );
    await stall.must('goods.price', { productId: greens, price: price(400), scope: 'from_now', sure: false });
    const goods = await stall.see('goods');
    off();
    expect(goods.products[0]?.weightPrice).toEqual(price(400));
    expect(fromSnapshot(reply.value, events)?.topics.goods).toEqual(goods);
    expect(events.map(({ topic }) => topic)).toContain('goods_change');
    expect(events.map(({ topic }) => topic)).not.toContain('goods');
  });

  it('asks for prices anew when the market changes the basis', async () => {
    await stall.must('goods.price', { productId: greens, price: price(300), scope: 'from_now', sure: false });
    market.tell('policy', {
      ...policy,
      id: 'market',
      kind: 'market',
      market: { name: '虹桥菜场', complaintPhone: '12345', publicScale: '东门', priceBasisG: 1000, receiptHost: '' },
    });
    await until(
      () => stall.see('goods'),
      (goods) => goods.basisG === 1000,
    );
    expect((await stall.see('goods')).products.find((one) => one.id === greens)?.weightPrice).toBeNull();
    expect(await stall.see('stall')).toMatchObject({ publicScale: '东门' });
  });

  it('counts what the server has set aside, and leaves out a document it does not understand', async () => {
    market.tell('server_marks', { id: 'strange', kind: 'unheard_of' });
    market.tell('server_marks', {
      id: 'm1',
      kind: 'set_aside',
      terminal: 17,
      entryId: randomUUID(),
      epoch: 1,
      seq: 1,
      receipt: null,
      reason: 'bad_total',
      text: '合计不对',
      at: 1,
    });
    await until(
      () => stall.see('status'),
      (status) => status.setAside === 1,
    );
  });

  it('a whole page of documents it does not understand does not hide the ones after it', async () => {
    market.cut();
    for (let i = 0; i < 250; i++) market.tell('products', { id: `strange-${i}`, kind: 'unheard_of' });
    market.tell('products', product(greens, '崇明青菜'));
    market.mend();
    await until(
      () => stall.see('goods'),
      (goods) => goods.products.some(({ name }) => name === '崇明青菜'),
    );
  });

  it('writes the listed owner on the entries', async () => {
    market.tell('people', {
      id: 'person-1',
      stall: 'A-17',
      name: '王阿姨',
      role: 'owner',
      active: true,
      validUntil: null,
    });
    await until(
      () => stall.see('stall'),
      (view) => view.seller === '王阿姨',
    );
    await sell(500);
    await uploaded(1);
    expect(market.held.get(1)?.seller).toBe('王阿姨');
  });
});
