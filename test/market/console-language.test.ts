import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { consoleTexts } from '../../market/console/text.ts';
import type { Evidence } from '../../market/reconcile/book.ts';
import type { Cause } from '../../market/reconcile/facts.ts';
import type { FileFault } from '../../market/reconcile/fault.ts';
import { sources } from '../../market/reconcile/source-rows.ts';
import { joinedTerminal } from './client.ts';
import { testMarket } from './market.ts';
import type { TestMarket } from './market.ts';
import { wechatBill } from './reconcile/bills.ts';

const DAY = '2026-11-22';
/** One of each; the compiler says when one is missing. */
const faults: { readonly [F in FileFault['fault']]: Extract<FileFault, { readonly fault: F }> } = {
  bad_day: { fault: 'bad_day', day: 'x' },
  no_column: { fault: 'no_column', column: 'a' },
  column_twice: { fault: 'column_twice', column: 'a', count: 2 },
  no_account: { fault: 'no_account' },
  no_headings: { fault: 'no_headings' },
  field_count: { fault: 'field_count', is: 1, due: 2 },
  no_sums: { fault: 'no_sums' },
  not_ended: { fault: 'not_ended' },
  after_sums: { fault: 'after_sums' },
  rows_differ: { fault: 'rows_differ', said: '3', read: 2 },
  sum_differs: { fault: 'sum_differs', column: 'a', said: '1.00' },
  unknown_word: { fault: 'unknown_word', column: 'a', value: 'b' },
  bad_time: { fault: 'bad_time', value: 'b' },
  bad_amount: { fault: 'bad_amount', column: 'a', value: 'b' },
  wrong_sign: { fault: 'wrong_sign' },
  no_refund_columns: { fault: 'no_refund_columns' },
  both_sides: { fault: 'both_sides' },
  other_day: { fault: 'other_day', of: { channel: 'bank', kind: 'statement' }, is: '2026-11-22', due: '2026-11-21' },
  foreign_merchant: { fault: 'foreign_merchant', merchant: '1' },
  foreign_account: { fault: 'foreign_account', account: '1' },
  whose: { fault: 'whose' },
  no_merchant: { fault: 'no_merchant', stall: '1' },
  row_twice: { fault: 'row_twice', row: 2, other: 1, key: 'pay 1' },
  row_changed: { fault: 'row_changed', row: 2, key: 'pay 1' },
};
const HANZI = /\p{Script=Han}/u;

let market: TestMarket;
let cookie = '';
beforeAll(async () => {
  market = await testMarket({ channels: [] });
  await market.setMerchant({ stall: '12', channel: 'wechat', subMerchant: '16', appAuthToken: '', codepayV3: false });
  const answer = await fetch(market.consoleUrl, { redirect: 'manual' });
  cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const terminal = await joinedTerminal(market, '12');
  await terminal.push([terminal.sale(market.now())]);
  const row = { at: `${DAY} 09:00:00`, merchant: '16', channelNo: '4200', outTradeNo: 'P1', fen: 2_500 };
  await market.reconciliation.take({
    channel: 'wechat',
    kind: 'trade',
    day: DAY,
    stall: '',
    name: 'bill.csv',
    bytes: Buffer.from(wechatBill([row])),
    via: 'uploaded',
    actor: '',
  });
});
afterAll(() => market.stop());

const open = async (path: string, kept = '') => {
  const answer = await fetch(`${market.url}${path}`, { headers: { cookie: `${cookie}${kept}` } });
  return { said: answer.headers.get('set-cookie') ?? '', text: await answer.text() };
};
/** What a page says, without the names that the market and its stalls have, and without its switch to Chinese. */
const wordsOf = async (text: string): Promise<string> => {
  const names = await market.database.query<{ name: string }>('select name from stalls union select name from markets');
  const own = text.replaceAll(/<a [^>]*lang="zh"[^>]*>.*?<\/a>/g, '');
  return names.reduce((left, { name }) => left.replaceAll(name, ''), own);
};

describe('the console in English', () => {
  test.each(['/console', '/console/payments', `/console/differences?day=${DAY}`])(
    '%s says nothing in Chinese but the names of the market',
    async (path) => {
      const { text, said } = await open(`${path}${path.includes('?') ? '&' : '?'}lang=en`);
      expect(said).toMatch(/^stall_console_lang=en; Path=\/console; SameSite=Lax/);
      expect(text).toContain('<html lang="en">');
      expect(await wordsOf(text)).not.toMatch(HANZI);
      const again = await open(path, '; stall_console_lang=en');
      expect(again.text).toContain('<html lang="en">');
      expect((await open(path)).text).toContain('<html lang="zh-CN">');
    },
  );
  test('keeps its language in the part that is fetched anew, and for whoever is not let in', async () => {
    const kept = '; stall_console_lang=en';
    expect((await open('/console/figures', kept)).text).toContain('Sold today');
    const locked = await fetch(`${market.url}/console`, { headers: { cookie: kept.slice(2) } });
    expect(locked.status).toBe(401);
    expect(await locked.text()).toContain('Open it with the link');
  });
  test('names a difference, its cause and its evidence', async () => {
    const { text } = await open(`/console/differences?day=${DAY}&lang=en`);
    expect(text).toContain('At the channel, not in the books');
    expect(text).toContain('¥25.00 came by WeChat, and no sale fits');
    expect(text).toContain('WeChat bill 4200');
  });
});

