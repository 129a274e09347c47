import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { simulateWechat } from '../../../market/payments/simulated/wechat/wechat.ts';
import { openBench } from './bench.ts';
import { describeChannel } from './contract.ts';

const merchant = { subMerchant: '1600000007', appAuthToken: '', codepayV3: false };
describeChannel('WeChat Pay, payment codes by APIv2', simulateWechat, { merchant, wallets: ['wechat'] });
describeChannel('WeChat Pay, payment codes by APIv3', simulateWechat, {
  merchant: { ...merchant, codepayV3: true },
  wallets: ['wechat'],
  isCodesOnly: true,
});

it('a bill of the simulated WeChat Pay is read by an independent parser', async () => {
  const { Formatter } = createRequire(import.meta.url)('wechatpay-axios-plugin') as {
    Formatter: { castCsvBill(bytes: Buffer): { rows: Record<string, string>[]; summary: Record<string, string> } };
  };
  const bench = await openBench(simulateWechat, merchant);
  for (const amountFen of [1_250, 690]) {
    const trade = bench.trade({ amountFen });
    await bench.channel.payByCode(trade, bench.sim.phone.showCode());
    if (amountFen === 690)
      await bench.channel.refund({
        merchant,
        outTradeNo: trade.outTradeNo,
        outRefundNo: 'R1',
        refundFen: 90,
        totalFen: amountFen,
        reason: '',
      });
  }
  bench.clock.now += 86_400_000;
  const { bytes } = await bench.channel.fetchBill('trade', '2026-09-21');
  const { rows, summary } = Formatter.castCsvBill(Buffer.from(bytes ?? []));
  const column = (name: string) => rows.map((row) => row[name]);
  expect(column('订单金额')).toEqual(['12.50', '6.90', '0.00']);
  expect(column('申请退款金额')).toEqual(['0.00', '0.00', '0.90']);
  expect(column('手续费')).toEqual(['0.08000', '0.04000', '-0.01000']);
  expect(column('交易状态')).toEqual(['SUCCESS', 'SUCCESS', 'REFUND']);
  expect(Object.keys(rows[0] ?? {})).toHaveLength(27);
  expect(summary).toMatchObject({
    总交易单数: '3',
    应结订单总金额: '19.40',
    申请退款总金额: '0.90',
    手续费总金额: '0.11000',
  });
  await bench.stop();
});
