import { afterEach, describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../shared/records/journal.ts';
import { createStall, greens, storedIn, until, payCash, type Stall } from './stall.ts';

let stall: Stall;
afterEach(() => stall.close());

const pin = '8306';
const setPin = (next: string | null) => stall.call('people.set_pin', { personId: 'owner', pin: next });
const permit = (typed: string, right: 'people' | 'refund' | 'drawer' = 'people') =>
  stall.call('people.permit', { right, personId: 'owner', pin: typed });
const overrides = () =>
  storedIn<JournalEntry>(stall.dir, 'journal').flatMap(({ body }) => (body.kind === 'override' ? [body] : []));
const needsPin = { code: 'needs_pin', right: 'people', by: [{ id: 'owner', name: '' }] };

describe('a right that the owner guards', () => {
  it('is free until the owner has a PIN, and asks for it from then on', async () => {
    stall = createStall();
    await stall.open();
    expect(await setPin(pin)).toEqual({ ok: true, value: {} });
    expect(await setPin('1234')).toEqual({ ok: false, refusal: needsPin });
    await permit(pin);
    expect(await setPin(null)).toMatchObject({ ok: true });
    expect(await setPin('1234')).toMatchObject({ ok: true });
  });

  it('still asks after a restart, and knows the PIN', async () => {
    stall = createStall();
    await stall.open();
    await setPin(pin);
    await stall.restart();
    expect(await setPin('1234')).toEqual({ ok: false, refusal: needsPin });
    expect(await permit(pin)).toMatchObject({ ok: true });
    expect(await setPin('1234')).toMatchObject({ ok: true });
  });

  it('is open for a sitting only', async () => {
    stall = createStall();
    await stall.open();
    await setPin(pin);
    await permit(pin);
    stall.pass(120_000);
    expect(await setPin(pin)).toMatchObject({ ok: true });
    stall.pass(181_000);
    expect(await setPin(pin)).toEqual({ ok: false, refusal: needsPin });
  });

  it('is told to the journal: who opened what, and every wrong PIN', async () => {
    stall = createStall();
    await stall.open();
    await setPin(pin);
    await permit('0000', 'refund');
    await permit(pin, 'refund');
    expect(overrides()).toEqual([
      { kind: 'override', what: 'pin_set', subjectId: 'owner', detail: '' },
      { kind: 'override', what: 'pin_wrong', subjectId: 'owner', detail: 'refund' },
      { kind: 'override', what: 'permit', subjectId: 'owner', detail: 'refund' },
    ]);
  });

  it('does not stand in the database in plain, nor as a hash that the database alone can test', async () => {
    stall = createStall();
    await stall.open();
    await setPin(pin);
    const kept = JSON.stringify(storedIn(stall.dir, 'settings'));
    expect(kept).toContain('"personId":"owner"');
    expect(kept).not.toContain(pin);
    expect(kept).not.toContain(Buffer.from((await stall.secrets.load('pin-salt')) ?? []).toString('hex'));
  });
});

describe('wrong PINs', () => {
  const wrong = async (times: number) => {
    for (let n = 0; n < times; n += 1) await permit('0000');
  };

  it('are counted, and the fifth locks the right but never selling', async () => {
    stall = createStall();
    await stall.open();
    await setPin(pin);
    expect(await permit('0000')).toEqual({ ok: false, refusal: { code: 'pin_wrong', left: 4 } });
    await wrong(3);
    expect(await permit('0000')).toEqual({ ok: false, refusal: { code: 'pin_locked', minutes: 1 } });
    expect(await permit(pin)).toEqual({ ok: false, refusal: { code: 'pin_locked', minutes: 1 } });
    const { cartId } = await stall.must('goods.portion', { productId: greens, category: null, amountFen: 500 });
    await payCash(stall, cartId, 500);
    stall.pass(61_000);
    expect(await permit(pin)).toMatchObject({ ok: true });
    expect(await permit('0000')).toEqual({ ok: false, refusal: { code: 'pin_wrong', left: 4 } });
  });

  it('stay counted over a restart', async () => {
    stall = createStall();
    await stall.open();
    await setPin(pin);
    await wrong(4);
    await stall.restart();
    expect(await permit('0000')).toEqual({ ok: false, refusal: { code: 'pin_locked', minutes: 1 } });
    await stall.restart();
    expect(await permit(pin)).toEqual({ ok: false, refusal: { code: 'pin_locked', minutes: 1 } });
  });

  it('are counted before the PIN is looked at: a kill in between gives no try away', async () => {
    stall = createStall();
    await stall.open();
    await setPin(pin);
    const counted = () =>
      storedIn<{ id: string; value: { pins: { tries: number }[] } }>(stall.dir, 'settings').find(
        ({ id }) => id === 'pins',
      )?.value.pins[0]?.tries;
    const trying = permit(pin);
    await until(counted, (tries) => tries === 1);
    expect(await trying).toMatchObject({ ok: true });
    expect(counted()).toBe(0);
  });

  it('end a PIN for good at the twentieth', async () => {
    stall = createStall();
    await stall.open();
    await setPin(pin);
    for (let n = 0; n < 20; n += 1) {
      stall.pass(31 * 60_000);
      await permit('0000');
    }
    stall.pass(24 * 3_600_000);
    expect(await permit(pin)).toEqual({ ok: false, refusal: { code: 'pin_locked', minutes: null } });
  });
});

describe('people who can open nothing', () => {
  it('are told so', async () => {
    stall = createStall();
    await stall.open();
    expect(await stall.call('people.permit', { right: 'refund', personId: 'nobody', pin })).toEqual({
      ok: false,
      refusal: { code: 'no_such_person' },
    });
    expect(await permit(pin)).toEqual({ ok: false, refusal: { code: 'not_allowed', right: 'people' } });
  });
});
