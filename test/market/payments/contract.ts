import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Merchant, Notice, Trade } from '../../../market/payments/channel.ts';
import {
  noFaults,
  randomOf,
  scripted,
  seeded,
  type CallFault,
  type NoticeFault,
} from '../../../market/payments/simulated/faults.ts';
import type { Simulated, SimulatedOptions } from '../../../market/payments/simulated/simulated.ts';
import type { ProofChannel } from '../../../shared/payment-order.ts';
import { openBench, START, type Bench } from './bench.ts';

/** What every channel must keep, run over each of them joined to its simulated server. */
export function describeChannel(
  name: string,
  simulateIt: (options: SimulatedOptions) => Promise<Simulated>,
  traits: {
    readonly merchant: Merchant;
    readonly wallets: readonly ProofChannel[];
    /** Only what is asked about payment codes: the rest is the same as of another merchant of this channel. */
    readonly isCodesOnly?: boolean;
  },
): void {
  const [wallet = 'wechat'] = traits.wallets;
  let bench: Bench;
  let dayStart = START;
  beforeAll(async () => {
    bench = await openBench(simulateIt, traits.merchant);
  });
  afterAll(() => bench.stop());
  beforeEach(async () => {
    bench.sim.setFaults(noFaults);
    await bench.sim.up();
    bench.clock.now += 86_400_000;
    dayStart = bench.clock.now;
    await bench.sim.pump();
    bench.heard.length = 0;
    bench.came.length = 0;
  });

  /** An order behind a code, and the code. */
  const shown = async (over: Partial<Trade> = {}) => {
    const trade = bench.trade(over);
    const answer = await bench.channel.prepay(trade, { kind: 'native', wallet });
    expect(answer).toMatchObject({ outcome: 'OK' });
    const text = answer.invitation?.kind === 'url' ? answer.invitation.url : '';
    return { trade, text };
  };
  const paid = async (over: Partial<Trade> = {}) => {
    const { trade, text } = await shown(over);
    expect(bench.sim.phone.pay(text)).toBe('paid');
    return { trade, text };
  };
  const spoil = (...calls: CallFault[]) => bench.sim.setFaults(scripted({ calls }));
  const notices = (): Notice[] => bench.heard.flatMap((one) => (one.ok ? [one.notice] : []));

  const describeAll = traits.isCodesOnly === true ? () => undefined : describe;
  describeAll(`${name}: orders`, () => {
    it('an order is open until it is paid, then paid with amount, number, time and wallet', async () => {
      const { trade, text } = await shown();
      expect((await bench.channel.query(trade)).state).toMatch(/^(open|absent)$/);
      expect(bench.sim.phone.look(text)).toMatchObject({
        amountFen: 1_250,
        subMerchant: trade.merchant.subMerchant,
        state: 'open',
      });
      expect(bench.sim.phone.pay(text)).toBe('paid');
      const found = await bench.channel.query(trade);
      expect(found).toMatchObject({ outcome: 'OK', state: 'paid', amountFen: 1_250, paidAt: bench.clock.now, wallet });
      expect(found.channelNo).toMatch(/^\w{16,}$/);
      expect(bench.sim.phone.pay(text)).toBe('already_paid');
    });
    it('an order nobody asked for is absent', async () => {
      expect(await bench.channel.query(bench.trade())).toMatchObject({
        outcome: 'OK',
        state: 'absent',
        amountFen: null,
      });
    });
    it('the same order asked for twice is one order; another amount under its number is refused', async () => {
      const { trade, text } = await shown();
      const again = await bench.channel.prepay(trade, { kind: 'native', wallet });
      expect(again.invitation).toEqual({ kind: 'url', url: text });
      expect(await bench.channel.prepay({ ...trade, amountFen: 1 }, { kind: 'native', wallet })).toMatchObject({
        outcome: 'DENIED',
        invitation: null,
      });
    });
    it('one shopper inside the wallet pays by its own call', async () => {
      const trade = bench.trade();
      const url = bench.channel.payerUrl(wallet, 'https://market.example/1/x', 'st');
      let payerId = 'nobody';
      if (url !== null) {
        const response = await fetch(url, { redirect: 'manual' });
        const back = new URL(response.headers.get('location') ?? '');
        expect(back.searchParams.get('state')).toBe('st');
        payerId = (await bench.channel.payerOf(wallet, Object.fromEntries(back.searchParams))) ?? '';
        expect(payerId).not.toBe('');
        expect(
          await bench.channel.payerOf(wallet, { code: 'wrong', auth_code: 'wrong', userAuthCode: 'wrong' }),
        ).toBeNull();
      }
      const scene =
        url === null ? ({ kind: 'browser', wallet } as const) : ({ kind: 'jsapi', payerId, wallet } as const);
      const answer = await bench.channel.prepay(trade, scene);
      expect(answer).toMatchObject({ outcome: 'OK' });
      const { invitation } = answer;
      const text =
        invitation === null
          ? ''
          : invitation.kind === 'url'
            ? invitation.url
            : (invitation.arguments['package'] ?? JSON.stringify(invitation.arguments));
      expect(bench.sim.phone.pay(text)).toBe('paid');
      expect(await bench.channel.query(trade)).toMatchObject({ state: 'paid', amountFen: 1_250 });
    });
    it('a closed order takes no money; a paid one is not closed, and says so', async () => {
      const one = await shown();
      expect(await bench.channel.close(one.trade)).toMatchObject({ outcome: 'OK' });
      expect(await bench.channel.close(one.trade)).toMatchObject({ outcome: 'OK' });
      expect(bench.sim.phone.pay(one.text)).not.toBe('paid');
      const two = await paid();
      expect(await bench.channel.close(two.trade)).toMatchObject({ outcome: 'DENIED', state: 'paid' });
      expect(await bench.channel.query(two.trade)).toMatchObject({ state: 'paid' });
    });
    it('an order ends with its time', async () => {
      const { trade, text } = await shown();
      bench.clock.now += 600_000;
      expect(bench.sim.phone.pay(text)).toBe('expired');
      expect((await bench.channel.query(trade)).state).toMatch(/^(closed|absent)$/);
    });
    it('what is kept names no payer and holds no secret', async () => {
      const { trade } = await paid();
      const { raw } = await bench.channel.query(trade);
      expect(raw).not.toMatch(/sim-\w+-shopper/);
      const code = bench.sim.phone.showCode();
      const answer = await bench.channel.payByCode(bench.trade(), code);
      expect(answer.raw).not.toContain(code);
      expect(answer.raw).not.toMatch(/sim-\w+-shopper/);
    });
  });

  describe(`${name}: payment codes`, () => {
    it('a code that needs no password pays at once', async () => {
      for (const one of traits.wallets) {
        const trade = bench.trade();
        const answer = await bench.channel.payByCode(trade, bench.sim.phone.showCode({ kind: 'pays' }, one));
        expect(answer).toMatchObject({ outcome: 'OK', state: 'paid', amountFen: 1_250, wallet: one });
        expect(answer.paidAt).toBe(bench.clock.now);
      }
    });
    it('a password is waited for, and the query tells', async () => {
      const trade = bench.trade();
      const code = bench.sim.phone.showCode({ kind: 'password', afterMs: 20_000, does: 'pays' });
      expect(await bench.channel.payByCode(trade, code)).toMatchObject({ outcome: 'PENDING', state: 'paying' });
      expect(await bench.channel.query(trade)).toMatchObject({ outcome: 'OK', state: 'paying' });
      bench.clock.now += 20_000;
      expect(await bench.channel.query(trade)).toMatchObject({ outcome: 'OK', state: 'paid', amountFen: 1_250 });
    });
    it('somebody who gives up, has no money, or shows an old code has paid nothing', async () => {
      const trade = bench.trade();
      await bench.channel.payByCode(
        trade,
        bench.sim.phone.showCode({ kind: 'password', afterMs: 5_000, does: 'cancels' }),
      );
      bench.clock.now += 5_000;
      expect((await bench.channel.query(trade)).state).toMatch(/^(failed|closed)$/);
      for (const plan of [{ kind: 'no_money' }, { kind: 'expired' }] as const)
        expect(await bench.channel.payByCode(bench.trade(), bench.sim.phone.showCode(plan))).toMatchObject({
          outcome: 'DENIED',
          state: 'failed',
        });
      const code = bench.sim.phone.showCode();
      expect(await bench.channel.payByCode(bench.trade(), code)).toMatchObject({ outcome: 'OK' });
      expect(await bench.channel.payByCode(bench.trade(), code)).toMatchObject({ outcome: 'DENIED' });
    });
    it('reversed while the password is typed: nothing is paid; reversed after it: the money goes back', async () => {
      const early = bench.trade();
      await bench.channel.payByCode(
        early,
        bench.sim.phone.showCode({ kind: 'password', afterMs: 44_000, does: 'pays' }),
      );
      bench.clock.now += 20_000;
      expect(await bench.channel.reverse(early)).toMatchObject({ outcome: 'OK' });
      bench.clock.now += 44_000;
      expect((await bench.channel.query(early)).state).toMatch(/^(closed|failed)$/);
      const late = bench.trade();
      await bench.channel.payByCode(late, bench.sim.phone.showCode());
      expect(await bench.channel.reverse(late)).toMatchObject({ outcome: 'OK' });
      expect(await bench.channel.reverse(late)).toMatchObject({ outcome: 'OK' });
      expect((await bench.channel.query(late)).state).toMatch(/^(closed|refunded)$/);
      const back = bench.sim.book.find(late.merchant.subMerchant, late.outTradeNo)?.refunds ?? [];
      expect(back.reduce((sum, { fen }) => sum + fen, 0)).toBe(1_250);
    });
    it('an answer lost after the payment is unknown, and the query finds the money', async () => {
      for (const fault of ['lost_answer', 'system_error_done', 'forged_answer', 'cut_answer'] as const) {
        const trade = bench.trade();
        const code = bench.sim.phone.showCode();
        spoil(fault);
        expect(await bench.channel.payByCode(trade, code), fault).toMatchObject({ outcome: 'UNKNOWN', state: null });
        expect(await bench.channel.query(trade), fault).toMatchObject({
          outcome: 'OK',
          state: 'paid',
          amountFen: 1_250,
        });
      }
    });
    it('the same payment asked for again never says it failed', async () => {
      const trade = bench.trade();
      expect(await bench.channel.payByCode(trade, bench.sim.phone.showCode())).toMatchObject({ outcome: 'OK' });
      const again = await bench.channel.payByCode(trade, bench.sim.phone.showCode());
      expect(again.outcome).not.toBe('DENIED');
      expect(bench.sim.book.orders().filter(({ outTradeNo }) => outTradeNo === trade.outTradeNo)).toHaveLength(1);
    });
  });

  describe(`${name}: faults of the line`, () => {
    it('no call throws, and none that went wrong says yes or no', async () => {
      const { trade } = await paid({ isShared: true });
      const { channel } = bench;
      const channelNo = (await channel.query(trade)).channelNo ?? '';
      const { merchant } = trade;
      const refund = {
        merchant,
        outTradeNo: trade.outTradeNo,
        outRefundNo: 'R-faults',
        refundFen: 1,
        totalFen: 1_250,
        reason: '',
      };
      const receivers = [{ kind: 'merchant', account: '1', amountFen: 1, description: '管理费' }] as const;
      const calls: Readonly<Record<string, () => Promise<{ readonly outcome: string }>>> = {
        prepay: () => channel.prepay(bench.trade(), { kind: 'native', wallet }),
        payByCode: () => channel.payByCode(bench.trade(), bench.sim.phone.showCode()),
        query: () => channel.query(trade),
        close: () => channel.close(trade),
        reverse: () => channel.reverse(bench.trade()),
        refund: () => channel.refund(refund),
        refundQuery: () => channel.refundQuery(refund),
        addReceiver: () => channel.addReceiver(merchant, { kind: 'merchant', account: '1', description: '管理费' }),
        split: () => channel.split({ merchant, channelNo, outSplitNo: 'S-faults', receivers, isLast: false }),
        splitQuery: () => channel.splitQuery({ merchant, channelNo, outSplitNo: 'S-faults' }),
        splitReturn: () =>
          channel.splitReturn({
            merchant,
            outSplitNo: 'S-faults',
            outReturnNo: 'B-faults',
            account: '1',
            amountFen: 1,
          }),
        unfreeze: () => channel.unfreeze({ merchant, channelNo, outSplitNo: 'U-faults', reason: '完结' }),
        fetchBill: () => channel.fetchBill('trade', '2026-09-20', merchant),
      };
      const made = Object.entries(calls).filter(([call]) => call !== 'splitReturn' || !channel.returnsSharesItself);
      for (const [call, make] of made)
        for (const fault of ['lost_call', 'lost_answer', 'system_error', 'forged_answer', 'cut_answer'] as const) {
          spoil(fault);
          expect((await make()).outcome, `${call} with ${fault}`).toBe('UNKNOWN');
        }
      await bench.sim.down();
      for (const [call, make] of made) expect((await make()).outcome, `${call} with nobody there`).toBe('UNKNOWN');
    });
  });

  describe(`${name}: any faults`, () => {
    it('no answer says of money what is not so', async () => {
      const random = randomOf(7);
      const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
      bench.sim.setFaults(seeded(11, { call: 0.35, notice: 0.5 }));
      const plans = [
        { kind: 'pays' },
        { kind: 'password', afterMs: 10_000, does: 'pays' },
        { kind: 'password', afterMs: 10_000, does: 'cancels' },
        { kind: 'no_money' },
      ] as const;
      const held = (trade: Trade) => bench.sim.book.find(trade.merchant.subMerchant, trade.outTradeNo);
      const isPaid = (trade: Trade) => held(trade)?.paidAt !== null && held(trade) !== null;
      for (let i = 0; i < 40; i += 1) {
        const trade = bench.trade({ amountFen: 1 + Math.floor(random() * 9_999) });
        if (random() < 0.5) {
          const answer = await bench.channel.payByCode(trade, bench.sim.phone.showCode(pick(plans)));
          if (answer.outcome === 'OK') expect(isPaid(trade)).toBe(true);
          if (answer.outcome === 'DENIED') expect(held(trade)?.state ?? 'failed').toBe('failed');
        } else {
          const { invitation } = await bench.channel.prepay(trade, { kind: 'native', wallet });
          if (invitation?.kind === 'url' && random() < 0.6) bench.sim.phone.pay(invitation.url);
        }
        bench.clock.now += Math.floor(random() * 15_000);
        const seen = await bench.channel.query(trade);
        if (seen.outcome === 'OK' && seen.state === 'paid') expect(seen.amountFen).toBe(trade.amountFen);
        if (seen.outcome === 'OK' && seen.state !== 'paid') expect(held(trade)?.state).not.toBe('paid');
        const ends = held(trade)?.way === 'code' ? 'reverse' : 'close';
        if (random() < 0.4) {
          const ended = await bench.channel[ends](trade);
          if (ended.outcome === 'OK') expect(['closed', 'reversed', 'failed', undefined]).toContain(held(trade)?.state);
          if (ended.outcome === 'DENIED' && ended.state === 'paid') expect(isPaid(trade)).toBe(true);
        }
        if (held(trade)?.state !== 'paid') continue;
        const refund = {
          merchant: trade.merchant,
          outTradeNo: trade.outTradeNo,
          outRefundNo: `${trade.outTradeNo}a`,
          refundFen: trade.amountFen,
          totalFen: trade.amountFen,
          reason: '',
        };
        for (let tries = 0; tries < 3; tries += 1) {
          const back = await pick([() => bench.channel.refund(refund), () => bench.channel.refundQuery(refund)])();
          const refunds = held(trade)?.refunds ?? [];
          expect(refunds.length).toBeLessThanOrEqual(1);
          if (back.outcome === 'OK') expect(refunds.map(({ fen }) => fen)).toEqual([trade.amountFen]);
          if (back.outcome === 'DENIED') expect(refunds).toEqual([]);
        }
      }
      bench.sim.setFaults(noFaults);
      for (let i = 0; i < 20 && bench.sim.nextNotice() !== null; i += 1) {
        bench.clock.now = Math.max(bench.clock.now, bench.sim.nextNotice() ?? 0);
        await bench.sim.pump();
      }
      expect(bench.sim.nextNotice()).toBeNull();
      const told = new Set(
        notices()
          .filter(({ kind }) => kind === 'paid')
          .map(({ outTradeNo }) => outTradeNo),
      );
      for (const order of bench.sim.book.orders())
        if (order.paidAt !== null && order.notifyUrl !== '' && order.createdAt >= dayStart)
          expect(told).toContain(order.outTradeNo);
    });
  });

  describeAll(`${name}: refunds`, () => {
    it('parts go back under numbers of their own; the same number twice is one refund; never more than was paid', async () => {
      const { trade } = await paid();
      const refund = (outRefundNo: string, refundFen: number) =>
        bench.channel.refund({
          merchant: trade.merchant,
          outTradeNo: trade.outTradeNo,
          outRefundNo,
          refundFen,
          totalFen: 1_250,
          reason: '退货',
        });
      const no = (part: string) => `${trade.outTradeNo}${part}`;
      expect(await refund(no('a'), 250)).toMatchObject({ outcome: 'OK', state: 'refunded', amountFen: 250 });
      expect(await refund(no('a'), 250)).toMatchObject({ outcome: 'OK', amountFen: 250 });
      expect(await refund(no('b'), 1_001)).toMatchObject({ outcome: 'DENIED' });
      expect(await refund(no('c'), 1_000)).toMatchObject({ outcome: 'OK', amountFen: 1_000 });
      const held = bench.sim.book.find(trade.merchant.subMerchant, trade.outTradeNo)?.refunds ?? [];
      expect(held.map(({ fen }) => fen)).toEqual([250, 1_000]);
    });
    it('an answer lost after the refund: the query tells, and asking again gives nothing twice', async () => {
      const { trade } = await paid();
      const refund = {
        merchant: trade.merchant,
        outTradeNo: trade.outTradeNo,
        outRefundNo: `${trade.outTradeNo}a`,
        refundFen: 1_250,
        totalFen: 1_250,
        reason: '',
      };
      expect(await bench.channel.refundQuery(refund)).toMatchObject({ outcome: 'UNKNOWN', state: 'absent' });
      spoil('lost_answer');
      expect(await bench.channel.refund(refund)).toMatchObject({ outcome: 'UNKNOWN' });
      expect(await bench.channel.refundQuery(refund)).toMatchObject({
        outcome: 'OK',
        state: 'refunded',
        amountFen: 1_250,
      });
      expect(await bench.channel.refund(refund)).toMatchObject({ outcome: 'OK' });
      expect(bench.sim.book.find(trade.merchant.subMerchant, trade.outTradeNo)?.refunds).toHaveLength(1);
    });
    it('an order nobody has paid gives nothing back', async () => {
      const { trade } = await shown();
      const refund = {
        merchant: trade.merchant,
        outTradeNo: trade.outTradeNo,
        outRefundNo: `${trade.outTradeNo}a`,
        refundFen: 1,
        totalFen: 1_250,
        reason: '',
      };
      expect((await bench.channel.refund(refund)).outcome).not.toBe('OK');
    });
  });

  describeAll(`${name}: shares`, () => {
    it('shares go to receivers that are known, the rest is freed, and a share comes back', async () => {
      const { trade } = await paid({ isShared: true, amountFen: 10_000 });
      const { merchant } = trade;
      const channelNo = (await bench.channel.query(trade)).channelNo ?? '';
      expect(
        await bench.channel.addReceiver(merchant, {
          kind: 'merchant',
          account: '1900000002',
          description: '市场管理费',
        }),
      ).toMatchObject({ outcome: 'OK' });
      const share = { kind: 'merchant', account: '1900000002', amountFen: 300, description: '市场管理费' } as const;
      const outSplitNo = `${trade.outTradeNo}S1`;
      const split = { merchant, channelNo, outSplitNo, receivers: [share], isLast: false };
      bench.clock.now += 60_000;
      const done = { outcome: 'OK', receivers: [{ account: '1900000002', amountFen: 300, result: 'success' }] };
      expect(await bench.channel.split(split)).toMatchObject(done);
      expect(await bench.channel.split(split)).toMatchObject(done);
      expect(await bench.channel.splitQuery(split)).toMatchObject(done);
      expect(await bench.channel.splitQuery({ ...split, outSplitNo: `${outSplitNo}x` })).toMatchObject({
        outcome: 'UNKNOWN',
      });
      const free = { merchant, channelNo, outSplitNo: `${trade.outTradeNo}U1`, reason: '分账完结' };
      expect(await bench.channel.unfreeze(free)).toMatchObject({ outcome: 'OK' });
      const late = await bench.channel.split({ ...split, outSplitNo: `${outSplitNo}y` });
      expect(late).toMatchObject({ outcome: 'DENIED' });
      if (bench.channel.returnsSharesItself) return;
      const back = {
        merchant,
        outSplitNo,
        outReturnNo: `${trade.outTradeNo}B1`,
        account: '1900000002',
        amountFen: 300,
      };
      expect(await bench.channel.splitReturn(back)).toMatchObject({ outcome: 'OK', amountFen: 300 });
      expect(await bench.channel.splitReturn(back)).toMatchObject({ outcome: 'OK' });
      expect(
        await bench.channel.splitReturn({ ...back, outReturnNo: `${trade.outTradeNo}B2`, amountFen: 1 }),
      ).toMatchObject({ outcome: 'DENIED' });
    });
    it('too much is refused, and who is not known gets nothing', async () => {
      const { trade } = await paid({ isShared: true, amountFen: 10_000 });
      const { merchant } = trade;
      const channelNo = (await bench.channel.query(trade)).channelNo ?? '';
      bench.clock.now += 60_000;
      await bench.channel.addReceiver(merchant, { kind: 'merchant', account: '1900000002', description: '市场管理费' });
      const split = (no: string, account: string, amountFen: number) =>
        bench.channel.split({
          merchant,
          channelNo,
          outSplitNo: `${trade.outTradeNo}${no}`,
          receivers: [{ kind: 'merchant', account, amountFen, description: '管理费' }],
          isLast: false,
        });
      expect(await split('a', '1900000002', 3_001)).toMatchObject({ outcome: 'DENIED', receivers: [] });
      const stranger = await split('b', '1999', 100);
      expect(stranger.outcome === 'DENIED' || stranger.receivers[0]?.result === 'failed').toBe(true);
    });
  });

  describeAll(`${name}: notices`, () => {
    it('tell what was paid and what went back, with the numbers both sides know', async () => {
      const { trade } = await paid();
      await bench.sim.pump();
      const found = await bench.channel.query(trade);
      expect(notices()).toEqual([
        {
          id: expect.stringMatching(/^.{8,}$/) as string,
          kind: 'paid',
          subMerchant: trade.merchant.subMerchant,
          outTradeNo: trade.outTradeNo,
          outRefundNo: null,
          state: 'paid',
          amountFen: 1_250,
          channelNo: found.channelNo,
          paidAt: found.paidAt,
          wallet,
        },
      ]);
      expect(bench.sim.nextNotice()).toBeNull();
    });
    it('that come late still tell that it was paid, though the money went back since', async () => {
      bench.sim.setFaults(scripted({ notices: ['lost'] }));
      const { trade } = await paid();
      await bench.sim.pump();
      await bench.channel.refund({
        merchant: trade.merchant,
        outTradeNo: trade.outTradeNo,
        outRefundNo: `${trade.outTradeNo}a`,
        refundFen: 1_250,
        totalFen: 1_250,
        reason: '',
      });
      bench.clock.now += 300_000;
      await bench.sim.pump();
      expect(notices()).toContainEqual(expect.objectContaining({ kind: 'paid', state: 'paid', amountFen: 1_250 }));
      expect(bench.heard.every((one) => one.ok)).toBe(true);
    });
    it('come again with the same id until they are taken; twice and late is the same notice', async () => {
      bench.sim.setFaults(scripted({ notices: ['lost', 'twice', 'late'] }));
      const { trade } = await paid();
      for (let i = 0; i < 4; i += 1) {
        await bench.sim.pump();
        bench.clock.now = bench.sim.nextNotice() ?? bench.clock.now;
      }
      await paid();
      await bench.sim.pump();
      bench.clock.now = bench.sim.nextNotice() ?? bench.clock.now;
      await bench.sim.pump();
      const mine = notices().filter(({ outTradeNo }) => outTradeNo === trade.outTradeNo);
      expect(mine).toHaveLength(2);
      expect(new Set(mine.map(({ id }) => id)).size).toBe(1);
    });
    it('that are forged, cut, oversized or probes are refused, and the true one comes after', async () => {
      const faults = ['forged', 'probe', 'cut', 'huge'] as const satisfies readonly NoticeFault[];
      bench.sim.setFaults(scripted({ notices: faults }));
      const { trade } = await paid();
      for (let i = 0; i <= faults.length; i += 1) {
        await bench.sim.pump();
        bench.clock.now = bench.sim.nextNotice() ?? bench.clock.now;
      }
      expect(bench.heard.map((one) => one.ok)).toEqual([false, false, false, false, true]);
      expect(notices()[0]).toMatchObject({ outTradeNo: trade.outTradeNo, amountFen: 1_250 });
      for (const one of bench.heard.slice(0, 4))
        expect(one).toMatchObject({ ok: false, reason: expect.stringMatching(/^(signature|unreadable)$/) as string });
    });
    it('about another merchant or amount are true words: they carry what the channel says, for the order to be compared with', async () => {
      bench.sim.setFaults(scripted({ notices: ['other_amount', 'other_merchant'] }));
      const { trade } = await paid();
      await bench.sim.pump();
      bench.clock.now = bench.sim.nextNotice() ?? bench.clock.now;
      await bench.sim.pump();
      expect(notices()[0]).toMatchObject({ outTradeNo: trade.outTradeNo, amountFen: 1 });
      expect(notices()[1]?.subMerchant ?? 'foreign').not.toBe(trade.merchant.subMerchant);
    });
    it("for somebody else's account with the channel are refused", async () => {
      const other = await openBench(simulateIt, traits.merchant);
      await paid();
      await bench.sim.pump();
      const [{ headers, body } = { headers: {}, body: '' }] = bench.came;
      expect(other.channel.parseNotify(headers, body)).toMatchObject({ ok: false });
      await other.stop();
    });
    it('tell a success of an order that was closed', async () => {
      const { trade, text } = await shown();
      expect(await bench.channel.close(trade)).toMatchObject({ outcome: 'OK' });
      bench.sim.phone.payAnyway(text);
      await bench.sim.pump();
      expect(notices()).toMatchObject([
        { kind: 'paid', state: 'paid', outTradeNo: trade.outTradeNo, amountFen: 1_250 },
      ]);
      expect(await bench.channel.query(trade)).toMatchObject({ state: 'paid' });
    });
    it('changed by a letter anywhere, or played again later, tell nothing new', async () => {
      await paid();
      await bench.sim.pump();
      const [{ headers, body } = { headers: {}, body: '' }] = bench.came;
      const [first] = notices();
      const random = randomOf(3);
      for (let i = 0; i < 150; i += 1) {
        const at = Math.floor(random() * body.length);
        const letter = String.fromCharCode(33 + Math.floor(random() * 90));
        const read = bench.channel.parseNotify(headers, `${body.slice(0, at)}${letter}${body.slice(at + 1)}`);
        if (read.ok) expect(read.notice).toEqual(first);
      }
      bench.clock.now += 3_600_000;
      const again = bench.channel.parseNotify(headers, body);
      expect(again.ok ? again.notice : again.reason).toEqual(again.ok ? first : 'stale');
    });
    it('that are no notices at all are refused', () => {
      for (const body of ['', '{}', 'null', '[]', 'a=b&sign=x', '<xml></xml>', '\u0000', 'x'.repeat(70_000)])
        expect(bench.channel.parseNotify({}, body)).toMatchObject({ ok: false });
    });
    it('are answered in the words of the channel', () => {
      expect(bench.channel.notifyReply(true).status).toBeLessThan(300);
      const no = bench.channel.notifyReply(false);
      expect(no.status >= 400 || !no.body.includes('success')).toBe(true);
    });
  });

  describeAll(`${name}: bills`, () => {
    it('come as text whose hash was checked, the day after; a day without trade has none', async () => {
      const { trade } = await paid();
      const refund = {
        merchant: trade.merchant,
        outTradeNo: trade.outTradeNo,
        outRefundNo: `${trade.outTradeNo}a`,
        refundFen: 250,
        totalFen: 1_250,
        reason: '',
      };
      await bench.channel.refund(refund);
      const day = new Date(bench.clock.now + 8 * 3_600_000).toISOString().slice(0, 10);
      expect(await bench.channel.fetchBill('trade', day, traits.merchant)).toMatchObject({
        outcome: 'PENDING',
        bytes: null,
      });
      bench.clock.now += 86_400_000;
      const bill = await bench.channel.fetchBill('trade', day, traits.merchant);
      expect(bill).toMatchObject({ outcome: 'OK' });
      const text = new TextDecoder(bill.hash.startsWith('gbk') ? 'gbk' : 'utf-8').decode(
        bill.bytes ?? new Uint8Array(),
      );
      expect(text).toContain(trade.outTradeNo);
      expect(text).toContain('12.50');
      expect(text).toContain('2.50');
      expect(await bench.channel.fetchBill('fund_flow', day, traits.merchant)).toMatchObject({ outcome: 'OK' });
      expect((await bench.channel.fetchBill('trade', '2020-01-01', traits.merchant)).outcome).toBe('DENIED');
    });
  });

  it(`${name}: says that it is simulated`, () => {
    expect(bench.channel.isSimulated).toBe(true);
    expect(bench.channel.name).toBe(bench.sim.name);
    expect(START).toBeLessThan(bench.clock.now);
  });
}
