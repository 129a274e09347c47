import { afterEach, describe, expect, it } from 'vitest';
import type { AuditCursor, AuditPage } from '../../shared/audit.ts';
import { startTestMarket, type TestMarket } from './market.ts';
import { createStall, greens, price, until, payCash, type Stall } from './stall.ts';

let stall: Stall;
let market: TestMarket | null = null;
afterEach(async () => {
  await stall.close();
  await market?.stop();
  market = null;
});

describe('the log', () => {
  it('tells what was done besides selling, newest first, and who did it', async () => {
    stall = createStall();
    await stall.open();
    const { personId } = await stall.must('people.add', { name: '小工' });
    await stall.must('goods.price', { productId: greens, price: price(300), scope: 'from_now', sure: true });
    const { cartId } = await stall.must('goods.portion', { productId: greens, category: null, amountFen: 500 });
    await payCash(stall, cartId, 500);
    await stall.must('people.set_pin', { personId: 'owner', pin: '4711' });
    await stall.must('people.switch', { personId });
    await stall.call('people.permit', { right: 'people', personId: 'owner', pin: '0000' });
    await stall.must('drawer.open', {});
    const { rows, next } = await stall.must('audit.list', { before: null });
    expect(next).toBeNull();
    expect(rows.map(({ what, seller, amountFen }) => [what, seller, amountFen])).toEqual([
      ['drawer_open', '小工', null],
      ['pin_wrong', '小工', null],
      ['pin_set', '', null],
      ['price_change', '', 300],
      ['helper_added', '', null],
    ]);
  });

  it('comes in pages that meet without a gap', async () => {
    stall = createStall();
    await stall.open();
    for (let n = 0; n < 95; n += 1) await stall.must('drawer.open', {});
    const seen: string[] = [];
    let before: AuditCursor | null = null;
    let pages = 0;
    for (;;) {
      const { rows, next }: AuditPage = await stall.must('audit.list', { before });
      seen.push(...rows.map(({ id }) => id));
      pages += 1;
      if (next === null) break;
      before = next;
    }
    expect(pages).toBe(3);
    expect(new Set(seen).size).toBe(95);
  });
});

describe('notices of the market', () => {
  it('come down, are read once for good, and go when their time is over', async () => {
    market = await startTestMarket();
    stall = createStall({ server: market.url, enrolCode: 'GOOD-CODE' });
    await stall.open();
    const at = stall.now();
    market.tell('notices', { id: 'n1', kind: 'alert', title: '明天停水', text: '九点到十一点', at, validUntil: null });
    market.tell('notices', {
      id: 'n2',
      kind: 'order',
      title: '平价',
      text: '土豆不超过 4.80',
      at: at + 1,
      validUntil: at + 3_600_000,
    });
    const notices = async () => (await stall.see('notices')).notices.map(({ id, seen }) => `${id} ${String(seen)}`);
    await until(notices, (all) => all.length === 2);
    expect(await notices()).toEqual(['n2 false', 'n1 false']);
    await stall.must('notices.seen', { ids: ['n1'] });
    await stall.restart();
    expect(await notices()).toEqual(['n2 false', 'n1 true']);
    stall.pass(2 * 3_600_000);
    await stall.restart();
    expect(await notices()).toEqual(['n1 true']);
  });
});