test('what is done in the console is answered in its language', async () => {
  const ask = async (path: string, body: string, type: string) => {
    const answer = await fetch(`${market.url}/console/differences/${path}`, {
      method: 'POST',
      headers: { cookie: `${cookie}; stall_console_lang=en`, 'content-type': type },
      body,
    });
    return ((await answer.json()) as { readonly text?: string }).text;
  };
  const nobody = JSON.stringify({ id: 'diff:0', actor: 'Zhao', reason: '' });
  expect(await ask('accept', nobody, 'application/json')).toBe('There is no such difference.');
  const file = `bill?channel=wechat&kind=trade&name=b.csv&day=2026-11-21`;
  const row = { at: '2026-11-21 09:00:00', merchant: '16', channelNo: '4201', outTradeNo: 'P2', fen: 100 };
  expect(await ask(file, wechatBill([row]), 'application/octet-stream')).toBe('1 row taken');
  expect(await ask(file, wechatBill([row]), 'application/octet-stream')).toMatch(/^Everything in it was here already/);
  const refused = (text: string) => ask(file, text, 'application/octet-stream');
  expect(await refused('x')).toBe('Nothing of the file was taken: line 1: there is no column “交易时间”');
  const cut = wechatBill([row]).split('总交易单数')[0] ?? '';
  expect(await refused(cut)).toBe('Nothing of the file was taken: the sums at its end are missing: it may be cut off');
  expect(await refused(wechatBill([{ ...row, at: '2026-11-20 09:00:00' }]))).toBe(
    'Nothing of the file was taken: the WeChat bill is of 2026-11-20, not of 2026-11-21',
  );
  expect(await refused(wechatBill([{ ...row, merchant: '99' }]))).toMatch(/merchant 99 is no stall of this market/);
  expect(await refused(wechatBill([{ ...row, fen: 101 }]))).toMatch(
    /row 1 \(pay 4201\) is not what a bill taken before/,
  );
});

describe('words of reconciliation', () => {
  const causes: readonly Cause[] = [
    'lost_notice',
    'late_payment',
    'wrong_channel_key',
    'static_by_amount_and_time',
    'no_owner',
    'not_in_bill',
    'not_in_statement',
    'wrong_merchant',
    'midnight',
    'channel_amount',
    'digit_swap',
    'missing_decimal',
    'wrong_rate',
    'cash_and_qr',
    'two_attempts',
    'missing_upload',
    'voided_after_paid',
    'no_payment',
    'released_unpaid',
    'refund_under_way',
    'refund_denied',
    'refund_across_midnight',
    'refund_unknown',
    'reversed',
    'receiver_failed',
    'overdue',
    'unfreeze_missing',
    'fee_rounding',
    'flow_missing',
    'flow_late',
    'flow_amount',
    'flow_fee',
    'flow_unbilled',
    'payout_missing',
    'payout_short',
    'transfer_missing',
    'transfer_late',
    'bank_short',
    'unknown',
  ];
  const of = (what: Evidence['what']): Evidence => ({
    what,
    id: '1',
    at: Date.parse(`${DAY}T09:00:00+08:00`),
    fen: 100,
    channel: 'wechat',
    terminal: 3,
    no: '3-1-7',
    tender: 'cash',
    tenderNo: 1,
  });
  const kinds = ['sale', 'payment', 'bill', 'refund', 'share', 'slip', 'flow', 'settlement'] as const;
  const all = kinds.map(of);
  test.each(['zh', 'en'] as const)('are whole in %s, with evidence and without', (language) => {
    const { words } = consoleTexts[language];
    const said = [
      ...causes.flatMap((cause) => [
        words.cause({ cause, fen: 100, evidence: all }),
        words.cause({ cause, fen: -100, evidence: [] }),
      ]),
      ...all.map(words.evidence),
      ...sources.map(words.source),
      ...Object.values(faults).flatMap((one) => [words.fault(one), words.fault({ ...one, line: 4 })]),
      ...Object.values(words.type),
      ...Object.values(words.owner),
    ];
    for (const text of said) {
      expect(text).not.toMatch(/undefined|null|NaN/);
      expect(HANZI.test(text), text).toBe(language === 'zh');
    }
  });
});
