import { afterEach, describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../shared/records/journal.ts';
import { startTestMarket, type TestMarket } from './market.ts';
import { createStall, greens, storedIn, until, payCash, type Stall } from './stall.ts';

let stall: Stall;
let market: TestMarket | null = null;
afterEach(async () => {
  await stall.close();
  await market?.stop();
  market = null;
});

const refusalOf = async (reply: Promise<{ ok: boolean; refusal?: { code: string } }>) => (await reply).refusal?.code;
const overrides = () =>
  storedIn<JournalEntry>(stall.dir, 'journal').flatMap(({ body }) => (body.kind === 'override' ? [body] : []));
const paperText = (): string =>
  (stall.printer.paper.at(-1) ?? []).map((line) => (line.kind === 'text' ? line.text : '')).join('\n');
const sell = async () => {
  const { cartId } = await stall.must('goods.portion', { productId: greens, category: null, amountFen: 500 });
  const { saleId } = await payCash(stall, cartId, 500);
  return storedIn<JournalEntry>(stall.dir, 'journal').find(({ id }) => id === saleId)?.seller;
};
const people = async () => (await stall.see('people')).people.map(({ name, role }) => `${role} ${name}`);
const listed = (id: string, name: string, over: object = {}) =>
  market?.tell('people', { id, stall: 'A-17', name, role: 'seller', active: true, validUntil: null, ...over });

describe('the people of the stall', () => {
  it('are those the market lists, the owner first, and change while the till sells', async () => {
    market = await startTestMarket();
    stall = createStall({ server: market.url, enrolCode: 'GOOD-CODE' });
    await stall.open();
    listed('a', '李梅');
    listed('b', '王建国', { role: 'owner' });
    listed('c', '别家', { stall: 'B-1' });
    await until(people, (all) => all.length === 2);
    expect(await people()).toEqual(['owner 王建国', 'seller 李梅']);
    expect(await sell()).toBe('王建国');
    await stall.must('people.switch', { personId: 'a' });
    expect(await sell()).toBe('李梅');
    listed('a', '李梅', { active: false });
    await until(people, (all) => all.length === 1);
    expect(await sell()).toBe('王建国');
  });

  it('sell on when their listing is over; the till only says so', async () => {
    market = await startTestMarket();
    stall = createStall({ server: market.url, enrolCode: 'GOOD-CODE' });
    await stall.open();
    listed('b', '王建国', { role: 'owner', validUntil: stall.now() + 3_600_000 });
    const listing = async () => (await stall.see('people')).people.map((one) => one.listing);
    await until(listing, ([first]) => first === 'soon');
    market.cut();
    stall.pass(2 * 3_600_000);
    await stall.restart();
    expect(await listing()).toEqual(['over']);
    expect(await sell()).toBe('王建国');
  });

  it('switch in one touch: no PIN, every cart stays, and the till remembers after a restart', async () => {
    stall = createStall();
    await stall.open();
    const { personId } = await stall.must('people.add', { name: '爱人' });
    await stall.must('goods.portion', { productId: greens, category: null, amountFen: 300 });
    await stall.must('cart.next', {});
    await stall.must('goods.portion', { productId: greens, category: null, amountFen: 400 });
    const before = (await stall.see('carts')).carts.map(({ id, payableFen }) => [id, payableFen]);
    await stall.must('people.switch', { personId });
    expect((await stall.see('carts')).carts.map(({ id, payableFen }) => [id, payableFen])).toEqual(before);
    expect(await stall.see('stall')).toMatchObject({ seller: '爱人' });
    await stall.restart();
    expect(await stall.see('stall')).toMatchObject({ seller: '爱人' });
    expect(await refusalOf(stall.call('people.switch', { personId: 'nobody' }))).toBe('no_such_person');
  });

  it('switch with their own PIN where the owner wants that', async () => {
    stall = createStall();
    await stall.open();
    const { personId } = await stall.must('people.add', { name: '小工' });
    await stall.must('people.guard', { rights: ['switch'] });
    await stall.must('people.set_pin', { personId: 'owner', pin: '4711' });
    await stall.must('people.switch', { personId });
    const back = () => stall.call('people.switch', { personId: 'owner' });
    expect(await back()).toEqual({
      ok: false,
      refusal: { code: 'needs_pin', right: 'switch', by: [{ id: 'owner', name: '' }] },
    });
    await stall.must('people.permit', { right: 'switch', personId: 'owner', pin: '4711' });
    expect(await back()).toMatchObject({ ok: true });
  });

  it('are never locked out of selling by a till that stood idle', async () => {
    stall = createStall();
    await stall.open();
    await stall.must('people.set_pin', { personId: 'owner', pin: '4711' });
    stall.pass(10 * 3_600_000);
    await sell();
  });
});

describe('helpers of the family', () => {
  it('are added and taken out by the owner only, and the journal tells of it', async () => {
    stall = createStall();
    await stall.open();
    const { personId } = await stall.must('people.add', { name: '爱人' });
    expect(await refusalOf(stall.call('people.add', { name: '爱人 ' }))).toBe('name_taken');
    await stall.must('people.set_pin', { personId: 'owner', pin: '4711' });
    expect(await refusalOf(stall.call('people.add', { name: '小工' }))).toBe('needs_pin');
    expect(await refusalOf(stall.call('people.remove', { personId }))).toBe('needs_pin');
    expect(await refusalOf(stall.call('people.remove', { personId: 'owner' }))).toBe('not_a_helper');
    await stall.must('people.permit', { right: 'people', personId: 'owner', pin: '4711' });
    await stall.must('people.switch', { personId });
    await stall.must('people.permit', { right: 'people', personId: 'owner', pin: '4711' });
    await stall.must('people.remove', { personId });
    expect(await people()).toEqual(['owner ']);
    expect((await stall.see('people')).sellerId).toBe('owner');
    expect(overrides().map(({ what, detail }) => `${what} ${detail}`.trim())).toEqual([
      'helper_added 爱人',
      'pin_set',
      'permit people',
      'permit people',
      'helper_removed 爱人',
    ]);
  });

  it('may be trusted with a right, and open it with their own PIN', async () => {
    stall = createStall();
    await stall.open();
    const { personId } = await stall.must('people.add', { name: '爱人' });
    await stall.must('people.set_pin', { personId, pin: '1357' });
    await stall.must('people.guard', { rights: ['drawer'] });
    await stall.must('people.set_pin', { personId: 'owner', pin: '4711' });
    const permit = () => stall.call('people.permit', { right: 'drawer', personId, pin: '1357' });
    expect(await refusalOf(permit())).toBe('not_allowed');
    await stall.must('people.permit', { right: 'people', personId: 'owner', pin: '4711' });
    await stall.must('people.allow', { personId, rights: ['drawer', 'people'] });
    expect(await refusalOf(stall.call('drawer.open', {}))).toBe('needs_pin');
    expect(await permit()).toMatchObject({ ok: true });
    expect(await stall.call('drawer.open', {})).toMatchObject({ ok: true });
    expect(await refusalOf(stall.call('drawer.open', {}))).toBe('needs_pin');
    expect(await refusalOf(stall.call('people.permit', { right: 'people', personId, pin: '1357' }))).toBe(
      'not_allowed',
    );
  });

  it('lose what they opened when another takes over', async () => {
    stall = createStall();
    await stall.open();
    const { personId } = await stall.must('people.add', { name: '小工' });
    await stall.must('people.set_pin', { personId: 'owner', pin: '4711' });
    await stall.must('people.permit', { right: 'people', personId: 'owner', pin: '4711' });
    await stall.must('people.switch', { personId });
    expect(await refusalOf(stall.call('people.add', { name: '爱人' }))).toBe('needs_pin');
  });
});

describe("the owner's recovery code", () => {
  const lock = async () => {
    for (let n = 0; n < 20; n += 1) {
      stall.pass(31 * 60_000);
      await stall.call('people.permit', { right: 'people', personId: 'owner', pin: '0000' });
    }
  };
  const codeOnPaper = (): string => (paperText().match(/^\d{4}$/gm) ?? []).join('');

  it('is on paper only, opens a locked PIN without a line, and works once', async () => {
    stall = createStall();
    await stall.open();
    await stall.must('people.print_recovery', {});
    const code = codeOnPaper();
    expect(code).toMatch(/^\d{12}$/);
    expect(JSON.stringify(storedIn(stall.dir, 'settings'))).not.toContain(code);
    expect(JSON.stringify(overrides())).not.toContain(code);
    await stall.must('people.set_pin', { personId: 'owner', pin: '4711' });
    await lock();
    expect(await refusalOf(stall.call('people.permit', { right: 'people', personId: 'owner', pin: '4711' }))).toBe(
      'pin_locked',
    );
    await stall.restart();
    expect(await stall.call('people.recover', { code, personId: 'owner', pin: '2468' })).toMatchObject({ ok: true });
    expect(await stall.call('people.permit', { right: 'people', personId: 'owner', pin: '2468' })).toMatchObject({
      ok: true,
    });
    expect(await refusalOf(stall.call('people.recover', { code, personId: 'owner', pin: '4711' }))).toBe('not_allowed');
    expect(await stall.see('people')).toMatchObject({ hasRecovery: false });
  });

  it('is guarded like a PIN: wrong codes are counted and lock', async () => {
    stall = createStall();
    await stall.open();
    await stall.must('people.print_recovery', {});
    const wrong = () => stall.call('people.recover', { code: '000000000000', personId: 'owner', pin: '4711' });
    expect(await wrong()).toEqual({ ok: false, refusal: { code: 'pin_wrong', left: 4 } });
    for (let n = 0; n < 3; n += 1) await wrong();
    expect(await wrong()).toEqual({ ok: false, refusal: { code: 'pin_locked', minutes: 1 } });
    expect(overrides().filter(({ what }) => what === 'recovery_wrong')).toHaveLength(5);
  });

  it('takes the place of the one before, and is nobody else’s to print', async () => {
    stall = createStall();
    await stall.open();
    await stall.must('people.print_recovery', {});
    const first = codeOnPaper();
    await stall.must('people.print_recovery', {});
    await stall.must('people.set_pin', { personId: 'owner', pin: '4711' });
    expect(await refusalOf(stall.call('people.print_recovery', {}))).toBe('needs_pin');
    expect(await refusalOf(stall.call('people.recover', { code: first, personId: 'owner', pin: '2468' }))).toBe(
      'pin_wrong',
    );
  });

  it('that did not print changes nothing', async () => {
    stall = createStall();
    await stall.open();
    await stall.must('people.print_recovery', {});
    const code = codeOnPaper();
    stall.printer.answer({ done: 'not_printed', why: '缺纸' });
    expect(await refusalOf(stall.call('people.print_recovery', {}))).toBe('not_printed');
    expect(await stall.call('people.recover', { code, personId: 'owner', pin: '2468' })).toMatchObject({ ok: true });
  });
});
